#include "replay.hpp"

#include "../embedded.hpp"
#include "../progress.hpp"
#include "../store_option.hpp"
#include "bank.hpp"
#include "olist_source.hpp"
#include "read_ahead.hpp"
#include "summary.hpp"

#include <marketplace/core/json.hpp>

#include <chrono>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <sys/resource.h>
#include <utility>

namespace replay {

using namespace marketplace;

namespace {

using Clock = std::chrono::steady_clock;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) fail(ErrorCode::not_found, "file", path.string(), "a readable file");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file{path, std::ios::binary};
    file << text;
    file.close();
    if (!file) fail(ErrorCode::store_failed, "file", path.string(), "a file that can be written");
}

/// The rules of the replayed marketplace, published one second before its first event.
std::vector<Event> rules(const Options& options, Timestamp first) {
    const Timestamp at{first.micros - 2'000'000};
    const std::string plan = options.plan ? read_file(*options.plan) : std::string{embedded::commission_plan};
    std::vector<Event> events;
    events.push_back({EventId{"plan-1"}, at, PlanPublished{affiliate::parse_plan(plan)}});
    events.push_back(
        {EventId{"tiers-1"}, at, TierPolicyPublished{affiliate::parse_tier_policy(embedded::tier_policy)}});
    events.push_back({EventId{"points-1"}, at, ProgramPublished{loyalty::parse_program(embedded::loyalty_program)}});
    return events;
}

/// Longer than a visit takes where events are dense, so that nobody waits for the one before.
constexpr std::int64_t days_between_visits = 56;

/// Where little happens groups are short, so that whoever is at the bank need not be waited for.
constexpr std::int64_t days_of_group_max = days_between_visits / 4;

/// Feeds the engine in groups, of which each is written while the next one is applied.
class Feeder {
public:
    Feeder(Engine& engine, const Options& options)
        : engine_(engine),
          bank_(engine, options.payments),
          group_size_(static_cast<std::size_t>(options.group_size)) {}

    void add(Event event) {
        const bool day_ended = std::holds_alternative<DayClosed>(event.payload);
        const Timestamp at = event.at;
        group_.push_back(std::move(event));
        if (day_ended) last_day_ = at;
        days_of_group_ += day_ended ? 1 : 0;
        if (group_.size() >= group_size_ || days_of_group_ >= days_of_group_max) flush();
    }
    void flush() {
        if (!group_.empty()) stream();
        if (visit_on_) bank_.visit(*std::exchange(visit_on_, std::nullopt));
    }
    /// Takes note of what the bank has paid by the last visit, and brings it what was asked for until today: once
    /// that is in the engine, and while the next days go on.
    void visit_bank() {
        if (visit_on_) flush();
        if (bank_.keeps_waiting()) drain();
        for (Event& event : bank_.paid(last_day_)) add(std::move(event));
        visit_on_ = last_day_;
    }
    /// The last visit, and what all have paid; waits until all of it is durable. The last one goes while the payments
    /// of those before are told.
    void end() {
        visit_bank();
        flush();
        if (bank_.keeps_waiting_before_last()) drain();
        for (Event& event : bank_.paid_before_last_visit(last_day_)) add(std::move(event));
        drain();
        for (Event& event : bank_.paid_at_end(last_day_)) add(std::move(event));
        drain();
    }

    [[nodiscard]] std::int64_t done() const noexcept { return done_; }
    [[nodiscard]] std::int64_t applied() const noexcept { return applied_; }

private:
    void stream() {
        for (const EventAnswer& answer : engine_.stream_batch(group_)) {
            if (answer.outcome == EventOutcome::refused) refuse(answer);
            applied_ += answer.outcome == EventOutcome::applied ? 1 : 0;
        }
        done_ += static_cast<std::int64_t>(group_.size());
        group_.clear();
        days_of_group_ = 0;
    }
    /// Until it is durable, so that nobody waits for a group that does not come.
    void drain() {
        flush();
        engine_.sync();
    }
    [[noreturn]] static void refuse(const EventAnswer& answer) {
        throw std::runtime_error("event " + answer.id.value + " was refused: " + answer.answer);
    }

    Engine& engine_;
    Bank bank_;
    std::size_t group_size_;
    std::vector<Event> group_;
    std::int64_t days_of_group_ = 0;  ///< that end in it
    Timestamp last_day_;
    std::optional<Timestamp> visit_on_;  ///< this day, of the bank
    std::int64_t done_ = 0;
    std::int64_t applied_ = 0;
};

/// Days with payouts make groups long; others follow while these are written.
constexpr std::int64_t groups_in_flight = 2;

/// Nearly every page of an index changes with every group: a longer log is moved into the file less often.
constexpr std::int64_t log_kib = 131072;

