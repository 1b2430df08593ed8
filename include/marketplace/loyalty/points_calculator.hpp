#pragma once
// How many points an order earns, line by line, with the reasons.
//
// The exact number of points of the whole order is rounded once, and the lines get whole parts of it by
// largest remainder, so that refunds by line are exact.

#include <marketplace/loyalty/wallet.hpp>

namespace marketplace::loyalty {

/// Money of one line.
struct LineAmount {
    OrderLineId line_id;
    Amount amount_minor;

    friend bool operator==(const LineAmount&, const LineAmount&) = default;
};
MARKETPLACE_COMPILED_RECORD(LineAmount, (line_id, amount_minor));

/// What earning depends on beside the order.
struct EarnContext {
    std::string tier;                   ///< reward level of the member; empty if none
    Amount points_paid_minor;           ///< part of the order that points paid; earns nothing
    std::vector<LineAmount> refunded;   ///< given back before anything was earned; earns nothing
    Points earned_today;                ///< on the day of earning, by other orders
    std::vector<Rate> line_multipliers; ///< one for each line, such as that of its vendor's level; empty: none has one

    friend bool operator==(const EarnContext&, const EarnContext&) = default;
};
MARKETPLACE_COMPILED_RECORD(EarnContext, (tier, points_paid_minor, refunded, earned_today, line_multipliers));

/// How one line came to its points.
struct LineEarning {
    OrderLineId line_id;
    Amount value_minor;                   ///< what the customer pays for it in money and points, less refunds
    Amount base_minor;                    ///< the part of it that earns
    RuleId rate_rule;                     ///< the rule that gave the rate; empty: none, and nothing is earned
    Rate points_per_minor;
    std::vector<RuleId> multiplier_rules; ///< matching rules whose multiplier is not 1
    Rate multiplier{1, 1};                ///< all of them, the member's level and what the line has, stacked
    Rate points_exact;
    Points points;

    friend bool operator==(const LineEarning&, const LineEarning&) = default;
};
MARKETPLACE_COMPILED_RECORD(LineEarning, (line_id, value_minor, base_minor, rate_rule, points_per_minor,
                                          multiplier_rules, multiplier, points_exact, points));

/// What an order earns; enough to compute it again by hand.
struct PointsCalculation {
    OrderId order_id;
    ProgramId program;
    std::int64_t program_version = 0;
    Amount base_minor;
    Rate points_exact;
    Points points_rounded;            ///< before limits
    Points points;                    ///< the lines sum to it
    Rate tier_multiplier{1, 1};
    std::vector<LineEarning> lines;   ///< in the order of the order
    std::optional<Refusal> limited;   ///< the limit that applied: what was earned, and what it allows

    friend bool operator==(const PointsCalculation&, const PointsCalculation&) = default;
};
MARKETPLACE_COMPILED_RECORD(PointsCalculation, (order_id, program, program_version, base_minor, points_exact,
                                                points_rounded, points, tier_multiplier, lines, limited));

/// What an order earns. Throws `currency_mismatch` unless the order is in the program's currency, what
/// `validate(order)` throws, `out_of_range` when more was paid or refunded than the order costs or the multipliers are
/// not one for each line, `rate_out_of_range` for one below 0, and
/// `not_found` for a refund of a line that the order does not have.
[[nodiscard]] PointsCalculation calculate(const Program& program, const Order& order, const EarnContext& context = {});

/// An order earns points.
struct EarnOrder {
    CommandId command_id;
    Timestamp at;
    Order order;
    std::string tier;                        ///< reward level of the member
    Amount points_paid_minor;                ///< part of the order that points paid
    std::vector<Consumption> spent;          ///< the lots from which those points came, in that order
    std::vector<LineAmount> refunded;        ///< given back before now
    std::optional<Timestamp> delivered_at;   ///< if it was delivered already
    std::vector<Rate> line_multipliers;      ///< as in `EarnContext`

    friend bool operator==(const EarnOrder&, const EarnOrder&) = default;
};
MARKETPLACE_COMPILED_RECORD(EarnOrder, (command_id, at, order, tier, points_paid_minor, spent, refunded, delivered_at,
                                        line_multipliers));

/// Credits what an order earns. The outcome always has the frozen facts in `order`, to be stored: a refund
/// needs them, also where the order earned nothing or its points were refused by a limit.
[[nodiscard]] WalletOutcome earn(const Program& program, const Wallet& wallet, const EarnOrder& command);

/// Points that no order earned: for a review, a birthday, a referral, or from a person.
struct GrantPoints {
    CommandId command_id;
    Timestamp at;
    Points points;       ///< above 0
    LotSource source = LotSource::event;
    std::string cause;

    friend bool operator==(const GrantPoints&, const GrantPoints&) = default;
};
MARKETPLACE_COMPILED_RECORD(GrantPoints, (command_id, at, points, source, cause));

/// Credits points that are usable at once. Throws `out_of_range` unless they are above 0.
[[nodiscard]] WalletOutcome grant(const Program& program, const Wallet& wallet, const GrantPoints& command);

}  // namespace marketplace::loyalty
