// What the statement of a vendor says of an order: each thing by its own name, and the sum is what it earned.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;
using payments::EntryKind;

namespace {

using Kinds = std::map<EntryKind, std::int64_t>;

/// Everything that was written down for a vendor by one event.
Kinds kinds_of(Marketplace& shop, const char* event_id, const char* payee = "anna") {
    Kinds kinds;
    for (const auto& item : shop.all<payments::PayoutItem>()) {
        if (item.payee_id == payee && item.id.starts_with(std::string{event_id} + "/"))
            kinds[item.kind] += item.amount_minor.value;
    }
    return kinds;
}

Order taxed_order() {
    Order out = order("o1");
    out.country = "DE";
    OrderLine& line = out.lines[0];
    line.tax_added_minor = {1900};
    line.discount_platform_minor = {1000};
    return out;
}

void sell(Marketplace& shop, const Order& what) {
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{what, {}}));
    shop.engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
}

affiliate::RefundRequest refund(std::int64_t minor, bool goodwill = false) {
    affiliate::RefundRequest request;
    request.id = RefundId{"r1"};
    request.order_id = OrderId{"o1"};
    request.goodwill = goodwill;
    request.lines.push_back({OrderLineId{"1"}, std::nullopt, std::nullopt});
    if (minor != 0) request.lines[0].amount_minor = Amount{minor};
    return request;
}

void publish_remitting_plan(Marketplace& shop) {
    affiliate::CommissionPlan remitting = plan();
    remitting.version = 2;
    remitting.tax_handling = affiliate::TaxHandling::platform_remits;
    shop.engine.handle(event("plan-2", "2024-03-01T00:00:00Z", PlanPublished{remitting}));
}

}  // namespace

TEST_CASE("a plain sale is four entries") {
    Marketplace shop;
    sell(shop, order("o1"));
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    CHECK(kinds_of(shop, "e3") == Kinds{{EntryKind::order_amount, 10000},
                                        {EntryKind::shipping_amount, 1000},
                                        {EntryKind::commission_fee, -1100},
                                        {EntryKind::commission_vat, -220}});
    CHECK(kinds_of(shop, "e3", "bert") == Kinds{{EntryKind::order_amount, 3000},
                                                {EntryKind::commission_fee, -420},
                                                {EntryKind::commission_vat, -60}});
}

TEST_CASE("taxes that the platform remits and a discount that it pays are no refund and no credit") {
    Marketplace shop;
    publish_remitting_plan(shop);
    sell(shop, taxed_order());
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    CHECK(kinds_of(shop, "e3") == Kinds{{EntryKind::order_amount, 10000},
                                        {EntryKind::order_amount_tax, 1900},
                                        {EntryKind::shipping_amount, 1000},
                                        {EntryKind::commission_fee, -1100},
                                        {EntryKind::commission_vat, -220},
                                        {EntryKind::operator_remitted_tax, -1900}});
    SUBCASE("a refund of all gives each of them back") {
        shop.engine.handle(event("e4", "2024-03-07T09:00:00Z", OrderRefunded{refund(0)}));
        CHECK(kinds_of(shop, "e4") == Kinds{{EntryKind::refund_order_amount, -10000},
                                            {EntryKind::refund_order_amount_tax, -1900},
                                            {EntryKind::refund_shipping_amount, -1000},
                                            {EntryKind::refund_commission_fee, 1100},
                                            {EntryKind::refund_commission_vat, 220},
                                            {EntryKind::operator_remitted_tax, 1900}});
    }
    SUBCASE("refunds of parts sum to the same") {
        Kinds sum;
        for (int i = 1; i <= 7; ++i) {
            affiliate::RefundRequest part = refund(i < 7 ? 1717 : 0);
            const std::string id = "r" + std::to_string(i);
            part.id = RefundId{id};
            shop.engine.handle(event(id, "2024-03-07T09:00:00Z", OrderRefunded{part}));
            for (const auto& [kind, amount] : kinds_of(shop, id.c_str())) sum[kind] += amount;
        }
        CHECK(sum == Kinds{{EntryKind::refund_order_amount, -10000},
                           {EntryKind::refund_order_amount_tax, -1900},
                           {EntryKind::refund_shipping_amount, -1000},
                           {EntryKind::refund_commission_fee, 1100},
                           {EntryKind::refund_commission_vat, 220},
                           {EntryKind::operator_remitted_tax, 1900}});
        CHECK_NOTHROW(shop.close_days("2024-03-06", 20));
    }
}

