#include "catalog.hpp"
#include "shared.hpp"

#include "../progress.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>
#include <marketplace/core/sha256.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>

namespace catalog_cli {

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

/// What is printed for each feed.
struct FeedResult {
    VendorId vendor_id;
    std::string file;
    std::int64_t version = 0;
    FeedReport report;
    FeedStanding standing = FeedStanding::due;
    SyncPlan plan;
    bool is_applied = false;
    bool has_learned = false;
    std::int64_t variants_created = 0;
    std::int64_t variants_changed = 0;
    std::int64_t variants_retired = 0;
};
MARKETPLACE_RECORD(FeedResult, (vendor_id, file, version, report, standing, plan, is_applied, has_learned,
                                variants_created, variants_changed, variants_retired));

/// The summary of a run.
struct SyncResult {
    std::vector<FeedResult> feeds;
    std::int64_t variants = 0;
    std::optional<std::int64_t> questions;  ///< to review; told where something was changed
};
MARKETPLACE_RECORD(SyncResult, (feeds, variants, questions));

struct Feed {
    VendorId vendor_id;
    std::filesystem::path file;
};

Feed parse_feed(const std::string& text, const std::string& vendor) {
    const std::size_t equals = text.find('=');
    Feed out{VendorId{vendor}, text};
    if (vendor.empty() && equals != text.npos && equals > 0) {
        out = {VendorId{text.substr(0, equals)}, text.substr(equals + 1)};
    }
    if (out.vendor_id.empty()) fail(ErrorCode::missing_field, "FEED", text, "VENDOR=FILE, or --vendor");
    if (!std::filesystem::is_regular_file(out.file)) {
        fail(ErrorCode::not_found, "FEED", out.file.string(), "a file that can be read");
    }
    return out;
}

/// "20%" or "0.2".
Rate share_of(const std::string& text) {
    try {
        return Rate::parse(text);
    } catch (const Error& error) {
        throw error.within("--delist-max");
    }
}

catalog::SyncOptions plan_options(const SyncOptions& options) {
    catalog::SyncOptions out;
    out.mode = options.is_delta ? SyncMode::delta : SyncMode::full;
    out.update_only = options.update_only;
    out.prices_only = options.prices_only;
    out.delist_share_max = share_of(options.delist_max);
    out.allow_delisting = options.allow_delisting;
    return out;
}

FeedOptions read_options(const SyncOptions& options) {
    FeedOptions out;
    out.format = enum_of<FeedFormat>(options.format, "--format");
    out.encoding = enum_of<FeedEncoding>(options.encoding, "--encoding");
    if (!options.currency.empty()) out.currency = Currency{options.currency};
    out.country = options.country;
    out.on_problem = enum_of<FeedPolicy>(options.on_problem, "--on-problem");
    out.problems_max = 1'000'000;
    return out;
}

/// The items of a file, and the digest of its bytes.
struct FeedFile {
    FeedContents contents;
    std::string digest;
};

FeedFile read_file(const Feed& feed, const FeedOptions& options) {
    std::ifstream file{feed.file, std::ios::binary};
    if (!file) fail(ErrorCode::not_found, "FEED", feed.file.string(), "a file that can be read");
    Sha256 hash;
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(feed.file));
    std::int64_t done = 0;
    cli::Progress progress{feed.vendor_id.value, size, cli::is_terminal()};
    FeedReader reader{[&](std::span<char> into) {
                          file.read(into.data(), static_cast<std::streamsize>(into.size()));
                          const auto count = static_cast<std::size_t>(file.gcount());
                          hash.update({into.data(), count});
                          progress.update(done += static_cast<std::int64_t>(count));
                          return count;
                      },
                      options};
    FeedFile out;
    while (auto item = reader.next()) out.contents.items.push_back(std::move(*item));
    out.contents.report = reader.report();
    // What the reader did not want of the file belongs to it all the same.
    std::array<char, 1U << 16U> rest{};
    while (file.read(rest.data(), rest.size()) || file.gcount() > 0) {
        hash.update({rest.data(), static_cast<std::size_t>(file.gcount())});
    }
    out.digest = to_hex(hash.finish());
    return out;
}

/// The instant at which the vendor made the file.
std::int64_t version_of(const std::filesystem::path& file) {
    using namespace std::chrono;
    const auto written = file_clock::to_sys(std::filesystem::last_write_time(file));
    return duration_cast<microseconds>(written.time_since_epoch()).count();
}

