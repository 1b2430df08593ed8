#include <marketplace/ledger/flows.hpp>

#include <algorithm>

namespace marketplace::ledger {
namespace {

void require_positive(Amount amount) {
    if (amount.value <= 0) {
        fail(ErrorCode::out_of_range, "amount_minor", std::to_string(amount.value), "an amount above 0");
    }
}

std::string_view code_of(const Leg& leg, std::string_view otherwise) {
    return leg.code.empty() ? otherwise : std::string_view{leg.code};
}

/// As much as is available and as is owed.
PostingRequest netting_of(const AccountId& available, const AccountId& receivable, Amount amount) {
    PostingRequest request;
    request.debit = available;
    request.credit = receivable;
    request.amount_minor = amount;
    request.balancing_debit = true;
    request.balancing_credit = true;
    request.code = "netting";
    return request;
}

}  // namespace

FlowBuilder::FlowBuilder(FlowContext context) : context_(std::move(context)) {
    if (context_.transaction_id.empty()) fail(ErrorCode::missing_field, "transaction_id", "", "a transaction id");
}

FlowBuilder& FlowBuilder::move(const AccountId& debit, const AccountId& credit, Amount amount, std::string_view code) {
    if (amount.value == 0) return *this;
    PostingRequest request;
    request.debit = amount.value > 0 ? debit : credit;
    request.credit = amount.value > 0 ? credit : debit;
    request.amount_minor = amount.value > 0 ? amount : -amount;
    request.code = code;
    return add(std::move(request));
}

FlowBuilder& FlowBuilder::add(PostingRequest request) {
    request.id = PostingId{context_.transaction_id.value + "/" + std::to_string(requests_.size() + 1)};
    request.transaction_id = context_.transaction_id;
    request.currency = context_.currency;
    request.reference = context_.reference;
    request.effective_at = context_.effective_at;
    requests_.push_back(std::move(request));
    return *this;
}

Requests FlowBuilder::take() {
    for (std::size_t i = 0; i + 1 < requests_.size(); ++i) requests_[i].linked = true;
    return std::exchange(requests_, {});
}

Requests order_captured(const FlowContext& context, const AccountId& psp_pending, std::span<const Leg> credits) {
    FlowBuilder out{context};
    for (const Leg& leg : credits) out.move(psp_pending, leg.account, leg.amount_minor, code_of(leg, "capture"));
    return out.take();
}

Requests settled(const FlowContext& context, const AccountId& psp_pending, const AccountId& psp_available,
                 Amount amount, const AccountId& psp_fee_expense, Amount fee) {
    return FlowBuilder{context}
        .move(psp_available, psp_pending, amount, "settlement")
        .move(psp_fee_expense, psp_available, fee, "psp_fee")
        .take();
}

Requests released(const FlowContext& context, const AccountId& pending, const AccountId& available,
                  const AccountId& receivable, Amount amount) {
    require_positive(amount);
    return FlowBuilder{context}
        .move(pending, available, amount, "release")
        .add(netting_of(available, receivable, amount))
        .take();
}

Requests netted(const FlowContext& context, const AccountId& available, const AccountId& receivable, Amount amount) {
    require_positive(amount);
    return FlowBuilder{context}.add(netting_of(available, receivable, amount)).take();
}

Requests payout_created(const FlowContext& context, const AccountId& available, const AccountId& in_payout,
                        Amount amount) {
    require_positive(amount);
    PostingRequest request;
    request.kind = PostingKind::pending;
    request.debit = available;
    request.credit = in_payout;
    request.amount_minor = amount;
    request.code = "payout";
    return FlowBuilder{context}.add(std::move(request)).take();
}

Requests payout_paid(const FlowContext& context, const PostingId& pending_id, const AccountId& in_payout,
                     const AccountId& psp_available, Amount amount) {
    require_positive(amount);
    PostingRequest request;
    request.kind = PostingKind::post;
    request.pending_id = pending_id;
    request.amount_minor = amount;
    request.code = "payout_paid";
    return FlowBuilder{context}.add(std::move(request)).move(in_payout, psp_available, amount, "payout_paid").take();
}

Requests payout_failed(const FlowContext& context, const PostingId& pending_id) {
    PostingRequest request;
    request.kind = PostingKind::void_pending;
    request.pending_id = pending_id;
    request.code = "payout_failed";
    return FlowBuilder{context}.add(std::move(request)).take();
}

Requests payout_returned(const FlowContext& context, const AccountId& available, const AccountId& psp_available,
                         Amount amount) {
    require_positive(amount);
    return FlowBuilder{context}.move(psp_available, available, amount, "payout_returned").take();
}

Requests refunded(const FlowContext& context, const AccountId& psp, std::span<const Leg> debits) {
    FlowBuilder out{context};
    for (const Leg& leg : debits) out.move(leg.account, psp, leg.amount_minor, code_of(leg, "refund"));
    return out.take();
}

std::vector<Leg> taken_from(const Account& available, const AccountId& receivable, Amount amount,
                            std::string_view code) {
    // A negative amount is a credit: it goes to what is available, never to a debt that may not exist.
    const Amount from_available = std::min(amount, debit_room_of(available));
    std::vector<Leg> out;
    if (from_available != Amount{}) out.push_back({available.id, from_available, std::string{code}});
    if (amount != from_available) out.push_back({receivable, amount - from_available, std::string{code}});
    return out;
}

}  // namespace marketplace::ledger
