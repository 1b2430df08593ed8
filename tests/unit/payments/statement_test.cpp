#include <doctest/doctest.h>

#include <marketplace/payments/statement.hpp>

using namespace marketplace;
using namespace marketplace::payments;

namespace {

StatementEntry entry(std::string id, const char* at, EntryKind kind, std::int64_t amount) {
    return {std::move(id), parse_timestamp(at), kind, Amount{amount}, "", Amount{}};
}

StatementRequest january() {
    StatementRequest request;
    request.payee_id = "v1";
    request.currency = Currency{"EUR"};
    request.from = parse_timestamp("2024-01-01T00:00:00Z");
    request.to = parse_timestamp("2024-02-01T00:00:00Z");
    return request;
}

}  // namespace

TEST_CASE("a statement goes from its opening to its closing balance line by line") {
    const std::vector<StatementEntry> entries{
        entry("p1", "2024-01-12T00:00:00Z", EntryKind::payout, -9'000),
        entry("o1", "2023-12-30T10:00:00Z", EntryKind::order_amount, 2'000),
        entry("o2", "2024-01-03T10:00:00Z", EntryKind::order_amount, 10'000),
        entry("c2", "2024-01-03T10:00:00Z", EntryKind::commission_fee, -1'000),
        entry("v2", "2024-01-03T10:00:00Z", EntryKind::commission_vat, -190),
        entry("o3", "2024-02-01T00:00:00Z", EntryKind::order_amount, 77),
    };
    const Statement out = make_statement(january(), entries);
    CHECK(out.opening_minor == Amount{2'000});
    REQUIRE(out.lines.size() == 4);
    CHECK(out.lines[0].id == "c2");
    CHECK(out.lines[0].balance_minor == Amount{1'000});
    CHECK(out.lines[3].kind == EntryKind::payout);
    CHECK(out.lines[3].balance_minor == out.closing_minor);
    CHECK(out.closing_minor == Amount{1'810});
    CHECK(out.owed_minor == Amount{});
    CHECK(out.totals_minor.at("order_amount") == Amount{10'000});
    CHECK(out.totals_minor.at("payout") == Amount{-9'000});
}

TEST_CASE("the closing balance of a month is the opening balance of the next") {
    std::vector<StatementEntry> entries;
    for (int i = 0; i < 90; ++i) {
        StatementEntry each =
            entry("e" + std::to_string(i), "2023-12-20T07:00:00Z", EntryKind::carry_over, (i * 37) % 101 - 50);
        each.at = each.at + Duration::days(i);
        entries.push_back(each);
    }
    StatementRequest february = january();
    february.from = january().to;
    february.to = parse_timestamp("2024-03-01T00:00:00Z");
    const Statement first = make_statement(january(), entries);
    const Statement second = make_statement(february, entries);
    CHECK(first.closing_minor == second.opening_minor);
    Amount totals;
    for (const auto& [name, amount] : second.totals_minor) totals += amount;
    CHECK(second.opening_minor + totals == second.closing_minor);
}

TEST_CASE("a reserve leaves the balance when it is funded and returns when it is available") {
    PayoutItem funding;
    funding.id = "f";
    funding.kind = EntryKind::reserve_funding;
    funding.amount_minor = Amount{-100};
    funding.recorded_at = parse_timestamp("2024-01-05T00:00:00Z");
    PayoutItem settlement = funding;
    settlement.id = "s";
    settlement.kind = EntryKind::reserve_settlement;
    settlement.amount_minor = Amount{100};
    settlement.available_at = parse_timestamp("2024-02-04T00:00:00Z");
    const std::vector<StatementEntry> entries{statement_entry(funding), statement_entry(settlement)};
    CHECK(make_statement(january(), entries).closing_minor == Amount{-100});
}

TEST_CASE("a payout that came back is a line of its own") {
    Payout payout;
    payout.id = PayoutId{"po1"};
    payout.amount_minor = Amount{500};
    payout.created_at = parse_timestamp("2024-01-05T00:00:00Z");
    const std::vector<StatementEntry> entries{statement_entry(payout),
                                              statement_reversal(payout, parse_timestamp("2024-01-09T00:00:00Z"))};
    const Statement out = make_statement(january(), entries, Amount{500});
    CHECK(out.lines[0].balance_minor == Amount{0});
    CHECK(out.closing_minor == Amount{500});
}

TEST_CASE("an entry that occurs twice or a period that ends before it begins is refused") {
    const StatementEntry one = entry("a", "2024-01-03T10:00:00Z", EntryKind::fees, -1);
    CHECK_THROWS_AS((void)make_statement(january(), std::vector{one, one}), Error);
    StatementRequest request = january();
    request.to = request.from - Duration::days(1);
    CHECK_THROWS_AS((void)make_statement(request, {}), Error);
}

TEST_CASE("a closing balance below zero is what the payee owes") {
    const std::vector<StatementEntry> entries{
        entry("o1", "2024-01-03T10:00:00Z", EntryKind::order_amount, 1'000),
        entry("r1", "2024-01-04T10:00:00Z", EntryKind::refund_order_amount, -1'250)};
    const Statement out = make_statement(january(), entries);
    CHECK(out.closing_minor == Amount{-250});
    CHECK(out.owed_minor == Amount{250});
    CHECK(make_statement(january(), entries, Amount{250}).owed_minor == Amount{});
}