TEST_CASE("what was refunded before the delivery is told beside the sale") {
    Marketplace shop;
    sell(shop, order("o1"));
    shop.engine.handle(event("r", "2024-03-05T09:00:00Z", OrderRefunded{refund(5500)}));
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    CHECK(kinds_of(shop, "e3") == Kinds{{EntryKind::order_amount, 10000},
                                        {EntryKind::shipping_amount, 1000},
                                        {EntryKind::commission_fee, -1100},
                                        {EntryKind::commission_vat, -220},
                                        {EntryKind::refund_order_amount, -5000},
                                        {EntryKind::refund_shipping_amount, -500},
                                        {EntryKind::refund_commission_fee, 550},
                                        {EntryKind::refund_commission_vat, 110}});
}

TEST_CASE("a refund of the shipping is one of the shipping on the statement, and one of the goods is none") {
    Marketplace shop;
    sell(shop, order("o1"));
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    affiliate::RefundRequest shipping = refund(0);
    shipping.lines[0].component = affiliate::PriceComponent::shipping;
    shop.engine.handle(event("e4", "2024-03-07T09:00:00Z", OrderRefunded{shipping}));
    const Kinds of_shipping = kinds_of(shop, "e4");
    CHECK(of_shipping.at(EntryKind::refund_shipping_amount) == -1000);
    CHECK_FALSE(of_shipping.contains(EntryKind::refund_order_amount));
    affiliate::RefundRequest goods = refund(0);
    goods.id = RefundId{"r2"};
    goods.lines[0].component = affiliate::PriceComponent::goods;
    shop.engine.handle(event("e5", "2024-03-08T09:00:00Z", OrderRefunded{goods}));
    const Kinds of_goods = kinds_of(shop, "e5");
    CHECK(of_goods.at(EntryKind::refund_order_amount) == -10000);
    CHECK_FALSE(of_goods.contains(EntryKind::refund_shipping_amount));
}

TEST_CASE("a fee that is retained is not given back on the statement") {
    Marketplace shop;
    affiliate::CommissionPlan keeping = plan();
    keeping.version = 2;
    keeping.refund_policy.retain = affiliate::Retain::all;
    keeping.refund_policy.retain_slots = {"platform_fee"};
    shop.engine.handle(event("plan-2", "2024-03-01T00:00:00Z", PlanPublished{keeping}));
    sell(shop, order("o1"));
    bool is_late = false;
    SUBCASE("after the delivery") { is_late = true; }
    SUBCASE("before it") {}
    if (is_late) shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    shop.engine.handle(event("r", "2024-03-07T09:00:00Z", OrderRefunded{refund(0)}));
    if (!is_late) shop.engine.handle(event("e3", "2024-03-08T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    Kinds all = kinds_of(shop, "e3");
    for (const auto& [kind, amount] : kinds_of(shop, "r")) all[kind] += amount;
    CHECK(all == Kinds{{EntryKind::order_amount, 10000},
                       {EntryKind::shipping_amount, 1000},
                       {EntryKind::commission_fee, -1100},
                       {EntryKind::commission_vat, -220},
                       {EntryKind::refund_order_amount, -10000},
                       {EntryKind::refund_shipping_amount, -1000},
                       {EntryKind::refund_commission_vat, 220}});
}

TEST_CASE("what a dispute holds at the delivery is called that") {
    Marketplace shop;
    sell(shop, order("o1"));
    DisputeOpened opened;
    opened.disputed = refund(5500);
    shop.engine.handle(event("d", "2024-03-05T09:00:00Z", opened));
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    CHECK(kinds_of(shop, "e3") == Kinds{{EntryKind::order_amount, 10000},
                                        {EntryKind::shipping_amount, 1000},
                                        {EntryKind::commission_fee, -1100},
                                        {EntryKind::commission_vat, -220},
                                        {EntryKind::dispute_amount, -4840}});
    shop.engine.handle(event("w", "2024-03-07T09:00:00Z", DisputeWon{RefundId{"r1"}}));
    CHECK(kinds_of(shop, "w") == Kinds{{EntryKind::dispute_amount_returned, 4840}});
}

TEST_CASE("a vendor that earns by the sale of another has earnings") {
    Marketplace shop;
    affiliate::CommissionPlan sharing = plan();
    sharing.version = 2;
    sharing.slots[1].beneficiary = {affiliate::Party::vendor, "bert"};
    shop.engine.handle(event("plan-2", "2024-03-01T00:00:00Z", PlanPublished{sharing}));
    Order one = order("o1");
    one.lines.pop_back();
    sell(shop, one);
    shop.engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    CHECK(kinds_of(shop, "e3", "bert") == Kinds{{EntryKind::earnings, 400}});
    CHECK(kinds_of(shop, "e3").at(EntryKind::commission_fee) == -1500);
}
