#include "payables.hpp"

#include "order_money.hpp"
#include "payee_entries.hpp"
#include "refunds.hpp"
#include "reserves.hpp"
#include "store_failure.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/ports/payment_provider.hpp>
#include <marketplace/vendors/strategy.hpp>

#include <algorithm>
#include <utility>

namespace marketplace::engine_detail {
namespace {

using affiliate::Share;
using payments::EntryKind;
using payments::PayeeParty;
using payments::PayoutItem;

std::string vendor_of_line(const LoadedOrder& loaded, const OrderLineId& line_id) {
    const auto& lines = loaded.commission.lines;
    const auto found =
        std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.line_id == line_id; });
    return found == lines.end() ? std::string{} : found->vendor_id.value;
}

void add_share(std::vector<Share>& shares, const affiliate::Beneficiary& beneficiary, Amount amount) {
    for (Share& share : shares) {
        if (share.beneficiary == beneficiary) share.amount_minor += amount;
    }
}

/// Payees of an order with what is left for them after refunds so far. What a refund left with those who had earned
/// a fee was paid by the vendor of the line.
std::vector<Share> net_shares(Unit& unit, const LoadedOrder& loaded) {
    std::vector<Share> shares = affiliate::shares_of(loaded.commission);
    if ((loaded.stored.refunded_minor + loaded.stored.disputed_minor).value == 0) return payable_shares(shares);
    const affiliate::ReversalState state = reversal_state(unit, loaded.stored.id);
    for (const affiliate::LineReversalState& line : state.lines) {
        for (const Share& back : line.shares) add_share(shares, back.beneficiary, -back.amount_minor);
        for (const affiliate::ReversedCharge& charge : line.charges) {
            for (const Share& kept : charge.retained) {
                add_share(shares, kept.beneficiary, kept.amount_minor);
                add_share(shares, {affiliate::Party::vendor, vendor_of_line(loaded, line.line_id)}, -kept.amount_minor);
            }
        }
    }
    return payable_shares(shares);
}

/// What had been refunded for good; what disputes hold is told apart.
affiliate::ReversalState settled_state(Unit& unit, const StoredOrder& stored) {
    if ((stored.refunded_minor + stored.disputed_minor).value == 0) return {};
    affiliate::ReversalState state = reversal_state(unit, stored.id);
    if (stored.disputed_minor == Amount{}) return state;
    Scan own;
    own.index = "order_id";
    own.prefix = make_key(stored.id);
    for (const StoredDispute& dispute : scan_all<StoredDispute>(unit.store, own)) {
        if (dispute.status == DisputeStatus::open)
            state = affiliate::without(state, dispute.steps.front().reversal);
    }
    return state;
}

PayoutItem item_for(Unit& unit, const LoadedOrder& loaded, const Payee& payee, const PayeeEntry& entry,
                    Timestamp available_at) {
    PayoutItem item;
    item.payee_party = payee.party;
    item.payee_id = payee.id;
    item.currency = payee.currency;
    item.kind = entry.kind;
    item.amount_minor = entry.amount_minor;
    item.source = loaded.stored.id.value;
    item.recorded_at = unit.at();
    item.available_at = available_at;
    item.id = unit.event.id.value + "/" + std::string{name_of(entry.kind)} + "/" +
              std::string{name_of(payee.party)} + "/" + payee.id;
    return item;
}

/// What belongs to a payee of an order: items, and what waits until `available_at`.
void open_payable(Unit& unit, const LoadedOrder& loaded, const Payee& payee, const Share& share,
                  Timestamp available_at) {
    put(unit.store,
        StoredHold{loaded.stored.id, payee.party, payee.id, payee.currency, share.amount_minor, available_at});
    std::vector<PayeeEntry> entries;
    if (payee.party == PayeeParty::vendor) {
        entries = sale_entries(loaded, settled_state(unit, loaded.stored), share.beneficiary.id, share.amount_minor);
    } else {
        const bool is_earning = share.amount_minor > Amount{};
        entries.push_back({is_earning ? EntryKind::earnings : EntryKind::refund_earnings, share.amount_minor});
    }
    for (const PayeeEntry& entry : entries) put(unit.store, item_for(unit, loaded, payee, entry, available_at));
}

/// Changes what one payee is owed for an order whose payables are open: items, and what still waits.
void change_payable(Unit& unit, const LoadedOrder& loaded, const Payee& payee,
                    const std::vector<PayeeEntry>& entries, Amount change) {
    auto hold = get<StoredHold>(unit.store, loaded.stored.id, payee.party, payee.id);
    const Timestamp available_at = hold ? hold->available_at : unit.at();
    for (const PayeeEntry& entry : entries) put(unit.store, item_for(unit, loaded, payee, entry, available_at));
    if (hold) {
        hold->amount_minor += change;
        put(unit.store, *hold);
    } else {
        schedule_payee(unit, payee);
    }
}

