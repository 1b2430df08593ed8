#include "replay.hpp"

#include "../progress.hpp"
#include "../store_option.hpp"
#include "feeder.hpp"
#include "inputs.hpp"
#include "olist_source.hpp"
#include "output.hpp"
#include "read_ahead.hpp"
#include "summary.hpp"

#include <chrono>
#include <iostream>

namespace replay {

using namespace marketplace;

namespace {

using Clock = std::chrono::steady_clock;

/// Days with payouts make groups long; others follow while these are written.
constexpr std::int64_t groups_in_flight = 2;

/// Nearly every page of an index changes with every group: a longer log is moved into the file less often.
constexpr std::int64_t log_kib = 131072;

/// Days are closed one by one; the bank is visited every eight weeks.
void feed(Feeder& feeder, OlistSource& source, const Rules& rules) {
    const std::int64_t total = source.totals().events + source.totals().days;
    cli::Progress progress{"Replaying", total, cli::is_terminal()};
    ReadAhead ahead{source};
    std::int64_t taken = 0;
    std::int64_t days = 0;
    while (auto event = ahead.next()) {
        if (taken == 0) {
            for (Event& rule : rules.events(event->at)) feeder.add(std::move(rule));
        }
        const bool day_ended = std::holds_alternative<DayClosed>(event->payload);
        feeder.add(std::move(*event));
        progress.update(++taken);
        if (!day_ended) continue;
        if (++days % days_between_visits == 0) feeder.visit_bank();
    }
    feeder.end();
    progress.finish(taken);
}

std::int64_t milliseconds(Clock::duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

/// False, and said, if anything does not hold.
bool all_hold(const Report& report) {
    bool all = true;
    for (const CheckRow& check : report.checks) {
        if (check.ok) continue;
        std::cerr << "marketplace: does not hold: " << check.name << ": " << check.detail << '\n';
        all = false;
    }
    return all;
}

}  // namespace

int run(const Options& options) {
    check_places(options);
    const Rules rules{options};
    const TimeZone zone{olist_time_zone};
    const auto started = Clock::now();
    OlistSource source{options.folder, options.orders_max};
    const auto staged = Clock::now();
    EngineOptions engine_options;
    engine_options.time_zone = olist_time_zone;
    engine_options.groups_in_flight = groups_in_flight;
    engine_options.rows_remembered = options.rows_remembered;
    const cli::StoreFile file{.durability = enum_of<Durability>(options.durability, "--durability"),
                              .log_kib = log_kib};
    Engine engine{cli::open_store(options.store, file), engine_options};
    claim(engine.store(), options, source.totals(), rules);
    Feeder feeder{engine, options};
    feed(feeder, source, rules);
    const Timing timing{milliseconds(Clock::now() - started), milliseconds(staged - started), feeder.done()};
    const Report report = report_of(engine.store(), zone, {olist_currency, source.totals().gross_minor});
    if (options.report) write_file(*options.report, html_of(report));
    std::cout << (options.json ? json_of(report.summary, timing) : text_of(report.summary, timing));
    if (options.report && !options.json) std::cerr << "Report: " << options.report->string() << '\n';
    return all_hold(report) ? 0 : 1;
}

}  // namespace replay
