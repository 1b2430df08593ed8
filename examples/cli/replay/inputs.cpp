#include "inputs.hpp"

#include "../embedded.hpp"
#include "../store_option.hpp"

#include <marketplace/affiliate/compiled_plan.hpp>
#include <marketplace/core/json.hpp>
#include <marketplace/core/sha256.hpp>

#include <array>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace replay {

using namespace marketplace;
using std::filesystem::path;

namespace {

/// Which input a database was filled from; one row.
struct ReplaySource {
    std::string id = "replay";
    std::string files;        ///< SHA-256 of their content
    std::string rules;        ///< and of the rules
    std::int64_t orders = 0;  ///< the first so many by time

    friend bool operator==(const ReplaySource&, const ReplaySource&) = default;
};
MARKETPLACE_RECORD(ReplaySource, (id, files, rules, orders));
TableSpec table_spec(const ReplaySource*) { return {"replay_source", "id", {}}; }

std::string read_file(const path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in || std::filesystem::is_directory(file)) {
        fail(ErrorCode::not_found, "--plan", file.string(), "a readable file");
    }
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

path folder_of(const path& file) { return file.has_parent_path() ? file.parent_path() : path{"."}; }

void check_file(const path& file, std::string_view option) {
    const path folder = folder_of(file);
    const bool is_there = std::filesystem::exists(file);
    if (file.empty() || std::filesystem::is_directory(file) || !std::filesystem::is_directory(folder) ||
        access((is_there ? file : folder).c_str(), W_OK) != 0) {
        fail(ErrorCode::invalid_value, option, file.string(), "a file that can be written, in a folder that is there");
    }
}

void check_folder(const path& folder, std::string_view option) {
    path there = folder;
    while (!there.empty() && !std::filesystem::exists(there)) there = there == folder_of(there) ? "" : folder_of(there);
    if (folder.empty() || !std::filesystem::is_directory(there) || access(there.c_str(), W_OK) != 0) {
        fail(ErrorCode::invalid_value, option, folder.string(), "a folder that can be made and written to");
    }
}

affiliate::CommissionPlan plan_of(const Options& options) {
    if (!options.plan) return affiliate::parse_plan(embedded::commission_plan);
    const std::string text = read_file(*options.plan);
    try {
        affiliate::CommissionPlan plan = affiliate::parse_plan(text);
        static_cast<void>(affiliate::compile(plan));
        return plan;
    } catch (const Error& error) {
        throw error.within(options.plan->string());
    }
}

std::string difference(const ReplaySource& before, const ReplaySource& now) {
    if (before.files != now.files) return "other files";
    return before.rules != now.rules ? "other rules" : std::to_string(before.orders) + " orders by --limit";
}

}  // namespace

void check_places(const Options& options) {
    if (!std::filesystem::is_directory(options.folder)) {
        fail(ErrorCode::not_found, "DIR", options.folder.string(), "a folder with the CSV files of the Olist data set");
    }
    static_cast<void>(enum_of<Durability>(options.durability, "--durability"));
    if (const auto file = cli::store_file_of(options.store)) check_file(*file, "--store");
    if (options.report) check_file(*options.report, "--report");
    if (options.payments) check_folder(*options.payments, "--payments");
}

Rules::Rules(const Options& options)
    : plan_(plan_of(options)),
      tiers_(affiliate::parse_tier_policy(embedded::tier_policy)),
      points_(loyalty::parse_program(embedded::loyalty_program)) {}

std::vector<Event> Rules::events(Timestamp first) const {
    const Timestamp at{first.micros - 2'000'000};
    return {{EventId{"plan-1"}, at, PlanPublished{plan_}},
            {EventId{"tiers-1"}, at, TierPolicyPublished{tiers_}},
            {EventId{"points-1"}, at, ProgramPublished{points_}}};
}

std::string Rules::fingerprint() const { return sha256_hex(to_json(plan_) + to_json(tiers_) + to_json(points_)); }

void claim(Store& store, const Options& options, const SourceTotals& totals, const Rules& rules) {
    const std::array tables{&table_of<ReplaySource>()};
    store.create_tables(tables);
    const auto transaction = store.begin();
    const ReplaySource now{"replay", totals.fingerprint, rules.fingerprint(), totals.orders};
    const auto before = get<ReplaySource>(*transaction, now.id);
    if (before == now) return;
    if (before) {
        fail(ErrorCode::event_conflict, "--store", options.store,
             "a new database, or the input of this one: it was filled from " + difference(*before, now));
    }
    bool has_events = false;
    scan<StoredEvent>(*transaction, {}, [&](const StoredEvent&) {
        has_events = true;
        return false;
    });
    if (has_events) {
        fail(ErrorCode::event_conflict, "--store", options.store,
             "a new database, or one that a replay has filled: this one has other events");
    }
    put(*transaction, now);
    transaction->commit();
}

void write_file(const path& file, const std::string& text) {
    std::ofstream out{file, std::ios::binary};
    out << text;
    out.close();
    if (!out) fail(ErrorCode::store_failed, "--report", file.string(), "a file that can be written");
}

}  // namespace replay
