#include "ledger_samples.hpp"

#include <marketplace/core/json.hpp>

#include <functional>

using namespace ledger_samples;

namespace {

/// Rows of every kind, with every flag and an expiry.
LedgerState busy_ledger() {
    Book book = funded_book();
    PostingRequest hold = pending("hold", "p", "q", 100);
    hold.expires_at = after_noon(100);
    PostingRequest net = request("net", "p", "d", 50);
    net.balancing_debit = true;
    net.balancing_credit = true;
    const std::vector<PostingRequest> requests = {hold, linked(request("a", "p", "q", 10)), net,
                                                  resolution("paid", PostingKind::post, "hold", 60)};
    book.post_all(requests, after_noon(1));
    return state_of(book);
}

/// The bytes of a row, written as the header describes them and nothing else.
std::string obvious_bytes(const Posting& row) {
    std::string out;
    const auto text = [&](const std::string& value) {
        REQUIRE(value.size() < 128);
        out += static_cast<char>(value.size());
        out += value;
    };
    const auto number = [&](std::int64_t value) {
        for (int i = 0; i < 8; ++i) out += static_cast<char>((value >> (8 * i)) & 0xff);
    };
    text(row.id.value);
    text(row.transaction_id.value);
    text(row.debit.value);
    text(row.credit.value);
    number(row.amount_minor.value);
    out += row.currency.code();
    out += static_cast<char>(row.kind);
    text(row.pending_id.value);
    out += row.expires_at ? '\1' : '\0';
    if (row.expires_at) number(row.expires_at->micros);
    out += static_cast<char>(row.linked + 2 * row.balancing_debit + 4 * row.balancing_credit);
    text(row.code);
    text(row.reference);
    number(row.effective_at.micros);
    number(row.requested_minor.value);
    number(row.sequence);
    number(row.recorded_at.micros);
    return out;
}

using Tamper = std::function<void(Posting&)>;

const std::vector<std::pair<const char*, Tamper>>& every_field() {
    static const std::vector<std::pair<const char*, Tamper>> all = {
        {"id", [](Posting& p) { p.id.value += "x"; }},
        {"transaction_id", [](Posting& p) { p.transaction_id.value += "x"; }},
        {"debit", [](Posting& p) { p.debit = AccountId{"world"}; }},
        {"credit", [](Posting& p) { p.credit = AccountId{"bank"}; }},
        {"amount_minor", [](Posting& p) { p.amount_minor.value += 1; }},
        {"currency", [](Posting& p) { p.currency = Currency{"USD"}; }},
        {"kind",
         [](Posting& p) { p.kind = p.kind == PostingKind::single ? PostingKind::pending : PostingKind::single; }},
        {"pending_id", [](Posting& p) { p.pending_id.value += "x"; }},
        {"expires_at", [](Posting& p) { p.expires_at = p.expires_at ? std::nullopt : std::optional{after_noon(500)}; }},
        {"linked", [](Posting& p) { p.linked = !p.linked; }},
        {"balancing_debit", [](Posting& p) { p.balancing_debit = !p.balancing_debit; }},
        {"balancing_credit", [](Posting& p) { p.balancing_credit = !p.balancing_credit; }},
        {"code", [](Posting& p) { p.code += "x"; }},
        {"reference", [](Posting& p) { p.reference += "x"; }},
        {"effective_at", [](Posting& p) { p.effective_at.micros += 1; }},
        {"requested_minor", [](Posting& p) { p.requested_minor.value += 1; }},
        {"sequence", [](Posting& p) { p.sequence += 1; }},
        {"recorded_at", [](Posting& p) { p.recorded_at.micros += 1; }},
        {"hash", [](Posting& p) { p.hash[10] = p.hash[10] == '0' ? '1' : '0'; }},
    };
    return all;
}

}  // namespace

