#include <marketplace/vendors/strategy.hpp>

#include <algorithm>
#include <set>

namespace marketplace::vendors {
namespace {

void validate_fees(const VendorStrategy& strategy) {
    std::set<std::string_view> codes;
    for (std::size_t i = 0; i < strategy.fees.size(); ++i) {
        const FeeRule& fee = strategy.fees[i];
        try {
            validate(fee);
            if (!codes.insert(fee.code).second) {
                fail(ErrorCode::invalid_vendor, "code", fee.code, "a code that is unique in the strategy");
            }
            if (std::find(strategy.fee_kinds.begin(), strategy.fee_kinds.end(), fee.kind) == strategy.fee_kinds.end()) {
                fail(ErrorCode::invalid_vendor, "kind", name_of(fee.kind), "one of the strategy's fee_kinds");
            }
        } catch (const Error& error) {
            throw error.within("fees[" + std::to_string(i) + "]");
        }
    }
}

void validate_strategy(const VendorStrategy& strategy, VendorType type) {
    if (strategy.type != type) fail(ErrorCode::invalid_vendor, "type", name_of(strategy.type), name_of(type));
    const bool has_slot = !strategy.commission_slot.empty();
    if (has_slot != (strategy.earns != EarningModel::residual)) {
        fail(ErrorCode::invalid_vendor, "commission_slot", strategy.commission_slot,
             "a slot, unless the residual is earned");
    }
    if (strategy.commission_party.empty()) fail(ErrorCode::missing_field, "commission_party", "", "a party");
    if (strategy.plan_id.empty()) fail(ErrorCode::missing_field, "plan_id", "", "a commission plan");
    if (strategy.payout_schedule_id.empty()) fail(ErrorCode::missing_field, "payout_schedule_id", "", "a schedule");
    validate_fees(strategy);
}

}  // namespace

StrategyConfig default_strategies() {
    using enum FeeKind;
    StrategyConfig out;
    out.id = "default";
    out.shop = {VendorType::shop, EarningModel::residual, "", "vendor", PlanId{"shop"}, "shop_weekly",
                HoldPolicy::after_delivery, {CatalogRight::own_offers, CatalogRight::own_products},
                {subscription, per_active_sku, per_listing, penalty, one_off}, {}};
    out.brand = {VendorType::brand, EarningModel::share, "brand_share", "brand", PlanId{"brand"}, "brand_monthly",
                 HoldPolicy::after_period, {CatalogRight::own_products, CatalogRight::shared_master_data},
                 {subscription, marketing_fund, one_off}, {}};
    out.distributor = {VendorType::distributor, EarningModel::service, "distribution_share", "distributor",
                       PlanId{"distributor"}, "distributor_daily", HoldPolicy::after_shipment,
                       {CatalogRight::stock_and_prices}, {per_order, per_kilogram, penalty, one_off}, {}};
    return out;
}

void validate(const StrategyConfig& config) {
    if (config.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id");
    if (config.version < 1) fail(ErrorCode::out_of_range, "version", std::to_string(config.version), "1 or more");
    for (const VendorType type : {VendorType::shop, VendorType::brand, VendorType::distributor}) {
        try {
            validate_strategy(strategy_for(config, type), type);
        } catch (const Error& error) {
            throw error.within(name_of(type));
        }
    }
}

const VendorStrategy& strategy_for(const StrategyConfig& config, VendorType type) {
    switch (type) {
        case VendorType::brand: return config.brand;
        case VendorType::distributor: return config.distributor;
        case VendorType::shop: break;
    }
    return config.shop;
}

const PlanId& plan_of(const Vendor& vendor, const StrategyConfig& config) {
    return vendor.plan_id.empty() ? strategy_for(config, vendor.type).plan_id : vendor.plan_id;
}

const std::string& payout_schedule_of(const Vendor& vendor, const StrategyConfig& config) {
    if (!vendor.payout_schedule_id.empty()) return vendor.payout_schedule_id;
    return strategy_for(config, vendor.type).payout_schedule_id;
}

std::vector<FeeRule> fees_of(const Vendor& vendor, const StrategyConfig& config, FeeKind kind, Currency currency) {
    std::vector<FeeRule> out;
    for (const FeeRule& fee : strategy_for(config, vendor.type).fees) {
        if (fee.kind == kind && fee.currency == currency) out.push_back(fee);
    }
    return out;
}

}  // namespace marketplace::vendors
