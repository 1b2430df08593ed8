// The command line program `marketplace`.

#include "catalog/commands.hpp"
#include "match/match.hpp"
#include "number_checks.hpp"
#include "replay/replay.hpp"
#include "route/route.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/version.hpp>

#include <CLI/CLI.hpp>
#include <sqlite3.h>

#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr const char* replay_examples = R"(Examples:
  marketplace replay data/olist
  marketplace replay data/olist --store sqlite:marketplace.db --report report.html
  marketplace replay data/olist --plan my-plan.json --json | jq .shares_minor
A run that was stopped goes on when the same command is given again, and one that was finished changes nothing. Other
files, another plan or another --limit want another database: what is there was decided without them.
Exit code 1: something was refused, or does not hold, which is said on standard error.
)";

void add_replay(CLI::App& app, replay::Options& options) {
    CLI::App* command = app.add_subcommand("replay", "Replay the orders of a marketplace and account for every cent");
    command->footer(replay_examples);
    command->add_option("DIR", options.folder, "Folder with the CSV files of the Olist data set")->required();
    command->add_option("--plan", options.plan, "Commission plan (JSON) instead of the built-in one")
        ->type_name("FILE");
    command->add_option("--store", options.store, "Where records go: memory, or sqlite:PATH")->capture_default_str();
    command->add_option("--report", options.report, "Write a self-contained HTML report")->type_name("FILE");
    command->add_option("--payments", options.payments, "Folder for the files of payment instructions")
        ->type_name("DIR");
    command->add_flag("--json", options.json, "Print the summary as JSON");
    command->add_option("--limit", options.orders_max, "Only the first N orders by time; 0 for all")
        ->capture_default_str()
        ->check(cli::zero_or_more);
    command->add_option("--rows", options.rows_remembered,
                        "Rows of the store that are remembered: fewer need less memory, and are read more often")
        ->type_name("N")
        ->capture_default_str()
        ->check(CLI::Range(1024, 100'000'000));
    command->add_option("--group", options.group_size, "Events that become durable together")
        ->capture_default_str()
        ->check(CLI::Range(1, 100'000));
    command->add_option("--durability", options.durability,
                        "What a group waits for: full is the disk; normal is the system, and after a power failure the "
                        "command is run again")
        ->capture_default_str();
}

constexpr const char* route_examples = R"(Examples:
  marketplace route X-n101-k25.vrp --time-limit 10
  marketplace route lr112.txt --time-limit 30 --threads 2 --solution lr112.sol --plot lr112.svg
  marketplace route today.json --iterations 100000 --seed 7 --json | jq .cost
  marketplace route today.json --roads berlin.osm.pbf --mode bicycle --solution plan.geojson
Files: VRPLIB, Solomon and Homberger, Li and Lim, VROOM's JSON, or a problem of this library as JSON.
Maps for --roads: OpenStreetMap extracts (.osm, .osm.gz, .osm.bz2, .osm.pbf), or an edge list in CSV: a table
id,lon,lat and under it a table from,to,distance,duration,oneway, each with its header. Distances are metres, durations
seconds. Places of the problem are longitudes and latitudes (x and y, or VROOM's location).
Ctrl-C ends the search with the best plan so far. Exit code 3: required orders stay unserved.
)";

void add_route(CLI::App& app, route::Options& options) {
    CLI::App* command = app.add_subcommand("route", "Plan the routes of vehicles");
    command->footer(route_examples);
    command->add_option("FILE", options.file, "The problem")->required();
    command->add_option("--time-limit", options.time_limit_s, "Seconds to search; 10 if there is no limit at all")
        ->type_name("S")
        ->check(cli::above_zero);
    command->add_option("--iterations", options.iterations, "Iterations to search; with it the seed decides all")
        ->type_name("N")
        ->check(cli::one_or_more);
    command->add_option("--seed", options.seed, "Of the random numbers")->capture_default_str();
    command->add_option("--threads", options.threads, "Searches that work together")
        ->capture_default_str()
        ->check(CLI::Range(1, 1024));
    command->add_option("--rounding", options.rounding, "How distances of a benchmark become whole numbers")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "nearest", "dimacs", "milli", "exact"}));
    command->add_option("--roads", options.roads, "Drive along the roads of a map, not as the crow flies")
        ->type_name("MAP");
    command->add_option("--mode", options.mode, "Who drives there")
        ->capture_default_str()
        ->check(CLI::IsMember({"car", "bicycle", "foot", "truck"}));
    command->add_option("--start", options.start, "Begin with the routes of a .sol file")->type_name("FILE.sol");
    command->add_option("--solution", options.solution, "Write the plan: .sol, .json or .geojson")->type_name("FILE");
    command->add_option("--plot", options.plot, "Draw the routes")->type_name("FILE.svg");
    command->add_option("--convergence", options.convergence, "Draw how the cost fell")->type_name("FILE.svg");
    command->add_flag("--json", options.json, "Print the outcome as JSON");
}