TEST_CASE("the hash is over exactly the bytes that the header describes") {
    const LedgerState state = busy_ledger();
    std::string before = sha256_hex("marketplace ledger main");
    CHECK(genesis("main").hash == before);
    for (const Posting& row : state.postings) {
        const Sha256Digest digest = parse_sha256(before);
        std::string message(reinterpret_cast<const char*>(digest.data()), digest.size());
        message += obvious_bytes(row);
        CHECK(row.hash == sha256_hex(message));
        before = row.hash;
    }
}

TEST_CASE("the hash of a known row never changes between releases") {
    // Computed with Python's hashlib and struct from the description in the header.
    CHECK(funded_book().postings()[0].hash == "026f440eaf67a702cc6dd26c490ba0cab5b38bc3751c5e12b4d0047df30f7aa3");
}

TEST_CASE("texts of 128 bytes and more are hashed with a longer length, and neighbours cannot trade bytes") {
    std::string buffer;
    const Sha256Digest before = sha256("x");
    Posting row;
    row.code = std::string(200, 'c');
    row.reference = "r";
    const Sha256Digest whole = chain_hash(before, row, buffer);
    row.code.pop_back();
    row.reference = "cr";
    CHECK(chain_hash(before, row, buffer) != whole);
    row.code += "c";
    row.reference = "r";
    CHECK(chain_hash(before, row, buffer) == whole);
}

TEST_CASE("two ledgers never share a chain") { CHECK(genesis("main").hash != genesis("test").hash); }

TEST_CASE("an untouched chain is intact from the start and from any row") {
    const LedgerState state = busy_ledger();
    const ChainReport report = verify_chain(genesis("main"), state.postings);
    CHECK(report.intact);
    CHECK(report.checked == 5);
    CHECK(report.head == state.head);
    const ChainReport start = verify_chain(genesis("main"), std::span{state.postings}.first(2));
    CHECK(verify_chain(start.head, std::span{state.postings}.subspan(2)).head == state.head);
}

TEST_CASE("a change of any field of any row is found at that row") {
    REQUIRE(every_field().size() == type_of<Posting>().fields.size());
    for (std::size_t field = 0; field < every_field().size(); ++field) {
        const auto& [name, tamper] = every_field()[field];
        REQUIRE(type_of<Posting>().fields[field].name == name);
        for (std::size_t i = 0; i < 5; ++i) {
            CAPTURE(name);
            CAPTURE(i);
            LedgerState state = busy_ledger();
            tamper(state.postings[i]);
            const ChainReport report = verify_chain(genesis("main"), state.postings);
            CHECK_FALSE(report.intact);
            CHECK(report.checked == static_cast<std::int64_t>(i));
            CHECK(report.broken_at == state.postings[i].id);
            CHECK_FALSE(report.reason.empty());
            CHECK_FALSE(verify(state).sound);
        }
    }
}

TEST_CASE(
    "a row that is dropped, inserted, doubled or moved breaks the chain; one dropped at the end misses the head") {
    const LedgerState state = busy_ledger();
    const auto intact = [](const std::vector<Posting>& rows) { return verify_chain(genesis("main"), rows).intact; };
    for (std::size_t i = 0; i + 1 < 5; ++i) {
        std::vector<Posting> rows = state.postings;
        rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
        CHECK_FALSE(intact(rows));
        rows = state.postings;
        std::swap(rows[i], rows[i + 1]);
        CHECK_FALSE(intact(rows));
        rows = state.postings;
        rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(i), rows[i]);
        CHECK_FALSE(intact(rows));
    }
    LedgerState shorter = state;
    shorter.postings.pop_back();
    CHECK(intact(shorter.postings));
    CHECK_FALSE(verify(shorter).sound);
}

TEST_CASE("rows survive JSON with their hashes") {
    const LedgerState state = busy_ledger();
    CHECK(from_json<LedgerState>(to_json(state)) == state);
    CHECK(verify(from_json<LedgerState>(to_json(state))).sound);
}
