#include "order_money.hpp"

#include "payables.hpp"

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

/// A payee who had nothing to wait for may get something while the hold of the order goes on.
bool begins_hold(Unit& unit, const StoredOrder& stored, const Payee& payee) {
    const Timestamp available_at =
        payments::available_at(*stored.fulfilled_at, schedule_of(unit, payee.party, payee.id));
    if (available_at <= unit.at()) return false;
    put(unit.store, StoredHold{stored.id, payee.party, payee.id, stored.currency, {}, available_at});
    return true;
}

}  // namespace

bool is_on_hold(Unit& unit, const StoredOrder& stored, const Payee& payee) {
    return !stored.fulfilled_at || get<StoredHold>(unit.store, stored.id, payee.party, payee.id).has_value();
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
    for (const PayeeLeg& leg : legs_of_order(unit, stored, payee, amount))
        unit.ledger.move(leg.account, to, leg.amount_minor, code, stored.id.value);
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
}

}  // namespace marketplace::engine_detail
