#pragma once
// `marketplace catalog`: one catalog out of the feeds of many vendors, in a store that stays.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace catalog_cli {

/// What all commands have.
struct CommonOptions {
    std::string store = "sqlite:catalog.db";
    bool json = false;
};

/// `catalog sync`
struct SyncOptions : CommonOptions {
    std::vector<std::string> feeds;  ///< VENDOR=FILE, or FILE beside --vendor
    std::string vendor;
    std::optional<std::int64_t> version;
    std::string format = "automatic";
    std::string encoding = "automatic";
    std::string currency;
    std::string country;
    std::string on_problem = "skip_item";
    bool is_delta = false;
    bool update_only = false;
    bool prices_only = false;
    std::string delist_max = "20%";
    bool allow_delisting = false;
    bool is_dry_run = false;
    std::int64_t lines_max = 50;
    double precision = 0.95;
};

/// `catalog review`
struct ReviewOptions : CommonOptions {
    std::int64_t limit = 20;
    bool asks = false;
    std::optional<std::filesystem::path> export_file;
    std::optional<std::filesystem::path> answers;
    std::string decided_by;
};

/// `catalog explain`
struct ExplainOptions : CommonOptions {
    std::string a;
    std::string b;
    std::int64_t features_max = 12;
};

/// `catalog show`
struct ShowOptions : CommonOptions {
    std::string of;  ///< a variant's id, or VENDOR/SKU
};

/// `catalog prices`
struct PricesOptions : CommonOptions {
    std::string of;  ///< a variant's id, or VENDOR/SKU; empty: all variants, in short
    std::string country;
    std::string at;  ///< an instant; empty: now
};

/// Each runs the command, prints to standard output, and returns the exit code.
int sync(const SyncOptions& options);
int review(const ReviewOptions& options);
int explain(const ExplainOptions& options);
int show(const ShowOptions& options);
int prices(const PricesOptions& options);

}  // namespace catalog_cli
