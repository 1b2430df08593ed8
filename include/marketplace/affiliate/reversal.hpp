#pragma once
// What a refund takes back from everybody who received a part of the sale.
//
// Frozen facts are reversed; no rule is resolved again, so a change of rates never reaches an old sale,
// and a sale captured in parts at different rates is refunded capture by capture, each with the commission
// that was frozen for it. Exact: what is taken back sums to the refund, line by line and to the last minor
// unit; any sequence of partial refunds ends at the original split; no share changes sign on the way.

#include <marketplace/affiliate/proration.hpp>
#include <marketplace/affiliate/refund.hpp>
#include <marketplace/affiliate/refund_policy.hpp>

#include <string>
#include <vector>

namespace marketplace::affiliate {

/// What one charge gives back in one refund: amounts are negative or zero where the charge was positive.
struct ChargeReversal {
    std::string slot;
    RuleId rule_id;
    std::int64_t rule_version = 0;
    Amount amount_minor;         ///< change of the charge after retention; the sum of `shares`
    Amount tax_minor;            ///< change of the tax on it, the sum of `tax_shares`; never retained
    Amount retained_minor;       ///< 0 or more: what this refund would have given back, but stays
    std::vector<Share> shares;   ///< after retention
    std::vector<Share> tax_shares;

    friend bool operator==(const ChargeReversal&, const ChargeReversal&) = default;
};
MARKETPLACE_COMPILED_RECORD(ChargeReversal, (slot, rule_id, rule_version, amount_minor, tax_minor, retained_minor,
                                             shares, tax_shares));

/// How the numbers of a line came about; with the frozen line enough to compute them again by hand.
struct ReversalExplanation {
    RefundBasis basis = RefundBasis::amount;
    RefundMode refund_mode = RefundMode::proportional;
    bool limited = false;               ///< the price of the units was more than what was left
    Amount refundable_before_minor;
    Progress progress_before;
    Progress progress_after;
    Amount fee_refunded_minor;          ///< of the slots that retain, over all refunds so far, before retention
    Amount retained_before_minor;       ///< by earlier refunds of the line
    Amount retained_after_minor;        ///< the rule of the policy applied to `fee_refunded_minor`
    std::optional<PriceComponent> component;              ///< that the refund named
    std::optional<ComponentAmounts> components_refunded;  ///< so far, where any refund named one

    friend bool operator==(const ReversalExplanation&, const ReversalExplanation&) = default;
};
MARKETPLACE_COMPILED_RECORD(ReversalExplanation, (basis, refund_mode, limited, refundable_before_minor, progress_before,
                                                  progress_after, fee_refunded_minor, retained_before_minor,
                                                  retained_after_minor, component, components_refunded));

/// One line of a refund.
struct LineReversal {
    OrderLineId line_id;
    VendorId vendor_id;
    std::int64_t quantity = 0;         ///< units given back; 0 when it is about money alone
    Amount refunded_minor;             ///< what the customer gets
    std::vector<Share> shares;         ///< what is taken from whom, as negative numbers: they sum to -refunded
    std::vector<ChargeReversal> charges;
    Amount retained_minor;             ///< of all charges: moved from the vendor to those who keep it
    LineReversalState change;          ///< what this refund adds to the state of the line; see `without`
    ReversalExplanation explanation;

    friend bool operator==(const LineReversal&, const LineReversal&) = default;
};
MARKETPLACE_COMPILED_RECORD(LineReversal, (line_id, vendor_id, quantity, refunded_minor, shares, charges,
                                           retained_minor, change, explanation));

/// A refund, decided. `state` is what the next refund of the same commission starts from.
struct Reversal {
    RefundId refund_id;
    OrderId order_id;
    Currency currency;
    Timestamp at;
    PlanId plan_id;
    std::int64_t plan_version = 0;
    bool goodwill = false;
    std::string reason;
    Amount refunded_minor;
    Amount retained_minor;
    std::vector<LineReversal> lines;
    ReversalState state;

    friend bool operator==(const Reversal&, const Reversal&) = default;
};
MARKETPLACE_COMPILED_RECORD(Reversal, (refund_id, order_id, currency, at, plan_id, plan_version, goodwill, reason,
                                       refunded_minor, retained_minor, lines, state));

/// The commission of what is left of a sale, for `RefundMode::recompute`: the caller asks `resolve` for the
/// amounts, and has the frozen rules calculate the rest. Lines of which nothing is left may be absent.
struct RecomputedRefund {
    RefundPolicy policy;
    OrderCommission remaining;

    friend bool operator==(const RecomputedRefund&, const RecomputedRefund&) = default;
};
MARKETPLACE_COMPILED_RECORD(RecomputedRefund, (policy, remaining));

/// Reverses in proportion. `frozen` is the commission of the order or of one capture, `before` the refunds
/// of that commission so far. A goodwill refund is taken from the platform alone. Throws as `resolve` does;
/// `invalid_value` when the frozen shares do not sum to their line, or the policy wants `recompute`.
[[nodiscard]] Reversal reverse(const Order& order, const OrderCommission& frozen, const ReversalState& before,
                               const RefundRequest& request, const RefundPolicy& policy);

/// Reverses to the commission of what is left: each share gives back what it has more than there.
/// Minimum and maximum fees apply to the rest by that; a share may therefore also receive. Throws
/// `invalid_value` unless a recomputed line divides exactly what is left of it.
[[nodiscard]] Reversal reverse_recomputed(const Order& order, const OrderCommission& frozen,
                                          const ReversalState& before, const RefundRequest& request,
                                          const RecomputedRefund& recomputed);

/// The shares of all lines, summed by beneficiary, in order of first appearance.
[[nodiscard]] std::vector<Share> shares_of(const Reversal& reversal);

/// The state without a reversal that was provisional and is void, whatever was refunded in between: the
/// next refund then divides again what the void one had taken. Throws `invalid_value` when the reversal
/// is not part of the state.
[[nodiscard]] ReversalState without(const ReversalState& state, const Reversal& voided);

}  // namespace marketplace::affiliate
