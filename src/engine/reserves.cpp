#include "reserves.hpp"

#include "order_money.hpp"

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

using payments::EntryKind;
using payments::PayoutItem;

void release(Unit& unit, StoredReserve reserve) {
    const Payee payee{reserve.payee_party, reserve.payee_id, reserve.currency};
    unit.ledger.move(payee.reserved(), payee.available(), reserve.amount_minor, "reserve_released",
                     reserve.payout_id.value);
    StoredPayee row = load_payee(unit, payee);
    row.reserved_minor -= reserve.amount_minor;
    put(unit.store, row);
    net_debt(unit, payee, reserve.payout_id.value);
    schedule_payee(unit, payee);
    reserve.due_at.reset();
    reserve.released_at = unit.at();
    put(unit.store, reserve);
}

}  // namespace

void hold_reserve(Unit& unit, const payments::PayoutDecision& decision) {
    const payments::Payout& payout = *decision.payout;
    if (payout.reserved_minor == Amount{}) return;
    const auto settlement =
        std::find_if(decision.scheduled.begin(), decision.scheduled.end(),
                     [](const PayoutItem& item) { return item.kind == EntryKind::reserve_settlement; });
    const Payee payee{payout.payee_party, payout.payee_id, payout.currency};
    unit.ledger.move(payee.available(), payee.reserved(), payout.reserved_minor, "reserve_held", payout.id.value);
    put(unit.store, StoredReserve{payout.id, payout.payee_party, payout.payee_id, payout.currency,
                                  payout.reserved_minor, unit.at(), settlement->available_at, std::nullopt});
}

std::int64_t release_reserves(Unit& unit) {
    Scan due;
    due.index = "due_at";
    due.from = Cell{std::string{}};  // those that were released have no due time
    due.to = make_cell(Timestamp{checked_add(unit.at().micros, 1)});
    const std::vector<StoredReserve> reserves = scan_all<StoredReserve>(unit.store, due);
    for (const StoredReserve& reserve : reserves) release(unit, reserve);
    return static_cast<std::int64_t>(reserves.size());
}

}  // namespace marketplace::engine_detail
