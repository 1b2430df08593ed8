#include <marketplace/affiliate/reversal.hpp>

#include <marketplace/money/allocation.hpp>

#include "reversal_by_component.hpp"
#include "reversal_difference.hpp"

namespace marketplace::affiliate {
namespace {

using detail::Component;
using detail::Holding;
using detail::LineComponents;
using detail::place_of;

std::vector<Share> without_amounts(std::vector<Share> shares) {
    for (Share& share : shares) share.amount_minor = {};
    return shares;
}

/// The state of a line with a place for everything that the line has.
LineReversalState prepared(const LineCommission& line, const LineComponents& parts, LineReversalState state) {
    std::vector<Share> shares;
    for (const Holding& holding : parts.holdings) {
        shares.push_back({holding.beneficiary, {}});
    }
    // The commission of what is left may have paid somebody who had nothing of the whole.
    for (const Share& share : state.shares) detail::add_to(shares, share.beneficiary, {});
    for (Share& share : shares) share.amount_minor = detail::amount_of(state.shares, share.beneficiary);
    state.shares = std::move(shares);
    if (state.charges.empty()) {
        for (const Charge& charge : line.charges) {
            const std::vector<Share> none = without_amounts(charge.shares);
            state.charges.push_back({charge.slot, none, none, without_amounts(charge.tax_shares)});
        }
    }
    bool same = state.charges.size() == line.charges.size() && detail::sum_of(state.shares) == state.refunded_minor;
    if (state.components) {
        Amount sum;
        for (const Amount amount : detail::values_of(*state.components)) sum += amount;
        same = same && sum == state.refunded_minor;
    }
    for (std::size_t i = 0; same && i < line.charges.size(); ++i) {
        const ReversedCharge& reversed = state.charges[i];
        const std::size_t count = line.charges[i].shares.size();
        same = reversed.slot == line.charges[i].slot && reversed.shares.size() == count &&
               reversed.retained.size() == count &&
               reversed.tax_shares.size() >= line.charges[i].tax_shares.size();
    }
    if (!same) fail(ErrorCode::invalid_value, "before", line.line_id.value, "the refunds of this commission");
    return state;
}

/// A line that costs nothing is refunded by its units, any other by its money.
Progress progress_of(const OrderLine& order, const LineCommission& line, const LineReversalState& state) {
    if (line.total_minor > Amount{}) return {state.refunded_minor.value, line.total_minor.value};
    return {state.quantity, order.quantity};
}

void reverse_components(LineReversalState& state, const Holding& holding, Progress progress, Amount share_before,
                        Amount share_now) {
    std::vector<Amount> parts;
    std::vector<Amount> before;
    Amount rest = share_before;
    for (const Component& component : holding.components) {
        const Amount* place = place_of(state, component);
        parts.push_back(component.amount);
        before.push_back(place == nullptr ? rest : *place);
        rest -= before.back();
    }
    const std::vector<Amount> now = prorate(parts, progress, share_now, before);
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (Amount* place = place_of(state, holding.components[i])) *place = now[i];
    }
}

/// Money first: the shares of all beneficiaries together. Then what each of them gives back is divided
/// over the charges that it was made of, so that charges and money agree at every step.
void reverse_in_proportion(const LineComponents& parts, Progress progress, LineReversalState& state) {
    std::vector<Amount> wholes;
    std::vector<Amount> before;
    for (std::size_t i = 0; i < parts.holdings.size(); ++i) {
        wholes.push_back(parts.holdings[i].amount);
        before.push_back(state.shares[i].amount_minor);
    }
    const std::vector<Amount> now = prorate(wholes, progress, state.refunded_minor, before);
    for (std::size_t i = 0; i < now.size(); ++i) {
        state.shares[i].amount_minor = now[i];
        reverse_components(state, parts.holdings[i], progress, before[i], now[i]);
    }
}

const Charge* charge_of(const LineCommission* line, const std::string& slot) {
    if (line == nullptr) return nullptr;
    for (const Charge& charge : line->charges) {
        if (charge.slot == slot) return &charge;
    }
    return nullptr;
}

/// `remaining` is the commission of what is left of the line, null if nothing is.
void reverse_to(const LineCommission& line, const LineCommission* remaining, LineReversalState& state) {
    const Amount left = line.total_minor - state.refunded_minor;
    const Amount divided = remaining == nullptr ? Amount{} : detail::sum_of(remaining->shares);
    if (divided != left || (remaining != nullptr && remaining->total_minor != left)) {
        fail(ErrorCode::invalid_value, "remaining", std::to_string(divided.value),
             "shares of line " + line.line_id.value + " that sum to what is left of it, " + std::to_string(left.value));
    }
    const std::vector<Share> none;
    const std::vector<Share>& rest = remaining == nullptr ? none : remaining->shares;
    for (const Share& share : rest) detail::add_to(state.shares, share.beneficiary, {});
    for (Share& share : state.shares) {
        share.amount_minor =
            detail::amount_of(line.shares, share.beneficiary) - detail::amount_of(rest, share.beneficiary);
    }
    for (std::size_t i = 0; i < line.charges.size(); ++i) {
        const Charge* charge = charge_of(remaining, line.charges[i].slot);
        std::vector<Share> taxes = line.charges[i].tax_shares;
        for (const Share& tax : charge == nullptr ? none : charge->tax_shares)
            detail::add_to(taxes, tax.beneficiary, -tax.amount_minor);
        state.charges[i].tax_shares = std::move(taxes);
        for (std::size_t j = 0; j < line.charges[i].shares.size(); ++j) {
            const Share& share = line.charges[i].shares[j];
            const Amount now = charge == nullptr ? Amount{} : detail::amount_of(charge->shares, share.beneficiary);
            state.charges[i].shares[j].amount_minor = share.amount_minor - now;
        }
    }
}

/// Divides what is retained over those who received the fees: never less than before, and never more in
/// one refund than each gives back in it, so that no refund ever charges a fee. Returns the fees given back
/// so far, before retention.
Amount retain(const RefundPolicy& policy, Currency currency, const LineReversalState& earlier,
              LineReversalState& state) {
    if (policy.retain == Retain::none) return {};
    std::vector<Share*> places;
    std::vector<Amount> parts;
    std::vector<Amount> before;
    Amount fee;
    Amount most;
    Amount least;
    for (std::size_t i = 0; i < state.charges.size(); ++i) {
        ReversedCharge& charge = state.charges[i];
        const auto& slots = policy.retain_slots;
        if (std::find(slots.begin(), slots.end(), charge.slot) == slots.end()) continue;
        for (std::size_t j = 0; j < charge.shares.size(); ++j) {
            const Amount given_back = charge.shares[j].amount_minor - earlier.charges[i].shares[j].amount_minor;
            fee += charge.shares[j].amount_minor;
            places.push_back(&charge.retained[j]);
            before.push_back(charge.retained[j].amount_minor);
            parts.push_back(before.back() + std::max(Amount{}, given_back));
            least += before.back();
            most += parts.back();
        }
    }
    const Amount kept = std::clamp(retained_of(policy, fee, currency), least, most);
    const std::vector<Amount> now = allocate_cumulative(parts, kept, before);
    for (std::size_t i = 0; i < now.size(); ++i) places[i]->amount_minor = now[i];
    return fee;
}

Amount retained_in(const LineReversalState& state) {
    Amount sum;
    for (const ReversedCharge& charge : state.charges) sum += detail::sum_of(charge.retained);
    return sum;
}

ChargeReversal change_of(const Charge& charge, const ReversedCharge& before, const ReversedCharge& after) {
    ChargeReversal out;
    out.slot = charge.slot;
    out.rule_id = charge.rule_id;
    out.rule_version = charge.rule_version;
    for (std::size_t j = 0; j < after.shares.size(); ++j) {
        const Amount kept = after.retained[j].amount_minor - before.retained[j].amount_minor;
        const Amount change = before.shares[j].amount_minor - after.shares[j].amount_minor + kept;
        out.shares.push_back({after.shares[j].beneficiary, change});
        out.amount_minor += change;
        out.retained_minor += kept;
    }
    for (const Share& tax : after.tax_shares) {
        const Amount change = detail::amount_of(before.tax_shares, tax.beneficiary) - tax.amount_minor;
        out.tax_shares.push_back({tax.beneficiary, change});
        out.tax_minor += change;
    }
    return out;
}

/// The change from one state to the next, with what is retained moved from the vendor to its keepers.
LineReversal change_of(const LineCommission& line, const LineReversalState& before, const LineReversalState& after) {
    LineReversal out;
    out.line_id = line.line_id;
    out.vendor_id = line.vendor_id;
    for (const Share& share : after.shares) {
        out.shares.push_back(
            {share.beneficiary, detail::amount_of(before.shares, share.beneficiary) - share.amount_minor});
    }
    for (std::size_t i = 0; i < line.charges.size(); ++i) {
        out.charges.push_back(change_of(line.charges[i], before.charges[i], after.charges[i]));
        out.retained_minor += out.charges.back().retained_minor;
        for (std::size_t j = 0; j < after.charges[i].retained.size(); ++j) {
            const Share& kept = after.charges[i].retained[j];
            const Amount change = kept.amount_minor - before.charges[i].retained[j].amount_minor;
            if (change != Amount{}) detail::add_to(out.shares, kept.beneficiary, change);
        }
    }
    if (out.retained_minor != Amount{}) {
        detail::add_to(out.shares, {Party::vendor, line.vendor_id.value}, -out.retained_minor);
    }
    return out;
}

/// What all lines of one refund have in common.
struct Refund {
    const Order& order;
    const OrderCommission& frozen;
    const RefundPolicy& policy;
    const OrderCommission* remaining;  ///< null when reversing in proportion
    bool goodwill;
};

template <class Lines, class Member>
auto find_line(Lines& lines, Member member, const OrderLineId& id) {
    return std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.*member == id; });
}

