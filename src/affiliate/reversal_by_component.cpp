#include "reversal_by_component.hpp"

#include <marketplace/money/allocation.hpp>

namespace marketplace::affiliate::detail {
namespace {

/// One summand of the split, on its way.
struct Flow {
    Amount part;    ///< in all
    Amount before;  ///< given back until now
    Amount now;     ///< given back with this refund
    Amount* place = nullptr;
    std::size_t holding = 0;
    const Component* component = nullptr;
};

std::vector<Flow> flows_of(const LineComponents& parts, LineReversalState& state) {
    std::vector<Flow> out;
    for (std::size_t i = 0; i < parts.holdings.size(); ++i) {
        Amount rest = state.shares[i].amount_minor;
        for (const Component& component : parts.holdings[i].components) {
            Amount* place = place_of(state, component);
            const Amount before = place == nullptr ? rest : *place;
            rest -= before;
            out.push_back({component.amount, before, before, place, i, &component});
        }
    }
    return out;
}

/// The shares of one charge together, so that they sum to what is due of the charge.
void prorate_charge(std::vector<Flow>& flows, std::size_t charge, Progress progress) {
    std::vector<Flow*> shares;
    std::vector<Amount> wholes;
    std::vector<Amount> before;
    Amount whole;
    Amount given;
    for (Flow& flow : flows) {
        if (flow.component->charge != charge) continue;
        if (flow.component->tax) {
            flow.now = prorate(flow.part, progress, flow.before);
            continue;
        }
        shares.push_back(&flow);
        wholes.push_back(flow.part);
        before.push_back(flow.before);
        whole += flow.part;
        given += flow.before;
    }
    const std::vector<Amount> now = prorate(wholes, progress, prorate(whole, progress, given), before);
    for (std::size_t i = 0; i < now.size(); ++i) shares[i]->now = now[i];
}

/// Gives the flows, all but the residual, so much more (or less) in all, each within its part and what it gave before.
void shift(std::vector<Flow>& flows, const Flow& residual, Amount by) {
    std::vector<Flow*> movable;
    std::vector<std::int64_t> room;
    for (Flow& flow : flows) {
        if (&flow == &residual || flow.part <= Amount{}) continue;
        movable.push_back(&flow);
        room.push_back(by < Amount{} ? (flow.now - flow.before).value : (flow.part - flow.now).value);
    }
    const std::vector<Amount> parts = allocate(by, room).parts;
    for (std::size_t i = 0; i < movable.size(); ++i) movable[i]->now += parts[i];
}

/// The vendor, or else whose share is the last: who receives what the charges leave.
Flow& residual_in(std::vector<Flow>& flows, const LineCommission& line, const LineComponents& parts) {
    Flow* last = &flows.back();
    for (Flow& flow : flows) {
        if (flow.component->charge) continue;
        const Beneficiary& holder = parts.holdings[flow.holding].beneficiary;
        if (flow.part != Amount{} && holder == Beneficiary{Party::vendor, line.vendor_id.value}) return flow;
        if (holder == line.shares.back().beneficiary) last = &flow;
    }
    return *last;
}

void settle_residual(std::vector<Flow>& flows, Flow& residual, Amount refunded) {
    Amount others;
    for (const Flow& flow : flows) {
        if (&flow != &residual) others += flow.now;
    }
    const Amount least = std::min(residual.before, residual.part);
    const Amount most = std::max(residual.before, residual.part);
    residual.now = std::clamp(refunded - others, least, most);
    const Amount missing = refunded - others - residual.now;
    if (missing != Amount{}) shift(flows, residual, missing);
}

}  // namespace

Amount* place_of(LineReversalState& state, const Component& component) {
    if (!component.charge) return nullptr;
    ReversedCharge& charge = state.charges[*component.charge];
    return &(component.tax ? charge.tax_shares : charge.shares)[component.share].amount_minor;
}

void reverse_by_component(const OrderLine& order, const LineCommission& line, const LineComponents& parts,
                          LineReversalState& state) {
    const Progress whole_line{state.refunded_minor.value, line.total_minor.value};
    const ComponentAmounts refunded = *state.components;
    const std::vector<PriceComponent> none;
    const Progress goods = progress_of(order, refunded, none, whole_line);
    std::vector<Flow> flows = flows_of(parts, state);
    for (std::size_t i = 0; i < line.charges.size(); ++i) {
        const Progress progress =
            progress_of(order, refunded, line.charges[i].base_extras.value_or(none), whole_line);
        prorate_charge(flows, i, progress);
    }
    for (Flow& flow : flows) {
        if (!flow.component->charge) flow.now = prorate(flow.part, goods, flow.before);
    }
    settle_residual(flows, residual_in(flows, line, parts), state.refunded_minor);
    for (Share& share : state.shares) share.amount_minor = {};
    for (const Flow& flow : flows) {
        if (flow.place != nullptr) *flow.place = flow.now;
        state.shares[flow.holding].amount_minor += flow.now;
    }
}

}  // namespace marketplace::affiliate::detail
