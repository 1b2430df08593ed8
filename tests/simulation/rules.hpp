#pragma once
// The rules of the simulated marketplace: plans, tiers and points that use what the modules offer.

#include <marketplace/affiliate/commission_plan.hpp>
#include <marketplace/affiliate/shop_tier.hpp>
#include <marketplace/loyalty/program.hpp>
#include <marketplace/payments/payout_schedule.hpp>
#include <marketplace/vendors/strategy.hpp>

namespace marketplace::simulation {

/// For everybody: a graduated fee with tax and bounds, an affiliate slot, part of the fee retained in a refund.
inline affiliate::CommissionPlan standard_plan() {
    return affiliate::parse_plan(R"({"id": "standard", "slots": [
        {"name": "platform_fee", "beneficiary": {"party": "platform"}},
        {"name": "affiliate", "beneficiary": {"party": "affiliate"}}],
      "refund_policy": {"retain": "capped", "retain_rate": "20%", "retain_cap_minor": {"EUR": 300},
                        "retain_slots": ["platform_fee"]},
      "rules": [
        {"id": "all", "slot": "platform_fee", "is_default": true, "base": {"from": "gross", "add_shipping": true},
         "charge": {"kind": "graduated", "thresholds": [{"from_minor": 0, "rate": "12.5%"},
                                                        {"from_minor": 10000, "rate": "7.25%"}]},
         "bounds": {"EUR": {"min_minor": 30}}, "fee_taxes": [{"rate": "19%", "jurisdiction": "DE"}]},
        {"id": "referred", "slot": "affiliate", "conditions": {}, "base": {"from": "gross"},
         "charge": {"kind": "percent", "rate": "4%"}}]})");
}

/// For brands and distributors: their share is a slot, and a part goes to a marketing fund.
inline affiliate::CommissionPlan plan_of_kind(const char* id, const char* party) {
    const std::string text = std::string{R"({"id": ")"} + id + R"(", "slots": [
        {"name": "platform_fee", "beneficiary": {"party": "platform"}},
        {"name": "fund", "beneficiary": {"party": "marketing_fund", "id": "fund"}},
        {"name": "share", "beneficiary": {"party": ")" + party + R"(", "id": "house"}}],
      "rules": [
        {"id": "fee", "slot": "platform_fee", "is_default": true, "charge": {"kind": "percent", "rate": "8%"}},
        {"id": "fund", "slot": "fund", "is_default": true, "charge": {"kind": "percent", "rate": "1.5%"}},
        {"id": "share", "slot": "share", "is_default": true, "charge": {"kind": "percent", "rate": "33.3%"}}]})";
    return affiliate::parse_plan(text);
}

/// Three levels by net sales of the month before; gold has a plan of its own.
inline affiliate::TierPolicy tiers() {
    return affiliate::parse_tier_policy(R"({"id": "tiers", "currency": "EUR", "levels": [
        {"code": "bronze", "rank": 0},
        {"code": "silver", "rank": 1, "any_of": [{"all_of": [
            {"metric": "gmv_net", "comparison": "at_least", "number": 20000}]}]},
        {"code": "gold", "rank": 2, "benefits": {"plan_id": "gold"}, "any_of": [{"all_of": [
            {"metric": "gmv_net", "comparison": "at_least", "number": 100000}]}]}],
      "window": {"kind": "look_back", "unit": "month", "count": 1}})");
}

/// One point for each euro, active a week after delivery, gone a month later.
inline loyalty::Program program() {
    return loyalty::parse_program(R"({"id": "club", "currency": "EUR",
      "earn": {"rules": [{"id": "one", "points_per_minor": "1/100"}], "day_max": 400},
      "activation": {"mode": "after_days", "days": 7, "from": "delivered"},
      "expiry": {"mode": "rolling", "days": 20},
      "redemption": {"minor_per_point": "1", "points_min": 5, "share_max": "50%"},
      "refund": {"earned": "unlimited"}, "fair_value": "4/5"})");
}

/// Paid on Mondays, three days after delivery, at least 5.00; 15 % are kept back for ten days, 20.00 at most.
inline payments::PayoutSchedule on_mondays() {
    payments::PayoutSchedule schedule;
    schedule.id = "mondays";
    schedule.kind = payments::PayoutScheduleKind::weekly;
    schedule.weekday = 1;
    schedule.delay_days = 3;
    schedule.minimum_minor = {{"EUR", Amount{500}}};
    schedule.reserve = Rate::parse("15%");
    schedule.reserve_days = 10;
    schedule.reserve_maximum_minor = {{"EUR", Amount{2000}}};
    return schedule;
}

inline vendors::FeeRule fee(const char* code, vendors::FeeKind kind, std::int64_t minor) {
    vendors::FeeRule rule;
    rule.code = code;
    rule.kind = kind;
    rule.currency = Currency{"EUR"};
    rule.amount_minor = Amount{minor};
    rule.tax = Rate::parse("19%");
    return rule;
}

/// Shops pay each month and for breaches, distributors for breaches; brands for nothing.
inline vendors::StrategyConfig strategies() {
    vendors::StrategyConfig out = vendors::default_strategies();
    out.id = "ours";
    out.shop.fees = {fee("monthly", vendors::FeeKind::subscription, 1990),
                     fee("breach", vendors::FeeKind::penalty, 500)};
    out.shop.payout_schedule_id = "mondays";
    out.distributor.fees = {fee("breach", vendors::FeeKind::penalty, 700)};
    return out;
}

}  // namespace marketplace::simulation
