#include <doctest/doctest.h>

#include "commission_samples.hpp"

#include <marketplace/core/json.hpp>

using namespace commission_samples;

namespace {

CommissionPlan sound() {
    CommissionRule bands =
        rule("bands", Graduated{{{Amount{0}, Rate::bps(1000), {}}, {Amount{10000}, Rate::bps(500), {}}}});
    bands.conditions.category = {{CategoryId{"camera"}}};
    return plan({percent("all", 500), bands, rule("fixed", FixedPerUnit{{{"EUR", Amount{30}}}})});
}

/// What is refused after a change to a sound plan.
template <class Change>
std::string refused(Change&& change) {
    CommissionPlan changed = sound();
    change(changed);
    return refusal([&] { validate(changed); });
}

}  // namespace

TEST_CASE("a sound plan is accepted, and goes to JSON and back") {
    const CommissionPlan original = sound();
    CHECK(refusal([&] { validate(original); }) == "");
    CHECK(parse_plan(to_json(original)) == original);
}

TEST_CASE("a condition that does not exist is refused, since ignoring it would widen the rule") {
    const std::string text = R"({"id":"p","slots":[{"name":"fee"}],"rules":[{"id":"r","slot":"fee",
        "conditions":{"colour":["red"]},"charge":{"kind":"percent","rate":"5%"}}]})";
    CHECK(refusal([&] { static_cast<void>(parse_plan(text)); }) == "unknown_condition rules[0].conditions.colour");
    const std::string misspelt = R"({"id":"p","slot":[]})";
    CHECK(refusal([&] { static_cast<void>(parse_plan(misspelt)); }) == "unknown_field slot");
}

TEST_CASE("a rule without a charge is refused, never a silent zero percent") {
    const std::string text = R"({"id":"p","slots":[{"name":"fee"}],"rules":[{"id":"r","slot":"fee"}]})";
    CHECK(refusal([&] { static_cast<void>(parse_plan(text)); }) == "invalid_plan rules[0].charge.amounts_minor");
}

TEST_CASE("an empty list is refused, a missing condition is not") {
    CHECK(refused([](CommissionPlan& p) { p.rules[0].conditions.vendor.emplace(); }) ==
          "invalid_plan rules[0].conditions.vendor");
    CHECK(refused([](CommissionPlan& p) { p.rules[0].conditions.vendor = {{VendorId{}}}; }) ==
          "invalid_plan rules[0].conditions.vendor[0]");
    CHECK(refused([](CommissionPlan& p) {
              p.rules[0].conditions.sku = {{"a", "a"}};
          }) == "invalid_plan rules[0].conditions.sku[1]");
    CHECK(refused([](CommissionPlan& p) {
              p.rules[0].conditions.quantity = {3, 3};
          }) == "invalid_plan rules[0].conditions.quantity");
    CHECK(refused([](CommissionPlan& p) { p.rules[0].conditions.line_amount.emplace(); }) ==
          "invalid_plan rules[0].conditions.line_amount");
}

TEST_CASE("thresholds begin at zero and strictly increase") {
    const auto bands = [](CommissionPlan& p) -> std::vector<Threshold>& {
        return std::get<Graduated>(p.rules[1].charge).thresholds;
    };
    CHECK(refused([&](CommissionPlan& p) { bands(p)[0].from_minor = {1}; }) ==
          "thresholds_out_of_order rules[1].charge.thresholds[0].from_minor");
    CHECK(refused([&](CommissionPlan& p) { bands(p)[1].from_minor = {0}; }) ==
          "thresholds_out_of_order rules[1].charge.thresholds[1].from_minor");
    CHECK(refused([&](CommissionPlan& p) { bands(p).clear(); }) == "invalid_plan rules[1].charge.thresholds");
}