constexpr const char* match_examples = R"(Examples:
  marketplace match evaluate --left tableA.csv --right tableB.csv --train train.csv --valid valid.csv --test test.csv
  marketplace match evaluate --left a.csv --right b.csv --train t.csv --valid v.csv --test x.csv --labels 250 --seeds 10
  marketplace match evaluate --left a.csv --right b.csv --train t.csv --valid v.csv --test x.csv --labels none --json
  marketplace match evaluate --left a.csv --right b.csv --train t.csv --valid v.csv --test x.csv --end-to-end
  marketplace match evaluate --left a.csv --right b.csv --train t.csv --valid v.csv --test x.csv --errors wrong.jsonl
Tables have a column id and any of title or name, brand or manufacturer, modelno, gtin, price, currency, description, in
any order; words of other columns count too. The left table is the master side. Lists of pairs have an id of the left
table, one of the right, and a label, 0 or 1.
)";

void add_match(CLI::App& app, match::Options& options) {
    CLI::App* group = app.add_subcommand("match", "Find which products of two tables are the same");
    group->require_subcommand(1);
    CLI::App* command = group->add_subcommand("evaluate", "Measure matching by pairs whose labels are known");
    command->footer(match_examples);
    command->add_option("--left", options.left, "Table of master products")->required()->type_name("A.csv");
    command->add_option("--right", options.right, "Table of vendors' products")->required()->type_name("B.csv");
    command->add_option("--train", options.train, "Pairs to learn from")->required()->type_name("T.csv");
    command->add_option("--valid", options.valid, "Pairs that give the threshold")->required()->type_name("V.csv");
    command->add_option("--test", options.test, "Pairs that are judged")->required()->type_name("X.csv");
    command->add_option("--labels", options.labels, "all, none, or how many of the training pairs are asked about")
        ->capture_default_str();
    command->add_flag("--end-to-end", options.is_end_to_end, "Judge whole tables, in five folds of left rows");
    command->add_option("--seeds", options.seeds, "Seeds 1 to N")->capture_default_str()->check(CLI::Range(1, 1000));
    command->add_option("--errors", options.errors, "Write what the first seed judges wrongly, one JSON object a line")
        ->type_name("FILE.jsonl");
    command->add_flag("--json", options.json, "Print the figures as JSON");
}

/// The command that was given.
int run(const CLI::App& app, const replay::Options& replay_options, const route::Options& route_options,
        const match::Options& match_options, const catalog_cli::Commands& catalog) {
    if (app.got_subcommand("match")) return match::evaluate(match_options);
    if (app.got_subcommand("catalog")) return catalog.run();
    return app.got_subcommand("route") ? route::run(route_options) : replay::run(replay_options);
}

/// CLI11 would say that a command is missing, and not what stands in its place.
int explain(const CLI::App& app, const CLI::ParseError& error) {
    const std::vector<std::string> unknown = app.remaining();
    if (!app.get_subcommands().empty() || unknown.empty() || error.get_exit_code() == 0) return app.exit(error);
    std::string known;
    for (const CLI::App* command : app.get_subcommands({})) known += (known.empty() ? "" : ", ") + command->get_name();
    std::cerr << "'" << unknown.front() << "' is no command of marketplace; these are: " << known
              << "\nRun with --help for more information.\n";
    return error.get_exit_code();
}

/// What was printed is of no use when not all of it arrived: on a full disk, for instance.
int with_output_written(int code) {
    if (std::cout.flush()) return code;
    std::cerr << "marketplace: standard output cannot be written\n";
    return code == 0 ? 1 : code;
}

}  // namespace

int main(int argc, char** argv) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);  // nobody here asks how much memory SQLite uses
    CLI::App app{"Marketplace Engine: who earns what on every order line.", "marketplace"};
    app.set_version_flag("--version", std::string{marketplace::version});
    app.require_subcommand(1);
    replay::Options replay_options;
    add_replay(app, replay_options);
    route::Options route_options;
    add_route(app, route_options);
    match::Options match_options;
    add_match(app, match_options);
    const catalog_cli::Commands catalog{app};
    try {
        app.parse(argc, argv);
        return with_output_written(run(app, replay_options, route_options, match_options, catalog));
    } catch (const CLI::ParseError& error) {
        return with_output_written(explain(app, error));
    } catch (const marketplace::Error& error) {
        std::cerr << "marketplace: " << error.what() << '\n';
        return 1;
    } catch (const std::exception& error) {
        std::cerr << "marketplace: " << error.what() << '\n';
        return 1;
    }
}
