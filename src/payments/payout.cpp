#include <marketplace/payments/payout.hpp>

namespace marketplace::payments {
namespace {

void require_text(std::string_view field, const std::string& value) {
    if (value.empty()) fail(ErrorCode::missing_field, field, "", "a text");
}

void require_payable(Currency currency) {
    if (currency.info().exponent >= 0) return;
    fail(ErrorCode::unknown_currency, "currency", currency.code(), "a currency with a minor unit");
}

}  // namespace

int sign_of(EntryKind kind) {
    using enum EntryKind;
    switch (kind) {
        case order_amount:
        case order_amount_tax:
        case shipping_amount:
        case shipping_amount_tax:
        case earnings:
        case refund_commission_fee:
        case refund_commission_vat:
        case manual_credit:
        case reserve_settlement:
        case dispute_amount_returned:
        case dispute_fee_returned:
        case payout_returned: return 1;
        case commission_fee:
        case commission_vat:
        case refund_order_amount:
        case refund_order_amount_tax:
        case refund_shipping_amount:
        case refund_shipping_amount_tax:
        case refund_earnings:
        case fees:
        case fees_vat:
        case manual_invoice:
        case reserve_funding:
        case dispute_amount:
        case dispute_fee:
        case negative_balance:
        case payout: return -1;
        case operator_remitted_tax:
        case adjustment:
        case carry_over: break;
    }
    return 0;
}

void validate(const PayoutItem& item) {
    require_text("id", item.id);
    require_text("payee_id", item.payee_id);
    require_payable(item.currency);
    if (item.kind == EntryKind::payout || item.kind == EntryKind::payout_returned) {
        fail(ErrorCode::invalid_value, "kind", name_of(item.kind), "a movement that a payout pays");
    }
    if (sign_of(item.kind) * (item.amount_minor < Amount{} ? -1 : 1) < 0 && item.amount_minor != Amount{}) {
        fail(ErrorCode::out_of_range, "amount_minor", std::to_string(item.amount_minor.value),
             std::string{sign_of(item.kind) > 0 ? "0 or more" : "0 or less"} + " for " +
                 std::string{name_of(item.kind)});
    }
}

void validate(const Payout& payout) {
    require_text("id", payout.id.value);
    require_text("payee_id", payout.payee_id);
    require_text("period_key", payout.period_key);
    require_payable(payout.currency);
    validate(payout.pays_on, "pays_on");
    if (payout.amount_minor.value < 1) {
        fail(ErrorCode::out_of_range, "amount_minor", std::to_string(payout.amount_minor.value), "1 or more");
    }
    if (payout.item_count < 1) {
        fail(ErrorCode::out_of_range, "item_count", std::to_string(payout.item_count), "1 or more");
    }
    if (payout.attempt_epoch < 1) {
        fail(ErrorCode::out_of_range, "attempt_epoch", std::to_string(payout.attempt_epoch), "1 or more");
    }
}

Amount sum_of(std::span<const PayoutItem> items) {
    Amount sum;
    for (const PayoutItem& item : items) {
        require_same(items.front().currency, item.currency, "currency");
        sum += item.amount_minor;
    }
    return sum;
}

std::string idempotency_key_of(const Payout& payout) {
    return payout.id.value + ":" + std::to_string(payout.attempt_epoch);
}

std::vector<PayoutItem> release_items(const Payout& payout, std::span<const PayoutItem> items) {
    if (payout.status != PayoutStatus::cancelled) {
        fail(ErrorCode::invalid_transition, "status", name_of(payout.status), "a cancelled payout");
    }
    std::vector<PayoutItem> out{items.begin(), items.end()};
    for (PayoutItem& item : out) {
        if (item.payout_id != payout.id) {
            fail(ErrorCode::invalid_value, "payout_id", item.payout_id.value, "items of payout " + payout.id.value);
        }
        item.payout_id = PayoutId{};
    }
    if (std::ssize(items) != payout.item_count || sum_of(items) != payout.amount_minor) {
        fail(ErrorCode::invalid_value, "items", std::to_string(items.size()), "all items of the payout");
    }
    return out;
}

}  // namespace marketplace::payments
