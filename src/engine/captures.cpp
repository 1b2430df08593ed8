#include "captures.hpp"

#include "refunds.hpp"

#include <algorithm>

namespace marketplace::engine_detail {
namespace {

std::vector<StoredCapture> captures_of(Unit& unit, const OrderId& id) {
    Scan own;
    own.prefix = make_key(id);
    return scan_all<StoredCapture>(unit.store, own);
}

/// A capture that has no name is known by its event.
void store_capture(Unit& unit, const StoredOrder& stored, const OrderCaptured& payload, Amount amount) {
    const std::string id = payload.capture_id.empty() ? unit.event.id.value : payload.capture_id;
    const auto before = captures_of(unit, stored.id);
    for (const StoredCapture& each : before) {
        if (each.capture.id != id) continue;
        fail(ErrorCode::duplicate_key, "capture_id", id, "a capture that was not told before");
    }
    put(unit.store, StoredCapture{stored.id, static_cast<std::int64_t>(before.size()), unit.at(), {id, amount, {}}});
}

}  // namespace

bool book_capture(Unit& unit, StoredOrder& stored, const OrderCaptured& payload) {
    const Amount whole = stored.total_minor - stored.redeemed_minor;
    const Amount left = whole - stored.captured_minor;
    const Amount amount = payload.amount_minor.value_or(left);
    if (payload.amount_minor && (amount < Amount{1} || amount > left)) {
        fail(ErrorCode::out_of_range, "amount_minor", std::to_string(amount.value),
             "1 to " + std::to_string(left.value) + ", what is left to pay");
    }
    if (!payload.capture_id.empty() || amount != whole) store_capture(unit, stored, payload, amount);
    const ledger::Account clearing = ledger::clearing(stored.currency);
    const ledger::Account prepaid = ledger::customer_prepaid(stored.currency);
    const bool is_whole = amount == left;
    unit.ledger.move(ledger::psp_pending(unit.options.payment_provider, stored.currency), is_whole ? clearing : prepaid,
                     amount, "capture", stored.id.value);
    if (is_whole) unit.ledger.move(prepaid, clearing, stored.captured_minor, "capture", stored.id.value);
    stored.captured_minor += amount;
    return is_whole;
}

void return_prepaid(Unit& unit, StoredOrder& stored, const OrderCancelled& payload) {
    if (stored.captured_minor == Amount{}) return;
    const RefundId id{unit.event.id.value};
    require_new_refund(unit, id, "id");
    pay_customer(unit, stored, stored.captured_minor, {}, ledger::customer_prepaid(stored.currency));
    refund_captures(unit, stored, id, stored.captured_minor);
    stored.refunded_minor += stored.captured_minor;
    put(unit.store, StoredRefund{id, stored.id, unit.at(), stored.currency, stored.captured_minor, {}, payload.reason});
}

void refund_captures(Unit& unit, const StoredOrder& stored, const RefundId& refund, Amount cash) {
    std::vector<StoredCapture> rows = captures_of(unit, stored.id);
    if (rows.empty()) return;
    std::vector<payments::Capture> captures;
    for (const StoredCapture& row : rows) captures.push_back(row.capture);
    std::int64_t number = 0;
    for (const payments::CaptureRefund& part :
         payments::distribute_refund(captures, cash, unit.options.refund_captures)) {
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const StoredCapture& each) {
            return each.capture.id == part.capture_id;
        });
        row->capture.refunded_minor += part.amount_minor;
        put(unit.store, *row);
        put(unit.store, StoredCaptureRefund{refund, number++, stored.id, part});
    }
}

}  // namespace marketplace::engine_detail
