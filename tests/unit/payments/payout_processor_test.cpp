#include <doctest/doctest.h>

#include <marketplace/payments/payout_processor.hpp>

#include <algorithm>

using namespace marketplace;
using namespace marketplace::payments;

namespace {

const Timestamp friday = parse_timestamp("2024-01-05T09:00:00Z");

PayoutSchedule weekly() {
    PayoutSchedule schedule;
    schedule.id = "weekly";
    return schedule;
}

PayoutRequest request_at(Timestamp now, const PayoutSchedule& schedule = weekly()) {
    PayoutRequest request;
    request.payout_id = PayoutId{"po1"};
    request.payee_id = "v1";
    request.currency = Currency{"EUR"};
    request.day = *next_payout_date(schedule, std::nullopt, now);
    request.now = now;
    return request;
}

PayoutItem item(std::string id, EntryKind kind, std::int64_t amount, Timestamp available = Timestamp{}) {
    PayoutItem out;
    out.id = std::move(id);
    out.payee_id = "v1";
    out.currency = Currency{"EUR"};
    out.kind = kind;
    out.amount_minor = Amount{amount};
    out.available_at = available;
    return out;
}

std::string refusal(const PayoutRequest& request, const std::vector<PayoutItem>& items) {
    try {
        (void)plan_payout(weekly(), request, items);
        return "accepted";
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + " " + error.field();
    }
}

}  // namespace

