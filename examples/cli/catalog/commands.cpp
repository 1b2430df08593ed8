#include "commands.hpp"

#include "../number_checks.hpp"

#include <CLI/CLI.hpp>

namespace catalog_cli {
namespace {

constexpr const char* sync_examples = R"(Examples:
  marketplace catalog sync acme=acme.xml bolt=bolt.tsv --currency EUR
  marketplace catalog sync changes.jsonl --vendor acme --delta
  marketplace catalog sync acme=acme.csv --dry-run            what would change, and nothing does
  marketplace catalog sync acme=acme.csv --allow-delisting    somebody has looked at what the brake stopped
Feeds: Google Merchant's product data (TSV, CSV, XML), Medusa's product CSV, JSON Lines. The version of a feed
is when its file was written, or --version; one that was applied before changes nothing, an older one is refused.
Exit code 1: a feed was refused. 3: a feed was stopped or is cut off, and a person has to look at it.
)";

constexpr const char* review_examples = R"(Examples:
  marketplace catalog review                                  the questions whose answers decide most
  marketplace catalog review --ask --by anna                  one after the other, in the terminal
  marketplace catalog review --limit 500 --export questions.csv
  marketplace catalog review --answers questions.csv --by anna
)";

constexpr const char* explain_examples = R"(Examples:
  marketplace catalog explain acme/4711 bolt/X-9
)";

constexpr const char* show_examples = R"(Examples:
  marketplace catalog show acme/4711                          what the catalog says of it, and who says so
)";

constexpr const char* prices_examples = R"(Examples:
  marketplace catalog prices                                  every variant that has two offers or more
  marketplace catalog prices acme/4711 --country DE           what the others ask for the same, with shipping
  marketplace catalog prices var_0123456789abcdef --json
)";

void add_common(CLI::App& command, CommonOptions& options) {
    command.add_option("--store", options.store, "Where the catalog is: sqlite:PATH, or memory")->capture_default_str();
    command.add_flag("--json", options.json, "Print as JSON");
}

}  // namespace

Commands::Commands(CLI::App& app)
    : group_(app.add_subcommand("catalog", "Make one catalog of the feeds of many vendors")) {
    group_->require_subcommand(1);
    add_sync(*group_);
    add_review(*group_);
    add_explain(*group_);
    add_show(*group_);
    add_prices(*group_);
}

void Commands::add_sync(CLI::App& group) {
    CLI::App* command = group.add_subcommand("sync", "Take feeds over: items, variants, prices");
    command->footer(sync_examples);
    command->add_option("FEED", sync_.feeds, "VENDOR=FILE, or FILE with --vendor")->required();
    add_common(*command, sync_);
    command->add_option("--vendor", sync_.vendor, "Whose feeds these are")->type_name("ID");
    command->add_option("--version", sync_.version, "Of the feed; a later one has a higher number")->type_name("N");
    command->add_option("--format", sync_.format, "Of the file")
        ->capture_default_str()
        ->check(CLI::IsMember({"automatic", "google_tsv", "google_csv", "google_xml", "medusa_csv", "json_lines"}));
    command->add_option("--encoding", sync_.encoding, "Of its text")
        ->capture_default_str()
        ->check(CLI::IsMember({"automatic", "utf_8", "utf_16", "windows_1252"}));
    command->add_option("--currency", sync_.currency, "Of prices that name none")->type_name("EUR");
    command->add_option("--country", sync_.country, "Of shipping that names none")->type_name("DE");
    command->add_option("--on-problem", sync_.on_problem, "What an item with a problem costs")
        ->capture_default_str()
        ->check(CLI::IsMember({"skip_item", "keep_item", "stop"}));
    command->add_flag("--delta", sync_.is_delta, "The feed holds only what has changed");
    command->add_flag("--update-only", sync_.update_only, "Items that are not there are ignored");
    command->add_flag("--prices-only", sync_.prices_only, "Only prices, stock and shipping change");
    command->add_option("--delist-max", sync_.delist_max, "A feed that would delist more than this share is stopped")
        ->type_name("SHARE")
        ->capture_default_str();
    command->add_flag("--allow-delisting", sync_.allow_delisting, "A person has seen the plan: no brake");
    command->add_flag("--dry-run", sync_.is_dry_run, "Print the plan and change nothing");
    command->add_option("--lines", sync_.lines_max, "Lines of the plan and of the problems that are printed")
        ->capture_default_str()
        ->check(cli::zero_or_more);
    command->add_option("--precision", sync_.precision, "Of pairs that are joined without a person")
        ->capture_default_str()
        ->check(CLI::Range(0.5, 1.0));
}

void Commands::add_review(CLI::App& group) {
    CLI::App* command = group.add_subcommand("review", "Decide which items are the same where the catalog is not sure");
    command->footer(review_examples);
    add_common(*command, review_);
    command->add_option("--limit", review_.limit, "Questions")->capture_default_str()->check(CLI::Range(1, 1'000'000));
    CLI::Option* asks = command->add_flag("--ask", review_.asks, "Ask in the terminal");
    CLI::Option* out = command->add_option("--export", review_.export_file, "Write the questions as a table")
                           ->type_name("FILE.csv");
    CLI::Option* answers = command->add_option("--answers", review_.answers, "Take over the answers of such a table")
                               ->type_name("FILE.csv");
    asks->excludes(out)->excludes(answers);
    out->excludes(answers);
    command->add_option("--by", review_.decided_by, "Who decides")->type_name("NAME");
}

void Commands::add_explain(CLI::App& group) {
    CLI::App* command = group.add_subcommand("explain", "Why two items are judged the same or not");
    command->footer(explain_examples);
    command->add_option("A", explain_.a, "VENDOR/SKU")->required();
    command->add_option("B", explain_.b, "VENDOR/SKU of another vendor")->required();
    add_common(*command, explain_);
    command->add_option("--features", explain_.features_max, "Features that are printed one by one")
        ->capture_default_str()
        ->check(cli::zero_or_more);
}

void Commands::add_show(CLI::App& group) {
    CLI::App* command = group.add_subcommand("show", "What is known of a variant, and who says so");
    command->footer(show_examples);
    command->add_option("OF", show_.of, "A variant, or VENDOR/SKU of an item in it")->required();
    add_common(*command, show_);
}

void Commands::add_prices(CLI::App& group) {
    CLI::App* command = group.add_subcommand("prices", "Compare the offers of a variant");
    command->footer(prices_examples);
    command->add_option("OF", prices_.of, "A variant, or VENDOR/SKU of an item in it; all variants without it");
    add_common(*command, prices_);
    command->add_option("--country", prices_.country, "Whose shipping counts")->type_name("DE");
    command->add_option("--at", prices_.at, "At this instant, not now")->type_name("TIME");
}

int Commands::run() const {
    if (group_->got_subcommand("sync")) return sync(sync_);
    if (group_->got_subcommand("review")) return review(review_);
    if (group_->got_subcommand("explain")) return explain(explain_);
    if (group_->got_subcommand("show")) return show(show_);
    return prices(prices_);
}

}  // namespace catalog_cli
