#include <marketplace/affiliate/restatement.hpp>

#include "line_components.hpp"
#include "refund_components.hpp"

#include <map>
#include <tuple>

namespace marketplace::affiliate {
namespace {

/// A place in the split of a line.
struct Place {
    AdjustmentTarget target = AdjustmentTarget::share;
    std::string slot;
    Beneficiary beneficiary;

    friend bool operator==(const Place&, const Place&) = default;
};

/// Amounts by place, in order of first appearance.
struct Split {
    std::vector<std::pair<Place, Amount>> amounts;

    void add(const Place& place, Amount amount) {
        for (auto& [known, sum] : amounts) {
            if (known != place) continue;
            sum += amount;
            return;
        }
        amounts.emplace_back(place, amount);
    }

    [[nodiscard]] Amount at(const Place& place) const {
        for (const auto& [known, sum] : amounts) {
            if (known == place) return sum;
        }
        return {};
    }
};

Split split_of(const LineCommission& line) {
    Split out;
    for (const Charge& charge : line.charges) {
        for (const Share& share : charge.shares) {
            out.add({AdjustmentTarget::share, charge.slot, share.beneficiary}, share.amount_minor);
            out.add({AdjustmentTarget::share, "", share.beneficiary}, -share.amount_minor);
        }
        for (const Share& tax : charge.tax_shares)
            out.add({AdjustmentTarget::fee_tax, charge.slot, tax.beneficiary}, tax.amount_minor);
    }
    for (const Share& share : line.shares)
        out.add({AdjustmentTarget::share, "", share.beneficiary}, share.amount_minor);
    return out;
}

void apply(Split& split, std::span<const Adjustment> adjustments, const OrderLineId& line_id) {
    for (const Adjustment& made : adjustments) {
        if (made.line_id == line_id) split.add({made.target, made.slot, made.beneficiary}, made.delta_minor);
    }
}

const Charge* charge_in(const LineCommission& line, const std::string& slot) {
    const auto found = std::find_if(line.charges.begin(), line.charges.end(),
                                    [&](const Charge& charge) { return charge.slot == slot; });
    return found == line.charges.end() ? nullptr : &*found;
}

/// The differences of a line from what it is to what it should be.
std::vector<Adjustment> differences(const Split& current, const LineCommission& target_line, const RunId& run_id,
                                    std::string_view reason) {
    const Split target = split_of(target_line);
    Split places = current;
    for (const auto& [place, amount] : target.amounts) places.add(place, {});
    std::vector<Adjustment> out;
    for (const auto& [place, unused] : places.amounts) {
        const Amount delta = target.at(place) - current.at(place);
        if (delta == Amount{}) continue;
        Adjustment made{target_line.line_id,
                        place.target,
                        place.slot,
                        place.beneficiary,
                        delta,
                        std::string{reason},
                        {},
                        0,
                        run_id};
        if (const Charge* charge = place.slot.empty() ? nullptr : charge_in(target_line, place.slot)) {
            made.rule_id = charge->rule_id;
            made.rule_version = charge->rule_version;
        }
        out.push_back(std::move(made));
    }
    return out;
}

void require_same_lines(const OrderCommission& frozen, const OrderCommission& recomputed) {
    if (recomputed.order_id != frozen.order_id || recomputed.lines.size() != frozen.lines.size()) {
        fail(ErrorCode::invalid_value, "recomputed", recomputed.order_id.value,
             "the lines of order " + frozen.order_id.value);
    }
    require_same(frozen.currency, recomputed.currency, "recomputed.currency");
    for (std::size_t i = 0; i < frozen.lines.size(); ++i) {
        const LineCommission& was = frozen.lines[i];
        const LineCommission& now = recomputed.lines[i];
        const std::string path = "recomputed.lines[" + std::to_string(i) + "]";
        if (was.line_id != now.line_id)
            fail(ErrorCode::invalid_value, path, now.line_id.value, "line " + was.line_id.value);
        if (detail::sum_of(now.shares) != was.total_minor || now.total_minor != was.total_minor) {
            fail(ErrorCode::invalid_value, path, std::to_string(detail::sum_of(now.shares).value),
                 "shares that sum to " + std::to_string(was.total_minor.value));
        }
    }
}

/// The adjustments up to and with the last one of a run; none if it is not among them.
std::span<const Adjustment> up_to(std::span<const Adjustment> adjustments, const RunId& run_id) {
    for (std::size_t count = adjustments.size(); count > 0; --count) {
        if (adjustments[count - 1].run_id == run_id) return adjustments.first(count);
    }
    return {};
}

void apply_to_charge(LineCommission& line, const Adjustment& made) {
    auto found = std::find_if(line.charges.begin(), line.charges.end(),
                              [&](const Charge& charge) { return charge.slot == made.slot; });
    if (found == line.charges.end()) {
        line.charges.emplace_back().slot = made.slot;
        found = line.charges.end() - 1;
    }
    found->rule_id = made.rule_id;
    found->rule_version = made.rule_version;
    found->explanation.reset();  // it explains the frozen amount, not this one
    if (made.target == AdjustmentTarget::fee_tax) {
        found->tax_minor += made.delta_minor;
        detail::add_to(found->tax_shares, made.beneficiary, made.delta_minor);
        std::erase_if(found->tax_shares, [](const Share& tax) { return tax.amount_minor == Amount{}; });
        return;
    }
    found->amount_minor += made.delta_minor;
    detail::add_to(found->shares, made.beneficiary, made.delta_minor);
}

const LineCommission& line_in(const OrderCommission& commission, const OrderLineId& id) {
    for (const LineCommission& line : commission.lines) {
        if (line.line_id == id) return line;
    }
    fail(ErrorCode::not_found, "line_id", id.value, "a line of order " + commission.order_id.value);
}

/// Puts what earlier refunds retained into a state that was computed afresh.
void keep_retained(LineReversalState& state, const LineReversalState& old) {
    for (ReversedCharge& charge : state.charges) {
        for (const ReversedCharge& was : old.charges) {
            if (was.slot != charge.slot) continue;
            for (Share& share : charge.retained)
                share.amount_minor = detail::amount_of(was.retained, share.beneficiary);
        }
    }
}

LineReversalState refunded_at_once(const Order& order, const OrderCommission& restated, const LineReversalState& old) {
    const LineCommission& line = line_in(restated, old.line_id);
    const bool by_units = line.total_minor == Amount{};
    ReversalState sum;
    const auto refund = [&](RefundLine what) {
        what.line_id = old.line_id;
        RefundRequest request;
        request.id = RefundId{"rebase"};
        request.order_id = order.id;
        request.lines.push_back(std::move(what));
        sum = reverse(order, restated, sum, request, {}).state;
    };
    if (by_units) {
        if (old.quantity > 0) refund({{}, old.quantity, {}, {}});
    } else if (old.components) {
        const auto amounts = detail::values_of(*old.components);
        for (std::size_t i = 0; i < amounts.size(); ++i) {
            if (amounts[i] > Amount{}) refund({{}, {}, amounts[i], static_cast<PriceComponent>(i)});
        }
    } else if (old.refunded_minor > Amount{}) {
        refund({{}, {}, old.refunded_minor, {}});
    }
    LineReversalState state = state_of(sum, old.line_id);
    state.quantity = old.quantity;
    state.goodwill_minor = old.goodwill_minor;
    keep_retained(state, old);
    return state;
}

}  // namespace

std::vector<Adjustment> restate(const OrderCommission& frozen, std::span<const Adjustment> adjustments,
                                const OrderCommission& recomputed, const RunId& run_id, std::string_view reason) {
    if (run_id.empty()) fail(ErrorCode::missing_field, "run_id", "", "an id of the run");
    require_same_lines(frozen, recomputed);
    const std::span<const Adjustment> done = up_to(adjustments, run_id);
    std::vector<Adjustment> out;
    for (std::size_t i = 0; i < frozen.lines.size(); ++i) {
        Split current = split_of(frozen.lines[i]);
        apply(current, done.empty() ? adjustments : done, frozen.lines[i].line_id);
        const auto more = differences(current, recomputed.lines[i], run_id, reason);
        out.insert(out.end(), more.begin(), more.end());
    }
    if (!done.empty() && !out.empty()) {
        fail(ErrorCode::event_conflict, "run_id", run_id.value, "the same result as the first time, or another run");
    }
    return out;
}

OrderCommission restated(const OrderCommission& frozen, std::span<const Adjustment> adjustments) {
    OrderCommission out = frozen;
    for (const Adjustment& made : adjustments) {
        const auto line = std::find_if(out.lines.begin(), out.lines.end(),
                                       [&](const LineCommission& known) { return known.line_id == made.line_id; });
        if (line == out.lines.end()) {
            fail(ErrorCode::not_found, "line_id", made.line_id.value, "a line of order " + frozen.order_id.value);
        }
        if (!made.slot.empty()) apply_to_charge(*line, made);
        if (made.target == AdjustmentTarget::share) detail::add_to(line->shares, made.beneficiary, made.delta_minor);
    }
    return out;
}

Rebase rebase(const Order& order, const OrderCommission& restated, const ReversalState& state) {
    Rebase out;
    out.state.order_id = state.order_id;
    for (const LineReversalState& old : state.lines) {
        const LineReversalState now = refunded_at_once(order, restated, old);
        RebasedLine line{old.line_id, old.shares};
        for (const Share& share : now.shares) detail::add_to(line.shares, share.beneficiary, -share.amount_minor);
        std::erase_if(line.shares, [](const Share& share) { return share.amount_minor == Amount{}; });
        if (!line.shares.empty()) out.lines.push_back(std::move(line));
        out.state.lines.push_back(now);
    }
    return out;
}

}  // namespace marketplace::affiliate
