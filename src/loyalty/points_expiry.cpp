#include <marketplace/loyalty/points_expiry.hpp>

#include "wallet_change.hpp"

#include <algorithm>

namespace marketplace::loyalty {
namespace {

using detail::WalletChange;

std::int32_t months_of(PeriodEnd period) {
    switch (period) {
        case PeriodEnd::none: return 0;
        case PeriodEnd::month: return 1;
        case PeriodEnd::quarter: return 3;
        case PeriodEnd::half: return 6;
        case PeriodEnd::year: return 12;
    }
    return 0;
}

Date end_of_period(const Date& day, PeriodEnd period) {
    const std::int32_t months = months_of(period);
    if (months == 0) return day;
    const std::int32_t month = (day.month + months - 1) / months * months;
    return {day.year, month, days_in_month(day.year, month)};
}

Date in_year(const YearDay& date, std::int32_t year) {
    return {year, date.month, std::min(date.day, days_in_month(year, date.month))};
}

/// The first of the dates that is not before `from`.
Date next_date(const std::vector<YearDay>& dates, const Date& from) {
    std::optional<Date> best;
    for (const YearDay& date : dates) {
        const Date this_year = in_year(date, from.year);
        const Date next = this_year < from ? in_year(date, from.year + 1) : this_year;
        if (!best || next < *best) best = next;
    }
    return *best;
}

/// Activates the pending lots that `due` gives a time, and writes it down.
template <class Due>
void activate_lots(WalletChange& change, const Due& due) {
    for (std::size_t i = 0; i < change.wallet().lots.size(); ++i) {
        const Lot& lot = change.wallet().lots[i];
        if (lot.state != LotState::pending) continue;
        const std::optional<Timestamp> active_at = due(lot);
        if (!active_at) continue;
        const EntryId entry = change.record(EntryType::activate, lot.remaining, lot.order_id, "");
        change.consumed(entry, lot.id, lot.remaining);
        change.activate(i, *active_at);
    }
}

}  // namespace

std::optional<Date> last_day_of(const ExpiryPolicy& policy, const Date& active_on) {
    if (policy.mode == ExpiryMode::none) return std::nullopt;
    const Date counted = add_days(add_months(active_on, policy.months), policy.days);
    if (policy.mode == ExpiryMode::calendar) return next_date(policy.dates, counted);
    return end_of_period(counted, policy.round_up_to);
}

std::optional<Timestamp> expiry_of(const Program& program, Timestamp active_at) {
    if (program.expiry.mode == ExpiryMode::none) return std::nullopt;
    const TimeZone zone{program.time_zone};
    return zone.start_of(add_days(*last_day_of(program.expiry, zone.date_of(active_at)), 1));
}

std::optional<Timestamp> activation_of(const Program& program, Timestamp earned_at,
                                       std::optional<Timestamp> delivered_at) {
    const ActivationPolicy& policy = program.activation;
    if (policy.mode == ActivationMode::immediate) return earned_at;
    if (policy.mode == ActivationMode::on_event) return std::nullopt;
    const std::optional<Timestamp> from = policy.from == ActivationStart::earned ? earned_at : delivered_at;
    if (!from) return std::nullopt;
    return std::max(earned_at, TimeZone{program.time_zone}.add(*from, 0, policy.days));
}

WalletOutcome deliver(const Program& program, const Wallet& wallet, const OrderStep& step) {
    detail::require_command(program, wallet, step.command_id);
    if (auto replay = detail::replay_of(wallet, step.command_id)) return *replay;
    WalletChange change{program, wallet, step.command_id, step.at};
    for (std::size_t i = 0; i < wallet.lots.size(); ++i) {
        const Lot& lot = wallet.lots[i];
        if (lot.state != LotState::pending || lot.order_id != step.order_id || lot.active_at) continue;
        const auto active_at = activation_of(program, lot.earned_at, step.at);
        if (active_at) change.edit(i).active_at = active_at;
    }
    activate_lots(change, [&](const Lot& lot) {
        const bool due = lot.order_id == step.order_id && lot.active_at && *lot.active_at <= step.at;
        return due ? lot.active_at : std::nullopt;
    });
    return change.finish();
}

WalletOutcome activate(const Program& program, const Wallet& wallet, const OrderStep& step) {
    detail::require_command(program, wallet, step.command_id);
    if (auto replay = detail::replay_of(wallet, step.command_id)) return *replay;
    WalletChange change{program, wallet, step.command_id, step.at};
    activate_lots(change, [&](const Lot& lot) {
        return lot.order_id == step.order_id ? std::optional{step.at} : std::nullopt;
    });
    return change.finish();
}

WalletOutcome run_activation(const Program& program, const Wallet& wallet, const WalletRun& run) {
    detail::require_command(program, wallet, run.command_id);
    if (auto replay = detail::replay_of(wallet, run.command_id)) return *replay;
    WalletChange change{program, wallet, run.command_id, run.at};
    activate_lots(change, [&](const Lot& lot) {
        return lot.active_at && *lot.active_at <= run.at ? lot.active_at : std::nullopt;
    });
    return change.finish();
}

WalletOutcome run_expiry(const Program& program, const Wallet& wallet, const WalletRun& run) {
    detail::require_command(program, wallet, run.command_id);
    if (auto replay = detail::replay_of(wallet, run.command_id)) return *replay;
    WalletChange change{program, wallet, run.command_id, run.at};
    for (std::size_t i = 0; i < wallet.lots.size(); ++i) {
        const Lot& lot = wallet.lots[i];
        if (lot.state != LotState::active || !lot.expires_at || run.at < *lot.expires_at) continue;
        const Points points = lot.remaining;
        change.take(change.record(EntryType::expire, points, lot.order_id, ""), i, points);
        change.edit(i).state = LotState::expired;
        change.balance().expired += points;
    }
    return change.finish();
}

WalletOutcome record_activity(const Program& program, const Wallet& wallet, const WalletRun& run) {
    detail::require_command(program, wallet, run.command_id);
    WalletChange change{program, wallet, run.command_id, run.at};
    change.slide();
    return change.finish();
}

Amount liability(Points outstanding, const Program& program) {
    return Amount{program.fair_value.of(outstanding.value, Rounding::half_up)};
}

Amount liability_change(Points before, Points after, const Program& program) {
    return liability(after, program) - liability(before, program);
}

}  // namespace marketplace::loyalty