std::vector<PayoutItem> unstamped_items(Unit& unit, const StoredPayee& payee) {
    Scan open;
    open.index = "payout_id,payee_party,payee_id,available_at";
    open.prefix = make_key(PayoutId{}, payee.party, payee.id);
    std::vector<PayoutItem> items = scan_all<PayoutItem>(unit.store, open);
    std::erase_if(items, [&](const PayoutItem& item) { return item.currency != payee.currency; });
    return items;
}

/// The payee's account as the provider knows it: by the id of the payee, unless its record has another reference.
std::string account_of(Unit& unit, const Payee& payee) {
    const auto id = vendor_of(payee);
    if (!id) return payee.id;
    const Look<vendors::Vendor> vendor{unit.store, *id};
    return vendor && !vendor->payout_account.empty() ? vendor->payout_account : payee.id;
}

bool is_held(Unit& unit, const Payee& payee) {
    const auto id = vendor_of(payee);
    if (!id) return false;
    const Look<vendors::Vendor> vendor{unit.store, *id};
    return vendor && vendors::holds_payouts(*vendor);
}

/// The outcome of planning becomes records, a pending posting and an outbox entry.
void store_payout(Unit& unit, payments::PayoutDecision& decision, StoredPayee& row) {
    const payments::Payout& payout = *decision.payout;
    row.payouts += 1;
    if (!insert(unit.store, payout)) return;
    row.reserved_minor += payout.reserved_minor;
    hold_reserve(unit, decision);
    for (PayoutItem& item : decision.stamped) put(unit.store, std::move(item));
    for (PayoutItem& item : decision.scheduled) put(unit.store, std::move(item));
    const Payee payee{payout.payee_party, payout.payee_id, payout.currency};
    unit.ledger.hold(payout.id.value, payee.available(), payee.in_payout(), payout.amount_minor, "payout");
    request_payment(unit, payout);
}

Payee whose(const StoredPayee& row) { return {row.party, row.id, row.currency}; }

/// What one payee is paid on a day. Changes nothing, so that what it throws concerns nobody else.
struct Plan {
    payments::PayoutSchedule schedule;
    std::optional<payments::PayoutDay> day;
    payments::PayoutDecision decision;
};

void decide(Unit& unit, const StoredPayee& row, Plan& plan) {
    const Payee payee = whose(row);
    payments::PayoutRequest request;
    // The period first, so that what belongs to payouts of one day lies together.
    request.payout_id = PayoutId{"payout/" + plan.day->period_key + "/" + std::string{name_of(payee.party)} + "/" +
                                 payee.id + "/" + std::string{payee.currency.code()}};
    request.payee_party = payee.party;
    request.payee_id = payee.id;
    request.currency = payee.currency;
    request.held = is_held(unit, payee);
    request.reserve_held_minor = row.reserved_minor;
    request.account_reference = account_of(unit, payee);
    request.day = *plan.day;
    request.now = unit.at();
    plan.decision = payments::plan_payout(plan.schedule, request, unstamped_items(unit, row));
}

/// What the calendar says; without a decision where the payout day is still to come.
void plan_by_calendar(Unit& unit, const StoredPayee& row, Plan& plan) {
    plan.schedule = schedule_of(unit, whose(row));
    plan.day = payments::next_payout_date(plan.schedule, row.last_payout_on, unit.at());
    if (plan.day && plan.day->pays_at <= unit.at()) decide(unit, row, plan);
}

/// The next payout day after the last one; none for what is paid on request only.
std::optional<Timestamp> next_due(Unit& unit, const Plan& plan, const StoredPayee& row) {
    const auto next = payments::next_payout_date(plan.schedule, row.last_payout_on, unit.at());
    return next ? std::optional{next->pays_at} : std::nullopt;
}

