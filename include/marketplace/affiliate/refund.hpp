#pragma once
// What is to be refunded: by line, by quantity, by amount, or a sum for the whole order.

#include <marketplace/affiliate/commission.hpp>

#include <optional>
#include <string>
#include <vector>

namespace marketplace::affiliate {

/// A refund on one line. With neither quantity nor amount: all that is left of the line, or of the component.
///
/// Who names a component says what is refunded: a charge gives back in proportion to what is refunded of the
/// components that its own base was taken from, so that refunding the shipping leaves a fee on the goods alone.
/// Without a component the line is refunded evenly, and every charge in proportion to the line's total.
struct RefundLine {
    OrderLineId line_id;
    std::optional<std::int64_t> quantity;  ///< units given back: so many parts of the line's total
    std::optional<Amount> amount_minor;    ///< what the customer gets; with a quantity, instead of its price
    std::optional<PriceComponent> component;  ///< units are units of the goods: no quantity with the others

    friend bool operator==(const RefundLine&, const RefundLine&) = default;
};
MARKETPLACE_COMPILED_RECORD(RefundLine, (line_id, quantity, amount_minor, component));

/// A refund to the customer. Without lines and amount: all that is left of the order.
struct RefundRequest {
    RefundId id;
    OrderId order_id;
    Timestamp at;
    std::vector<RefundLine> lines;       ///< each line once
    std::optional<Amount> amount_minor;  ///< for the whole order instead of lines, spread over what is refundable
    bool goodwill = false;               ///< paid by the platform: nothing is taken back from anybody else
    std::string reason;

    friend bool operator==(const RefundRequest&, const RefundRequest&) = default;
};
MARKETPLACE_COMPILED_RECORD(RefundRequest, (id, order_id, at, lines, amount_minor, goodwill, reason));

/// What one charge has given back so far, as positive numbers. Parallel to the charge's shares.
struct ReversedCharge {
    std::string slot;
    std::vector<Share> shares;    ///< before anything is retained
    std::vector<Share> retained;  ///< the part of `shares` that stays with those who received it
    std::vector<Share> tax_shares;  ///< parallel to those of the charge

    friend bool operator==(const ReversedCharge&, const ReversedCharge&) = default;
};
MARKETPLACE_COMPILED_RECORD(ReversedCharge, (slot, shares, retained, tax_shares));

/// So much of each component of a line.
struct ComponentAmounts {
    Amount goods_minor;
    Amount shipping_minor;
    Amount gift_wrap_minor;
    Amount fees_minor;

    friend bool operator==(const ComponentAmounts&, const ComponentAmounts&) = default;
};
MARKETPLACE_COMPILED_RECORD(ComponentAmounts, (goods_minor, shipping_minor, gift_wrap_minor, fees_minor));

/// What has been refunded of one line so far. Numbers have the sign of what they reverse.
struct LineReversalState {
    OrderLineId line_id;
    std::int64_t quantity = 0;   ///< units refunded
    Amount refunded_minor;       ///< refunded by taking back shares
    Amount goodwill_minor;       ///< refunded out of the platform's own pocket
    std::vector<Share> shares;   ///< taken back, before anything is retained; sums to `refunded_minor`
    std::vector<ReversedCharge> charges;
    std::optional<ComponentAmounts> components;  ///< of `refunded_minor`; absent until a refund names a component

    friend bool operator==(const LineReversalState&, const LineReversalState&) = default;
};
MARKETPLACE_COMPILED_RECORD(LineReversalState, (line_id, quantity, refunded_minor, goodwill_minor, shares, charges,
                                                components));

/// What has been refunded of an order (or of one capture of it) so far; empty at first.
struct ReversalState {
    OrderId order_id;
    std::vector<LineReversalState> lines;

    friend bool operator==(const ReversalState&, const ReversalState&) = default;
};
MARKETPLACE_COMPILED_RECORD(ReversalState, (order_id, lines));

/// How the amount of a line was found.
enum class RefundBasis { amount, quantity, remainder, order_amount };
MARKETPLACE_COMPILED_ENUM(RefundBasis, amount, quantity, remainder, order_amount)

/// A request resolved to one line.
struct LineRefund {
    OrderLineId line_id;
    RefundBasis basis = RefundBasis::amount;
    std::int64_t quantity = 0;         ///< units that this refund takes back; 0 when it is about money alone
    Amount amount_minor;               ///< what the customer gets for this line
    Amount refundable_before_minor;    ///< what could have been refunded at most
    bool limited = false;              ///< the price of the units was more than what was left
    std::optional<PriceComponent> component;

    friend bool operator==(const LineRefund&, const LineRefund&) = default;
};
MARKETPLACE_COMPILED_RECORD(LineRefund, (line_id, basis, quantity, amount_minor, refundable_before_minor, limited,
                                         component));

/// The state of a line, empty if nothing was refunded.
[[nodiscard]] LineReversalState state_of(const ReversalState& state, const OrderLineId& line_id);

/// total - refunded - goodwill, in minor units of the frozen commission.
[[nodiscard]] Amount refundable_of(const LineCommission& line, const LineReversalState& state);
[[nodiscard]] Amount refundable_of(const OrderCommission& frozen, const ReversalState& state);

/// What the customer pays for each component of a line.
[[nodiscard]] ComponentAmounts components_of(const OrderLine& line);

/// The lines and amounts of a request. A quantity refunds cumulatively quantity / line quantity of the
/// line's total, so that one of three, three times, is the whole; units whose price exceeds what is left
/// (money was refunded before) get what is left. A sum for the order is spread over its lines by largest
/// remainder on what is refundable. Throws `over_refund` naming the refundable remainder; `not_found` for
/// a line that the commission does not have; `duplicate_key`, `out_of_range`, `invalid_value`, also for a
/// component where the commission is about a part of the line, as of a capture.
[[nodiscard]] std::vector<LineRefund> resolve(const Order& order, const OrderCommission& frozen,
                                              const ReversalState& before, const RefundRequest& request);

}  // namespace marketplace::affiliate