TEST_CASE("rates lie between 0 and 100 %, above only where the plan allows it") {
    CHECK(refused([](CommissionPlan& p) { p.rules[0].charge = Percent{Rate::bps(-1)}; }) ==
          "rate_out_of_range rules[0].charge.rate");
    CHECK(refused([](CommissionPlan& p) { p.rules[0].charge = Percent{Rate::bps(10001)}; }) ==
          "rate_out_of_range rules[0].charge.rate");
    CHECK(refused([](CommissionPlan& p) {
              p.rules[0].charge = Percent{Rate::bps(10001)};
              p.allow_over_100 = true;
          }) == "");
    CHECK(refused([](CommissionPlan& p) { p.rules[0].fee_taxes = {FeeTax{Rate::bps(10001), "DE", ""}}; }) ==
          "rate_out_of_range rules[0].fee_taxes[0].rate");
    CHECK(refused([](CommissionPlan& p) { p.rules[0].fee_taxes = {FeeTax{Rate::bps(1900), "", ""}}; }) ==
          "missing_field rules[0].fee_taxes[0].jurisdiction");
    CHECK(refused([](CommissionPlan& p) {
              p.rules[0].fee_taxes = {{Rate::bps(500), "CA", "GST"}, {Rate::bps(900), "CA", "QST"}};
          }) == "duplicate_key rules[0].fee_taxes[1].jurisdiction");
    CHECK(refused([](CommissionPlan& p) {
              p.rules[0].fee_taxes = {{Rate{1, INT64_MAX}, "CA", ""}, {Rate{1, INT64_MAX - 1}, "CA-QC", ""}};
          }) == "overflow rules[0].fee_taxes");
}

TEST_CASE("fixed charges need an amount, a real currency, and never a base of shipping") {
    CHECK(refused([](CommissionPlan& p) { p.rules[2].charge = FixedPerLine{}; }) ==
          "invalid_plan rules[2].charge.amounts_minor");
    CHECK(refused([](CommissionPlan& p) {
              p.rules[2].charge = FixedPerLine{{{"ABC", Amount{1}}}};
          }).starts_with("unknown_currency rules[2]"));
    CHECK(refused([](CommissionPlan& p) { p.rules[2].charge = FixedPerLine{{{"EUR", Amount{-1}}}}; }) ==
          "invalid_plan rules[2].charge.amounts_minor.EUR");
    CHECK(refused([](CommissionPlan& p) { p.rules[2].base.add_shipping = true; }) ==
          "invalid_plan rules[2].base.add_shipping");
    CHECK(refused([](CommissionPlan& p) { p.rules[0].base.add_shipping = true; }) == "");
}

TEST_CASE("bounds, windows and pools must contain something") {
    CHECK(refused([](CommissionPlan& p) {
              p.rules[0].bounds["EUR"] = {Amount{2}, Amount{1}};
          }) == "invalid_plan rules[0].bounds.EUR.min_minor");
    CHECK(refused([](CommissionPlan& p) {
              p.rules[0].effective_from = Timestamp{5};
              p.rules[0].effective_to = Timestamp{5};
          }) == "invalid_plan rules[0].effective_to");
    CHECK(refused([](CommissionPlan& p) {
              p.effective_from = Timestamp{5};
              p.effective_to = Timestamp{4};
          }) == "invalid_plan effective_to");
    CHECK(refused([](CommissionPlan& p) { p.rules[0].beneficiaries = {{{Party::platform, ""}, 0}}; }) ==
          "invalid_weights rules[0].beneficiaries");
    CHECK(refused([](CommissionPlan& p) { p.rules[0].beneficiaries = {{{Party::platform, ""}, -1}}; }) ==
          "invalid_weights rules[0].beneficiaries[0].weight");
    CHECK(refused([](CommissionPlan& p) {
              p.rules[0].beneficiaries = {{{Party::brand, ""}, 1}, {{Party::brand, ""}, 1}};
          }) == "duplicate_key rules[0].beneficiaries[1]");
    CHECK(refused([](CommissionPlan& p) { p.rules[0].charge = Recurring{Rate::bps(500), {}, FixedScope::order, 0}; }) ==
          "invalid_plan rules[0].charge.months");
}

TEST_CASE("two default rules of a slot may follow each other, not overlap") {
    const auto defaults = [](CommissionPlan& p, std::int64_t second_from) {
        p.rules[0].is_default = true;
        p.rules[0].effective_to = Timestamp{10};
        p.rules.push_back(percent("next", 600));
        p.rules.back().is_default = true;
        p.rules.back().effective_from = Timestamp{second_from};
    };
    CHECK(refused([&](CommissionPlan& p) { defaults(p, 10); }) == "");
    CHECK(refused([&](CommissionPlan& p) { defaults(p, 9); }) == "overlapping_default rules[3]");
    CHECK(refused([](CommissionPlan& p) { p.rules[1].is_default = true; }) == "invalid_plan rules[1].conditions");
}

