#pragma once
// Postings: one amount from one account to another. A request becomes a row when it is recorded; rows are
// never changed and never deleted, and what is wrong is put right by further rows.
//
// A movement that may not happen is two-phase: a `pending` holds the amount, and a later `post` makes it
// final, in whole or in part, or a `void_pending` gives it back. Either happens at most once.

#include <marketplace/ledger/account.hpp>

#include <optional>
#include <string>

namespace marketplace::ledger {

/// The longest text of a posting or account id, in bytes.
inline constexpr std::size_t text_bytes_max = 1024;

/// What a posting does.
enum class PostingKind {
    single,        ///< final at once
    pending,       ///< holds the amount
    post,          ///< makes a pending final; what it does not take is returned
    void_pending,  ///< returns a pending
};
MARKETPLACE_COMPILED_ENUM(PostingKind, single, pending, post, void_pending)

/// What a caller asks for. The id is the caller's: the same id with the same content is answered from the
/// row that exists, with another content it is refused.
struct PostingRequest {
    PostingId id;
    TransactionId transaction_id;  ///< groups the postings of one business event
    AccountId debit;               ///< a post or void may leave both accounts and the currency out
    AccountId credit;
    Amount amount_minor;  ///< above 0; a post or void with 0 takes the whole pending
    Currency currency;
    PostingKind kind = PostingKind::single;
    PostingId pending_id;                 ///< of a post or void: the pending that it resolves
    std::optional<Timestamp> expires_at;  ///< of a pending: from this instant on it cannot be posted
    bool linked = false;                  ///< succeeds only together with the next request of the call
    bool balancing_debit = false;         ///< takes as much as the debit account has, at most the amount; may be 0
    bool balancing_credit = false;        ///< gives as much as the credit account is short of; at most the amount
    std::string code;                     ///< what kind of movement: "commission", "hold" ...
    std::string reference;                ///< what it is about: an order, a payout ...
    Timestamp effective_at;               ///< when it counts in the business's books; may lie in the past

    friend bool operator==(const PostingRequest&, const PostingRequest&) = default;
};
MARKETPLACE_COMPILED_RECORD(PostingRequest,
                   (id, transaction_id, debit, credit, amount_minor, currency, kind, pending_id, expires_at, linked,
                             balancing_debit, balancing_credit, code, reference, effective_at));

/// A recorded posting.
struct Posting {
    PostingId id;
    TransactionId transaction_id;
    AccountId debit;
    AccountId credit;
    Amount amount_minor;  ///< what moved; of a void, what was returned
    Currency currency;
    PostingKind kind = PostingKind::single;
    PostingId pending_id;
    std::optional<Timestamp> expires_at;
    bool linked = false;
    bool balancing_debit = false;
    bool balancing_credit = false;
    std::string code;
    std::string reference;
    Timestamp effective_at;
    Amount requested_minor;     ///< what was asked for; the amount may be less when balancing
    std::int64_t sequence = 0;  ///< 1, 2, 3 ... without gaps
    Timestamp recorded_at;      ///< later than that of every row before
    std::string hash;           ///< 64 hexadecimal digits over this row and the hash before it

    friend bool operator==(const Posting&, const Posting&) = default;
};
MARKETPLACE_COMPILED_RECORD(Posting, (id, transaction_id, debit, credit, amount_minor, currency, kind, pending_id,
                                      expires_at, linked, balancing_debit, balancing_credit, code, reference,
                                      effective_at, requested_minor, sequence, recorded_at, hash));
[[nodiscard]] inline TableSpec table_spec(const Posting*) {
    return {"ledger_posting", "sequence", {}};
}

/// How a pending ended, or that it has not.
enum class PendingState { open, posted, voided, expired };
MARKETPLACE_COMPILED_ENUM(PendingState, open, posted, voided, expired)

/// What became of a pending posting: derived from the rows, kept beside them so that nobody has to search.
struct Pending {
    PostingId id;  ///< of the pending posting
    TransactionId transaction_id;
    AccountId debit;
    AccountId credit;
    Amount amount_minor;  ///< what was held
    Currency currency;
    std::optional<Timestamp> expires_at;
    PendingState state = PendingState::open;
    Amount posted_minor;    ///< what became final
    PostingId resolved_by;  ///< the posting that resolved it; empty while open

    friend bool operator==(const Pending&, const Pending&) = default;
};
MARKETPLACE_COMPILED_RECORD(Pending, (id, transaction_id, debit, credit, amount_minor, currency, expires_at, state,
                                      posted_minor, resolved_by));
[[nodiscard]] inline TableSpec table_spec(const Pending*) { return {"ledger_pending", "id", {}}; }

/// What came of a request.
enum class PostingOutcome {
    created,  ///< recorded now
    exists,   ///< recorded before with the same content; nothing was written
    refused,  ///< nothing was written; the error says why
};
MARKETPLACE_COMPILED_ENUM(PostingOutcome, created, exists, refused)

/// The answer to one request.
struct PostingResult {
    PostingId id;
    PostingOutcome outcome = PostingOutcome::created;
    Amount amount_minor;        ///< what moved
    std::int64_t sequence = 0;  ///< of the row; 0 if refused
    std::string error;          ///< if refused: the name of an `ErrorCode`, such as "insufficient_balance"
    std::string field;          ///< and the field that it is about
    std::string text;           ///< and the whole sentence

    friend bool operator==(const PostingResult&, const PostingResult&) = default;
};
MARKETPLACE_COMPILED_RECORD(PostingResult, (id, outcome, amount_minor, sequence, error, field, text));

/// Whether a row is what a request asks for. Accounts and currency that a post or void leaves out are those of
/// its pending.
[[nodiscard]] bool same_content(const PostingRequest& request, const Posting& row);

/// The pending that a row of kind `pending` opens.
[[nodiscard]] Pending pending_of(const Posting& row);

/// The id of the row by which the ledger itself voids a pending that timed out: "{id}/expired". Requests cannot
/// use such ids.
[[nodiscard]] PostingId expiry_id_of(const PostingId& pending_id);

/// Throws unless a request is sound by itself: `missing_field`, `limit_exceeded`, `out_of_range`, `invalid_value`.
void validate(const PostingRequest& request);

}  // namespace marketplace::ledger
