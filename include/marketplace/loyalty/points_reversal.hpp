#pragma once
// What a refund does to points, computed from the frozen facts of the order and cumulatively, so that partial
// refunds never drift: after the whole order was refunded, exactly what it earned was taken back and exactly
// what was spent on it came back.

#include <marketplace/loyalty/points_calculator.hpp>

namespace marketplace::loyalty {

/// A refund of an order. With neither lines nor amount: all that is left of it, as a cancellation does.
struct RefundOrder {
    CommandId command_id;
    Timestamp at;
    OrderPoints order;                   ///< as it was stored last
    std::vector<LineAmount> lines;       ///< of what the customer paid for each line, in money and points
    std::optional<Amount> amount_minor;  ///< for the whole order instead of lines
    std::string reason;

    friend bool operator==(const RefundOrder&, const RefundOrder&) = default;
};
MARKETPLACE_COMPILED_RECORD(RefundOrder, (command_id, at, order, lines, amount_minor, reason));

/// What the refund would take back and return, without a wallet.
struct RefundPoints {
    OrderPoints order;   ///< the facts afterwards
    Points reverse;      ///< earned points to take back
    Points restore;      ///< spent points to return

    friend bool operator==(const RefundPoints&, const RefundPoints&) = default;
};
MARKETPLACE_COMPILED_RECORD(RefundPoints, (order, reverse, restore));

/// round(earned * refunded / value) - reversed so far, and the same for spent points: for each named line, or
/// for the order as a whole, whose points then go to the lines cumulatively. Throws `over_refund` with what is
/// left, `not_found` for an unknown line, `invalid_value` for lines beside an amount.
[[nodiscard]] RefundPoints refund_points(const PointsRefundPolicy& policy, const OrderPoints& order,
                                         const std::vector<LineAmount>& lines, std::optional<Amount> amount_minor);

/// Applies a refund to the wallet. First spent points come back: to the lots from which they were taken, last
/// taken first, as if less had been spent; where the lot has expired the policy decides. Then earned points
/// are taken: from the lot of the order while it is pending, from what is left in it once it is active, from
/// other lots, and the rest becomes debt; how far along this goes is the policy's. What it spares is `kept`.
/// Points in a hold are not touched. The wallet needs the lots that the order names.
[[nodiscard]] WalletOutcome refund(const Program& program, const Wallet& wallet, const RefundOrder& command);

}  // namespace marketplace::loyalty
