#include "ledger_writer.hpp"

namespace marketplace::engine_detail {

namespace {

/// The last instant that a store writes: the end of the year 9999.
constexpr Timestamp time_last{253'402'300'799'999'999};

}  // namespace

using ledger::Account;
using ledger::PostingKind;
using ledger::PostingRequest;

LedgerWriter::LedgerWriter(Transaction& store, OpenBook& book, std::string_view ledger, std::string transaction_id,
                           Timestamp at)
    : store_(store), book_(book), ledger_(ledger), transaction_id_(std::move(transaction_id)), at_(at) {}

ledger::Book& LedgerWriter::book() {
    if (!book_) {
        book_.emplace(ledger_);
        if (const auto head = get<ledger::ChainHead>(store_, std::string{ledger_})) book_->set_head(*head);
    }
    return *book_;
}

void LedgerWriter::load(const AccountId& id) {
    if (book().find_account(id) != nullptr) return;
    if (const Look<Account> stored{store_, id}) book().load_account(*stored);
}

void LedgerWriter::need(const Account& account) {
    load(account.id);
    if (book().find_account(account.id) == nullptr) book().add_account(account);
}

const ledger::Pending* LedgerWriter::load_pending(const PostingId& id) {
    if (const ledger::Pending* known = book().find_pending(id)) return known;
    const Look<ledger::Pending> stored{store_, id};
    if (!stored) return nullptr;
    book().load_pending(*stored);
    return book().find_pending(id);
}

PostingId LedgerWriter::next_id() {
    constexpr std::size_t digits_max = 20;
    std::string id;
    id.reserve(transaction_id_.size() + 1 + digits_max);
    id.append(transaction_id_).append(1, '/').append(std::to_string(++postings_));
    return PostingId{std::move(id)};
}

void LedgerWriter::post(PostingRequest request) {
    request.transaction_id = TransactionId{transaction_id_};
    request.effective_at = at_;
    const ledger::Posting& row = book().enter(std::move(request), at_);
    // Rows are a microsecond apart, and written after other events: what cannot be stored is refused now.
    if (row.recorded_at > time_last) {
        fail(ErrorCode::invalid_time, "recorded_at", std::to_string(row.recorded_at.micros) + " micros",
             "an instant of the years 0 to 9999");
    }
}

void LedgerWriter::move(const Account& debit, const Account& credit, Amount amount, std::string_view code,
                        std::string_view reference) {
    if (amount.value == 0) return;
    if (amount.value < 0) return move(credit, debit, -amount, code, reference);
    need(debit);
    need(credit);
    PostingRequest request;
    request.id = next_id();
    request.debit = debit.id;
    request.credit = credit.id;
    request.amount_minor = amount;
    request.currency = debit.currency;
    request.code = code;
    request.reference = reference;
    post(std::move(request));
}

void LedgerWriter::hold(std::string_view hold_id, const Account& debit, const Account& credit, Amount amount,
                        std::string_view code) {
    need(debit);
    need(credit);
    PostingRequest request;
    request.id = PostingId{hold_id};
    request.debit = debit.id;
    request.credit = credit.id;
    request.amount_minor = amount;
    request.currency = debit.currency;
    request.kind = PostingKind::pending;
    request.code = code;
    request.reference = hold_id;
    post(std::move(request));
}

void LedgerWriter::resolve(std::string_view hold_id, PostingKind kind) {
    const PostingId id{hold_id};
    const ledger::Pending* pending = load_pending(id);
    if (pending == nullptr) fail(ErrorCode::unknown_pending, "hold", hold_id, "an amount that is held");
    load(pending->debit);
    load(pending->credit);
    PostingRequest request;
    request.id = next_id();
    request.kind = kind;
    request.pending_id = id;
    request.code = kind == PostingKind::post ? "hold_posted" : "hold_voided";
    request.reference = hold_id;
    post(std::move(request));
}

void LedgerWriter::post_held(std::string_view hold_id) { resolve(hold_id, PostingKind::post); }
void LedgerWriter::void_held(std::string_view hold_id) { resolve(hold_id, PostingKind::void_pending); }

Amount LedgerWriter::balance(const Account& account) {
    load(account.id);
    const Account* found = book().find_account(account.id);
    return found == nullptr ? Amount{} : ledger::balance_of(*found);
}

Amount LedgerWriter::available(const Account& account) {
    load(account.id);
    const Account* found = book().find_account(account.id);
    return found == nullptr ? Amount{} : std::max(Amount{}, ledger::available_of(*found));
}

bool LedgerWriter::holds(std::string_view hold_id) {
    const ledger::Pending* pending = load_pending(PostingId{hold_id});
    return pending != nullptr && pending->state == ledger::PendingState::open;
}

void write_book(Transaction& store, OpenBook& book) {
    if (!book) return;
    // Ids of postings are those of events and payouts, of which none happens twice.
    ledger::Changes changes = book->hand_over_changes();
    for (Account& account : changes.accounts) put(store, std::move(account));
    // Their numbers follow the head of the chain, which this transaction has read: they are new.
    if (!changes.postings.empty()) put(store, changes.head);
    insert_all(store, std::move(changes.postings));
    for (ledger::Pending& pending : changes.pendings) put(store, std::move(pending));
    book.reset();
}

}  // namespace marketplace::engine_detail
