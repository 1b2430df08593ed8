#pragma once
// What is owed to a payee, item by item, and the payouts that pay it.
//
// An item is one signed movement of a payee's balance: earnings are positive; refunds, fees and what is kept
// back are negative. An item is paid by being stamped with the id of a payout; the stamp is the claim, set in
// the transaction that creates the payout, and the amount of a payout is exactly the sum of its items.
// Nothing about an item changes afterwards but its stamp.
//
// Payouts stand here and not with the affiliate module because they serve every kind of payee alike:
// vendors, brands, distributors, affiliates.

#include <marketplace/money/money.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace marketplace::payments {

/// Who is paid, as a role; the id tells which one.
enum class PayeeParty { vendor, affiliate, brand, distributor, referrer, delivery_partner, marketing_fund };
MARKETPLACE_COMPILED_ENUM(PayeeParty, vendor, affiliate, brand, distributor, referrer, delivery_partner, marketing_fund)

/// What moved a balance: the transaction types of a settlement statement, as marketplaces such as Mirakl
/// list them (TL01). The sign of each is fixed; see `sign_of`.
enum class EntryKind {
    order_amount,             ///< goods sold, without tax that is shown by itself
    order_amount_tax,
    shipping_amount,
    shipping_amount_tax,
    earnings,                 ///< a share of an order, already net: what affiliates and brands receive
    commission_fee,           ///< what the platform keeps
    commission_vat,           ///< tax on the platform's service
    refund_order_amount,
    refund_order_amount_tax,
    refund_shipping_amount,
    refund_shipping_amount_tax,
    refund_earnings,
    refund_commission_fee,    ///< commission given back with a refund
    refund_commission_vat,
    fees,                     ///< subscription, listing, per-order, penalty ...
    fees_vat,
    operator_remitted_tax,    ///< tax that the platform pays to the authority in the payee's place; back in a refund
    manual_credit,
    manual_invoice,
    reserve_funding,          ///< kept back from a payout
    reserve_settlement,       ///< and paid later
    carry_over,               ///< moved between payouts: out of one that is full, into a later one
    dispute_amount,           ///< held while a dispute is open, and gone if it is lost
    dispute_amount_returned,  ///< of a dispute that was won
    dispute_fee,
    dispute_fee_returned,
    adjustment,               ///< of a commission that was calculated again
    negative_balance,         ///< a debt of the payee, recovered from a payout
    payout,
    payout_returned,          ///< money of a payout that came back
};
MARKETPLACE_COMPILED_ENUM(EntryKind, order_amount, order_amount_tax, shipping_amount, shipping_amount_tax, earnings,
                          commission_fee, commission_vat, refund_order_amount, refund_order_amount_tax,
                          refund_shipping_amount, refund_shipping_amount_tax, refund_earnings, refund_commission_fee,
                          refund_commission_vat, fees, fees_vat, operator_remitted_tax, manual_credit, manual_invoice,
                 reserve_funding, reserve_settlement, carry_over, dispute_amount, dispute_amount_returned, dispute_fee,
                          dispute_fee_returned, adjustment, negative_balance, payout, payout_returned)

/// +1 where entries of the kind add to the payee's balance, -1 where they reduce it, 0 where both occur.
[[nodiscard]] int sign_of(EntryKind kind);

/// One signed movement of what is owed to a payee.
struct PayoutItem {
    std::string id;              ///< unique; derived from its source, so that a replay makes it again
    PayeeParty payee_party = PayeeParty::vendor;
    std::string payee_id;
    Currency currency;
    EntryKind kind = EntryKind::earnings;
    Amount amount_minor;         ///< signed: negative items reduce what is paid
    std::string source;          ///< id of the order line, refund, fee or payout it comes from
    Timestamp recorded_at;
    Timestamp available_at;      ///< from this instant on it may be paid
    PayoutId payout_id;          ///< the payout that claimed it; empty while nobody has

