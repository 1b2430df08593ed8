// Any sequence of requests, sound and unsound, in groups and alone, against a twin that is slow and obvious:
// it keeps the rows in a list, folds all of them for every question, and copies itself before every group.

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/ledger/history.hpp>
#include <marketplace/ledger/verification.hpp>

#include <array>
#include <map>

using namespace marketplace;
using namespace marketplace::ledger;

namespace {

struct TwinSums {
    std::int64_t debits = 0, credits = 0, debits_held = 0, credits_held = 0;
};

class Twin {
public:
    std::vector<Account> accounts;
    std::vector<Posting> rows;

    TwinSums sums(const AccountId& id) const {
        TwinSums out;
        for (const Posting& row : rows) {
            const bool is_final = row.kind == PostingKind::single || row.kind == PostingKind::post;
            const bool is_held = row.kind == PostingKind::pending && resolution_of(row.id) == nullptr;
            if (row.debit == id)
                (is_final ? out.debits : out.debits_held) += is_final || is_held ? row.amount_minor.value : 0;
            if (row.credit == id)
                (is_final ? out.credits : out.credits_held) += is_final || is_held ? row.amount_minor.value : 0;
        }
        return out;
    }

    /// "created 5", "exists 5", or the name of the error.
    std::vector<std::string> post(const std::vector<PostingRequest>& requests, Timestamp clock) {
        std::vector<std::string> out;
        std::vector<PostingRequest> group;
        for (std::size_t i = 0; i < requests.size(); ++i) {
            group.push_back(requests[i]);
            if (requests[i].linked && i + 1 < requests.size()) continue;
            for (std::string& each : post_group(group, clock)) out.push_back(std::move(each));
            group.clear();
        }
        return out;
    }

    void expire(Timestamp now) {
        for (;;) {
            const Posting* due = nullptr;
            for (const Posting& row : rows) {
                if (row.kind != PostingKind::pending || !row.expires_at || *row.expires_at > now) continue;
                if (resolution_of(row.id) != nullptr) continue;
                if (due == nullptr || std::pair(*row.expires_at, row.id) < std::pair(*due->expires_at, due->id))
                    due = &row;
            }
            if (due == nullptr) return;
            PostingRequest request;
            request.id = PostingId{due->id.value + "/expired"};
            request.transaction_id = due->transaction_id;
            request.kind = PostingKind::void_pending;
            request.pending_id = due->id;
            request.code = "expired";
            request.effective_at = *due->expires_at;
            const Posting pending = *due;
            append(request, pending.debit, pending.credit, pending.currency, pending.amount_minor.value, now);
        }
    }

private:
    const Posting* find(const PostingId& id) const {
        for (const Posting& row : rows) {
            if (row.id == id) return &row;
        }
        return nullptr;
    }
    const Posting* resolution_of(const PostingId& pending) const {
        for (const Posting& row : rows) {
            if (row.pending_id == pending) return &row;
        }
        return nullptr;
    }
    const Account* account(const AccountId& id) const {
        for (const Account& each : accounts) {
            if (each.id == id) return &each;
        }
        return nullptr;
    }
    Timestamp time(Timestamp clock) const {
        if (rows.empty() || clock > rows.back().recorded_at) return clock;
        return Timestamp{rows.back().recorded_at.micros + 1};
    }

    std::vector<std::string> post_group(const std::vector<PostingRequest>& group, Timestamp clock) {
        const Twin before = *this;
        std::vector<std::string> out;
        for (const PostingRequest& each : group) out.push_back(post_one(each, clock));
        std::size_t bad = group.size();
        for (std::size_t i = group.size(); i-- > 0;) {
            if (!out[i].starts_with("created") && !out[i].starts_with("exists")) bad = i;
        }
        if (bad == group.size() && group.back().linked) {
            bad = group.size() - 1;
            out[bad] = "invalid_value";
        }
        if (bad == group.size()) return out;
        *this = before;
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (i != bad) out[i] = "linked_failed";
        }
        return out;
    }

