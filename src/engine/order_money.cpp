#include "order_money.hpp"

#include "payables.hpp"

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

/// A payee who had nothing to wait for may get something while the hold of the order goes on.
bool begins_hold(Unit& unit, const StoredOrder& stored, const Payee& payee) {
    const payments::PayoutSchedule schedule = schedule_of(unit, payee);
    const auto began = hold_began(stored, schedule.hold_start);
    if (!began) return false;
    const Timestamp available_at = payments::available_at(*began, schedule);
    if (available_at <= unit.at()) return false;
    put(unit.store, StoredHold{stored.id, payee.party, payee.id, stored.currency, {}, available_at});
    return true;
}

void move_legs(Unit& unit, const Payee& payee, const std::vector<PayeeLeg>& legs, const ledger::Account& to,
               std::string_view code, std::string_view reference) {
    for (const PayeeLeg& leg : legs) unit.ledger.move(leg.account, to, leg.amount_minor, code, reference);
    const ledger::Account receivable = payee.receivable();
    const bool is_debt = std::any_of(legs.begin(), legs.end(),
                                     [&](const PayeeLeg& leg) { return leg.account.id == receivable.id; });
    if (is_debt) note_debt(unit, payee);
}

}  // namespace

bool was_opened_early(const StoredOrder& stored, const Payee& payee) {
    return std::any_of(stored.early.begin(), stored.early.end(), [&](const affiliate::Beneficiary& each) {
        const Payee early = *payee_of(each, stored.currency);
        return early.party == payee.party && early.id == payee.id;
    });
}

bool is_payable(const StoredOrder& stored, const Payee& payee) {
    return is_payable(stored) || was_opened_early(stored, payee);
}

bool is_on_hold(Unit& unit, const StoredOrder& stored, const Payee& payee) {
    return !is_payable(stored, payee) || Look<StoredHold>{unit.store, stored.id, payee.party, payee.id};
}

std::vector<PayeeLeg> legs_of_debt(Unit& unit, const Payee& payee, Amount amount) {
    std::vector<PayeeLeg> legs;
    const Amount covered = std::min(amount, unit.ledger.available(payee.available()));
    if (covered > Amount{}) legs.push_back({payee.available(), covered});
    if (amount > covered) legs.push_back({payee.receivable(), amount - covered});
    return legs;
}

std::vector<PayeeLeg> legs_of_order(Unit& unit, const StoredOrder& stored, const Payee& payee, Amount amount) {
    if (is_on_hold(unit, stored, payee)) return {{payee.pending(), amount, true}};
    return legs_of_debt(unit, payee, amount);
}

void take_from_payee(Unit& unit, const StoredOrder& stored, const Payee& payee, Amount amount,
                     const ledger::Account& to, std::string_view code) {
    move_legs(unit, payee, legs_of_order(unit, stored, payee, amount), to, code, stored.id.value);
}

void take_debt(Unit& unit, const Payee& payee, Amount amount, const ledger::Account& to, std::string_view code,
               std::string_view reference) {
    move_legs(unit, payee, legs_of_debt(unit, payee, amount), to, code, reference);
}

StoredPayee load_payee(Unit& unit, const Payee& payee) {
    if (auto found = get<StoredPayee>(unit.store, payee.party, payee.id, payee.currency)) return std::move(*found);
    StoredPayee row;
    row.party = payee.party;
    row.id = payee.id;
    row.currency = payee.currency;
    return row;
}

void note_debt(Unit& unit, const Payee& payee) {
    StoredPayee row = load_payee(unit, payee);
    const Amount owed = unit.ledger.balance(payee.receivable());
    if (row.owed_minor == owed) return;
    row.owed_minor = owed;
    put(unit.store, row);
}

void give_to_payee(Unit& unit, const StoredOrder& stored, const Payee& payee, Amount amount,
                   const ledger::Account& from, std::string_view code) {
    const bool waits = is_on_hold(unit, stored, payee) || begins_hold(unit, stored, payee);
    const ledger::Account to = waits ? payee.pending() : payee.available();
    if (from.id != to.id) unit.ledger.move(from, to, amount, code, stored.id.value);
    if (!waits) net_debt(unit, payee, stored.id.value);
}

void net_debt(Unit& unit, const Payee& payee, std::string_view reference) {
    const Amount owed = unit.ledger.balance(payee.receivable());
    if (owed <= Amount{}) return;
    const Amount paid = std::min(owed, unit.ledger.available(payee.available()));
    unit.ledger.move(payee.available(), payee.receivable(), paid, "netting", reference);
    note_debt(unit, payee);
}

}  // namespace marketplace::engine_detail
