#include "payables.hpp"

#include "order_money.hpp"
#include "refunds.hpp"
#include "reserves.hpp"

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

std::string vendor_of(const LoadedOrder& loaded, const OrderLineId& line_id) {
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
                add_share(shares, {affiliate::Party::vendor, vendor_of(loaded, line.line_id)}, -kept.amount_minor);
            }
        }
    }
    return payable_shares(shares);
}

PayoutItem item_for(Unit& unit, const LoadedOrder& loaded, const Share& share, EntryKind kind, Amount amount,
                    Timestamp available_at) {
    PayoutItem item;
    item.payee_party = *payee_party_of(share.beneficiary.party);
    item.payee_id = share.beneficiary.id;
    item.currency = loaded.stored.currency;
    item.kind = kind;
    item.amount_minor = amount;
    item.source = loaded.stored.id.value;
    item.recorded_at = unit.at();
    item.available_at = available_at;
    item.id = unit.event.id.value + "/" + std::string{name_of(kind)} + "/" + std::string{name_of(item.payee_party)} +
              "/" + item.payee_id;
    return item;
}

/// What an order did for one vendor, taken apart for its statement.
struct VendorAmounts {
    Amount goods;
    Amount shipping;
    Amount fee;
    Amount fee_tax;
};

VendorAmounts vendor_amounts(const LoadedOrder& loaded, const std::string& vendor) {
    VendorAmounts amounts;
    for (std::size_t i = 0; i < loaded.order.lines.size(); ++i) {
        const OrderLine& line = loaded.order.lines[i];
        if (line.vendor_id.value != vendor) continue;
        amounts.shipping += line.shipping_minor;
        amounts.goods += total_of(line) - line.shipping_minor;
        for (const affiliate::Charge& charge : loaded.commission.lines[i].charges) {
            amounts.fee += charge.amount_minor;
            amounts.fee_tax += charge.tax_minor;
        }
    }
    return amounts;
}

/// The items of a vendor sum to its share: what the named kinds do not explain is a manual entry of the
/// fitting sign (platform-funded discounts, taxes remitted for the vendor, earlier refunds).
void put_vendor_items(Unit& unit, const LoadedOrder& loaded, const Share& share, Timestamp available_at) {
    const VendorAmounts amounts = vendor_amounts(loaded, share.beneficiary.id);
    const Amount explained = amounts.goods + amounts.shipping - amounts.fee - amounts.fee_tax;
    const Amount rest = share.amount_minor - explained;
    const std::pair<EntryKind, Amount> entries[] = {
        {EntryKind::order_amount, amounts.goods},       {EntryKind::shipping_amount, amounts.shipping},
        {EntryKind::commission_fee, -amounts.fee},      {EntryKind::commission_vat, -amounts.fee_tax},
        {rest.value < 0 ? EntryKind::refund_order_amount : EntryKind::manual_credit, rest}};
    for (const auto& [kind, amount] : entries) {
        if (amount.value != 0) put(unit.store, item_for(unit, loaded, share, kind, amount, available_at));
    }
}

/// The account of the hold of an order for a payee: what waits until `available_at`.
void put_hold(Unit& unit, const LoadedOrder& loaded, const Share& share, Timestamp available_at) {
    put(unit.store, StoredHold{loaded.stored.id, *payee_party_of(share.beneficiary.party), share.beneficiary.id,
                               loaded.stored.currency, share.amount_minor, available_at});
}

std::vector<PayoutItem> unstamped_items(Unit& unit, const StoredPayee& payee) {
    Scan open;
    open.index = "payout_id,payee_party,payee_id,available_at";
    open.prefix = make_key(PayoutId{}, payee.party, payee.id);
    std::vector<PayoutItem> items = scan_all<PayoutItem>(unit.store, open);
    std::erase_if(items, [&](const PayoutItem& item) { return item.currency != payee.currency; });
    return items;
}

/// The payee's account as the provider knows it.
std::string account_of(Unit& unit, const StoredPayee& payee) {
    if (payee.party != PayeeParty::vendor) return payee.id;
    const Look<vendors::Vendor> vendor{unit.store, VendorId{payee.id}};
    return vendor && !vendor->payout_account.empty() ? vendor->payout_account : payee.id;
}