    std::string post_one(const PostingRequest& request, Timestamp clock) {
        if (const Posting* known = find(request.id)) {
            return same_content(request, *known) ? "exists " + std::to_string(known->amount_minor.value)
                                                 : "posting_conflict";
        }
        const bool resolves = request.kind == PostingKind::post || request.kind == PostingKind::void_pending;
        return resolves ? resolve(request, clock) : open(request, clock);
    }

    std::string open(const PostingRequest& request, Timestamp clock) {
        if (request.debit == request.credit) return "invalid_value";
        for (const AccountId& id : {request.debit, request.credit}) {
            const Account* found = account(id);
            if (found == nullptr) return "unknown_account";
            if (found->currency != request.currency) return "currency_mismatch";
        }
        if (request.expires_at && *request.expires_at <= time(clock)) return "out_of_range";
        const TwinSums debit = sums(request.debit);
        const TwinSums credit = sums(request.credit);
        const std::int64_t has = std::max<std::int64_t>(0, debit.credits - debit.debits - debit.debits_held);
        const std::int64_t lacks = std::max<std::int64_t>(0, credit.debits - credit.credits - credit.credits_held);
        std::int64_t amount = request.amount_minor.value;
        if (request.balancing_debit) amount = std::min(amount, has);
        if (request.balancing_credit) amount = std::min(amount, lacks);
        if (account(request.debit)->debits_must_not_exceed_credits && amount > has) return "insufficient_balance";
        if (account(request.credit)->credits_must_not_exceed_debits && amount > lacks) return "insufficient_balance";
        return append(request, request.debit, request.credit, request.currency, amount, clock);
    }

    std::string resolve(const PostingRequest& request, Timestamp clock) {
        const Posting* found = find(request.pending_id);
        if (found == nullptr || found->kind != PostingKind::pending) return "unknown_pending";
        const Posting pending = *found;
        const Posting* resolved = resolution_of(pending.id);
        if (resolved != nullptr)
            return resolved->id.value.ends_with("/expired") ? "pending_expired" : "pending_resolved";
        if (pending.expires_at && *pending.expires_at <= time(clock)) return "pending_expired";
        const std::int64_t amount =
            request.amount_minor.value == 0 ? pending.amount_minor.value : request.amount_minor.value;
        if (amount > pending.amount_minor.value) return "exceeds_pending";
        if (request.kind == PostingKind::void_pending && amount != pending.amount_minor.value) return "out_of_range";
        return append(request, pending.debit, pending.credit, pending.currency, amount, clock);
    }

    std::string append(const PostingRequest& request, const AccountId& debit, const AccountId& credit,
                       Currency currency, std::int64_t amount, Timestamp clock) {
        Posting row;
        row.id = request.id;
        row.transaction_id = request.transaction_id;
        row.debit = debit;
        row.credit = credit;
        row.amount_minor = Amount{amount};
        row.currency = currency;
        row.kind = request.kind;
        row.pending_id = request.pending_id;
        row.expires_at = request.expires_at;
        row.linked = request.linked;
        row.balancing_debit = request.balancing_debit;
        row.balancing_credit = request.balancing_credit;
        row.code = request.code;
        row.effective_at = request.effective_at;
        row.requested_minor = request.amount_minor;
        row.sequence = static_cast<std::int64_t>(rows.size()) + 1;
        row.recorded_at = time(clock);
        rows.push_back(row);
        return "created " + std::to_string(amount);
    }
};

std::vector<Account> some_accounts() {
    std::vector<Account> out;
    for (const char* id : {"world", "bank", "p", "q", "d", "e", "usd1", "usd2"}) {
        Account account;
        account.id = AccountId{id};
        account.currency = Currency{account.id.value.starts_with("usd") ? "USD" : "EUR"};
        account.debits_must_not_exceed_credits =
            account.id.value == "p" || account.id.value == "q" || account.id.value == "usd1";
        account.credits_must_not_exceed_debits = account.id.value == "d" || account.id.value == "e";
        account.normal =
            account.credits_must_not_exceed_debits || account.id.value == "bank" ? Side::debit : Side::credit;
        out.push_back(account);
    }
    return out;
}

/// Any number in [from, to), as likely at the first test as at the last.
template <class Number>
Number any(Number from, Number to) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(from, to));
}