TEST_CASE("a payout is exactly the sum of the items that it stamps") {
    const std::vector<PayoutItem> items{item("a", EntryKind::order_amount, 10'000),
                                        item("b", EntryKind::commission_fee, -1'000),
                                        item("c", EntryKind::refund_order_amount, -500)};
    const PayoutDecision out = plan_payout(weekly(), request_at(friday), items);
    REQUIRE(out.payout.has_value());
    CHECK(out.payout->amount_minor == Amount{8'500});
    CHECK(out.payout->item_count == 3);
    CHECK(out.payout->period_key == "weekly:2024-01-05");
    CHECK(sum_of(out.stamped) == Amount{8'500});
    for (const PayoutItem& each : out.stamped) CHECK(each.payout_id == PayoutId{"po1"});
    CHECK(out.carried == PayoutCarry::none);
    CHECK(out.explanation.credits_minor == Amount{10'000});
    CHECK(out.explanation.debits_minor == Amount{1'500});
}

TEST_CASE("a second run sees only what nobody has claimed") {
    const std::vector<PayoutItem> items{item("a", EntryKind::earnings, 700), item("b", EntryKind::earnings, 300)};
    const PayoutDecision first = plan_payout(weekly(), request_at(friday), items);
    const PayoutDecision second = plan_payout(weekly(), request_at(friday), first.stamped);
    CHECK_FALSE(second.payout.has_value());
    CHECK(second.carried == PayoutCarry::nothing_due);
    CHECK(second.explanation.items_claimed_before == 2);
}

TEST_CASE("earnings on hold and after the close wait; a refund of today counts today") {
    PayoutSchedule brand = default_schedule(VendorType::brand);
    const Timestamp now = parse_timestamp("2024-03-01T09:00:00Z");
    PayoutRequest request = request_at(now, brand);
    REQUIRE(to_string(request.day.closes_on) == "2024-01-31");
    const std::vector<PayoutItem> items{
        item("january", EntryKind::earnings, 1'000, parse_timestamp("2024-01-31T10:00:00Z")),
        item("february", EntryKind::earnings, 400, parse_timestamp("2024-02-01T00:00:00Z")),
        item("refund", EntryKind::refund_earnings, -300, parse_timestamp("2024-03-01T08:00:00Z")),
        item("later", EntryKind::refund_earnings, -50, parse_timestamp("2024-03-01T10:00:00Z"))};
    const PayoutDecision out = plan_payout(brand, request, items);
    REQUIRE(out.payout.has_value());
    CHECK(out.payout->amount_minor == Amount{700});
    CHECK(out.explanation.items_not_available == 2);
}

TEST_CASE("more refunds than earnings carry over and are netted first next time") {
    std::vector<PayoutItem> items{item("a", EntryKind::earnings, 300), item("r", EntryKind::refund_earnings, -1'000)};
    const PayoutDecision first = plan_payout(weekly(), request_at(friday), items);
    CHECK_FALSE(first.payout.has_value());
    CHECK(first.stamped.empty());
    CHECK(first.carried == PayoutCarry::negative_balance);
    CHECK(first.carried_minor == Amount{-700});
    items.push_back(item("b", EntryKind::earnings, 900));
    const PayoutDecision next = plan_payout(weekly(), request_at(friday + Duration::days(7)), items);
    REQUIRE(next.payout.has_value());
    CHECK(next.payout->amount_minor == Amount{200});
    CHECK(next.payout->item_count == 3);
}

TEST_CASE("a refund after a closed payout reduces the next one") {
    const PayoutDecision first =
        plan_payout(weekly(), request_at(friday), std::vector{item("a", EntryKind::earnings, 500)});
    std::vector<PayoutItem> items = first.stamped;
    items.push_back(item("a-refund", EntryKind::refund_earnings, -500));
    items.push_back(item("b", EntryKind::earnings, 800));
    PayoutRequest request = request_at(friday + Duration::days(7));
    request.payout_id = PayoutId{"po2"};
    CHECK(plan_payout(weekly(), request, items).payout->amount_minor == Amount{300});
}

TEST_CASE("less than the minimum waits, and exactly the minimum is paid") {
    PayoutSchedule schedule = weekly();
    schedule.minimum_minor["EUR"] = Amount{1'000};
    const PayoutDecision below =
        plan_payout(schedule, request_at(friday), std::vector{item("a", EntryKind::earnings, 999)});
    CHECK_FALSE(below.payout.has_value());
    CHECK(below.carried == PayoutCarry::below_minimum);
    CHECK(below.carried_minor == Amount{999});
    CHECK(plan_payout(schedule, request_at(friday), std::vector{item("a", EntryKind::earnings, 1'000)})
              .payout.has_value());
    schedule.minimum_minor = {{"USD", Amount{5'000}}};
    CHECK(plan_payout(schedule, request_at(friday), std::vector{item("a", EntryKind::earnings, 1)}).payout.has_value());
}

TEST_CASE("what exceeds the maximum moves to a later payout as a pair of items that sums to zero") {
    PayoutSchedule schedule = weekly();
    schedule.maximum_minor["EUR"] = Amount{1'000};
    const PayoutDecision out =
        plan_payout(schedule, request_at(friday), std::vector{item("a", EntryKind::earnings, 2'500)});
    REQUIRE(out.payout.has_value());
    CHECK(out.payout->amount_minor == Amount{1'000});
    CHECK(out.carried == PayoutCarry::above_maximum);
    CHECK(out.carried_minor == Amount{1'500});
    REQUIRE(out.scheduled.size() == 1);
    CHECK(out.scheduled[0].amount_minor == Amount{1'500});
    CHECK(out.scheduled[0].payout_id.empty());
    // The excess is paid by the following payouts until nothing is left.
    PayoutRequest request = request_at(friday + Duration::days(7));
    request.payout_id = PayoutId{"po2"};
    const PayoutDecision second = plan_payout(schedule, request, out.scheduled);
    CHECK(second.payout->amount_minor == Amount{1'000});
    request.payout_id = PayoutId{"po3"};
    request.day = *next_payout_date(schedule, std::nullopt, friday + Duration::days(14));
    request.now = friday + Duration::days(14);
    const PayoutDecision third = plan_payout(schedule, request, second.scheduled);
    CHECK(third.payout->amount_minor == Amount{500});
    CHECK(third.scheduled.empty());
}

TEST_CASE("a suspended payee is paid nothing and keeps the balance") {
    PayoutRequest request = request_at(friday);
    request.held = true;
    const PayoutDecision out = plan_payout(weekly(), request, std::vector{item("a", EntryKind::earnings, 500)});
    CHECK_FALSE(out.payout.has_value());
    CHECK(out.stamped.empty());
    CHECK(out.carried == PayoutCarry::payee_held);
    CHECK(out.carried_minor == Amount{500});
}

TEST_CASE("an outside debt is recovered whole by the first payout that can bear it") {
    PayoutRequest request = request_at(friday);
    request.owed_minor = Amount{400};
    const PayoutDecision small = plan_payout(weekly(), request, std::vector{item("a", EntryKind::earnings, 399)});
    CHECK(small.carried == PayoutCarry::negative_balance);
    CHECK(small.carried_minor == Amount{-1});
    CHECK(small.explanation.recovered_minor == Amount{0});
    const PayoutDecision out = plan_payout(weekly(), request, std::vector{item("a", EntryKind::earnings, 1'000)});
    REQUIRE(out.payout.has_value());
    CHECK(out.payout->amount_minor == Amount{600});
    CHECK(out.explanation.recovered_minor == Amount{400});
    CHECK(out.stamped.back().kind == EntryKind::negative_balance);
    CHECK(plan_payout(weekly(), request, std::vector{item("a", EntryKind::earnings, 400)}).carried ==
          PayoutCarry::nothing_due);
}

TEST_CASE("a rolling reserve is kept back, rounded down, and becomes available after its days") {
    PayoutSchedule schedule = weekly();
    schedule.reserve = Rate::bps(1000);
    schedule.reserve_days = 30;
    const PayoutDecision out =
        plan_payout(schedule, request_at(friday), std::vector{item("a", EntryKind::earnings, 1'009)});
    REQUIRE(out.payout.has_value());
    CHECK(out.payout->amount_minor == Amount{909});
    CHECK(out.explanation.reserved_minor == Amount{100});
    REQUIRE(out.scheduled.size() == 1);
    CHECK(out.scheduled[0].kind == EntryKind::reserve_settlement);
    CHECK(to_string(out.scheduled[0].available_at) == "2024-02-04T00:00:00.000000Z");
    // What was kept back is not kept back again.
    PayoutRequest later = request_at(parse_timestamp("2024-02-09T00:00:00Z"));
    later.payout_id = PayoutId{"po2"};
    CHECK(plan_payout(schedule, later, out.scheduled).payout->amount_minor == Amount{100});
}

TEST_CASE("the reserve stops at its maximum and never leaves a payout empty") {
    PayoutSchedule schedule = weekly();
    schedule.reserve = Rate::parse("99%");
    schedule.reserve_days = 1;
    CHECK(plan_payout(schedule, request_at(friday), std::vector{item("a", EntryKind::earnings, 1)})
              .payout->amount_minor == Amount{1});
    schedule.reserve_maximum_minor["EUR"] = Amount{500};
    PayoutRequest request = request_at(friday);
    request.reserve_held_minor = Amount{450};
    CHECK(
        plan_payout(schedule, request, std::vector{item("a", EntryKind::earnings, 1'000)}).explanation.reserved_minor ==
        Amount{50});
    request.reserve_held_minor = Amount{600};
    CHECK(
        plan_payout(schedule, request, std::vector{item("a", EntryKind::earnings, 1'000)}).explanation.reserved_minor ==
        Amount{0});
}

TEST_CASE("a cancelled payout gives back its items and its reserve, which is not kept back twice") {
    PayoutSchedule schedule = weekly();
    schedule.reserve = Rate::bps(1000);
    schedule.reserve_days = 30;
    const PayoutDecision out =
        plan_payout(schedule, request_at(friday), std::vector{item("a", EntryKind::earnings, 1'000)});
    Payout cancelled = *out.payout;
    cancelled.status = PayoutStatus::cancelled;
    std::vector<PayoutItem> items = release_items(cancelled, out.stamped);
    items.insert(items.end(), out.scheduled.begin(), out.scheduled.end());
    CHECK(sum_of(items) == Amount{1'000});
    PayoutRequest again = request_at(friday);
    again.payout_id = PayoutId{"po2"};
    const PayoutDecision second = plan_payout(schedule, again, items);
    CHECK(second.payout->amount_minor == Amount{900});
    CHECK(second.explanation.reserved_minor == Amount{0});
}

TEST_CASE("the order in which items are given does not matter") {
    std::vector<PayoutItem> items{item("a", EntryKind::earnings, 1), item("b", EntryKind::earnings, 20),
                                  item("c", EntryKind::fees, -3)};
    const PayoutDecision out = plan_payout(weekly(), request_at(friday), items);
    std::reverse(items.begin(), items.end());
    CHECK(plan_payout(weekly(), request_at(friday), items) == out);
}

TEST_CASE("items that do not belong are refused with their place") {
    PayoutItem other = item("a", EntryKind::earnings, 1);
    other.payee_id = "v2";
    CHECK(refusal(request_at(friday), {item("x", EntryKind::earnings, 1), other}) == "invalid_value items[1].payee_id");
    PayoutItem dollars = item("a", EntryKind::earnings, 1);
    dollars.currency = Currency{"USD"};
    CHECK(refusal(request_at(friday), {dollars}) == "currency_mismatch items[0].currency");
    CHECK(refusal(request_at(friday), {item("a", EntryKind::earnings, 1), item("a", EntryKind::earnings, 1)}) ==
          "duplicate_key items[1].id");
    PayoutRequest nobody = request_at(friday);
    nobody.payout_id = PayoutId{};
    CHECK(refusal(nobody, {}) == "missing_field payout_id");
    PayoutRequest negative = request_at(friday);
    negative.owed_minor = Amount{-1};
    CHECK(refusal(negative, {}) == "out_of_range owed_minor");
}
