#pragma once
// Computing a commission again after the fact, without touching what was frozen.
//
// A restatement writes adjustments beside the frozen lines. Those of a line sum to zero: they move money
// between the parties, never to or from the customer. They are idempotent by line and run.

#include <marketplace/affiliate/reversal.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::affiliate {

/// What an adjustment changes.
enum class AdjustmentTarget {
    share,    ///< a party's part of the line: money moves
    fee_tax,  ///< the tax stated on a charge; the money of it is in the adjustments of shares
};
MARKETPLACE_COMPILED_ENUM(AdjustmentTarget, share, fee_tax)

/// One correction of one frozen line.
struct Adjustment {
    OrderLineId line_id;
    AdjustmentTarget target = AdjustmentTarget::share;
    std::string slot;          ///< the charge that changes; empty for what is outside of all charges
    Beneficiary beneficiary;   ///< whose share changes; whose tax it is for `fee_tax`
    Amount delta_minor;
    std::string reason;
    RuleId rule_id;            ///< the rule that the corrected charge comes from; empty outside of charges
    std::int64_t rule_version = 0;
    RunId run_id;

    friend bool operator==(const Adjustment&, const Adjustment&) = default;
};
MARKETPLACE_COMPILED_RECORD(Adjustment,
                            (line_id, target, slot, beneficiary, delta_minor, reason, rule_id, rule_version, run_id));

/// The adjustments that lead from the frozen commission and the `adjustments` so far, in the order in
/// which they were written, to the `recomputed` one. A run that is among them already writes nothing the
/// second time, even if others ran after it; with another result it is an `event_conflict`. A run that
/// changed nothing leaves no adjustment to be known by: remember the runs, too. Throws `invalid_value`
/// unless both commissions divide the same lines with the same totals, `missing_field` without a run id.
[[nodiscard]] std::vector<Adjustment> restate(const OrderCommission& frozen, std::span<const Adjustment> adjustments,
                                              const OrderCommission& recomputed, const RunId& run_id,
                                              std::string_view reason);

/// The commission with adjustments applied: what refunds after a restatement reverse.
[[nodiscard]] OrderCommission restated(const OrderCommission& frozen, std::span<const Adjustment> adjustments);

/// What had been refunded before a restatement was taken back by the old split.
struct RebasedLine {
    OrderLineId line_id;
    std::vector<Share> shares;  ///< who gets or gives what now, so that it is as if by the new; sums to zero

    friend bool operator==(const RebasedLine&, const RebasedLine&) = default;
};
MARKETPLACE_COMPILED_RECORD(RebasedLine, (line_id, shares));

/// Corrections of earlier refunds, and the state that the next refund of the restated commission starts from.
struct Rebase {
    std::vector<RebasedLine> lines;  ///< only those that change
    ReversalState state;

    friend bool operator==(const Rebase&, const Rebase&) = default;
};
MARKETPLACE_COMPILED_RECORD(Rebase, (lines, state));

/// Brings refunds to a restated commission: each line as if its refunds so far had been one refund by the
/// restated split. Fees that were retained stay retained.
[[nodiscard]] Rebase rebase(const Order& order, const OrderCommission& restated, const ReversalState& state);

}  // namespace marketplace::affiliate