LineReversal goodwill_line(const LineCommission& line, const LineRefund& refund, LineReversalState& state) {
    if (refund.amount_minor == Amount{}) {
        fail(ErrorCode::invalid_value, "goodwill", line.line_id.value, "a line that the customer paid for");
    }
    LineReversal out;
    out.line_id = line.line_id;
    out.vendor_id = line.vendor_id;
    out.shares.push_back({{Party::platform, ""}, -refund.amount_minor});
    state.goodwill_minor += refund.amount_minor;
    return out;
}

LineReversal reverse_line(const Refund& refund, const LineCommission& line, const OrderLine& order,
                          const LineRefund& asked, LineReversalState& state) {
    const LineComponents parts = detail::components_of(line);
    const LineReversalState before = prepared(line, parts, state);
    state = before;
    if (asked.component || before.components) {
        state.components = detail::with_refund(order, detail::refunded_components(order, before), asked);
    }
    state.quantity += asked.quantity;
    state.refunded_minor += asked.amount_minor;
    const Progress progress = progress_of(order, line, state);
    if (refund.remaining == nullptr && state.components) {
        detail::reverse_by_component(order, line, parts, state);
    } else if (refund.remaining == nullptr) {
        reverse_in_proportion(parts, progress, state);
    } else {
        const auto rest = find_line(refund.remaining->lines, &LineCommission::line_id, line.line_id);
        reverse_to(line, rest == refund.remaining->lines.end() ? nullptr : &*rest, state);
    }
    const Amount fee = retain(refund.policy, refund.frozen.currency, before, state);
    LineReversal out = change_of(line, before, state);
    out.explanation.progress_before = progress_of(order, line, before);
    out.explanation.progress_after = progress;
    out.explanation.fee_refunded_minor = fee;
    out.explanation.retained_before_minor = retained_in(before);
    out.explanation.retained_after_minor = retained_in(state);
    out.explanation.components_refunded = state.components;
    return out;
}

