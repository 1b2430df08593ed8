#include <doctest/doctest.h>

#include <marketplace/core/json.hpp>
#include <marketplace/vendors/strategy.hpp>

using namespace marketplace;
using namespace marketplace::vendors;

namespace {

std::string refusal(void (*change)(StrategyConfig&)) {
    StrategyConfig config = default_strategies();
    change(config);
    try {
        validate(config);
        return "accepted";
    } catch (const Error& error) {
        return error.field();
    }
}

FeeRule fund() {
    FeeRule out;
    out.code = "fund";
    out.kind = FeeKind::marketing_fund;
    out.currency = Currency{"EUR"};
    out.rate = Rate::parse("2%");
    return out;
}

}  // namespace

TEST_CASE("the default table is sound and says what the types differ in") {
    const StrategyConfig config = default_strategies();
    CHECK_NOTHROW(validate(config));
    CHECK(strategy_for(config, VendorType::shop).commission_slot.empty());
    CHECK(strategy_for(config, VendorType::brand).commission_slot == "brand_share");
    CHECK(strategy_for(config, VendorType::distributor).commission_slot == "distribution_share");
    CHECK(strategy_for(config, VendorType::distributor).hold == HoldPolicy::after_shipment);
    CHECK(from_json<StrategyConfig>(to_json(config)) == config);
}

TEST_CASE("a vendor's own plan and schedule go before those of its type") {
    const StrategyConfig config = default_strategies();
    Vendor vendor;
    vendor.type = VendorType::brand;
    CHECK(plan_of(vendor, config) == PlanId{"brand"});
    CHECK(payout_schedule_of(vendor, config) == "brand_monthly");
    vendor.plan_id = PlanId{"special"};
    vendor.payout_schedule_id = "manual";
    CHECK(plan_of(vendor, config) == PlanId{"special"});
    CHECK(payout_schedule_of(vendor, config) == "manual");
}

TEST_CASE("a table that contradicts itself is refused with the path") {
    CHECK(refusal([](StrategyConfig&) {}) == "accepted");
    CHECK(refusal([](StrategyConfig& c) { c.id.clear(); }) == "id");
    CHECK(refusal([](StrategyConfig& c) { c.version = 0; }) == "version");
    CHECK(refusal([](StrategyConfig& c) { c.brand.type = VendorType::shop; }) == "brand.type");
    CHECK(refusal([](StrategyConfig& c) { c.shop.commission_slot = "x"; }) == "shop.commission_slot");
    CHECK(refusal([](StrategyConfig& c) { c.brand.commission_slot.clear(); }) == "brand.commission_slot");
    CHECK(refusal([](StrategyConfig& c) { c.brand.commission_party.clear(); }) == "brand.commission_party");
    CHECK(refusal([](StrategyConfig& c) { c.brand.plan_id = PlanId{}; }) == "brand.plan_id");
    CHECK(refusal([](StrategyConfig& c) { c.distributor.payout_schedule_id.clear(); }) ==
          "distributor.payout_schedule_id");
    CHECK(refusal([](StrategyConfig& c) { c.brand.fees = {fund()}; }) == "accepted");
    CHECK(refusal([](StrategyConfig& c) { c.brand.fees = {fund(), fund()}; }) == "brand.fees[1].code");
    CHECK(refusal([](StrategyConfig& c) { c.shop.fees = {fund()}; }) == "shop.fees[0].kind");
    CHECK(refusal([](StrategyConfig& c) {
              c.brand.fees = {fund()};
              c.brand.fees[0].rate = Rate{2, 1};
          }) == "brand.fees[0].rate");
}

TEST_CASE("fees are found by kind and currency") {
    StrategyConfig config = default_strategies();
    config.brand.fees = {fund()};
    Vendor vendor;
    vendor.type = VendorType::brand;
    CHECK(fees_of(vendor, config, FeeKind::marketing_fund, Currency{"EUR"}).size() == 1);
    CHECK(fees_of(vendor, config, FeeKind::marketing_fund, Currency{"USD"}).empty());
    CHECK(fees_of(vendor, config, FeeKind::one_off, Currency{"EUR"}).empty());
}