/// Stores what was decided, and when the payee is to be looked at again. Returns whether a payout was created.
bool carry_out(Unit& unit, Plan& plan, StoredPayee& row) {
    payments::PayoutDecision& decision = plan.decision;
    row.due_at.reset();
    row.problem.clear();
    row.carried = decision.carried;
    row.carried_minor = decision.carried_minor;
    bool is_paid = decision.payout.has_value();
    if (is_paid) {
        // A refund or a fee of a later day, told before this day was closed, has taken the money but is not due yet.
        const Amount wanted = decision.payout->amount_minor + decision.payout->reserved_minor;
        is_paid = wanted <= unit.ledger.available(whose(row).available());
        if (is_paid) store_payout(unit, decision, row);
        if (!is_paid) row.carried = payments::PayoutCarry::not_covered;
        if (!is_paid) row.carried_minor = wanted + decision.explanation.excess_minor;
    }
    const bool is_something_left = row.carried != payments::PayoutCarry::none || !decision.scheduled.empty() ||
                                   decision.explanation.items_not_available > 0;
    if (is_something_left) row.due_at = next_due(unit, plan, row);
    put(unit.store, row);
    return is_paid;
}

/// Everything of a payee waits for its next payout day, or for a request; its row says why.
void note_problem(Unit& unit, const Plan& plan, StoredPayee& row, const Error& error) {
    row.carried = payments::PayoutCarry::not_planned;
    row.carried_minor = {};
    row.problem = error.what();
    if (plan.day) {
        row.last_payout_on = plan.day->pays_on;
        row.due_at = next_due(unit, plan, row);
    }
    put(unit.store, row);
}

/// Pays one payee if its day has come. For one that cannot be planned the others need not wait.
void pay(Unit& unit, StoredPayee row, PayoutCounts& counts) {
    Plan plan;
    try {
        plan_by_calendar(unit, row, plan);
    } catch (const Error& error) {
        if (is_store_failure(error)) throw;
        note_problem(unit, plan, row, error);
        counts.failed += 1;
        return;
    }
    if (plan.day && plan.day->pays_at <= unit.at()) {
        row.last_payout_on = plan.day->pays_on;
        counts.created += carry_out(unit, plan, row) ? 1 : 0;
        return;
    }
    row.due_at = plan.day ? std::optional{plan.day->pays_at} : std::nullopt;
    put(unit.store, row);
}

}  // namespace

void request_payment(Unit& unit, const payments::Payout& payout) {
    PayoutInstruction instruction;
    instruction.id = payout.id;
    instruction.payee_id = payout.payee_id;
    instruction.payee_name = payout.payee_id;
    instruction.account = payout.account_reference;
    if (const auto id = vendor_of({payout.payee_party, payout.payee_id, payout.currency})) {
        if (const Look<vendors::Vendor> vendor{unit.store, *id}) instruction.payee_name = vendor->name;
    }
    instruction.currency = payout.currency;
    instruction.amount_minor = payout.amount_minor;
    instruction.reference = "Payout " + payout.period_key;
    instruction.idempotency_key = payments::idempotency_key_of(payout);
    instruction.execute_on = payout.pays_on;
    instruction.requested_at = unit.at();
    enqueue(unit, instruction.idempotency_key, "submit_payout", payout.id.value, to_json(instruction));
}

std::vector<PayoutItem> items_of(Unit& unit, const payments::Payout& payout) {
    Scan own;
    own.index = "payout_id,payee_party,payee_id,available_at";
    own.prefix = make_key(payout.id, payout.payee_party, payout.payee_id);
    return scan_all<PayoutItem>(unit.store, own);
}

void charge_vendor(Unit& unit, const vendors::FeeCharge& charge, const ledger::Account& income) {
    const Payee payee{PayeeParty::vendor, charge.vendor_id.value, charge.currency};
    const Amount total = charge.amount_minor + charge.tax_minor;
    if (total.value == 0) return;
    const ledger::Account clearing = ledger::clearing(charge.currency);
    take_debt(unit, payee, total, clearing, "fee", charge.id);
    unit.ledger.move(clearing, income, charge.amount_minor, "fee", charge.id);
    unit.ledger.move(clearing, ledger::tax("fees", charge.currency), charge.tax_minor, "fee_tax", charge.id);
    const std::pair<EntryKind, Amount> entries[] = {{EntryKind::fees, charge.amount_minor},
                                                    {EntryKind::fees_vat, charge.tax_minor}};
    for (const auto& [kind, amount] : entries) {
        if (amount.value == 0) continue;
        put(unit.store, PayoutItem{charge.id + "/" + std::string{name_of(kind)}, payee.party, payee.id, payee.currency,
                                   kind, -amount, charge.id, unit.at(), unit.at(), PayoutId{}});
    }
    schedule_payee(unit, payee);
}

void schedule_payee(Unit& unit, const Payee& payee) {
    StoredPayee row = load_payee(unit, payee);
    if (row.due_at) return;
    const auto day = payments::next_payout_date(schedule_of(unit, payee), row.last_payout_on, unit.at());
    if (!day) return;  // paid on request only
    row.due_at = day->pays_at;
    put(unit.store, std::move(row));
}

