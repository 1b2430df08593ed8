#include "unit/core/refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>
#include <marketplace/order/order.hpp>

using namespace marketplace;

namespace {

Order sound() {
    OrderLine line;
    line.id = OrderLineId{"l1"};
    line.vendor_id = VendorId{"v1"};
    line.quantity = 3;
    line.unit_price_minor = {1000};
    line.discount_vendor_minor = {200};
    line.discount_platform_minor = {100};
    line.tax_included_minor = {430};
    line.tax_added_minor = {50};
    line.shipping_minor = {499};
    line.gift_wrap_minor = {300};
    line.fees_minor = {7};
    Order out;
    out.id = OrderId{"o1"};
    out.currency = Currency{"EUR"};
    out.placed_at = parse_timestamp("2018-03-01T12:00:00Z");
    out.lines = {line, line};
    out.lines[1].id = OrderLineId{"l2"};
    return out;
}

template <class F>
std::string refused(F&& change) {
    Order order = sound();
    change(order);
    return refusal([&] { return validate(order), 0; });
}

}  // namespace

TEST_CASE("what the customer pays is the price less discounts and plus what is added") {
    const Order order = sound();
    CHECK(gross_of(order.lines[0]) == Amount{3000});
    CHECK(total_of(order.lines[0]) == Amount{3000 - 200 - 100 + 50 + 499 + 300 + 7});
    CHECK(total_of(order) == Amount{2 * 3556});
    CHECK(total_of(Order{}) == Amount{});
}

TEST_CASE("a sound order passes and comes back from its JSON") {
    CHECK(refused([](Order&) {}) == "not refused");
    CHECK(from_json<Order>(to_json(sound())) == sound());
}

TEST_CASE("what is wrong with an order is said with its exact path") {
    CHECK(refused([](auto& o) { o.id = OrderId{}; }) == "missing_field at id");
    CHECK(refused([](auto& o) { o.currency = Currency{}; }) == "unknown_currency at currency");
    CHECK(refused([](auto& o) { o.currency = Currency{"XAU"}; }) == "unknown_currency at currency");
    CHECK(refused([](auto& o) { o.ordinal = -1; }) == "out_of_range at ordinal");
    CHECK(refused([](auto& o) { o.lines[1].id = OrderLineId{}; }) == "missing_field at lines[1].id");
    CHECK(refused([](auto& o) { o.lines[1].id = OrderLineId{"l1"}; }) == "duplicate_key at lines[1].id");
    CHECK(refused([](auto& o) { o.lines[0].vendor_id = VendorId{}; }) == "missing_field at lines[0].vendor_id");
    CHECK(refused([](auto& o) { o.lines[1].quantity = 0; }) == "out_of_range at lines[1].quantity");
    const auto negative = [](Amount OrderLine::*field) {
        return refused([&](auto& o) { o.lines[1].*field = Amount{-1}; });
    };
    CHECK(negative(&OrderLine::unit_price_minor) == "out_of_range at lines[1].unit_price_minor");
    CHECK(negative(&OrderLine::discount_vendor_minor) == "out_of_range at lines[1].discount_vendor_minor");
    CHECK(negative(&OrderLine::discount_platform_minor) == "out_of_range at lines[1].discount_platform_minor");
    CHECK(negative(&OrderLine::tax_included_minor) == "out_of_range at lines[1].tax_included_minor");
    CHECK(negative(&OrderLine::tax_added_minor) == "out_of_range at lines[1].tax_added_minor");
    CHECK(negative(&OrderLine::shipping_minor) == "out_of_range at lines[1].shipping_minor");
    CHECK(negative(&OrderLine::gift_wrap_minor) == "out_of_range at lines[1].gift_wrap_minor");
    CHECK(negative(&OrderLine::fees_minor) == "out_of_range at lines[1].fees_minor");
}

TEST_CASE("discounts and contained tax stay within the price") {
    CHECK(refused([](auto& o) { o.lines[0].discount_vendor_minor = {2901}; }) ==
          "out_of_range at lines[0].discount_vendor_minor");
    CHECK(refused([](auto& o) { o.lines[0].discount_vendor_minor = {2900}; o.lines[0].tax_included_minor = {}; }) ==
          "not refused");
    CHECK(refused([](auto& o) { o.lines[0].tax_included_minor = {2701}; }) ==
          "out_of_range at lines[0].tax_included_minor");
    CHECK(refused([](auto& o) { o.lines[0].tax_included_minor = {2700}; }) == "not refused");
}

TEST_CASE("amounts that do not fit in 64 bits are refused on the line or in the total") {
    CHECK(refused([](auto& o) { o.lines[0].quantity = INT64_MAX; }) == "overflow at lines[0]");
    CHECK(refused([](auto& o) { o.lines[0].shipping_minor = {INT64_MAX}; }) == "overflow");
}
