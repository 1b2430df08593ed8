// The commission of an order is calculated again. What was frozen stays; adjustments beside it lead to the new split,
// and the money follows them.

#include "order_money.hpp"
#include "payables.hpp"
#include "price_context.hpp"
#include "pricing.hpp"
#include "refunds.hpp"

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using affiliate::Adjustment;
using affiliate::Share;

StoredRestatement request_of(const CommissionRestated& payload) {
    return {payload.order_id,     payload.run_id,     {},             payload.vendor_id,
            payload.plan_id,      payload.plan_version, payload.tiers_anew, payload.reason};
}

/// A run may be told again by another event, as the same.
bool was_done(Unit& unit, const CommissionRestated& payload) {
    const auto done = get<StoredRestatement>(unit.store, payload.order_id, payload.run_id);
    if (!done) return false;
    StoredRestatement asked = request_of(payload);
    asked.at = done->at;
    asked.adjustments = done->adjustments;
    asked.moved_minor = done->moved_minor;
    if (asked == *done) return true;
    fail(ErrorCode::event_conflict, "run_id", payload.run_id.value, "what this run was asked for before");
}

void require_restatable(const StoredOrder& stored) {
    if (stored.status == OrderStatus::cancelled)
        fail(ErrorCode::out_of_order, "order_id", stored.id.value, "an order that was not cancelled");
    // The dispute remembers what it took of the present split.
    if (stored.disputed_minor.value != 0)
        fail(ErrorCode::out_of_order, "order_id", stored.id.value, "an order without an open dispute");
}

/// The version that is in force for an order of then.
PolicyRef version_at(Unit& unit, const PlanId& id, Timestamp placed_at) {
    const auto ref = unit.policies.plan_at(unit.store, id.value, placed_at);
    if (!ref) fail(ErrorCode::not_found, "plan_id", id.value, "a plan that was published");
    return *ref;
}

PolicyRef new_plan(Unit& unit, const CommissionRestated& payload, const Order& order, const OrderLine& line,
                   const PolicyRef& old) {
    if (!payload.plan_id.empty() && payload.plan_version != 0) return {payload.plan_id.value, payload.plan_version};
    if (!payload.plan_id.empty()) return version_at(unit, payload.plan_id, order.placed_at);
    if (!payload.tiers_anew) return version_at(unit, PlanId{old.id}, order.placed_at);
    const auto vendor = get<vendors::Vendor>(unit.store, line.vendor_id);
    if (!vendor) fail(ErrorCode::store_corrupt, "vendor", line.vendor_id.value, "a row");
    return plan_for(unit, *vendor, line.tier, order.placed_at);
}

/// The lines that are calculated again. A line that is not takes part in the order as it is for the others of its plan.
struct Choice {
    Order order;
    std::vector<PlanGroup> groups;
    std::vector<bool> is_chosen;
};

Choice choose(Unit& unit, const CommissionRestated& payload, const LoadedOrder& frozen) {
    Choice choice{frozen.order, {}, {}};
    for (std::size_t i = 0; i < frozen.order.lines.size(); ++i) {
        OrderLine& line = choice.order.lines[i];
        choice.is_chosen.push_back(payload.vendor_id.empty() || line.vendor_id == payload.vendor_id);
        if (!choice.is_chosen[i]) continue;
        if (payload.tiers_anew) line.tier = tier_at_time(unit, line.vendor_id, frozen.order.placed_at);
        add_line(choice.groups, new_plan(unit, payload, frozen.order, line, frozen.plans[i]), i);
    }
    if (choice.groups.empty() && !payload.vendor_id.empty())
        fail(ErrorCode::not_found, "vendor_id", payload.vendor_id.value, "a vendor of the order");
    for (PlanGroup& group : choice.groups) {
        for (std::size_t i = 0; i < frozen.plans.size(); ++i) {
            if (!choice.is_chosen[i] && frozen.plans[i].id == group.plan.id) group.lines.push_back(i);
        }
        std::sort(group.lines.begin(), group.lines.end());
    }
    return choice;
}

/// The split that the chosen lines should have; of the others the one that they have.
affiliate::OrderCommission recalculate(Unit& unit, const Choice& choice, const StoredOrder& stored,
                                       const affiliate::OrderCommission& present) {
    affiliate::OrderCommission out = present;
    for (const PlanGroup& group : choice.groups) {
        affiliate::CalculationContext context = frozen_context(unit, stored.id, PlanId{group.plan.id});
        context.explanation = affiliate::ExplanationLevel::none;
        affiliate::OrderCommission part = calculate_group(unit, choice.order, group, std::move(context));
        for (std::size_t k = 0; k < group.lines.size(); ++k) {
            if (choice.is_chosen[group.lines[k]]) out.lines[group.lines[k]] = std::move(part.lines[k]);
        }
    }
    return out;
}