void open_payables(Unit& unit, const LoadedOrder& loaded) {
    for (const Share& share : net_shares(unit, loaded)) {
        const Payee payee = *payee_of(share.beneficiary, loaded.stored.currency);
        if (was_opened_early(loaded.stored, payee)) continue;
        const payments::PayoutSchedule schedule = schedule_of(unit, payee);
        const auto began = hold_began(loaded.stored, schedule.hold_start);
        open_payable(unit, loaded, payee, share, began ? payments::available_at(*began, schedule) : unit.at());
    }
}

void open_early_payables(Unit& unit, LoadedOrder& loaded, payments::HoldStart start) {
    for (const Share& share : net_shares(unit, loaded)) {
        const Payee payee = *payee_of(share.beneficiary, loaded.stored.currency);
        const payments::PayoutSchedule schedule = schedule_of(unit, payee);
        if (schedule.hold_start != start || is_payable(loaded.stored, payee)) continue;
        const Timestamp began = *hold_began(loaded.stored, start);
        open_payable(unit, loaded, payee, share, payments::available_at(began, schedule));
        loaded.stored.early.push_back(share.beneficiary);
    }
}

void change_payable(Unit& unit, const LoadedOrder& loaded, const Share& share, EntryKind kind) {
    const Payee payee = *payee_of(share.beneficiary, loaded.stored.currency);
    if (!is_payable(loaded.stored, payee)) return;
    change_payable(unit, loaded, payee, {{kind, share.amount_minor}}, share.amount_minor);
}

void reduce_payables(Unit& unit, const LoadedOrder& loaded, const affiliate::Reversal& reversal) {
    for (const Share& share : payable_shares(affiliate::shares_of(reversal))) {
        const Payee payee = *payee_of(share.beneficiary, loaded.stored.currency);
        if (!is_payable(loaded.stored, payee)) continue;
        const bool gives = share.amount_minor < Amount{};
        std::vector<PayeeEntry> entries{{gives ? EntryKind::refund_earnings : EntryKind::earnings, share.amount_minor}};
        if (payee.party == PayeeParty::vendor)
            entries = refund_entries(loaded, reversal, share.beneficiary.id, share.amount_minor);
        change_payable(unit, loaded, payee, entries, share.amount_minor);
    }
}

std::int64_t release_holds(Unit& unit) {
    Scan due;
    due.index = "available_at";
    due.to = make_cell(Timestamp{checked_add(unit.at().micros, 1)});
    const std::vector<StoredHold> holds = scan_all<StoredHold>(unit.store, due);
    for (const StoredHold& hold : holds) {
        const Payee payee{hold.payee_party, hold.payee_id, hold.currency};
        if (hold.amount_minor.value < 0) {
            // Refunds kept more than they left, such as a retained fee: the payee owes it.
            take_debt(unit, payee, -hold.amount_minor, payee.pending(), "release", hold.order_id.value);
        } else {
            unit.ledger.move(payee.pending(), payee.available(), hold.amount_minor, "release", hold.order_id.value);
            // An old debt is netted from what just became available.
            net_debt(unit, payee, hold.order_id.value);
        }
        erase<StoredHold>(unit.store, hold.order_id, hold.payee_party, hold.payee_id);
        schedule_payee(unit, payee);
    }
    return static_cast<std::int64_t>(holds.size());
}

PayoutCounts create_payouts(Unit& unit) {
    Scan due;
    due.index = "due_at";
    due.from = Cell{std::string{}};  // payees with nothing to wait for have no due time
    due.to = make_cell(Timestamp{checked_add(unit.at().micros, 1)});
    PayoutCounts counts;
    for (StoredPayee& row : scan_all<StoredPayee>(unit.store, due)) pay(unit, std::move(row), counts);
    return counts;
}

std::string pay_on_request(Unit& unit, const Payee& payee) {
    StoredPayee row = load_payee(unit, payee);
    Plan plan;
    plan.schedule = schedule_of(unit, payee);
    plan.day = payments::manual_payout_day(plan.schedule, unit.at(), row.payouts + 1);
    decide(unit, row, plan);
    const bool is_known = Look<StoredPayee>{unit.store, payee.party, payee.id, payee.currency} ||
                          plan.decision.explanation.items_considered > 0;
    if (!is_known) fail(ErrorCode::not_found, "id", payee.id, "a payee who has earned something in this currency");
    const bool is_paid = carry_out(unit, plan, row);
    if (!is_paid) return "nothing is paid: " + std::string{name_of(row.carried)};
    return "payout " + plan.decision.payout->id.value + " created";
}

}  // namespace marketplace::engine_detail