LineReversal one_line(const Refund& refund, const LineRefund& asked, LineReversalState& state) {
    const LineCommission& line = *find_line(refund.frozen.lines, &LineCommission::line_id, asked.line_id);
    const OrderLine& order = *find_line(refund.order.lines, &OrderLine::id, asked.line_id);
    LineReversal out;
    if (refund.goodwill) {
        const Progress progress = progress_of(order, line, state);
        out = goodwill_line(line, asked, state);
        state.quantity += asked.quantity;
        out.explanation.progress_before = progress;
        out.explanation.progress_after = progress;
    } else {
        out = reverse_line(refund, line, order, asked, state);
    }
    out.quantity = asked.quantity;
    out.refunded_minor = asked.amount_minor;
    out.explanation.basis = asked.basis;
    out.explanation.refund_mode = refund.remaining == nullptr ? RefundMode::proportional : RefundMode::recompute;
    out.explanation.limited = asked.limited;
    out.explanation.component = asked.component;
    out.explanation.refundable_before_minor = asked.refundable_before_minor;
    return out;
}

/// With what was refunded of each component also where no refund has named one yet: a refund that becomes void
/// may be followed by one that does.
LineReversalState with_components(const Refund& refund, LineReversalState state) {
    const OrderLine& line = *find_line(refund.order.lines, &OrderLine::id, state.line_id);
    const LineCommission& frozen = *find_line(refund.frozen.lines, &LineCommission::line_id, state.line_id);
    const bool has_components = frozen.total_minor == total_of(line) && frozen.total_minor > Amount{};
    if (has_components) state.components = detail::refunded_components(line, state);
    return state;
}