bool one_in(int chances) { return any(0, chances) == 0; }

/// Makes requests that are often sound: mostly fresh ids, pendings that exist, times on a coarse grid so that
/// "exactly when it expires" happens.
class Generator {
public:
    PostingRequest next(std::int64_t now) {
        PostingRequest out;
        out.id = one_in(8) ? known_id() : PostingId{"i" + std::to_string(serial_++)};
        out.transaction_id = TransactionId{"t"};
        out.linked = one_in(4);
        out.effective_at = Timestamp{any<std::int64_t>(0, 1000)};
        const int kind = any(0, 10);
        if (kind < 4) {
            resolve(out, kind < 3 ? PostingKind::post : PostingKind::void_pending);
        } else {
            open(out, kind < 7, now);
        }
        return out;
    }

private:
    PostingId known_id() const { return PostingId{"i" + std::to_string(any(0, serial_ + 1))}; }

    void resolve(PostingRequest& out, PostingKind kind) const {
        out.kind = kind;
        out.pending_id =
            pendings_.empty() || one_in(10) ? known_id() : pendings_[any<std::size_t>(0, pendings_.size())];
        out.amount_minor = Amount{one_in(2) ? 0 : any<std::int64_t>(1, 60)};
    }

    void open(PostingRequest& out, bool held, std::int64_t now) {
        static const std::array<const char*, 9> names = {"world", "bank", "p", "q", "d", "e", "usd1", "usd2", "nobody"};
        const auto account = [] {
            return AccountId{names[one_in(20) ? any<std::size_t>(6, 9) : any<std::size_t>(0, 6)]};
        };
        out.kind = held ? PostingKind::pending : PostingKind::single;
        out.debit = account();
        out.credit = account();
        out.currency = Currency{out.debit.value.starts_with("usd") ? "USD" : "EUR"};
        out.amount_minor = Amount{any<std::int64_t>(1, 60)};
        out.balancing_debit = one_in(6);
        out.balancing_credit = one_in(6);
        if (held && one_in(2)) out.expires_at = Timestamp{now + 10 * any<std::int64_t>(-1, 8)};
        if (held) pendings_.push_back(out.id);
    }

    int serial_ = 0;
    std::vector<PostingId> pendings_;
};

std::string told(const PostingResult& result) {
    if (result.outcome == PostingOutcome::refused) return result.error;
    return std::string{name_of(result.outcome)} + " " + std::to_string(result.amount_minor.value);
}

/// The rows of a book without hashes, for comparison with the twin.
std::vector<Posting> unhashed(std::span<const Posting> rows) {
    std::vector<Posting> out(rows.begin(), rows.end());
    for (Posting& row : out) row.hash.clear();
    return out;
}

void check_equal(const Book& book, const Twin& twin) {
    RC_ASSERT(unhashed(book.postings()) == twin.rows);
    for (const Account& account : book.accounts()) {
        const TwinSums sums = twin.sums(account.id);
        RC_ASSERT(account.debits_posted_minor.value == sums.debits);
        RC_ASSERT(account.credits_posted_minor.value == sums.credits);
        RC_ASSERT(account.debits_pending_minor.value == sums.debits_held);
        RC_ASSERT(account.credits_pending_minor.value == sums.credits_held);
        const Account now = balances_as_of(book.postings(), account, timestamp_max, TimeAxis::recorded);
        RC_ASSERT(now == account);
    }
    const VerifyReport report = verify(book);
    if (!report.sound) RC_FAIL(report.violations.front().text);
}

/// A store as a host would keep it: whatever the book says has changed.
struct Store {
    std::map<AccountId, Account> accounts;
    std::map<PostingId, Posting> postings;
    std::map<PostingId, Pending> pendings;
    ChainHead head = genesis("main");

    void write(const Changes& changes) {
        for (const Account& each : changes.accounts) accounts[each.id] = each;
        for (const Posting& each : changes.postings) RC_ASSERT(postings.emplace(each.id, each).second);
        for (const Pending& each : changes.pendings) pendings[each.id] = each;
        head = changes.head;
    }
    Book load() const {
        Book book;
        for (const auto& [id, each] : accounts) book.load_account(each);
        for (const auto& [id, each] : postings) book.load_posting(each);
        for (const auto& [id, each] : pendings) book.load_pending(each);
        book.set_head(head);
        return book;
    }
};

}  // namespace