bool is_held(Unit& unit, const StoredPayee& payee) {
    if (payee.party != PayeeParty::vendor) return false;
    const Look<vendors::Vendor> vendor{unit.store, VendorId{payee.id}};
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

Amount available_of(Unit& unit, const StoredPayee& payee) {
    return unit.ledger.available(Payee{payee.party, payee.id, payee.currency}.available());
}

bool pay(Unit& unit, StoredPayee payee) {
    const payments::PayoutSchedule schedule = schedule_of(unit, payee.party, payee.id);
    const auto day = payments::next_payout_date(schedule, payee.last_payout_on, unit.at());
    payee.due_at.reset();
    if (!day || day->pays_at > unit.at()) {
        if (day) payee.due_at = day->pays_at;
        put(unit.store, payee);
        return false;
    }
    payments::PayoutRequest request;
    // The period first, so that what belongs to payouts of one day lies together.
    request.payout_id = PayoutId{"payout/" + day->period_key + "/" + std::string{name_of(payee.party)} + "/" +
                                 payee.id + "/" + std::string{payee.currency.code()}};
    request.payee_party = payee.party;
    request.payee_id = payee.id;
    request.currency = payee.currency;
    request.held = is_held(unit, payee);
    request.reserve_held_minor = payee.reserved_minor;
    request.account_reference = account_of(unit, payee);
    request.day = *day;
    request.now = unit.at();
    const std::vector<PayoutItem> items = unstamped_items(unit, payee);
    payments::PayoutDecision decision = payments::plan_payout(schedule, request, items);
    payee.last_payout_on = day->pays_on;
    // A refund or a fee of a later day, told before this day was closed, has taken the money but is not due yet.
    const bool is_covered =
        decision.payout &&
        decision.payout->amount_minor + decision.payout->reserved_minor <= available_of(unit, payee);
    if (is_covered) store_payout(unit, decision, payee);
    payee.carried = decision.carried;
    payee.carried_minor = decision.carried_minor;
    const bool something_left = is_covered != decision.payout.has_value() ||
                                decision.carried != payments::PayoutCarry::none || !decision.scheduled.empty() ||
                                decision.explanation.items_not_available > 0;
    if (something_left) {
        const auto next = payments::next_payout_date(schedule, payee.last_payout_on, unit.at());
        if (next) payee.due_at = next->pays_at;
    }
    put(unit.store, std::move(payee));
    return is_covered;
}

}  // namespace

payments::PayoutSchedule schedule_of(Unit& unit, PayeeParty party, const std::string& id) {
    VendorType type = VendorType::shop;
    std::string schedule_id;
    if (party == PayeeParty::vendor) {
        if (const Look<vendors::Vendor> vendor{unit.store, VendorId{id}}) {
            const auto strategies = unit.policies.strategies(unit.store, unit.state.strategies);
            type = vendor->type;
            schedule_id = vendors::payout_schedule_of(*vendor, *strategies);
        }
    }
    if (!schedule_id.empty()) {
        if (const auto published = get<payments::PayoutSchedule>(unit.store, schedule_id)) return *published;
    }
    payments::PayoutSchedule schedule = payments::default_schedule(type);
    schedule.time_zone = unit.options.time_zone;
    return schedule;
}

void request_payment(Unit& unit, const payments::Payout& payout) {
    PayoutInstruction instruction;
    instruction.id = payout.id;
    instruction.payee_id = payout.payee_id;
    instruction.payee_name = payout.payee_id;
    instruction.account = payout.account_reference;
    if (payout.payee_party == PayeeParty::vendor) {
        if (const Look<vendors::Vendor> vendor{unit.store, VendorId{payout.payee_id}})
            instruction.payee_name = vendor->name;
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
    schedule_payee(unit, payee.party, payee.id, payee.currency);
}

void schedule_payee(Unit& unit, PayeeParty party, const std::string& id, Currency currency) {
    StoredPayee payee = load_payee(unit, {party, id, currency});
    if (payee.due_at) return;
    const auto day = payments::next_payout_date(schedule_of(unit, party, id), payee.last_payout_on, unit.at());
    if (!day) return;  // paid on request only
    payee.due_at = day->pays_at;
    put(unit.store, std::move(payee));
}

void open_payables(Unit& unit, const LoadedOrder& loaded) {
    for (const Share& share : net_shares(unit, loaded)) {
        const PayeeParty party = *payee_party_of(share.beneficiary.party);
        const Timestamp available_at =
            loaded.stored.fulfilled_at
                ? payments::available_at(unit.at(), schedule_of(unit, party, share.beneficiary.id))
                : unit.at();
        put_hold(unit, loaded, share, available_at);
        if (party == PayeeParty::vendor) {
            put_vendor_items(unit, loaded, share, available_at);
        } else {
            put(unit.store, item_for(unit, loaded, share, EntryKind::earnings, share.amount_minor, available_at));
        }
    }
}

void change_payable(Unit& unit, const LoadedOrder& loaded, const Share& share, EntryKind kind) {
    const PayeeParty party = *payee_party_of(share.beneficiary.party);
    auto hold = get<StoredHold>(unit.store, loaded.stored.id, party, share.beneficiary.id);
    const Timestamp available_at = hold ? hold->available_at : unit.at();
    put(unit.store, item_for(unit, loaded, share, kind, share.amount_minor, available_at));
    if (hold) {
        hold->amount_minor += share.amount_minor;
        put(unit.store, *hold);
    } else {
        schedule_payee(unit, party, share.beneficiary.id, loaded.stored.currency);
    }
}

void reduce_payables(Unit& unit, const LoadedOrder& loaded, const affiliate::Reversal& reversal) {
    for (const Share& share : payable_shares(affiliate::shares_of(reversal))) {
        const bool is_vendor = share.beneficiary.party == affiliate::Party::vendor;
        change_payable(unit, loaded, share, is_vendor ? EntryKind::refund_order_amount : EntryKind::refund_earnings);
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
        schedule_payee(unit, hold.payee_party, hold.payee_id, hold.currency);
    }
    return static_cast<std::int64_t>(holds.size());
}

std::int64_t create_payouts(Unit& unit) {
    Scan due;
    due.index = "due_at";
    due.from = Cell{std::string{}};  // payees with nothing to wait for have no due time
    due.to = make_cell(Timestamp{checked_add(unit.at().micros, 1)});
    std::int64_t created = 0;
    for (StoredPayee& payee : scan_all<StoredPayee>(unit.store, due)) created += pay(unit, std::move(payee)) ? 1 : 0;
    return created;
}

}  // namespace marketplace::engine_detail