    friend bool operator==(const PayoutItem&, const PayoutItem&) = default;
    friend auto operator<=>(const PayoutItem&, const PayoutItem&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutItem, (id, payee_party, payee_id, currency, kind, amount_minor, source, recorded_at,
                                         available_at, payout_id));
[[nodiscard]] inline TableSpec table_spec(const PayoutItem*) {
    return {"payout_item", "id", {"payout_id,payee_party,payee_id,available_at"}};
}

/// Where a payout stands.
enum class PayoutStatus {
    created,    ///< items are claimed, no provider has been asked
    submitted,  ///< a provider was asked or has accepted
    paid,
    failed,     ///< refused for certain: no money moved, or it came back. The items stay claimed
    unknown,    ///< nobody knows whether money moved; only reconciliation leads out of here
    cancelled,  ///< given up by an operator; its items may be released
};
MARKETPLACE_COMPILED_ENUM(PayoutStatus, created, submitted, paid, failed, unknown, cancelled)

/// One payment to one payee in one currency.
struct Payout {
    PayoutId id;
    PayeeParty payee_party = PayeeParty::vendor;
    std::string payee_id;
    Currency currency;
    Amount amount_minor;             ///< exactly the sum of its items; always positive
    Amount reserved_minor;           ///< kept back from it, and paid later
    std::int64_t item_count = 0;
    std::string period_key;          ///< one payout for each payee, currency and period
    Date pays_on;
    PayoutStatus status = PayoutStatus::created;
    std::string provider;            ///< name of the provider that was asked
    std::string provider_reference;  ///< what the provider calls it
    std::string account_reference;   ///< the payee's account, as the provider knows it
    std::int64_t attempt_epoch = 1;  ///< part of the idempotency key; rises only after a definite refusal
    std::string failure_reason;
    Timestamp created_at;
    Timestamp updated_at;
    std::int64_t version = 0;        ///< rises with every change

    friend bool operator==(const Payout&, const Payout&) = default;
};
MARKETPLACE_COMPILED_RECORD(Payout, (id, payee_party, payee_id, currency, amount_minor, reserved_minor, item_count,
                                     period_key, pays_on, status, provider, provider_reference, account_reference,
                                     attempt_epoch, failure_reason, created_at, updated_at, version));
[[nodiscard]] inline TableSpec table_spec(const Payout*) {
    return {"payout", "id", {"status,created_at", "payee_party,payee_id,created_at"}};
}

/// Throw `missing_field`, `invalid_value` or `out_of_range` with the field.
void validate(const PayoutItem& item);
void validate(const Payout& payout);

/// The sum of items. Throws `currency_mismatch` when they are of several currencies.
[[nodiscard]] Amount sum_of(std::span<const PayoutItem> items);

/// "payout id:attempt": the same for every repetition of one attempt, so that a provider that is asked
/// twice pays once.
[[nodiscard]] std::string idempotency_key_of(const Payout& payout);

/// What happened to a payout, or what somebody wants to happen.
enum class PayoutAction {
    submit,   ///< the provider is about to be asked
    accept,   ///< the provider took it
    reject,   ///< the provider refused for certain; no money moved
    lose,     ///< the call ended without an answer
    settle,   ///< the money has arrived
    come_back,  ///< the money had left and returned: a closed account
    retry,    ///< ask again, as a new attempt of the same payout
    cancel,   ///< give up
};
MARKETPLACE_COMPILED_ENUM(PayoutAction, submit, accept, reject, lose, settle, come_back, retry, cancel)

/// An action with what is known about it.
struct PayoutCommand {
    PayoutAction action = PayoutAction::submit;
    std::int64_t attempt_epoch = 1;  ///< the attempt that it is about
    std::string provider;            ///< for submit
    std::string reference;           ///< for accept and settle; empty leaves what is known
    std::string reason;              ///< for reject, lose, come_back and cancel
    Timestamp at;

    friend bool operator==(const PayoutCommand&, const PayoutCommand&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutCommand, (action, attempt_epoch, provider, reference, reason, at));

/// The payout afterwards, or why it stays as it is.
struct PayoutTransition {
    bool accepted = false;
    bool changed = false;      ///< false for the repetition of what is known already
    Payout payout;             ///< unchanged if refused
    std::string refusal;       ///< "reconcile_first", "stale_attempt", "not_possible", "other_reference"
    std::string explanation;   ///< a sentence for the operator

    friend bool operator==(const PayoutTransition&, const PayoutTransition&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutTransition, (accepted, changed, payout, refusal, explanation));

/// Applies an action. A repeated report of the same fact is accepted and changes nothing. From `unknown`
/// only what a reconciliation found leads on: asking again or giving up is refused, because the money may
/// have moved. A retry needs a definite refusal and raises the attempt.
[[nodiscard]] PayoutTransition advance(const Payout& payout, const PayoutCommand& command);

/// All items of a cancelled payout without their stamp, those too that the payout itself made (reserve,
/// carry-over, recovery): what they set aside stands in unstamped items already, so only both together
/// leave the balance as it was. Throws `invalid_transition` unless the payout is cancelled, and
/// `invalid_value` for an item of another payout or when the items are not all of them.
[[nodiscard]] std::vector<PayoutItem> release_items(const Payout& payout, std::span<const PayoutItem> items);

}  // namespace marketplace::payments
