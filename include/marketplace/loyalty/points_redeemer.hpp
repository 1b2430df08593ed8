#pragma once
// Spending points: what they are worth, how many may be used, and the ways to use them: at once, or held at
// checkout and captured when the order is placed.

#include <marketplace/loyalty/wallet.hpp>

namespace marketplace::loyalty {

/// What so many points pay: points * minor per point, rounded down.
[[nodiscard]] Amount value_of(const RedemptionPolicy& policy, Points points);
/// The fewest points, in whole steps, that are worth at least the amount.
[[nodiscard]] Points points_covering(const RedemptionPolicy& policy, Amount amount);
/// The fewest points, in whole steps, that are worth as much of the amount as points can pay without exceeding
/// it.
[[nodiscard]] Points points_within(const RedemptionPolicy& policy, Amount amount);

/// Points that pay for an order, or a part of it.
struct RedeemPoints {
    CommandId command_id;
    Timestamp at;
    OrderId order_id;
    Points points;
    Amount payable_minor;  ///< what the order costs, before points
    std::string cause;

    friend bool operator==(const RedeemPoints&, const RedeemPoints&) = default;
};
MARKETPLACE_COMPILED_RECORD(RedeemPoints, (command_id, at, order_id, points, payable_minor, cause));

/// The first constraint that forbids the redemption, or nothing. Throws `out_of_range` unless the points are
/// above 0 and what is payable is 0 or more.
[[nodiscard]] std::optional<Refusal> check_redemption(const Program& program, const Wallet& wallet,
                                                      const RedeemPoints& command);

/// How many points a customer can use on an order.
struct RedemptionQuote {
    Points points;          ///< 0: none
    Amount value_minor;     ///< what they pay
    Points available;       ///< before any other limit
    Points points_left;     ///< available after them

    friend bool operator==(const RedemptionQuote&, const RedemptionQuote&) = default;
};
MARKETPLACE_COMPILED_RECORD(RedemptionQuote, (points, value_minor, available, points_left));

/// What a customer wants to use.
struct QuoteRequest {
    Timestamp at;
    Amount payable_minor;                ///< what the order costs, before points
    std::optional<Points> points_max;    ///< no more points than these
    std::optional<Amount> amount_max_minor;  ///< no more value than this

    friend bool operator==(const QuoteRequest&, const QuoteRequest&) = default;
};
MARKETPLACE_COMPILED_RECORD(QuoteRequest, (at, payable_minor, points_max, amount_max_minor));

/// The most points that pay within the request and every constraint, and of those with the same value the
/// fewest. A redemption of them at that instant is not refused.
[[nodiscard]] RedemptionQuote quote(const Program& program, const Wallet& wallet, const QuoteRequest& request);

/// Spends points at once, from the lots that expire soonest.
[[nodiscard]] WalletOutcome redeem(const Program& program, const Wallet& wallet, const RedeemPoints& command);

/// Points set aside while the customer pays.
struct HoldPoints {
    RedeemPoints redeem;
    Timestamp expires_at;  ///< after `redeem.at`

    friend bool operator==(const HoldPoints&, const HoldPoints&) = default;
};
MARKETPLACE_COMPILED_RECORD(HoldPoints, (redeem, expires_at));

/// Sets points aside under the constraints of a redemption. Only points that stay usable as long as the hold
/// lasts count, so that a hold that binds can be captured. Its id is the id of the command.
[[nodiscard]] WalletOutcome hold(const Program& program, const Wallet& wallet, const HoldPoints& command);

/// About one hold.
struct ResolveHold {
    CommandId command_id;
    Timestamp at;
    ReservationId reservation_id;
    std::string cause;

    friend bool operator==(const ResolveHold&, const ResolveHold&) = default;
};
MARKETPLACE_COMPILED_RECORD(ResolveHold, (command_id, at, reservation_id, cause));

/// Spends what was held. After its time the hold is honoured only if the points are still available and within
/// the daily limit; else `hold_expired`. Throws `not_found` for a hold that the wallet does not have.
[[nodiscard]] WalletOutcome capture(const Program& program, const Wallet& wallet, const ResolveHold& command);
/// Sets held points free.
[[nodiscard]] WalletOutcome release(const Program& program, const Wallet& wallet, const ResolveHold& command);

/// A person takes points away.
struct DeductPoints {
    CommandId command_id;
    Timestamp at;
    Points points;
    std::string cause;

    friend bool operator==(const DeductPoints&, const DeductPoints&) = default;
};
MARKETPLACE_COMPILED_RECORD(DeductPoints, (command_id, at, points, cause));

/// Refused when more than is available; a correction leaves no debt.
[[nodiscard]] WalletOutcome deduct(const Program& program, const Wallet& wallet, const DeductPoints& command);

}  // namespace marketplace::loyalty