/// Days are closed one by one; the bank is visited every eight weeks.
void feed(Feeder& feeder, OlistSource& source, const Options& options) {
    cli::Progress progress{"Replaying", source.totals().events, cli::is_terminal() && !options.json};
    ReadAhead ahead{source};
    bool first = true;
    std::int64_t days = 0;
    while (auto event = ahead.next()) {
        if (first) {
            for (Event& rule : rules(options, event->at)) feeder.add(std::move(rule));
        }
        first = false;
        const bool day_ended = std::holds_alternative<DayClosed>(event->payload);
        feeder.add(std::move(*event));
        progress.update(feeder.done());
        if (!day_ended) continue;
        if (++days % days_between_visits == 0) feeder.visit_bank();
    }
    feeder.end();
}

std::int64_t peak_rss_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

std::string milliseconds_as_seconds(std::int64_t ms) {
    const std::string rest = std::to_string(ms % 1000);
    return std::to_string(ms / 1000) + "." + std::string(3 - rest.size(), '0') + rest;
}

std::int64_t milliseconds(Clock::duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

/// How long a run took: all of it, and of that the reading and sorting of the files.
struct Timing {
    std::int64_t total_ms = 0;
    std::int64_t reading_ms = 0;
    std::int64_t events = 0;

    /// From the first event to the last commit.
    [[nodiscard]] std::int64_t per_second() const {
        return events * 1000 / std::max<std::int64_t>(1, total_ms - reading_ms);
    }
};

/// The record of the summary with the numbers of this run beside it.
std::string json_of(const Summary& summary, const Timing& timing) {
    std::string json = pretty_json({&type_of<Summary>(), &summary});
    json.erase(json.rfind('}') - 1);
    json += ",\n  \"elapsed_s\": " + milliseconds_as_seconds(timing.total_ms) +
            ",\n  \"reading_s\": " + milliseconds_as_seconds(timing.reading_ms) +
            ",\n  \"events_per_s\": " + std::to_string(timing.per_second()) +
            ",\n  \"peak_rss_mb\": " + std::to_string(peak_rss_mb()) + "\n}\n";
    return json;
}

void print_text(const Summary& summary, const Timing& timing) {
    const Currency currency{summary.currency};
    const auto line = [&](std::string_view name, Amount amount) {
        std::cout << "  " << name << std::string(24 - name.size(), ' ') << to_string(Money{amount, currency}) << '\n';
    };
    std::cout << summary.orders << " orders of " << summary.customers << " customers at " << summary.vendors
              << " vendors; " << summary.orders_without_items << " without items\n";
    line("gross", summary.gross_minor);
    for (const auto& [party, amount] : summary.shares_minor) line("  " + party, amount);
    line("refunded", summary.refunded_minor);
    line("platform fees", summary.fees_minor);
    line("tax on fees", summary.fee_tax_minor);
    line("paid out", summary.payouts_minor);
    line("owed to vendors", summary.vendor_balance_minor);
    std::cout << "  points                  " << summary.points.earned << " earned, " << summary.points.redeemed
              << " redeemed, " << summary.points.expired << " expired, " << summary.points.outstanding
              << " outstanding\n";
    std::cout << "  ledger                  " << summary.ledger.postings << " postings, hash "
              << summary.ledger.hash.substr(0, 16) << "...\n";
    std::cout << summary.events << " events in the store; this run took " << milliseconds_as_seconds(timing.total_ms)
              << " s, of which " << milliseconds_as_seconds(timing.reading_ms) << " s to read the files; "
              << timing.per_second() << " events/s\n";
}

}  // namespace

int run(const Options& options) {
    const TimeZone zone{olist_time_zone};
    const auto started = Clock::now();
    OlistSource source{options.folder, options.orders_max};
    const auto staged = Clock::now();
    EngineOptions engine_options;
    engine_options.time_zone = olist_time_zone;
    engine_options.groups_in_flight = groups_in_flight;
    const cli::StoreFile file{.durability = enum_of<Durability>(options.durability, "--durability"),
                              .log_kib = log_kib};
    Engine engine{cli::open_store(options.store, file), engine_options};
    Feeder feeder{engine, options};
    feed(feeder, source, options);
    const Timing timing{milliseconds(Clock::now() - started), milliseconds(staged - started), feeder.done()};
    const Report report = report_of(engine.store(), zone);
    if (options.report) write_file(*options.report, html_of(report));
    if (options.json) {
        std::cout << json_of(report.summary, timing);
    } else {
        print_text(report.summary, timing);
        if (options.report) std::cerr << "Report: " << options.report->string() << '\n';
    }
    return 0;
}

}  // namespace replay