LineReversalState& state_in(ReversalState& state, const OrderLineId& id) {
    const auto found = find_line(state.lines, &LineReversalState::line_id, id);
    if (found != state.lines.end()) return *found;
    LineReversalState& added = state.lines.emplace_back();
    added.line_id = id;
    return added;
}

Reversal reverse_all(const Refund& refund, const ReversalState& before, const RefundRequest& request) {
    Reversal out;
    out.refund_id = request.id;
    out.order_id = refund.order.id;
    out.currency = refund.frozen.currency;
    out.at = request.at;
    out.plan_id = refund.frozen.plan_id;
    out.plan_version = refund.frozen.plan_version;
    out.goodwill = request.goodwill;
    out.reason = request.reason;
    out.state = before;
    out.state.order_id = refund.order.id;
    for (const LineRefund& asked : resolve(refund.order, refund.frozen, before, request)) {
        LineReversalState& state = state_in(out.state, asked.line_id);
        const LineReversalState earlier = state;
        out.lines.push_back(one_line(refund, asked, state));
        out.lines.back().change =
            detail::difference_of(with_components(refund, state), with_components(refund, earlier));
        out.refunded_minor += out.lines.back().refunded_minor;
        out.retained_minor += out.lines.back().retained_minor;
    }
    return out;
}

}  // namespace

Reversal reverse(const Order& order, const OrderCommission& frozen, const ReversalState& before,
                 const RefundRequest& request, const RefundPolicy& policy) {
    validate(policy);
    if (policy.refund_mode == RefundMode::recompute && !request.goodwill) {
        fail(ErrorCode::invalid_value, "refund_mode", "recompute", "proportional, or the commission of what is left");
    }
    return reverse_all({order, frozen, policy, nullptr, request.goodwill}, before, request);
}

Reversal reverse_recomputed(const Order& order, const OrderCommission& frozen, const ReversalState& before,
                            const RefundRequest& request, const RecomputedRefund& recomputed) {
    validate(recomputed.policy);
    if (recomputed.remaining.order_id != order.id) {
        fail(ErrorCode::invalid_value, "remaining.order_id", recomputed.remaining.order_id.value,
             "order " + order.id.value);
    }
    require_same(frozen.currency, recomputed.remaining.currency, "remaining.currency");
    return reverse_all({order, frozen, recomputed.policy, &recomputed.remaining, request.goodwill}, before, request);
}

std::vector<Share> shares_of(const Reversal& reversal) {
    std::vector<Share> out;
    for (const LineReversal& line : reversal.lines) {
        for (const Share& share : line.shares) detail::add_to(out, share.beneficiary, share.amount_minor);
    }
    return out;
}

}  // namespace marketplace::affiliate
