// Properties of tiers over generated policies, metrics and facts.

#include "unit/affiliate/tier_samples.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>

using namespace marketplace;
using namespace marketplace::affiliate;
using namespace marketplace::affiliate::samples;

namespace {

std::int64_t between(std::int64_t low, std::int64_t high) { return *rc::gen::inRange<std::int64_t>(low, high + 1); }

/// Three levels with rising thresholds and any combination of the rules about staying and falling.
TierPolicy any_policy() {
    TierPolicy out = policy();
    out.levels[1].any_of[0].all_of[0].number = between(1, 1000);
    out.levels[2].any_of[0].all_of[0].number = between(1001, 3000);
    out.keep_ratio = Rate{between(1, 10), 10};
    out.grace = {between(0, 2), between(0, 40), *rc::gen::arbitrary<bool>()};
    out.hold_days_min = between(0, 70);
    out.downgrade_step = *rc::gen::element(DowngradeStep::one, DowngradeStep::to_qualified);
    out.downgrade =
        *rc::gen::element(DowngradeTiming::at_period_end, DowngradeTiming::at_expiry, DowngradeTiming::never);
    out.upgrade = *rc::gen::element(UpgradeTiming::immediate, UpgradeTiming::next_period);
    out.validity = {between(0, 2), between(0, 20)};
    out.schedule.day = static_cast<std::int32_t>(between(1, 31));
    return out;
}

std::vector<TierPeriod> two_years(const TierPolicy& of) {
    return due_runs(of, at("2018-01-01T12:00:00Z"), at("2020-01-01T12:00:00Z"));
}

TierState any_state(const TierPolicy& of, const std::vector<TierPeriod>& periods, std::size_t runs) {
    TierState state;
    for (std::size_t i = 0; i < runs; ++i) state = evaluate(of, sold(between(0, 3500)), state, periods[i]).state;
    return state;
}

VendorFact any_fact(const TierPolicy& of) {
    const VendorId vendor{"v1"};
    const OrderId order{"o"};
    const Timestamp placed = at("2018-01-01T00:00:00Z") + Duration::seconds(between(0, 300 * 86'400));
    const Timestamp later = placed + Duration::seconds(between(0, 60 * 86'400));
    const Amount amount{between(0, 10'000)};
    switch (between(0, 6)) {
        case 0: return RefundFact{order, vendor, placed, later, of.currency, amount};
        case 1: return CancellationFact{order, vendor, placed, later, of.currency, amount};
        case 2: return DefectFact{order, vendor, placed};
        case 3: return LateShipmentFact{order, vendor, placed};
        case 4: return RatingFact{order, vendor, later, between(0, 500)};
        case 5: return DeliveryFact{order, vendor, placed, later};
        default: return OrderFact{order, vendor, placed, of.currency, amount, between(0, 5)};
    }
}

/// The slow twin: a window recounted from all facts, one metric after the other.
struct Recount {
    std::int64_t gross = 0, net = 0, orders = 0, units = 0, defects = 0, cancelled = 0, late = 0;
    std::int64_t ratings = 0, hundredths = 0, deliveries = 0, seconds = 0;

    void take(const VendorFact& fact) {
        if (const auto* order = std::get_if<OrderFact>(&fact)) {
            gross += order->gross_minor.value;
            net += order->gross_minor.value;
            orders += 1;
            units += order->units;
        } else if (const auto* refund = std::get_if<RefundFact>(&fact)) {
            net -= refund->refunded_minor.value;
        } else if (const auto* cancellation = std::get_if<CancellationFact>(&fact)) {
            net -= cancellation->gross_minor.value;
            cancelled += 1;
        } else if (const auto* rating = std::get_if<RatingFact>(&fact)) {
            ratings += 1;
            hundredths += rating->hundredths;
        } else if (const auto* delivery = std::get_if<DeliveryFact>(&fact)) {
            deliveries += 1;
            seconds += (delivery->delivered_at.micros - delivery->placed_at.micros) / 1'000'000;
        } else {
            (std::holds_alternative<DefectFact>(fact) ? defects : late) += 1;
        }
    }
};

}  // namespace

TEST_CASE("on constant metrics a level never goes up after it went down, nor down after it went up") {
    CHECK(rc::check([] {
        const TierPolicy of = any_policy();
        const auto periods = two_years(of);
        const auto before = static_cast<std::size_t>(between(0, 8));
        TierState state = any_state(of, periods, before);
        const std::int64_t constant = between(0, 3500);
        std::vector<std::int64_t> positions{position_of(of, state.level)};
        for (std::size_t i = before; i < periods.size(); ++i) {
            state = evaluate(of, sold(constant), state, periods[i]).state;
            positions.push_back(position_of(of, state.level));
        }
        RC_ASSERT(std::is_sorted(positions.begin(), positions.end()) ||
                  std::is_sorted(positions.rbegin(), positions.rend()));
    }));
}

TEST_CASE("from the same state a higher metric never leads to a lower level") {
    CHECK(rc::check([] {
        const TierPolicy of = any_policy();
        const auto periods = two_years(of);
        const auto before = static_cast<std::size_t>(between(0, 12));
        const TierState state = any_state(of, periods, before);
        const std::int64_t low = between(0, 3500);
        const std::int64_t high = between(low, 3500);
        const auto level_at = [&](std::int64_t net) {
            return position_of(of, evaluate(of, sold(net), state, periods[before]).state.level);
        };
        RC_ASSERT(level_at(high) >= level_at(low));
    }));
}

TEST_CASE("evaluating again with the same input changes nothing") {
    CHECK(rc::check([] {
        const TierPolicy of = any_policy();
        const auto periods = two_years(of);
        const auto before = static_cast<std::size_t>(between(0, 12));
        const TierInput first{sold(between(0, 3500)), any_state(of, periods, before), std::nullopt};
        const Timestamp now = periods[before].run_at + Duration::hours(between(0, 48));
        const TierRunReport once = run(of, periods[before], std::vector{first}, now);
        RC_ASSERT(once.outcomes.size() == 1U);
        const TierInput second{first.metrics, once.outcomes[0].state, once.outcomes[0].evaluation};
        const TierRunReport twice = run(of, periods[before], std::vector{second}, now);
        RC_ASSERT(twice.repeated == 1);
        RC_ASSERT(twice.outcomes.empty());
        RC_ASSERT(evaluate(of, first.metrics, first.state, periods[before]) == once.outcomes[0]);
    }));
}

TEST_CASE("the metrics of a window from daily buckets equal a recount of all facts") {
    CHECK(rc::check([] {
        TierPolicy of = policy();
        of.refund_attribution = *rc::gen::element(RefundAttribution::order_date, RefundAttribution::refund_date);
        of.window = LookBack{*rc::gen::element(CalendarUnit::day, CalendarUnit::month, CalendarUnit::quarter),
                             between(1, 5), *rc::gen::arbitrary<bool>()};
        const TierCalendar calendar{of};
        const Timestamp run_at = at("2018-01-01T00:00:00Z") + Duration::seconds(between(0, 400 * 86'400));
        const DayWindow days = calendar.days_needed(run_at);
        std::map<Date, DailyMetrics> buckets;
        Recount expected;
        for (std::int64_t i = between(0, 60); i > 0; --i) {
            const VendorFact fact = any_fact(of);
            const Timestamp recorded = at("2018-01-01T00:00:00Z") + Duration::seconds(between(0, 500 * 86'400));
            const Date day = bucket_day(of, calendar, fact, recorded);
            DailyMetrics& bucket = buckets[day];
            bucket.vendor_id = VendorId{"v1"};
            bucket.day = day;
            bucket = with_fact(bucket, fact);
            if (days.contains(day)) expected.take(fact);
        }
        std::vector<DailyMetrics> all;
        for (const auto& [day, bucket] : buckets) all.push_back(bucket);
        const MetricSnapshot metrics = snapshot(of, {VendorId{"v1"}, {}}, all, run_at);
        RC_ASSERT(metrics.gmv_gross_minor.value == expected.gross);
        RC_ASSERT(metrics.gmv_net_minor.value == expected.net);
        RC_ASSERT(metrics.orders == expected.orders);
        RC_ASSERT(metrics.units == expected.units);
        RC_ASSERT(metrics.defect_rate == (expected.orders == 0 ? Rate{} : Rate{expected.defects, expected.orders}));
        RC_ASSERT(metrics.late_shipment_rate == (expected.orders == 0 ? Rate{} : Rate{expected.late, expected.orders}));
        RC_ASSERT(metrics.cancellation_rate ==
                  (expected.orders == 0 ? Rate{} : Rate{expected.cancelled, expected.orders}));
        RC_ASSERT(metrics.rating_hundredths.has_value() == (expected.ratings > 0));
        if (expected.ratings > 0) RC_ASSERT(*metrics.rating_hundredths == expected.hundredths / expected.ratings);
        RC_ASSERT(metrics.fulfilment_seconds.has_value() == (expected.deliveries > 0));
        if (expected.deliveries > 0) {
            RC_ASSERT(*metrics.fulfilment_seconds ==
                      (expected.seconds + expected.deliveries - 1) / expected.deliveries);
        }
    }));
}

TEST_CASE("whole cycles follow one another without a gap, and each has its own day of the anchor") {
    CHECK(rc::check([] {
        const Cycle cycle{*rc::gen::element(CalendarUnit::day, CalendarUnit::month, CalendarUnit::quarter,
                                            CalendarUnit::half_year, CalendarUnit::year),
                          between(1, 7), CycleAnchor::first_sale, {}, false};
        TierPolicy of = policy();
        of.window = cycle;
        const TierCalendar calendar{of};
        const Date from = add_days({2010, 1, 1}, between(0, 6000));
        const auto seen_on = [&](const Date& run) {
            return calendar.days_of(cycle, from, calendar.zone().start_of(run));
        };
        DayWindow last = seen_on(add_days({2018, 1, 1}, between(0, 500)));
        for (int i = 0; i < 4; ++i) {  // the next whole cycle is known as soon as it has ended, and not a day before
            RC_ASSERT(seen_on(last.end) == last);
            Date run = add_days(last.end, 1);
            while (seen_on(run) == last) run = add_days(run, 1);
            const DayWindow after = seen_on(run);
            RC_ASSERT(after.first == last.end);
            RC_ASSERT(after.end == run);
            const bool is_day = cycle.unit == CalendarUnit::day;
            if (is_day) RC_ASSERT(days_between(after.first, after.end) == cycle.count);
            const std::int32_t due = std::min(from.day, days_in_month(after.first.year, after.first.month));
            if (!is_day) RC_ASSERT(after.first.day == due);
            last = after;
        }
    }));
}

TEST_CASE("a frozen day never receives another fact") {
    CHECK(rc::check([] {
        TierPolicy of = policy();
        of.refund_attribution = *rc::gen::element(RefundAttribution::order_date, RefundAttribution::refund_date);
        of.restate_window_days = between(0, 60);
        const TierCalendar calendar{of};
        const Timestamp recorded = at("2018-01-01T00:00:00Z") + Duration::seconds(between(0, 500 * 86'400));
        const Date day = bucket_day(of, calendar, any_fact(of), recorded);
        RC_ASSERT(recorded < calendar.frozen_at(day));
    }));
}

TEST_CASE("a history has no gaps, no overlaps, and says what was written last") {
    CHECK(rc::check([] {
        std::vector<TierAssignment> history;
        std::map<std::int64_t, std::string> expected;  // the level at each instant from 0 to 60, one by one
        for (std::int64_t i = between(1, 12); i > 0; --i) {
            const std::int64_t from = between(0, 50);
            const bool open = *rc::gen::arbitrary<bool>();
            const std::int64_t to = open ? 60 : between(from, 60);
            const std::string level = *rc::gen::element<std::string>("bronze", "silver", "gold");
            TierAssignment span{VendorId{"v1"}, level, Timestamp{from}, std::nullopt};
            if (!open) span.effective_to = Timestamp{to};
            history = overwrite(history, span);
            for (std::int64_t t = from; t < to; ++t) expected[t] = level;
        }
        for (std::size_t i = 1; i < history.size(); ++i) {
            RC_ASSERT(history[i - 1].effective_to == history[i].effective_from);
            RC_ASSERT(history[i - 1].level != history[i].level);
            RC_ASSERT(history[i - 1].effective_from < history[i].effective_from);
        }
        for (std::int64_t t = 0; t < 60; ++t) {
            RC_ASSERT(tier_at(history, Timestamp{t}) == (expected.contains(t) ? expected[t] : std::string{}));
        }
    }));
}

TEST_CASE("the history of any two years follows the evaluations") {
    CHECK(rc::check([] {
        const TierPolicy of = any_policy();
        std::vector<TierAssignment> history;
        TierState state;
        for (const TierPeriod& period : two_years(of)) {
            const TierOutcome outcome = evaluate(of, sold(between(0, 3500)), state, period);
            history = history_after(history, outcome);
            state = outcome.state;
            RC_ASSERT(tier_at(history, outcome.evaluation.effective_from) == state.level);
            RC_ASSERT(!history.back().effective_to);
            RC_ASSERT(history.back().level == state.level);
        }
        for (std::size_t i = 1; i < history.size(); ++i) {
            RC_ASSERT(history[i - 1].effective_to == history[i].effective_from);
        }
    }));
}