FeedResult take_over(CatalogEngine& engine, const Feed& feed, const SyncOptions& options) {
    const FeedFile file = read_file(feed, read_options(options));
    FeedSync request;
    request.vendor_id = feed.vendor_id;
    request.version = options.version.value_or(version_of(feed.file));
    request.digest = file.digest;
    request.at = now();
    request.options = plan_options(options);
    request.is_dry_run = options.is_dry_run;
    SyncOutcome outcome = engine.sync(request, file.contents);
    FeedResult out{feed.vendor_id,        feed.file.string(), request.version,    file.contents.report,
                   outcome.standing,      std::move(outcome.plan), outcome.is_applied, outcome.has_learned};
    const auto count = [&](VariantChangeKind kind) {
        return std::ranges::count(outcome.changes, kind, &VariantChange::kind);
    };
    out.variants_created = count(VariantChangeKind::created);
    out.variants_changed = count(VariantChangeKind::changed);
    out.variants_retired = count(VariantChangeKind::retired);
    return out;
}

void print_problems(const FeedReport& report, std::int64_t lines_max) {
    for (const FeedProblem& each : report.problems) {
        if (lines_max-- == 0) break;
        std::cout << "  line " << each.line << ", column " << each.column;
        if (!each.field.empty()) std::cout << ", " << each.field;
        std::cout << ": '" << each.value << "', expected " << each.reason << '\n';
    }
}

void print(const FeedResult& result, const SyncOptions& options) {
    std::cout << result.vendor_id.value << "  " << result.file << "  " << name_of(result.report.format) << ", "
              << counted(result.report.items, "item") << ", " << counted(result.report.problems_total, "problem")
              << (result.report.is_complete ? "" : ", cut off") << '\n';
    print_problems(result.report, options.lines_max);
    switch (result.standing) {
        case FeedStanding::applied: std::cout << "  applied before: nothing to do\n"; return;
        case FeedStanding::outdated: std::cout << "  refused: a newer feed of this vendor was applied\n"; return;
        case FeedStanding::conflicting:
            std::cout << "  refused: a feed of this version with other contents was applied; give it a --version\n";
            return;
        case FeedStanding::due: break;
    }
    std::cout << describe(result.plan, static_cast<std::size_t>(options.lines_max));
    if (!result.is_applied) {
        std::cout << (options.is_dry_run ? "  dry run: nothing was changed\n" : "  nothing was changed\n");
        return;
    }
    std::cout << "  variants: " << result.variants_created << " new, " << result.variants_changed << " changed, "
              << result.variants_retired << " retired" << (result.has_learned ? "; model learned" : "") << '\n';
}

/// 3 where a person has to look, 1 where a feed was refused.
int exit_code(const SyncResult& result) {
    const auto is_refused = [](const FeedResult& each) {
        return each.standing == FeedStanding::outdated || each.standing == FeedStanding::conflicting;
    };
    const auto is_doubtful = [](const FeedResult& each) {
        return each.plan.stop != SyncStop::none || !each.report.is_complete;
    };
    constexpr int to_be_looked_at = 3;
    if (std::ranges::any_of(result.feeds, is_refused)) return 1;
    return std::ranges::any_of(result.feeds, is_doubtful) ? to_be_looked_at : 0;
}

}  // namespace

int sync(const SyncOptions& options) {
    std::vector<Feed> feeds;
    for (const std::string& each : options.feeds) feeds.push_back(parse_feed(each, options.vendor));
    CatalogOptions how;
    how.learning.precision = options.precision;
    CatalogEngine engine{cli::open_store(options.store), how};
    SyncResult result;
    for (const Feed& each : feeds) {
        result.feeds.push_back(take_over(engine, each, options));
        if (!options.json) print(result.feeds.back(), options);
    }
    result.variants = std::ssize(engine.variants());
    if (std::ranges::any_of(result.feeds, &FeedResult::is_applied)) {
        marketplace::catalog::ReviewOptions all;
        all.questions_max = 1'000'000;
        result.questions = std::ssize(engine.review(all));
    }
    if (options.json) {
        std::cout << to_json(result) << '\n';
    } else {
        std::cout << counted(result.variants, "variant");
        if (result.questions) std::cout << ", " << counted(*result.questions, "question") << " to review";
        std::cout << '\n';
    }
    return exit_code(result);
}

}  // namespace catalog_cli
