#include <marketplace/affiliate/reward_terms.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

void require_delay(std::int64_t value, std::int64_t most, std::string_view field) {
    if (value >= 0 && value <= most) return;
    fail(ErrorCode::invalid_schedule, field, std::to_string(value), "0 to " + std::to_string(most));
}

Date first_of_next_month(const Date& date) { return add_months({date.year, date.month, 1}, 1); }

Timestamp lock_instant(Timestamp occurred_at, const LockPolicy& lock, const TimeZone& zone) {
    if (lock.anchor == LockAnchor::event) return zone.add(occurred_at, lock.months, lock.days);
    const Date end = first_of_next_month(zone.date_of(occurred_at));  // its first instant is the end of the month
    return zone.start_of(add_days(add_months(end, lock.months), lock.days));
}

Date pay_day(const Date& locks_on, const PayPolicy& pay) {
    if (pay.anchor == PayAnchor::lock) return add_days(add_months(locks_on, pay.months), pay.days);
    const Date next = add_months(first_of_next_month(locks_on), pay.months);
    return add_days(next, pay.days - 1);  // counted from the last day of the month, the day before
}

/// The first instant of the window that contains `at`.
Timestamp window_start(SpendWindow window, Timestamp at, const TimeZone& zone) {
    const Date today = zone.date_of(at);
    switch (window) {
        case SpendWindow::all_time: return timestamp_min;
        case SpendWindow::day: return zone.start_of(today);
        case SpendWindow::week: return zone.start_of(add_days(today, 1 - weekday_of(today)));
        case SpendWindow::month: return zone.start_of({today.year, today.month, 1});
    }
    fail(ErrorCode::internal, "window", "", "a spend window");
}

Timestamp window_end(SpendWindow window, Timestamp at, const TimeZone& zone) {
    const Date today = zone.date_of(at);
    switch (window) {
        case SpendWindow::all_time: return timestamp_max;
        case SpendWindow::day: return zone.start_of(add_days(today, 1));
        case SpendWindow::week: return zone.start_of(add_days(today, 8 - weekday_of(today)));
        case SpendWindow::month: return zone.start_of(first_of_next_month(today));
    }
    fail(ErrorCode::internal, "window", "", "a spend window");
}

Amount spent_in(SpendWindow window, Timestamp at, std::span<const SpentAmount> spent, const TimeZone& zone) {
    const TimeWindow range{window_start(window, at, zone), window_end(window, at, zone)};
    Amount sum;
    for (const SpentAmount& one : spent) {
        if (range.contains(one.at)) sum += one.amount_minor;
    }
    return sum;
}

void require_bands(std::span<const VolumeBand> bands) {
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const std::string path = "bands[" + std::to_string(i) + "]";
        const bool rises = i == 0 ? bands[i].from_minor == Amount{} : bands[i].from_minor > bands[i - 1].from_minor;
        if (!rises) {
            fail(ErrorCode::thresholds_out_of_order, path + ".from_minor", std::to_string(bands[i].from_minor.value),
                 "0 in the first band, then more than in the band before");
        }
        if (bands[i].rate < Rate{} || bands[i].rate > Rate{1, 1}) {
            fail(ErrorCode::rate_out_of_range, path + ".rate", to_string(bands[i].rate), "0% to 100%");
        }
    }
}

std::vector<BandPart> parts_of(Amount volume, std::span<const VolumeBand> bands) {
    std::vector<BandPart> out;
    for (std::size_t i = 0; i < bands.size() && bands[i].from_minor < volume; ++i) {
        const Amount end = i + 1 < bands.size() ? std::min(volume, bands[i + 1].from_minor) : volume;
        out.push_back({bands[i].from_minor, end - bands[i].from_minor, bands[i].rate, {}});
    }
    return out;
}

Amount reward_of(const std::vector<BandPart>& parts) {
    Rate raw;
    for (const BandPart& part : parts) raw = raw + part.rate * Rate{part.base_minor.value, 1};
    return {raw.of(1, Rounding::half_up)};
}

}  // namespace

void validate(const LockPolicy& policy) {
    require_delay(policy.months, 120, "months");
    require_delay(policy.days, 3660, "days");
    require_delay(policy.holding_days, 3660, "holding_days");
}

void validate(const PayPolicy& policy) {
    require_delay(policy.months, 120, "months");
    require_delay(policy.days, 3660, "days");
    if (policy.minimum_minor < Amount{}) {
        fail(ErrorCode::invalid_schedule, "minimum_minor", std::to_string(policy.minimum_minor.value), "0 or more");
    }
}

RewardSchedule schedule_of(Timestamp occurred_at, const LockPolicy& lock, const PayPolicy& pay, const TimeZone& zone) {
    validate(lock);
    validate(pay);
    RewardSchedule out;
    out.approvable_at = occurred_at + Duration::days(lock.holding_days);
    out.locks_at = std::max(lock_instant(occurred_at, lock, zone), out.approvable_at);
    out.pays_on = pay_day(zone.date_of(out.locks_at), pay);
    return out;
}

bool is_rewarded(Timestamp first_sale_at, Timestamp at, const RecurrencePolicy& policy, const TimeZone& zone) {
    if (at < first_sale_at) return false;
    if (!policy.months || at == first_sale_at) return true;
    require_delay(*policy.months, 1200, "months");
    return at < zone.add(first_sale_at, *policy.months, 0);
}

SpendDecision limit_spend(Amount asked, Timestamp at, std::span<const SpentAmount> spent,
                          std::span<const SpendLimit> limits, const TimeZone& zone) {
    SpendDecision out{SpendVerdict::granted, asked, asked, std::nullopt, {}};
    for (const SpendLimit& limit : limits) {
        const Amount used = spent_in(limit.window, at, spent, zone);
        const Amount left = std::max(Amount{}, limit.amount_minor - used);
        if (asked <= left || out.verdict == SpendVerdict::rejected) continue;
        const bool rejects = limit.over_limit == OverLimit::reject || left == Amount{};
        const Amount granted = rejects ? Amount{} : left;
        if (!rejects && granted >= out.granted_minor) continue;
        out.verdict = rejects ? SpendVerdict::rejected : SpendVerdict::truncated;
        out.granted_minor = granted;
        out.limit = limit;
        out.spent_minor = used;
    }
    return out;
}

VolumeReward volume_reward(Amount before, Amount after, std::span<const VolumeBand> bands) {
    if (before < Amount{} || after < Amount{}) {
        fail(ErrorCode::out_of_range, before < Amount{} ? "before" : "after",
             std::to_string(std::min(before, after).value), "0 or more");
    }
    require_bands(bands);
    VolumeReward out;
    out.bands = parts_of(after, bands);
    out.amount_minor = reward_of(out.bands) - reward_of(parts_of(before, bands));
    return out;
}

}  // namespace marketplace::affiliate
