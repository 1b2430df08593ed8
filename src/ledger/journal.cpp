// Opening, loading and looking at a book.

#include <marketplace/ledger/journal.hpp>

#include <utility>

namespace marketplace::ledger {
namespace {

/// Adds a stored record, or makes sure that it is the one that is there.
template <class Row>
std::uint32_t load(detail::Table<Row>& table, const Row& row) {
    const std::uint32_t hash = detail::TextIndex::hash_of(row.id.value);
    const std::uint32_t known = table.find(row.id.value, hash);
    if (known == detail::Table<Row>::none) return table.add(row, hash);
    if (table[known] != row) fail(ErrorCode::duplicate_key, "id", row.id.value, "the record that the book holds");
    return known;
}

template <class Row, class Key>
const Row* row_or_null(const detail::Table<Row>& table, const Key& id) {
    const std::uint32_t position = table.find(id.value);
    return position == detail::Table<Row>::none ? nullptr : &table[position];
}

}  // namespace

Book::Book(std::string_view ledger) : head_(genesis(ledger)), digest_(parse_sha256(head_.hash)) {}

void Book::reserve(std::size_t accounts, std::size_t postings) {
    accounts_.reserve(accounts);
    postings_.reserve(postings);
}

void Book::load_account(const Account& account) {
    validate(account);
    load(accounts_, account);
}

void Book::load_posting(const Posting& posting) { load(postings_, posting); }

void Book::load_pending(const Pending& pending) {
    if (find_pending(pending.id) != nullptr) {
        load(pendings_, pending);
    } else {
        start_timer(load(pendings_, pending));
    }
}

void Book::set_head(const ChainHead& head) {
    if (head.ledger != head_.ledger) fail(ErrorCode::invalid_value, "ledger", head.ledger, head_.ledger);
    if (head_.sequence != 0 && head != head_) {
        fail(ErrorCode::invalid_value, "sequence", std::to_string(head.sequence),
             "row " + std::to_string(head_.sequence) + ", where the book stands");
    }
    digest_ = parse_sha256(head.hash, "hash");
    head_ = head;
}

const Account& Book::add_account(const Account& account) {
    const std::uint32_t hash = detail::TextIndex::hash_of(account.id.value);
    const std::uint32_t known = accounts_.find(account.id.value, hash);
    if (known != detail::Table<Account>::none) {
        if (opened(accounts_[known]) != opened(account)) {
            fail(ErrorCode::duplicate_key, "id", account.id.value, "the attributes with which it was opened");
        }
        return accounts_[known];
    }
    validate(account);
    if (account != opened(account)) {
        fail(ErrorCode::out_of_range, "id", account.id.value, "a new account without sums, not frozen, not closed");
    }
    accounts_.prepare_touch();
    const std::uint32_t position = accounts_.add(account, hash);
    accounts_.touch(position);
    return accounts_[position];
}

/// What an attempt would have to restore.
void Book::remember(std::uint32_t account) {
    if (attempts_ == 0) return;
    const Account& before = accounts_[account];
    undo_accounts_.push_back({account, sums_of(before), before.version, before.frozen, before.closed});
}

void Book::set_frozen(const AccountId& id, bool frozen) {
    const std::uint32_t position = position_of(id, "id");
    if (accounts_[position].closed) fail(ErrorCode::account_closed, "id", id.value, "an account that is open");
    if (accounts_[position].frozen == frozen) return;
    remember(position);
    accounts_.touch(position);
    accounts_[position].frozen = frozen;
    ++accounts_[position].version;
}

void Book::close_account(const AccountId& id) {
    const std::uint32_t position = position_of(id, "id");
    Account& account = accounts_[position];
    if (account.closed) return;
    if (balance_of(account) != Amount{} || account.debits_pending_minor != Amount{} ||
        account.credits_pending_minor != Amount{}) {
        fail(ErrorCode::out_of_range, "id", id.value, "a balance of 0 and nothing pending before it is closed");
    }
    remember(position);
    accounts_.touch(position);
    account.closed = true;
    ++account.version;
}

Changes Book::take_changes() {
    Changes out;
    out.accounts = accounts_.take_changed();
    out.postings = postings_.take_changed();
    out.pendings = pendings_.take_changed();
    out.head = head_;
    return out;
}

Changes Book::hand_over_changes() {
    std::vector<Posting> postings = postings_.hand_over_changed();
    Changes out = take_changes();  // of which no postings are left
    out.postings = std::move(postings);
    return out;
}

const Account* Book::find_account(const AccountId& id) const { return row_or_null(accounts_, id); }
const Posting* Book::find_posting(const PostingId& id) const { return row_or_null(postings_, id); }
const Pending* Book::find_pending(const PostingId& id) const { return row_or_null(pendings_, id); }
const Account& Book::account(const AccountId& id) const { return accounts_[position_of(id, "id")]; }

std::uint32_t Book::position_of(const AccountId& id, std::string_view field) const {
    const std::uint32_t position = accounts_.find(id.value);
    if (position == detail::Table<Account>::none) {
        fail(ErrorCode::unknown_account, field, id.value, "an account of the ledger");
    }
    return position;
}

}  // namespace marketplace::ledger