TEST_CASE("any sequence of requests gives what the twin gives, and every invariant holds after each step") {
    rc::check([] {
        Book book;
        Twin twin{some_accounts(), {}};
        Store store;
        Generator generator;
        for (const Account& account : twin.accounts) book.add_account(account);
        store.write(book.take_changes());
        std::int64_t now = 1000;
        for (int step = 0; step < 30; ++step) {
            now += 10 * any<std::int64_t>(-1, 4);
            std::vector<PostingRequest> requests(any<std::size_t>(1, 6));
            for (PostingRequest& request : requests) request = generator.next(now);
            Book reloaded = store.load();
            const auto results = book.post(requests, Timestamp{now});
            RC_ASSERT(reloaded.post(requests, Timestamp{now}) == results);
            std::vector<std::string> texts;
            for (const PostingResult& result : results) texts.push_back(told(result));
            RC_ASSERT(texts == twin.post(requests, Timestamp{now}));
            if (one_in(4)) {
                RC_ASSERT(reloaded.expire(Timestamp{now}) == book.expire(Timestamp{now}));
                twin.expire(Timestamp{now});
            }
            check_equal(book, twin);
            store.write(book.take_changes());
            RC_ASSERT(reloaded.head() == book.head());
            RC_ASSERT(rebuild("main", book.accounts(), book.postings()).pendings ==
                      std::vector<Pending>(book.pendings().begin(), book.pendings().end()));
        }
    });
}

TEST_CASE("post_all is all or nothing, and says the same as post when it is all") {
    rc::check([] {
        Book book;
        Generator generator;
        for (const Account& account : some_accounts()) book.add_account(account);
        for (int step = 0; step < 40; ++step) {
            std::vector<PostingRequest> requests(any<std::size_t>(1, 4));
            for (PostingRequest& request : requests) request = generator.next(1000);
            for (PostingRequest& request : requests) request.linked = false;
            Book other = book;
            const Book before = book;
            const auto results = other.post(requests, Timestamp{1000});
            const bool all = std::none_of(results.begin(), results.end(), [](const PostingResult& result) {
                return result.outcome == PostingOutcome::refused;
            });
            bool thrown = false;
            try {
                RC_ASSERT(book.post_all(requests, Timestamp{1000}) == results);
            } catch (const Error&) {
                thrown = true;
            }
            RC_ASSERT(thrown != all);
            const Book& expected = all ? other : before;
            RC_ASSERT(book.head() == expected.head());
            RC_ASSERT(std::equal(book.accounts().begin(), book.accounts().end(), expected.accounts().begin(),
                                 expected.accounts().end()));
            RC_ASSERT(verify(book).sound);
        }
    });
}

TEST_CASE("any single change of a stored ledger is found") {
    rc::check([] {
        Book book;
        Generator generator;
        for (const Account& account : some_accounts()) book.add_account(account);
        for (int step = 0; step < 10; ++step) {
            std::vector<PostingRequest> requests(4);
            for (PostingRequest& request : requests) request = generator.next(1000);
            book.post(requests, Timestamp{1000});
        }
        LedgerState state;
        state.accounts.assign(book.accounts().begin(), book.accounts().end());
        state.postings.assign(book.postings().begin(), book.postings().end());
        state.pendings.assign(book.pendings().begin(), book.pendings().end());
        state.head = book.head();
        RC_PRE(!state.postings.empty());
        RC_ASSERT(verify(state).sound);
        Posting& row = state.postings[any<std::size_t>(0, state.postings.size())];
        switch (any(0, 5)) {
            case 0:
                row.amount_minor.value += any<std::int64_t>(1, 9);
                break;
            case 1:
                row.effective_at.micros ^= 1;
                break;
            case 2:
                row.code += "x";
                break;
            case 3:
                state.head.sequence -= 1;
                break;
            default:
                state.accounts[2].credits_posted_minor.value += 1;
                break;
        }
        RC_ASSERT(!verify(state).sound);
    });
}
