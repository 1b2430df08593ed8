#include <marketplace/ledger/posting.hpp>

namespace marketplace::ledger {
namespace {

constexpr std::string_view expiry_suffix = "/expired";

bool resolves(PostingKind kind) noexcept { return kind == PostingKind::post || kind == PostingKind::void_pending; }

void require_length(const std::string& text, std::string_view field) {
    if (text.size() > text_bytes_max) {
        fail(ErrorCode::limit_exceeded, field, std::to_string(text.size()) + " bytes", "at most 1024");
    }
}

void require_lengths(const PostingRequest& request) {
    require_length(request.id.value, "id");
    require_length(request.transaction_id.value, "transaction_id");
    require_length(request.code, "code");
    require_length(request.reference, "reference");
}

void validate_new(const PostingRequest& request) {
    if (request.debit.empty()) fail(ErrorCode::missing_field, "debit", "", "the account to debit");
    if (request.credit.empty()) fail(ErrorCode::missing_field, "credit", "", "the account to credit");
    if (request.debit == request.credit) {
        fail(ErrorCode::invalid_value, "credit", request.credit.value, "another account than the debited one");
    }
    if (request.amount_minor.value <= 0) {
        fail(ErrorCode::out_of_range, "amount_minor", std::to_string(request.amount_minor.value), "an amount above 0");
    }
    if (!request.pending_id.empty()) {
        fail(ErrorCode::invalid_value, "pending_id", request.pending_id.value, "none unless a pending is resolved");
    }
    if (request.expires_at && request.kind != PostingKind::pending) {
        fail(ErrorCode::invalid_value, "expires_at", to_string(*request.expires_at), "none unless pending");
    }
}

void validate_resolution(const PostingRequest& request) {
    if (request.pending_id.empty()) fail(ErrorCode::missing_field, "pending_id", "", "the pending to resolve");
    if (request.amount_minor.value < 0) {
        fail(ErrorCode::out_of_range, "amount_minor", std::to_string(request.amount_minor.value), "0 or more");
    }
    if (request.expires_at) {
        fail(ErrorCode::invalid_value, "expires_at", to_string(*request.expires_at), "none unless pending");
    }
    if (request.balancing_debit || request.balancing_credit) {
        const std::string_view field = request.balancing_debit ? "balancing_debit" : "balancing_credit";
        fail(ErrorCode::invalid_value, field, "true", "false where a pending is resolved");
    }
}

bool same_parties(const PostingRequest& request, const Posting& row) {
    if (!resolves(request.kind)) {
        return request.debit == row.debit && request.credit == row.credit && request.currency == row.currency;
    }
    return (request.debit.empty() || request.debit == row.debit) &&
           (request.credit.empty() || request.credit == row.credit) &&
           (request.currency == Currency{} || request.currency == row.currency);
}

}  // namespace

bool same_content(const PostingRequest& request, const Posting& row) {
    return request.id == row.id && request.transaction_id == row.transaction_id && same_parties(request, row) &&
           request.amount_minor == row.requested_minor && request.kind == row.kind &&
           request.pending_id == row.pending_id && request.expires_at == row.expires_at &&
           request.linked == row.linked && request.balancing_debit == row.balancing_debit &&
           request.balancing_credit == row.balancing_credit && request.code == row.code &&
           request.reference == row.reference && request.effective_at == row.effective_at;
}

Pending pending_of(const Posting& row) {
    Pending out;
    out.id = row.id;
    out.transaction_id = row.transaction_id;
    out.debit = row.debit;
    out.credit = row.credit;
    out.amount_minor = row.amount_minor;
    out.currency = row.currency;
    out.expires_at = row.expires_at;
    return out;
}

PostingId expiry_id_of(const PostingId& pending_id) { return PostingId{pending_id.value + std::string{expiry_suffix}}; }

void validate(const PostingRequest& request) {
    if (request.id.empty()) fail(ErrorCode::missing_field, "id", "", "a posting id");
    require_lengths(request);
    if (request.id.value.ends_with(expiry_suffix)) {
        fail(ErrorCode::invalid_value, "id", request.id.value, "an id that does not end in /expired");
    }
    if (resolves(request.kind)) {
        validate_resolution(request);
    } else {
        validate_new(request);
    }
}

}  // namespace marketplace::ledger
