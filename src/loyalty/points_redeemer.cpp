#include <marketplace/loyalty/points_redeemer.hpp>

#include "wallet_change.hpp"

#include <algorithm>

namespace marketplace::loyalty {
namespace {

using detail::WalletChange;

void require_points(Points points) {
    if (points < Points{1}) fail(ErrorCode::out_of_range, "points", std::to_string(points.value), "1 or more");
}

void require_payable(Amount payable) {
    if (payable < Amount{}) {
        fail(ErrorCode::out_of_range, "payable_minor", std::to_string(payable.value), "0 or more");
    }
}

Points rounded_to_step(Points points, Points step, Rounding rounding) {
    return Points{narrow(divide(points.value, step.value, rounding) * step.value)};
}

Amount share_limit(const RedemptionPolicy& policy, Amount payable) {
    return multiply(payable, policy.share_max, Rounding::floor);
}

Amount cash_limit(const RedemptionPolicy& policy, Amount payable) {
    return std::max(Amount{}, payable - policy.cash_min_minor);
}

/// What holds do not claim, less debt, counting only points that are usable at `through`.
Points available_through(const Wallet& wallet, Timestamp at, Timestamp through) {
    return std::max(Points{}, usable(wallet, through) - held(wallet, at) - wallet.balance.debt);
}

/// What is left of the daily limit; none: no limit. Points in holds are as good as spent.
std::optional<Points> day_left(const Program& program, const Wallet& wallet, Timestamp at) {
    if (!program.redemption.day_max) return std::nullopt;
    const Date day = TimeZone{program.time_zone}.date_of(at);
    const Points used = detail::counted_on(wallet.balance.redeemed_on, day) + held(wallet, at);
    return std::max(Points{}, *program.redemption.day_max - used);
}

std::optional<Refusal> check(const Program& program, const Wallet& wallet, const RedeemPoints& command,
                             Timestamp through) {
    require_points(command.points);
    require_payable(command.payable_minor);
    const RedemptionPolicy& policy = program.redemption;
    const std::int64_t points = command.points.value;
    if (command.points < policy.points_min)
        return Refusal{RefusalReason::below_minimum, points, policy.points_min.value};
    if (points % policy.step.value != 0) return Refusal{RefusalReason::not_a_multiple, points, policy.step.value};
    const Points free = available_through(wallet, command.at, through);
    if (command.points > free) return Refusal{RefusalReason::insufficient_points, points, free.value};
    const Amount value = value_of(policy, command.points);
    const Amount share = share_limit(policy, command.payable_minor);
    if (value > share) return Refusal{RefusalReason::exceeds_share, value.value, share.value};
    const Amount cash = cash_limit(policy, command.payable_minor);
    if (value > cash) return Refusal{RefusalReason::cash_remainder, value.value, cash.value};
    const std::optional<Points> left = day_left(program, wallet, command.at);
    if (left && command.points > *left) return Refusal{RefusalReason::exceeds_day, points, left->value};
    return std::nullopt;
}

/// Writes the redemption down and takes the points.
EntryId spend(WalletChange& change, Points points, const OrderId& order, const std::string& cause) {
    const EntryId entry = change.record(EntryType::redeem, points, order, cause);
    static_cast<void>(change.consume(entry, points));
    change.balance().spent += points;
    detail::count_on_day(change.balance().redeemed_on, change.zone().date_of(change.at()), points);
    if (change.program().expiry.extend_on_spend) change.slide();
    return entry;
}

/// Why a hold that is still open cannot be captured.
std::optional<Refusal> check_capture(const Program& program, const Wallet& wallet, const Reservation& hold,
                                     Timestamp at) {
    if (at < hold.expires_at) {
        const Points points = usable(wallet, at);
        if (points >= hold.points) return std::nullopt;
        return Refusal{RefusalReason::insufficient_points, hold.points.value, points.value};
    }
    Points left = available(wallet, at);
    if (const auto day = day_left(program, wallet, at)) left = std::min(left, *day);
    if (left >= hold.points) return std::nullopt;
    return Refusal{RefusalReason::hold_expired, hold.points.value, left.value};
}

/// A captured hold stays captured, a released one released: asking again is refused, or was a replay.
std::optional<Refusal> check_open(const Reservation& hold) {
    if (hold.state == ReservationState::held) return std::nullopt;
    return Refusal{RefusalReason::hold_resolved, hold.points.value, 0};
}

}  // namespace

Amount value_of(const RedemptionPolicy& policy, Points points) {
    return Amount{policy.minor_per_point.of(points.value, Rounding::floor)};
}

Points points_covering(const RedemptionPolicy& policy, Amount amount) {
    require_payable(amount);
    const Rate& rate = policy.minor_per_point;
    // floor(p * n / d) >= a exactly when p >= a * d / n, since a is whole.
    const int128 least = divide(wide_multiply(amount.value, rate.denominator()), rate.numerator(), Rounding::ceiling);
    return rounded_to_step(Points{narrow(least)}, policy.step, Rounding::ceiling);
}

Points points_within(const RedemptionPolicy& policy, Amount amount) {
    require_payable(amount);
    const Rate& rate = policy.minor_per_point;
    // floor(p * n / d) <= a exactly when p * n < (a + 1) * d.
    const int128 product = wide_multiply(checked_add(amount.value, 1), rate.denominator());
    const Points most{narrow(divide(product, rate.numerator(), Rounding::ceiling) - 1)};
    return points_covering(policy, value_of(policy, rounded_to_step(most, policy.step, Rounding::floor)));
}

std::optional<Refusal> check_redemption(const Program& program, const Wallet& wallet, const RedeemPoints& command) {
    return check(program, wallet, command, command.at);
}

RedemptionQuote quote(const Program& program, const Wallet& wallet, const QuoteRequest& request) {
    require_payable(request.payable_minor);
    const RedemptionPolicy& policy = program.redemption;
    RedemptionQuote out;
    out.available = available(wallet, request.at);
    out.points_left = out.available;
    Amount value = std::min(share_limit(policy, request.payable_minor), cash_limit(policy, request.payable_minor));
    if (request.amount_max_minor) value = std::min(value, std::max(Amount{}, *request.amount_max_minor));
    Points points = out.available;
    if (request.points_max) points = std::min(points, std::max(Points{}, *request.points_max));
    if (const auto left = day_left(program, wallet, request.at)) points = std::min(points, *left);
    const Points most = rounded_to_step(points, policy.step, Rounding::floor);
    // With fewer points than the value asks for, still only as many as their own value needs.
    points = std::min(points_within(policy, value), points_covering(policy, value_of(policy, most)));
    // The fewest for a value may lie below the minimum while the minimum has the same value.
    const Points least = rounded_to_step(policy.points_min, policy.step, Rounding::ceiling);
    if (points < least && least <= most && value_of(policy, least) <= value) points = least;
    if (points < least || value_of(policy, points) == Amount{}) return out;
    out.points = points;
    out.value_minor = value_of(policy, points);
    out.points_left = out.available - points;
    return out;
}

WalletOutcome redeem(const Program& program, const Wallet& wallet, const RedeemPoints& command) {
    detail::require_command(program, wallet, command.command_id);
    if (auto replay = detail::replay_of(wallet, command.command_id)) return *replay;
    if (const auto refusal = check_redemption(program, wallet, command)) return detail::refused(wallet, *refusal);
    WalletChange change{program, wallet, command.command_id, command.at};
    spend(change, command.points, command.order_id, command.cause);
    return change.finish();
}

WalletOutcome hold(const Program& program, const Wallet& wallet, const HoldPoints& command) {
    const RedeemPoints& wanted = command.redeem;
    detail::require_command(program, wallet, wanted.command_id);
    if (command.expires_at <= wanted.at) {
        fail(ErrorCode::invalid_redemption, "expires_at", to_string(command.expires_at),
             "an instant after the hold begins");
    }
    if (auto replay = detail::replay_of(wallet, wanted.command_id)) return *replay;
    const Timestamp through{command.expires_at.micros - 1};
    if (const auto refusal = check(program, wallet, wanted, through)) return detail::refused(wallet, *refusal);
    WalletChange change{program, wallet, wanted.command_id, wanted.at};
    change.record(EntryType::hold, wanted.points, wanted.order_id, wanted.cause);
    change.add_hold({ReservationId{wanted.command_id.value}, wallet.balance.member, program.id, wanted.order_id,
                     wanted.points, value_of(program.redemption, wanted.points), wanted.at, command.expires_at,
                     ReservationState::held, EntryId{}});
    return change.finish();
}

WalletOutcome capture(const Program& program, const Wallet& wallet, const ResolveHold& command) {
    detail::require_command(program, wallet, command.command_id);
    if (auto replay = detail::replay_of(wallet, command.command_id)) return *replay;
    WalletChange change{program, wallet, command.command_id, command.at};
    Reservation& held = change.edit_hold(command.reservation_id);
    if (const auto refusal = check_open(held)) return detail::refused(wallet, *refusal);
    if (const auto refusal = check_capture(program, wallet, held, command.at)) return detail::refused(wallet, *refusal);
    held.state = ReservationState::captured;
    held.entry_id = spend(change, held.points, held.order_id, command.cause);
    return change.finish();
}

WalletOutcome release(const Program& program, const Wallet& wallet, const ResolveHold& command) {
    detail::require_command(program, wallet, command.command_id);
    if (auto replay = detail::replay_of(wallet, command.command_id)) return *replay;
    WalletChange change{program, wallet, command.command_id, command.at};
    Reservation& held = change.edit_hold(command.reservation_id);
    if (const auto refusal = check_open(held)) return detail::refused(wallet, *refusal);
    held.state = ReservationState::released;
    change.record(EntryType::release, held.points, held.order_id, command.cause);
    return change.finish();
}

WalletOutcome deduct(const Program& program, const Wallet& wallet, const DeductPoints& command) {
    detail::require_command(program, wallet, command.command_id);
    require_points(command.points);
    if (auto replay = detail::replay_of(wallet, command.command_id)) return *replay;
    const Points free = available(wallet, command.at);
    if (command.points > free) {
        return detail::refused(wallet, {RefusalReason::insufficient_points, command.points.value, free.value});
    }
    WalletChange change{program, wallet, command.command_id, command.at};
    static_cast<void>(
        change.consume(change.record(EntryType::adjust, command.points, {}, command.cause), command.points));
    change.balance().adjusted += command.points;
    return change.finish();
}

}  // namespace marketplace::loyalty
