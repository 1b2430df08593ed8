// Bad input is refused with code, field and value, and changes nothing: the whole store is compared.

#include "marketplace_fixture.hpp"

#include "simulation/store_content.hpp"

#include <marketplace/core/csv.hpp>

#include <doctest/doctest.h>

#include <functional>

using namespace engine_test;
using simulation::content_of;
using simulation::difference;

namespace {

/// What a refusal must say.
struct Refusal {
    ErrorCode code;
    std::string field;
    std::string value;
    friend bool operator==(const Refusal&, const Refusal&) = default;
};

std::string text_of(const Refusal& refusal) {
    return std::string{name_of(refusal.code)} + " at " + refusal.field + " is '" + refusal.value + "'";
}

/// What a call was refused with; `internal` and nothing else if it was not.
template <class F>
Refusal refusal_of(F&& call) {
    try {
        static_cast<void>(call());
    } catch (const Error& error) {
        CHECK(error.expected() != "");
        return {error.code(), error.field(), error.value()};
    }
    return {ErrorCode::internal, "", "not refused"};
}

/// A marketplace in the middle of its life.
struct LivelyMarketplace : Marketplace {
    LivelyMarketplace() {
        engine.handle(event("placed", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
        engine.handle(event("captured", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
        close_days("2024-03-04", 1);
    }
};

/// Alone and between two others in a group; afterwards everything is as it was.
void check_refused(const EventPayload& payload, const Refusal& expected) {
    LivelyMarketplace shop;
    const auto before = content_of(*shop.store);
    const Event bad = event("bad", "2024-03-06T10:00:00Z", payload);
    CHECK(text_of(refusal_of([&] { return shop.engine.handle(bad); })) == text_of(expected));
    const auto answers = shop.engine.handle_batch(std::span{&bad, 1});
    CHECK(answers[0].outcome == EventOutcome::refused);
    CHECK(answers[0].error_name == name_of(expected.code));
    CHECK(answers[0].error_field == expected.field);
    CHECK(answers[0].error_value == expected.value);
    CHECK(answers[0].error_expected != "");
    CHECK(difference(before, content_of(*shop.store)) == "");

    const Event good = event("good", "2024-03-06T11:00:00Z", OrderPlaced{order("o2"), {}});
    const Event more = event("more", "2024-03-06T12:00:00Z", OrderCaptured{OrderId{"o2"}});
    shop.engine.handle_batch(std::vector<Event>{good, bad, more});
    LivelyMarketplace without;
    without.engine.handle_batch(std::vector<Event>{good, more});
    CHECK(difference(content_of(*without.store), content_of(*shop.store)) == "");
}

Order changed(const std::function<void(Order&)>& change) {
    Order out = order("bad-order");
    change(out);
    return out;
}
affiliate::CommissionPlan changed_plan(const std::function<void(affiliate::CommissionPlan&)>& change) {
    affiliate::CommissionPlan out = plan();
    out.version = 2;
    change(out);
    return out;
}
affiliate::RefundRequest refund_of(std::int64_t minor) {
    affiliate::RefundRequest request;
    request.id = RefundId{"r1"};
    request.order_id = OrderId{"o1"};
    request.amount_minor = Amount{minor};
    return request;
}

/// Nothing that cannot be read reaches an engine.
Refusal refusal_of_json(const std::string& payload) {
    return refusal_of(
        [&] { return from_json<Event>(R"({"id": "bad", "at": "2024-03-06T10:00:00Z", "payload": )" + payload + "}"); });
}

constexpr const char* tiers_out_of_order =
    R"({"kind": "tier_policy_published", "policy": {"id": "tiers", "currency": "EUR", "levels": [
    {"code": "silver", "rank": 1,
     "any_of": [{"all_of": [{"metric": "gmv_net", "comparison": "at_least", "number": 5000}]}]},
    {"code": "gold", "rank": 2,
     "any_of": [{"all_of": [{"metric": "gmv_net", "comparison": "at_least", "number": 4000}]}]}]}})";

}  // namespace

TEST_CASE("an unknown currency is refused") {
    const Refusal unread = refusal_of_json(R"({"kind": "order_placed", "order": {"id": "o9", "currency": "EUX"}})");
    CHECK(unread.code == ErrorCode::unknown_currency);
    CHECK(unread.field.starts_with("payload.order.currency"));
    CHECK(unread.value == "EUX");
    check_refused(OrderPlaced{changed([](Order& o) { o.currency = Currency{"XXX"}; }), {}},
                  {ErrorCode::unknown_currency, "order.currency", "XXX"});
    check_refused(OrderPlaced{changed([](Order& o) { o.currency = Currency{"XAU"}; }), {}},
                  {ErrorCode::unknown_currency, "order.currency", "XAU"});
}

