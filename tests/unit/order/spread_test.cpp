#include "unit/core/refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/order/spread.hpp>

using namespace marketplace;

namespace {

/// Lines of one unit at these prices, of two vendors in turn.
Order of(std::vector<std::int64_t> prices) {
    Order out;
    out.id = OrderId{"o1"};
    out.currency = Currency{"EUR"};
    for (const std::int64_t price : prices) {
        OrderLine& line = out.lines.emplace_back();
        line.id = OrderLineId{"l" + std::to_string(out.lines.size())};
        line.vendor_id = VendorId{out.lines.size() % 2 == 1 ? "v1" : "v2"};
        line.unit_price_minor = {price};
    }
    return out;
}

std::vector<std::int64_t> amounts(const Order& order, Amount OrderLine::* field) {
    std::vector<std::int64_t> out;
    for (const OrderLine& line : order.lines) out.push_back((line.*field).value);
    return out;
}

using Values = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("a discount on the order goes to its lines by what they cost, to the last minor unit") {
    const Order vendor = spread_discount(of({1000, 1000, 1000}), Amount{100}, DiscountFunding::vendor);
    CHECK(amounts(vendor, &OrderLine::discount_vendor_minor) == Values{34, 33, 33});
    CHECK(amounts(vendor, &OrderLine::discount_platform_minor) == Values{0, 0, 0});
    const Order both = spread_discount(vendor, Amount{290}, DiscountFunding::platform);
    CHECK(amounts(both, &OrderLine::discount_platform_minor) == Values{96, 97, 97});
    CHECK(total_of(both) == Amount{3000 - 100 - 290});
    validate(both);
}

TEST_CASE("no line is discounted below zero, even where it was discounted before") {
    Order order = of({1000, 1000});
    order.lines[0].discount_vendor_minor = {990};
    const Order all = spread_discount(order, Amount{1010}, DiscountFunding::platform);
    CHECK(amounts(all, &OrderLine::discount_platform_minor) == Values{10, 1000});
    validate(all);
    CHECK(refusal([&] { return spread_discount(order, Amount{1011}, DiscountFunding::vendor); }) ==
          "out_of_range at discount");
    CHECK(refusal([&] { return spread_discount(order, Amount{-1}, DiscountFunding::vendor); }) ==
          "out_of_range at discount");
    CHECK(spread_discount(of({0}), Amount{0}, DiscountFunding::vendor) == of({0}));
}

TEST_CASE("the shipping of a parcel that two vendors share is borne by the value of their goods") {
    const Order shared = spread_shipping(of({3000, 1000}), Amount{499});
    CHECK(amounts(shared, &OrderLine::shipping_minor) == Values{374, 125});
    const std::vector parcel{OrderLineId{"l3"}, OrderLineId{"l2"}};
    const Order some = spread_shipping(of({3000, 1000, 1000}), Amount{5}, parcel);
    CHECK(amounts(some, &OrderLine::shipping_minor) == Values{0, 2, 3});
    CHECK(amounts(spread_shipping(shared, Amount{1}), &OrderLine::shipping_minor) == Values{375, 125});
    CHECK(amounts(spread_shipping(of({0, 0}), Amount{3}), &OrderLine::shipping_minor) == Values{2, 1});
}

TEST_CASE("a parcel names lines of the order, each once") {
    const auto refused = [](std::vector<OrderLineId> lines, std::int64_t amount = 5) {
        return refusal([&] { return spread_shipping(of({10, 20}), Amount{amount}, lines); });
    };
    CHECK(refused({OrderLineId{"x"}}) == "not_found at lines[0]");
    CHECK(refused({OrderLineId{"l1"}, OrderLineId{"l1"}}) == "duplicate_key at lines[1]");
    CHECK(refused({}, -1) == "out_of_range at shipping");
    CHECK(refusal([] { return spread_shipping(of({}), Amount{5}); }) == "invalid_value at lines");
}