void add_to(std::vector<Share>& shares, const affiliate::Beneficiary& beneficiary, Amount amount) {
    const auto found = std::find_if(shares.begin(), shares.end(),
                                    [&](const Share& share) { return share.beneficiary == beneficiary; });
    (found == shares.end() ? shares.emplace_back(Share{beneficiary, {}}) : *found).amount_minor += amount;
}

/// Who gets or gives what: by the adjustments, and by refunds of before that now follow the new split.
std::vector<Share> moves_of(std::span<const Adjustment> adjustments, const affiliate::Rebase& rebase) {
    std::vector<Share> moves;
    for (const Adjustment& made : adjustments) {
        if (made.target == affiliate::AdjustmentTarget::share) add_to(moves, made.beneficiary, made.delta_minor);
    }
    for (const affiliate::RebasedLine& line : rebase.lines) {
        for (const Share& share : line.shares) add_to(moves, share.beneficiary, share.amount_minor);
    }
    std::erase_if(moves, [](const Share& share) { return share.amount_minor == Amount{}; });
    return moves;
}

/// Moves money of an order that was captured; what payees are owed follows.
void post(Unit& unit, const LoadedOrder& loaded, const Share& share) {
    const Currency currency = loaded.stored.currency;
    const ledger::Account clearing = ledger::clearing(currency);
    const auto party = payee_party_of(share.beneficiary.party);
    if (!party) {
        unit.ledger.move(clearing, earning_account(share.beneficiary, currency), share.amount_minor, "adjustment",
                         loaded.stored.id.value);
        return;
    }
    const Payee payee{*party, share.beneficiary.id, currency};
    if (share.amount_minor < Amount{}) {
        take_from_payee(unit, loaded.stored, payee, -share.amount_minor, clearing, "adjustment");
    } else {
        give_to_payee(unit, loaded.stored, payee, share.amount_minor, clearing, "adjustment");
    }
    change_payable(unit, loaded, share, payments::EntryKind::adjustment);
}

Amount moved(std::span<const Share> moves) {
    Amount sum;
    for (const Share& share : moves) sum += std::max(Amount{}, share.amount_minor);
    return sum;
}

void store_adjustments(Unit& unit, StoredOrder& stored, std::span<const Adjustment> adjustments) {
    for (const Adjustment& made : adjustments)
        put(unit.store, StoredAdjustment{stored.id, stored.adjustments++, unit.at(), made});
}

}  // namespace

std::string apply(Unit& unit, const CommissionRestated& payload) {
    if (payload.plan_version != 0 && payload.plan_id.empty())
        fail(ErrorCode::missing_field, "plan_id", "", "the plan whose version is named");
    LoadedOrder loaded = load_frozen_order(unit, payload.order_id);
    if (was_done(unit, payload)) return "order " + payload.order_id.value + " had been restated by this run";
    require_restatable(loaded.stored);
    std::vector<Adjustment> adjustments = load_adjustments(unit, payload.order_id);
    const auto recomputed = recalculate(unit, choose(unit, payload, loaded), loaded.stored,
                                        affiliate::restated(loaded.commission, adjustments));
    const std::vector<Adjustment> added =
        affiliate::restate(loaded.commission, adjustments, recomputed, payload.run_id, payload.reason);
    adjustments.insert(adjustments.end(), added.begin(), added.end());
    loaded.commission = affiliate::restated(loaded.commission, adjustments);

    affiliate::Rebase rebase;
    const affiliate::ReversalState refunds = reversal_state(unit, loaded.stored.id);
    if (!added.empty() && !refunds.lines.empty()) {
        rebase = affiliate::rebase(loaded.order, loaded.commission, refunds);
        put(unit.store, StoredReversal{rebase.state});
    }
    const std::vector<Share> moves = moves_of(added, rebase);
    if (loaded.stored.captured_at) {
        for (const Share& share : moves) post(unit, loaded, share);
    }
    store_adjustments(unit, loaded.stored, added);
    put(unit.store, loaded.stored);
    StoredRestatement done = request_of(payload);
    done.at = unit.at();
    done.adjustments = static_cast<std::int64_t>(added.size());
    done.moved_minor = moved(moves);
    put(unit.store, done);
    return "order " + payload.order_id.value + " restated by run " + payload.run_id.value + ", " +
           std::to_string(added.size()) + " adjustments";
}

}  // namespace marketplace::engine_detail