TEST_CASE("a negative quantity is refused") {
    check_refused(OrderPlaced{changed([](Order& o) { o.lines[1].quantity = -2; }), {}},
                  {ErrorCode::out_of_range, "order.lines[1].quantity", "-2"});
    check_refused(OrderPlaced{changed([](Order& o) { o.lines[0].quantity = 0; }), {}},
                  {ErrorCode::out_of_range, "order.lines[0].quantity", "0"});
    check_refused(OrderPlaced{changed([](Order& o) { o.lines[0].shipping_minor = {-1}; }), {}},
                  {ErrorCode::out_of_range, "order.lines[0].shipping_minor", "-1"});
    check_refused(OrderPlaced{order("o3"), loyalty::Points{-1}}, {ErrorCode::out_of_range, "redeem_points_max", "-1"});
}

TEST_CASE("an amount that overflows is refused") {
    const auto refused = [](const std::function<void(Order&)>& change) {
        LivelyMarketplace shop;
        const auto before = content_of(*shop.store);
        const Event bad = event("bad", "2024-03-06T10:00:00Z", OrderPlaced{changed(change), {}});
        const Refusal refusal = refusal_of([&] { return shop.engine.handle(bad); });
        CHECK(difference(before, content_of(*shop.store)) == "");
        return refusal;
    };
    const Refusal line = refused([](Order& o) { o.lines[0].unit_price_minor = {INT64_MAX}, o.lines[0].quantity = 2; });
    CHECK(line.code == ErrorCode::overflow);
    CHECK(line.field.find("order.lines[0]") != std::string::npos);
    CHECK(line.value != "");
    const Refusal whole =
        refused([](Order& o) { o.lines[0].unit_price_minor = o.lines[1].unit_price_minor = {INT64_MAX / 2}; });
    CHECK(whole.code == ErrorCode::overflow);
    CHECK(text_of(refusal_of_json(
              R"({"kind": "order_placed", "order": {"lines": [{"unit_price_minor": 9223372036854775808}]}})")) ==
          "out_of_range at payload.order.lines[0].unit_price_minor is '9223372036854775808'");
}

TEST_CASE("postings behind the last instant are refused with their event, and the rest of its group is not") {
    Marketplace shop;
    shop.engine.handle(event("placed", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    const Event last = event("captured", "9999-12-31T23:59:59.999999Z", OrderCaptured{OrderId{"o1"}});
    const Event other = event("placed-2", "2024-03-04T11:00:00Z", OrderPlaced{order("o2")});
    const std::vector<Event> events{last, other};
    Engine any_time{shop.store, {.days_ahead_max = 0}};
    const std::vector<EventAnswer> answers = any_time.handle_batch(events);
    CHECK(answers[0].outcome == EventOutcome::refused);
    CHECK(answers[0].error_name == "invalid_time");
    CHECK(answers[0].error_field == "recorded_at");
    CHECK(answers[1].outcome == EventOutcome::applied);
    CHECK(shop.engine.handle(event("captured", "2024-03-05T10:00:00Z", OrderCaptured{OrderId{"o1"}})).outcome ==
          EventOutcome::applied);
}

TEST_CASE("a time far ahead of all that came before is refused, since what follows would be dated there") {
    Marketplace shop;
    const OrderPlaced placed{order("o1"), {}};
    CHECK(error_of([&] { shop.engine.handle(event("e1", "9000-03-04T10:00:00Z", placed)); }) == "invalid_time at");
    CHECK(error_of([&] { shop.engine.handle(event("e1", "2025-02-05T00:00:01Z", placed)); }) == "invalid_time at");
    CHECK_NOTHROW(shop.engine.handle(event("e1", "2025-02-04T00:00:00Z", placed)));  // 400 days after the vendors
    CHECK_NOTHROW(shop.engine.handle(event("e2", "2024-03-04T10:00:00Z", OrderPlaced{order("o2"), {}})));
    CHECK_NOTHROW(shop.engine.handle(event("e3", "2026-03-01T10:00:00Z", OrderPlaced{order("o3"), {}})));
    Engine patient{shop.store, {.days_ahead_max = 0}};
    CHECK_NOTHROW(patient.handle(event("e4", "2050-03-01T10:00:00Z", OrderPlaced{order("o4"), {}})));
    CHECK(error_of([&] { Engine{make_memory_store(), {.days_ahead_max = -1}}; }) == "out_of_range days_ahead_max");
}

TEST_CASE("a rule with an unknown condition is refused") {
    const char* text = R"({"id": "p", "slots": [{"name": "fee"}], "rules": [
        {"id": "r", "slot": "fee", "conditions": {"moon": ["full"]}, "charge": {"kind": "percent", "rate": "1%"}}]})";
    CHECK(text_of(refusal_of([&] { return affiliate::parse_plan(text); })) ==
          "unknown_condition at rules[0].conditions.moon is 'moon'");
    CHECK(text_of(refusal_of_json(std::string{R"({"kind": "plan_published", "plan": )"} + text + "}")) ==
          "unknown_field at payload.plan.rules[0].conditions.moon is 'moon'");
}

