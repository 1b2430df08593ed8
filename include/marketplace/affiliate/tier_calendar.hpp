#pragma once
// The calendar of a tier policy: over which days metrics are taken, and where periods begin and end.
//
// Everything is whole days in the time zone of the policy, so that sums of daily buckets are exact.

#include <marketplace/affiliate/shop_tier.hpp>

namespace marketplace::affiliate {

/// Days from `first` to the day before `end`.
struct DayWindow {
    Date first;
    Date end;

    [[nodiscard]] constexpr bool contains(const Date& day) const noexcept { return first <= day && day < end; }
    friend bool operator==(const DayWindow&, const DayWindow&) = default;
};
MARKETPLACE_COMPILED_RECORD(DayWindow, (first, end));

/// One evaluation to be made.
struct TierPeriod {
    /// What is judged: "2018-03" by a monthly run in April, "2018-03-31" by a run as that day ends, the
    /// instant itself for an evaluation upon an event.
    std::string key;
    Timestamp run_at;  ///< when it is due; levels start here, however late the run is carried out

    friend bool operator==(const TierPeriod&, const TierPeriod&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierPeriod, (key, run_at));

/// Knows the time zone of a policy, so that it is looked up once for many vendors.
class TierCalendar {
public:
    /// Copies what it needs. Throws `unknown_time_zone`.
    explicit TierCalendar(const TierPolicy& policy);

    [[nodiscard]] const TimeZone& zone() const noexcept { return zone_; }

    /// The days of a look-back for an evaluation at an instant; only days that began before it. With
    /// `to_date`, an instant where a unit ends still sees that unit, so a run on 1 April judges March. Not so
    /// where levels expire: there the threshold has to be met within the unit itself, and April begins at 0.
    [[nodiscard]] DayWindow days_of(const LookBack& look_back, Timestamp run_at) const;
    /// The days of everything up to an instant.
    [[nodiscard]] DayWindow days_of(const Lifetime& lifetime, Timestamp run_at) const;
    /// The days of a cycle for an evaluation at an instant, counted from a day. What `to_date` means is the same.
    [[nodiscard]] DayWindow days_of(const Cycle& cycle, const Date& from, Timestamp run_at) const;
    /// The days that the policy may need: the long window of an adaptive one, and what a cycle of any vendor may take.
    [[nodiscard]] DayWindow days_needed(Timestamp run_at) const;

    /// Whether a period ends, and the next begins, at this very instant. `cycle_from` is the day from which the cycles
    /// of the vendor are counted, which are its periods unless runs are monthly; without it the calendar's are.
    [[nodiscard]] bool is_period_end(Timestamp at, const std::optional<Date>& cycle_from = {}) const;
    /// The first end of a period after `at`, or at `at` itself if `or_at`.
    [[nodiscard]] Timestamp period_end(Timestamp at, bool or_at, const std::optional<Date>& cycle_from = {}) const;
    /// The same clock time so many civil days later.
    [[nodiscard]] Timestamp add_days(Timestamp at, std::int64_t days) const { return zone_.add(at, 0, days); }

    /// When the numbers of a day become final: `restate_window_days` after the calendar period (a month, or
    /// `schedule.period`) that the day belongs to.
    [[nodiscard]] Timestamp frozen_at(const Date& day) const;

    /// The run that is due where a scheduled day begins.
    [[nodiscard]] TierPeriod scheduled(const Date& run_day) const;
    /// An evaluation upon an event, or on demand.
    [[nodiscard]] TierPeriod on_demand(Timestamp at) const;
    /// The latest day not after `day` on which a run is due.
    [[nodiscard]] Date run_day_at_or_before(const Date& day) const;
    /// The first day after a run day on which the next run is due.
    [[nodiscard]] Date run_day_after(const Date& run_day) const;

private:
    /// The first days of the period of a day and of the next one.
    [[nodiscard]] DayWindow period_of(const Date& day, const std::optional<Date>& cycle_from) const;
    [[nodiscard]] bool runs_daily() const;

    TimeZone zone_;
    EvaluationSchedule schedule_;
    TierWindow window_;
    std::int64_t restate_window_days_;
    bool levels_expire_;
};

/// The first day of the unit in which a day falls.
[[nodiscard]] Date start_of_unit(const Date& day, CalendarUnit unit);
/// So many units later (or earlier); `start` is the first day of a unit.
[[nodiscard]] Date add_units(const Date& start, CalendarUnit unit, std::int64_t count);

}  // namespace marketplace::affiliate
