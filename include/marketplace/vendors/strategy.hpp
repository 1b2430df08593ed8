#pragma once
// What a shop, a brand and a distributor have of their own: how they earn, what they pay, when they are
// paid. One table that a marketplace configures; a single vendor may override plan and schedule.

#include <marketplace/vendors/fee_calculator.hpp>
#include <marketplace/vendors/vendor.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::vendors {

/// How a kind of vendor earns from an order.
enum class EarningModel {
    residual,   ///< is merchant of record and receives what the slots of the plan leave
    share,      ///< receives a slot of the plan: a royalty or wholesale price
    service,    ///< receives a slot for a service, by unit or weight, plus its margin
};
MARKETPLACE_COMPILED_ENUM(EarningModel, residual, share, service)

/// From which event on an earning waits, before it can be paid.
enum class HoldPolicy { after_delivery, after_shipment, after_period };
MARKETPLACE_COMPILED_ENUM(HoldPolicy, after_delivery, after_shipment, after_period)

/// What a vendor may change in the catalog.
enum class CatalogRight { own_offers, own_products, shared_master_data, stock_and_prices };
MARKETPLACE_COMPILED_ENUM(CatalogRight, own_offers, own_products, shared_master_data, stock_and_prices)

/// The choices for one kind of vendor.
struct VendorStrategy {
    VendorType type = VendorType::shop;
    EarningModel earns = EarningModel::residual;
    std::string commission_slot;      ///< slot of the plan that pays this kind; empty for the residual
    std::string commission_party;     ///< party of the split: vendor, brand or distributor
    PlanId plan_id;
    std::string payout_schedule_id;   ///< a payout schedule; `payments::default_schedule` has those of the defaults
    HoldPolicy hold = HoldPolicy::after_delivery;  ///< in words; the `hold_start` of the schedule must agree
    std::vector<CatalogRight> catalog_rights;
    std::vector<FeeKind> fee_kinds;   ///< what this kind may be charged
    std::vector<FeeRule> fees;        ///< what it is charged; a currency of its own each

    friend bool operator==(const VendorStrategy&, const VendorStrategy&) = default;
};
MARKETPLACE_COMPILED_RECORD(VendorStrategy, (type, earns, commission_slot, commission_party, plan_id,
                                             payout_schedule_id, hold, catalog_rights, fee_kinds, fees));

/// The table.
struct StrategyConfig {
    std::string id;
    std::int64_t version = 1;
    VendorStrategy shop;
    VendorStrategy brand;
    VendorStrategy distributor;

    friend bool operator==(const StrategyConfig&, const StrategyConfig&) = default;
};
MARKETPLACE_COMPILED_RECORD(StrategyConfig, (id, version, shop, brand, distributor));
[[nodiscard]] inline TableSpec table_spec(const StrategyConfig*) { return {"vendor_strategy", "id,version", {}}; }

/// The table without prices: a shop is merchant of record, paid weekly; a brand receives `brand_share`,
/// paid monthly; a distributor receives `distribution_share`, paid daily on shipment.
[[nodiscard]] StrategyConfig default_strategies();

/// Throws `invalid_vendor` (or what `validate` of a fee throws) with the path: "brand.fees[0].rate".
/// That the named plans and schedules exist is checked where they are kept.
void validate(const StrategyConfig& config);

[[nodiscard]] const VendorStrategy& strategy_for(const StrategyConfig& config, VendorType type);

/// The plan and schedule of a vendor: its own, or those of its kind.
[[nodiscard]] const PlanId& plan_of(const Vendor& vendor, const StrategyConfig& config);
[[nodiscard]] const std::string& payout_schedule_of(const Vendor& vendor, const StrategyConfig& config);

/// The fees of one kind that a vendor is charged in a currency, in the order of the table.
[[nodiscard]] std::vector<FeeRule> fees_of(const Vendor& vendor, const StrategyConfig& config, FeeKind kind,
                                           Currency currency);

}  // namespace marketplace::vendors
