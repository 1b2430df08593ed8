#include <doctest/doctest.h>

#include <marketplace/affiliate/refund_policy.hpp>
#include <marketplace/core/json.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;

namespace {

std::string refused_field(const RefundPolicy& policy) {
    try {
        validate(policy);
    } catch (const Error& error) {
        return error.field();
    }
    return "";
}

RefundPolicy amazon() {
    return lesser_of_cap_and_rate(Rate::parse("20%"), {{"USD", {500}}, {"BRL", {1000}}, {"AED", {1500}}});
}

}  // namespace

TEST_CASE("C01 C03: the lesser of a rate of the fee and the cap of the currency is retained") {
    CHECK(retained_of(amazon(), {5175}, Currency{"USD"}).value == 500);
    CHECK(retained_of(amazon(), {5175}, Currency{"BRL"}).value == 1000);
    CHECK(retained_of(amazon(), {855}, Currency{"USD"}).value == 171);
    CHECK(retained_of(amazon(), {9600}, Currency{"AED"}).value == 1500);
    CHECK(retained_of(amazon(), {825}, Currency{"AED"}).value == 165);
}

TEST_CASE("a currency without a cap is not capped") {
    CHECK(retained_of(amazon(), {5175}, Currency{"EUR"}).value == 1035);
}

TEST_CASE("none retains nothing and all retains the whole fee") {
    RefundPolicy policy;
    CHECK(retained_of(policy, {5175}, Currency{"USD"}).value == 0);
    policy.retain = Retain::all;
    policy.retain_slots = {"platform_fee"};
    CHECK(retained_of(policy, {5175}, Currency{"USD"}).value == 5175);
    CHECK(retained_of(policy, {-1}, Currency{"USD"}).value == 0);
}

TEST_CASE("the default policy and the one of Amazon are valid and go through JSON") {
    CHECK(refused_field({}).empty());
    CHECK(refused_field(amazon()).empty());
    CHECK(from_json<RefundPolicy>(to_json(amazon())) == amazon());
}

TEST_CASE("a policy that contradicts itself is refused with the field that does") {
    RefundPolicy policy = amazon();
    policy.retain_rate = Rate::parse("101%");
    CHECK(refused_field(policy) == "retain_rate");
    policy = amazon();
    policy.retain_cap_minor["USD"] = {-1};
    CHECK(refused_field(policy) == "retain_cap_minor.USD");
    policy = amazon();
    policy.retain_cap_minor = {{"XAU", {5}}};
    CHECK(refused_field(policy) == "retain_cap_minor.XAU");
    policy = amazon();
    policy.retain = Retain::all;
    CHECK(refused_field(policy) == "retain");
    policy = amazon();
    policy.retain_slots.clear();
    CHECK(refused_field(policy) == "retain_slots");
    policy.retain_slots = {"a", "a"};
    CHECK(refused_field(policy) == "retain_slots[1]");
}
