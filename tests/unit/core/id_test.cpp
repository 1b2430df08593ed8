#include <doctest/doctest.h>
#include <marketplace/core/id.hpp>

#include <set>
#include <type_traits>
#include <unordered_set>

using namespace marketplace;

TEST_CASE("ids of different kinds do not mix, and text does not become an id by accident") {
    CHECK_FALSE(std::is_same_v<OrderId, VendorId>);
    CHECK_FALSE(std::is_convertible_v<OrderId, VendorId>);
    CHECK_FALSE(std::is_constructible_v<OrderId, VendorId>);
    CHECK_FALSE(std::is_convertible_v<std::string, OrderId>);
    CHECK_FALSE(std::is_convertible_v<const char*, OrderId>);
}

TEST_CASE("an id compares and hashes as its text") {
    CHECK(OrderId{"a"} == OrderId{std::string{"a"}});
    CHECK(OrderId{"a"} < OrderId{std::string_view{"b"}});
    CHECK(OrderId{}.empty());
    CHECK_FALSE(OrderId{"a"}.empty());
    CHECK(OrderId::kind() == "OrderId");
    CHECK(std::set<VendorId>{VendorId{"b"}, VendorId{"a"}, VendorId{"b"}}.size() == 2);
    CHECK(std::unordered_set<VendorId>{VendorId{"b"}, VendorId{"a"}, VendorId{"b"}}.size() == 2);
}