TEST_CASE("ids and names refer to what exists, once") {
    CHECK(refused([](CommissionPlan& p) { p.id = {}; }) == "missing_field id");
    CHECK(refused([](CommissionPlan& p) { p.slots.clear(); }) == "invalid_plan slots");
    CHECK(refused([](CommissionPlan& p) { p.slots.push_back(p.slots[0]); }) == "duplicate_key slots[1].name");
    CHECK(refused([](CommissionPlan& p) { p.rules[1].id = p.rules[0].id; }) == "duplicate_key rules[1].id");
    CHECK(refused([](CommissionPlan& p) { p.rules[1].id = {}; }) == "missing_field rules[1].id");
    CHECK(refused([](CommissionPlan& p) { p.rules[1].slot = "affiliate"; }) == "unknown_slot rules[1].slot");
    CHECK(refused([](CommissionPlan& p) { p.slots[0].after = "platform_fee"; }) == "unknown_slot slots[0].after");
    CHECK(refused([](CommissionPlan& p) { p.slots[0].exclusive_with = {"later"}; }) ==
          "unknown_slot slots[0].exclusive_with[0]");
    CHECK(refused([](CommissionPlan& p) { p.time_zone = "Mars/Base"; }).starts_with("unknown_time_zone"));
    CHECK(refused([](CommissionPlan& p) {
              p.refund_policy.retain = Retain::all;
              p.refund_policy.retain_slots = {"affiliate"};
          }) == "unknown_slot refund_policy.retain_slots[0]");
}

namespace {

/// What is refused of a plan whose only rule has this charge, in JSON.
std::string refused_charge(const std::string& charge, const std::string& more = "") {
    const std::string text = R"({"id":"p","slots":[{"name":"fee"}],"rules":[{"id":"r","slot":"fee","charge":)" +
                             charge + "}]" + more + "}";
    return refusal([&] { static_cast<void>(parse_plan(text)); });
}

}  // namespace

TEST_CASE("a rate that was forgotten is refused by its name, never a silent zero percent") {
    const std::string missing = "missing_field rules[0].charge.";
    CHECK(refused_charge(R"({"kind":"percent"})") == missing + "rate");
    CHECK(refused_charge(R"({"kind":"percent_plus_fixed","amounts_minor":{"EUR":30}})") == missing + "rate");
    CHECK(refused_charge(R"({"kind":"recurring","months":3})") == missing + "rate");
    CHECK(refused_charge(R"({"kind":"graduated","thresholds":[{"rate":"5%"},{"from_minor":100}]})") ==
          missing + "thresholds[1].rate");
    CHECK(refused_charge(R"({"kind":"slab","thresholds":[{}]})") == missing + "thresholds[0].rate");
    CHECK(refused_charge(R"({"kind":"volume","thresholds":[{}]})") == missing + "thresholds[0].rate");
    const std::string five = R"({"kind":"percent","rate":"5%"})";
    CHECK(refused_charge(five, R"(,"refund_policy":{"retain":"capped","retain_slots":["fee"]})") ==
          "missing_field refund_policy.retain_rate");
    CHECK(refused([](CommissionPlan& p) { p.rules[0].fee_taxes = {FeeTax{std::nullopt, "DE", ""}}; }) ==
          "missing_field rules[0].fee_taxes[0].rate");
}

TEST_CASE("zero percent that is written down is a rate, and a fixed recurring amount needs none") {
    CHECK(refused_charge(R"({"kind":"percent","rate":"0%"})") == "");
    CHECK(refused_charge(R"({"kind":"slab","thresholds":[{"rate":"0%"},{"from_minor":100,"rate":"5%"}]})") == "");
    CHECK(refused_charge(R"({"kind":"recurring","amounts_minor":{"EUR":100}})") == "");
    CHECK(to_json(Percent{Rate{}}) == R"({"rate":"0%"})");
}

TEST_CASE("the currency of a plan has a minor unit") {
    CHECK(refused([](CommissionPlan& p) { p.currency = Currency{"XAU"}; }) == "unknown_currency currency");
    CHECK(refused([](CommissionPlan& p) { p.currency = Currency{"JPY"}; }) == "");
}
