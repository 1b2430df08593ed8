#include <marketplace/ledger/account.hpp>
#include <marketplace/ledger/posting.hpp>

#include <algorithm>

namespace marketplace::ledger {
namespace {

/// posted - held - used, but not below 0. None of the three is negative, so only the lower end needs 128 bits.
Amount room(Amount posted, Amount used, Amount held) noexcept {
    const int128 left = static_cast<int128>(posted.value) - used.value - held.value;
    return {left < 0 ? 0 : static_cast<std::int64_t>(left)};
}

void require_sum(Amount sum, std::string_view field) {
    if (sum.value < 0) fail(ErrorCode::out_of_range, field, std::to_string(sum.value), "0 or more");
}

}  // namespace

Amount balance_of(const Account& account) {
    return account.normal == Side::credit ? account.credits_posted_minor - account.debits_posted_minor
                                          : account.debits_posted_minor - account.credits_posted_minor;
}

Amount available_of(const Account& account) { return balance_of(account) - pending_outgoing_of(account); }

Amount pending_outgoing_of(const Account& account) {
    return account.normal == Side::credit ? account.debits_pending_minor : account.credits_pending_minor;
}

Amount pending_incoming_of(const Account& account) {
    return account.normal == Side::credit ? account.credits_pending_minor : account.debits_pending_minor;
}

Amount debit_room_of(const Account& account) {
    return room(account.credits_posted_minor, account.debits_posted_minor, account.debits_pending_minor);
}

Amount credit_room_of(const Account& account) {
    return room(account.debits_posted_minor, account.credits_posted_minor, account.credits_pending_minor);
}

bool keeps_constraints(const Account& account) {
    const auto covers = [](Amount posted, Amount used, Amount held) {
        return static_cast<int128>(used.value) + held.value <= posted.value;
    };
    return (!account.debits_must_not_exceed_credits ||
            covers(account.credits_posted_minor, account.debits_posted_minor, account.debits_pending_minor)) &&
           (!account.credits_must_not_exceed_debits ||
            covers(account.debits_posted_minor, account.credits_posted_minor, account.credits_pending_minor));
}

Account opened(const Account& account) {
    Account out = account;
    out.frozen = false;
    out.closed = false;
    out.debits_pending_minor = {};
    out.credits_pending_minor = {};
    out.debits_posted_minor = {};
    out.credits_posted_minor = {};
    out.version = 0;
    return out;
}

void validate(const Account& account) {
    if (account.id.empty()) fail(ErrorCode::missing_field, "id", "", "an account id");
    if (account.id.value.size() > text_bytes_max) {
        fail(ErrorCode::limit_exceeded, "id", std::to_string(account.id.value.size()) + " bytes", "at most 1024");
    }
    if (account.currency.info().exponent < 0) {
        fail(ErrorCode::unknown_currency, "currency", account.currency.code(), "a currency with a minor unit");
    }
    if (account.debits_must_not_exceed_credits && account.credits_must_not_exceed_debits) {
        fail(ErrorCode::invalid_value, "credits_must_not_exceed_debits", "true", "at most one of the two constraints");
    }
    require_sum(account.debits_pending_minor, "debits_pending_minor");
    require_sum(account.credits_pending_minor, "credits_pending_minor");
    require_sum(account.debits_posted_minor, "debits_posted_minor");
    require_sum(account.credits_posted_minor, "credits_posted_minor");
    if (account.version < 0) fail(ErrorCode::out_of_range, "version", std::to_string(account.version), "0 or more");
}

}  // namespace marketplace::ledger
