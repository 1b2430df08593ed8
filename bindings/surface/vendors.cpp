#include "module.hpp"

#include <marketplace/vendors/analytics.hpp>
#include <marketplace/vendors/fee_calculator.hpp>
#include <marketplace/vendors/onboarding.hpp>
#include <marketplace/vendors/strategy.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::vendors;  // NOLINT: this file is a list of its functions

void register_analytics(Module& module) {
    module.function("tally", {"facts", {"before", SalesTally{}}},
                    [](std::span<const SalesFact> facts, SalesTally tally) {
                        for (const SalesFact& fact : facts) add(tally, fact);
                        return tally;
                    })
        .in_bulk("add").takes_long();
    module.function("merge", {"tally", "other"}, [](SalesTally tally, const SalesTally& other) {
        merge(tally, other);
        return tally;
    });
    module.function("metrics_of", {"tally", {"top_products", std::int64_t{10}}}, &metrics_of);
    module
        .function("compute_metrics",
                  {"facts", "from", "to", {"vendor_id", VendorId{}}, {"top_products", std::int64_t{10}}},
                  [](std::span<const SalesFact> facts, Timestamp from, Timestamp to, const VendorId& vendor_id,
                     std::size_t top_products) {
                      return compute_metrics(facts, TimeWindow{from, to}, vendor_id, top_products);
                  })
        .takes_long();
    module.function("cohorts_of", {"facts", "zone", "months"}, &cohorts_of).takes_long();
    module.function("retention_of", {"cohort", "month"}, &retention_of);
    module.function("retention_rate", {"at_start", "at_end", "came"}, &retention_rate);
}

}  // namespace

void register_vendors(Registry& registry) {
    Module module{registry, "vendors"};
    module.function("validate_vendor", {"vendor"}, [](const Vendor& vendor) { validate(vendor); })
        .cpp("validate(Vendor)");
    module.function("is_closed", {"vendor", "day"}, &is_closed);
    module.function("can_sell", {"vendor", "day"}, &can_sell);
    module.function("holds_payouts", {"vendor"}, &holds_payouts);
    module.function("apply", {"vendor", "command", {"policy", OnboardingPolicy{}}}, &vendors::apply);
    module.function("leads_to", {"from", "to"}, &leads_to);
    module.function("with_computed", {"vendor", "requirements"}, &with_computed);
    module.function("is_complete", {"requirement", "day"}, &is_complete);
    module.function("unmet_requirements", {"requirements", "day"}, &unmet_requirements);
    module.function("drift_of", {"vendor", "requirements", "day", "at_risk_since", "policy"}, &drift_of);
    module.function("default_strategies", {}, &default_strategies);
    module.function("validate_strategies", {"config"}, [](const StrategyConfig& config) { validate(config); })
        .cpp("validate(StrategyConfig)");
    module.function("strategy_for", {"config", "type"}, &strategy_for);
    module.function("plan_of", {"vendor", "config"}, &plan_of);
    module.function("payout_schedule_of", {"vendor", "config"}, &payout_schedule_of);
    module.function("fees_of", {"vendor", "config", "kind", "currency"}, &fees_of);
    module.function("validate_fee", {"rule"}, [](const FeeRule& rule) { validate(rule); }).cpp("validate(FeeRule)");
    module.function("calculate_fee", {"rule", "facts"}, &calculate_fee);
    module.function("calculate_subscription", {"rule", "use"}, &calculate_subscription);
    module.function("listing_fee_dates", {"listed_on", "ended_on", "sold_on", "months", "until"}, &listing_fee_dates);
    register_analytics(module);
}

}  // namespace marketplace::surface