TEST_CASE("tier thresholds out of order are refused") {
    const auto bad = from_json<Event>(std::string{R"({"id": "bad", "at": "2024-03-06T10:00:00Z", "payload": )"} +
                                      tiers_out_of_order + "}");
    check_refused(bad.payload, {ErrorCode::thresholds_out_of_order, "levels[1].any_of[0].all_of[0].number", "4000"});
    const auto bands = [](affiliate::CommissionPlan& p) {
        p.rules[0].charge = affiliate::Graduated{
            {{{0}, Rate::parse("1%"), {}}, {{500}, Rate::parse("2%"), {}}, {{500}, Rate::parse("3%"), {}}}};
    };
    check_refused(PlanPublished{changed_plan(bands)},
                  {ErrorCode::thresholds_out_of_order, "rules[0].charge.thresholds[2].from_minor", "500"});
}

TEST_CASE("a percentage over 100 is refused") {
    const auto rate = [](affiliate::CommissionPlan& p) { p.rules[1].charge = affiliate::Percent{Rate::parse("101%")}; };
    check_refused(PlanPublished{changed_plan(rate)}, {ErrorCode::rate_out_of_range, "rules[1].charge.rate", "101%"});
    const auto tax = [](affiliate::CommissionPlan& p) { p.rules[0].fee_taxes[0].rate = Rate::parse("120%"); };
    check_refused(PlanPublished{changed_plan(tax)},
                  {ErrorCode::rate_out_of_range, "rules[0].fee_taxes[0].rate", "120%"});
}

TEST_CASE("a refund of more than is left, and events about what does not exist, are refused") {
    check_refused(OrderRefunded{refund_of(14001)}, {ErrorCode::over_refund, "refund.amount_minor", "14001"});
    check_refused(OrderCaptured{OrderId{"nobody's"}}, {ErrorCode::out_of_order, "order_id", "nobody's"});
    check_refused(PayoutSettled{PayoutId{"nobody's"}, PayoutOutcome::paid, ""},
                  {ErrorCode::not_found, "payout_id", "nobody's"});
    check_refused(OrderRated{OrderId{"o1"}, 501}, {ErrorCode::out_of_range, "rating_hundredths", "501"});
    check_refused(DayClosed{{2024, 2, 30}}, {ErrorCode::invalid_time, "day", "2024-02-30"});
    check_refused(DayClosed{{2024, 3, 4}}, {ErrorCode::out_of_order, "day", "2024-03-04"});
    check_refused(OrderPlaced{order("o1"), {}}, {ErrorCode::duplicate_key, "order.id", "o1"});
}

TEST_CASE("a malformed line of a CSV is refused by line and column, and the lines around it are read") {
    std::string text = "order_id,price\no1,10.00\no2,\"20.00\no3,30.00\n";
    std::size_t read = 0;
    const auto source = [&](std::span<char> into) {
        const std::size_t size = text.copy(into.data(), into.size(), read);
        read += size;
        return size;
    };
    const std::string_view columns[] = {"order_id", "price"};
    CsvTable table{source, columns};
    CHECK(table.next());
    CHECK(text_of(refusal_of([&] { return table.next(); })).starts_with("invalid_csv at line "));
}

TEST_CASE("an engine that may remember hardly any rows is refused before it makes a store") {
    EngineOptions options;
    options.rows_remembered = 1023;
    CHECK(text_of(refusal_of([&] { return validate(options), true; })) == "out_of_range at rows_remembered is '1023'");
    options.rows_remembered = 1024;
    CHECK_NOTHROW(validate(options));
}
