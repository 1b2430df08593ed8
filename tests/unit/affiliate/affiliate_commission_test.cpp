#include <doctest/doctest.h>

#include <marketplace/affiliate/affiliate_commission.hpp>
#include <marketplace/core/json.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;

namespace {

const TimeZone utc;
const ItemTerms impact{{0, 27, LockAnchor::end_of_month, 0}, {0, 20, PayAnchor::end_of_lock_month, {}}};

Timestamp at(std::string_view text) { return parse_timestamp(text); }
const Timestamp january = at("2023-01-10T12:00:00Z");

AffiliateItem item(std::string id, std::int64_t amount, std::string affiliate = "a") {
    AffiliateItem out;
    out.id = AffiliateItemId{id};
    out.affiliate_id = AffiliateId{affiliate};
    out.order_id = OrderId{"o"};
    out.currency = Currency{"USD"};
    out.original_minor = {amount};
    out.amount_minor = {amount};
    out.occurred_at = january;
    out.schedule = schedule_of(january, impact.lock, impact.pay, utc);
    return out;
}

AffiliateItem with_status(AffiliateItem item, ItemStatus status) {
    item.status = status;
    return item;
}

std::vector<AffiliateItem> refund(std::vector<AffiliateItem> items, std::int64_t done, std::int64_t whole,
                                  std::string id = "r1", std::string_view when = "2023-03-05T00:00:00Z") {
    return refund_items(std::move(items), OrderId{"o"}, {RefundId{id}, {done, whole}, at(when), "returned"}, impact,
                        utc);
}

ErrorCode refused(const AffiliateItem& item, ItemAction action, std::string_view when) {
    try {
        (void)advance(item, action, at(when), utc);
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::internal;
}

}  // namespace

TEST_CASE("an item goes from pending to approved, locked and paid, not before its dates") {
    AffiliateItem one = item("i", 1000);
    CHECK(refused(one, ItemAction::lock, "2023-03-01T00:00:00Z") == ErrorCode::invalid_transition);
    one = advance(one, ItemAction::approve, january, utc);
    CHECK(refused(one, ItemAction::lock, "2023-02-27T23:59:59Z") == ErrorCode::out_of_order);
    one = advance(one, ItemAction::lock, at("2023-02-28T00:00:00Z"), utc);
    CHECK(refused(one, ItemAction::pay, "2023-03-19T23:59:59Z") == ErrorCode::out_of_order);
    one = advance(one, ItemAction::pay, at("2023-03-20T00:00:00Z"), utc);
    CHECK(one.status == ItemStatus::paid);
    for (const ItemAction action : {ItemAction::approve, ItemAction::hold, ItemAction::release, ItemAction::lock,
                                    ItemAction::pay, ItemAction::reject}) {
        CHECK(refused(one, action, "2024-01-01T00:00:00Z") == ErrorCode::invalid_transition);
    }
}

TEST_CASE("an item is not approved within its holding period") {
    AffiliateItem one = item("i", 1000);
    one.schedule = schedule_of(january, {0, 0, LockAnchor::event, 30}, {}, utc);
    CHECK(refused(one, ItemAction::approve, "2023-02-09T11:59:59Z") == ErrorCode::out_of_order);
    CHECK(advance(one, ItemAction::approve, at("2023-02-09T12:00:00Z"), utc).status == ItemStatus::approved);
}

TEST_CASE("an item is held, released and rejected") {
    AffiliateItem one = advance(item("i", 1000), ItemAction::hold, january, utc, "looks odd");
    CHECK(one.reason == "looks odd");
    CHECK(refused(one, ItemAction::approve, "2023-02-01T00:00:00Z") == ErrorCode::invalid_transition);
    CHECK(advance(one, ItemAction::release, january, utc).status == ItemStatus::pending);
    CHECK(advance(one, ItemAction::reject, january, utc).status == ItemStatus::rejected);
}

TEST_CASE("before the lock a refund lowers the item, and a full one leaves it refunded with 0") {
    for (const ItemStatus status : {ItemStatus::pending, ItemStatus::on_hold, ItemStatus::approved}) {
        auto items = refund({with_status(item("i", 1000), status)}, 1, 3);
        REQUIRE(items.size() == 1);
        CHECK(items[0].amount_minor.value == 667);
        CHECK(items[0].status == status);
        items = refund(items, 3, 3, "r2");
        REQUIRE(items.size() == 1);
        CHECK(items[0].amount_minor.value == 0);
        CHECK(items[0].status == ItemStatus::refunded);
    }
}

TEST_CASE("after the lock the item stays and a negative one follows in the next period") {
    for (const ItemStatus status : {ItemStatus::locked, ItemStatus::paid}) {
        const AffiliateItem before = with_status(item("i", 1000), status);
        auto items = refund({before}, 1, 4);
        REQUIRE(items.size() == 2);
        CHECK(items[0].amount_minor == before.amount_minor);
        CHECK(items[0].status == status);
        CHECK(items[1].id.value == "i/r1");
        CHECK(items[1].kind == ItemKind::clawback);
        CHECK(items[1].amount_minor.value == -250);
        CHECK(items[1].schedule.locks_at == at("2023-04-28T00:00:00Z"));
        CHECK(items[1].schedule.pays_on == Date{2023, 5, 20});
        CHECK(items[1].source_item_id == before.id);
        items = refund(items, 4, 4, "r2", "2023-04-01T00:00:00Z");
        REQUIRE(items.size() == 3);
        CHECK(items[2].amount_minor.value == -750);
        CHECK(items[1].amount_minor.value == -250);
    }
}

TEST_CASE("refunds of an item sum to it exactly, across the lock too, and the same refund twice is one") {
    std::vector<AffiliateItem> items{with_status(item("i", 100), ItemStatus::approved)};
    items = refund(items, 333, 999, "r1");
    CHECK(items[0].amount_minor.value == 67);
    items[0].status = ItemStatus::locked;
    items = refund(items, 666, 999, "r2");
    items = refund(items, 666, 999, "r2");
    items = refund(items, 999, 999, "r3");
    REQUIRE(items.size() == 3);
    CHECK(items[1].amount_minor.value == -34);
    CHECK(items[2].amount_minor.value == -33);
    CHECK(items[0].amount_minor + items[1].amount_minor + items[2].amount_minor == Amount{});
}

TEST_CASE("another order, a rejected item and a progress beyond the whole") {
    AffiliateItem other = item("i", 100);
    other.order_id = OrderId{"another"};
    CHECK(refund({other}, 1, 1)[0].amount_minor.value == 100);
    CHECK(refund({with_status(item("i", 100), ItemStatus::rejected)}, 1, 1)[0].amount_minor.value == 100);
    CHECK_THROWS_AS((void)refund({item("i", 100)}, 2, 1), Error);
    CHECK_THROWS_AS((void)refund({item("i", 100)}, -1, 1), Error);
    CHECK_THROWS_AS((void)refund({item("i", 100)}, 1, 1, ""), Error);
}

TEST_CASE("recruiters earn of the commission of the affiliate, level by level") {
    const std::vector<AffiliateId> recruiters{AffiliateId{"b"}, AffiliateId{"c"}, AffiliateId{"d"}};
    const auto items = referral_items(item("i", 1005), recruiters, {{Rate::parse("10%"), Rate::parse("5%")}});
    REQUIRE(items.size() == 2);
    CHECK(items[0].affiliate_id.value == "b");
    CHECK(items[0].amount_minor.value == 101);
    CHECK(items[0].id.value == "i/level-1");
    CHECK(items[0].source_item_id.value == "i");
    CHECK(items[0].source_affiliate_id.value == "a");
    CHECK(items[1].amount_minor.value == 50);
}

TEST_CASE("nobody earns by recruiting themselves") {
    const ReferralPolicy policy{{Rate::parse("10%"), Rate::parse("10%"), Rate::parse("10%")}};
    CHECK(referral_items(item("i", 1000), std::vector{AffiliateId{"a"}, AffiliateId{"b"}}, policy).empty());
    CHECK(referral_items(item("i", 1000), std::vector{AffiliateId{"b"}, AffiliateId{"a"}, AffiliateId{"c"}}, policy)
              .size() == 1);
    CHECK_THROWS_AS((void)referral_items(item("i", 1000), std::vector{AffiliateId{"b"}}, {{Rate{2, 1}}}), Error);
}

TEST_CASE("a refund and a rejection cascade to the recruiters") {
    const AffiliateItem source = item("i", 1000);
    std::vector<AffiliateItem> items{source};
    for (const AffiliateItem& level :
         referral_items(source, std::vector{AffiliateId{"b"}, AffiliateId{"c"}}, {{Rate{1, 10}, Rate{1, 20}}}))
        items.push_back(level);
    items[1].status = ItemStatus::paid;
    const auto refunded = refund(items, 1, 2);
    REQUIRE(refunded.size() == 4);
    CHECK(refunded[0].amount_minor.value == 500);
    CHECK(refunded[1].amount_minor.value == 100);
    CHECK(refunded[2].amount_minor.value == 25);
    CHECK(refunded[3].amount_minor.value == -50);
    CHECK(refunded[3].affiliate_id.value == "b");
    items[1].status = ItemStatus::approved;
    for (const AffiliateItem& one : reject_items(items, source.id, "fraud")) {
        CHECK(one.status == ItemStatus::rejected);
        CHECK(one.reason == "fraud");
    }
    items[2].status = ItemStatus::locked;
    CHECK_THROWS_AS((void)reject_items(items, source.id, "fraud"), Error);
    CHECK_THROWS_AS((void)reject_items(items, AffiliateItemId{"x"}, "fraud"), Error);
}

TEST_CASE("a statement sums what is locked and due, clawbacks included, and pays no less than the minimum") {
    std::vector<AffiliateItem> items{
        with_status(item("i", 5000), ItemStatus::locked), with_status(item("j", -500), ItemStatus::locked),
        with_status(item("k", 900), ItemStatus::approved), with_status(item("l", 100, "b"), ItemStatus::locked)};
    items[2].schedule.pays_on = {2023, 4, 20};
    PayPolicy policy = impact.pay;
    policy.minimum_minor = {4500};
    auto statements = statements_of(items, {2023, 3, 20}, policy);
    REQUIRE(statements.size() == 2);
    CHECK(statements[0].due_minor.value == 4500);
    CHECK(statements[0].items.size() == 2);
    CHECK(statements[1].below_minimum);
    CHECK(statements[1].items.empty());
    CHECK(statements_of(items, {2023, 3, 19}, policy).empty());
    items[1].amount_minor = {-5000};
    policy.minimum_minor = {};
    CHECK(statements_of(items, {2023, 3, 20}, policy)[0].below_minimum);
}

TEST_CASE("an item goes through JSON") {
    const AffiliateItem one = item("i", 1000);
    CHECK(from_json<AffiliateItem>(to_json(one)) == one);
}

TEST_CASE("a hold reaches the recruiters, and a release frees those that waited for the same reason") {
    const AffiliateItem source = item("i", 1000);
    std::vector<AffiliateItem> items{source};
    for (const AffiliateItem& level : referral_items(
             source, std::vector{AffiliateId{"b"}, AffiliateId{"c"}, AffiliateId{"d"}},
             {{Rate{1, 10}, Rate{1, 10}, Rate{1, 10}}}))
        items.push_back(level);
    items.push_back(item("other", 500, "e"));
    items[1].status = ItemStatus::approved;
    items[2].status = ItemStatus::rejected;
    items[3] = advance(items[3], ItemAction::hold, january, utc, "no tax number");
    const auto statuses = [](const std::vector<AffiliateItem>& of) {
        std::vector<ItemStatus> out;
        for (const AffiliateItem& each : of) out.push_back(each.status);
        return out;
    };
    using enum ItemStatus;
    const auto held = hold_items(items, source.id, "fraud");
    CHECK(statuses(held) == std::vector{on_hold, on_hold, rejected, on_hold, pending});
    CHECK(held[3].reason == "no tax number");
    CHECK(statuses(release_items(held, source.id)) == std::vector{pending, pending, rejected, on_hold, pending});
    CHECK_THROWS_AS((void)release_items(items, source.id), Error);
    CHECK_THROWS_AS((void)hold_items(items, source.id, ""), Error);
    CHECK_THROWS_AS((void)hold_items(items, AffiliateItemId{"x"}, "fraud"), Error);
    items[1].status = locked;
    CHECK_THROWS_AS((void)hold_items(items, source.id, "fraud"), Error);
}
