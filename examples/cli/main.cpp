// The command line program `marketplace`.

#include "replay/replay.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/version.hpp>

#include <CLI/CLI.hpp>
#include <sqlite3.h>

#include <iostream>

namespace {

constexpr const char* replay_examples = R"(Examples:
  marketplace replay data/olist
  marketplace replay data/olist --store sqlite:marketplace.db --report report.html
  marketplace replay data/olist --plan my-plan.json --json | jq .shares_minor
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
        ->check(CLI::NonNegativeNumber);
    command->add_option("--group", options.group_size, "Events that become durable together")
        ->capture_default_str()
        ->check(CLI::Range(1, 100'000));
}

}  // namespace

int main(int argc, char** argv) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);  // nobody here asks how much memory SQLite uses
    CLI::App app{"Marketplace Engine: who earns what on every order line.", "marketplace"};
    app.set_version_flag("--version", std::string{marketplace::version});
    app.require_subcommand(1);
    replay::Options options;
    add_replay(app, options);
    try {
        app.parse(argc, argv);
        return replay::run(options);
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    } catch (const marketplace::Error& error) {
        std::cerr << "marketplace: " << error.what() << '\n';
        return 1;
    } catch (const std::exception& error) {
        std::cerr << "marketplace: " << error.what() << '\n';
        return 1;
    }
}
