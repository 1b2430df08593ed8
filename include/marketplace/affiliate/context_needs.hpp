#pragma once
// What a plan asks to be told beside an order: volumes and first orders.
//
// Hosts that keep such numbers ask this first, and keep nothing for plans that read nothing.

#include <marketplace/affiliate/commission_calculator.hpp>

#include <vector>

namespace marketplace::affiliate {

/// Which parts of a `CalculationContext` active rules of a plan read.
struct ContextNeeds {
    std::vector<VolumeWindow> volume_windows;  ///< of charges by volume, each once
    std::vector<Beneficiary> recurring;        ///< of recurring charges that end, each once, as the rules write them

    friend bool operator==(const ContextNeeds&, const ContextNeeds&) = default;
};
MARKETPLACE_COMPILED_RECORD(ContextNeeds, (volume_windows, recurring));

[[nodiscard]] ContextNeeds needs_of(const CommissionPlan& plan);

/// The beneficiaries of `needs.recurring` that the lines of an order name, each once: whose first order with the
/// customer is to be known.
[[nodiscard]] std::vector<Beneficiary> recurring_beneficiaries(const ContextNeeds& needs, const Order& order);

/// What an order adds to the volume of each of its vendors, in order of first appearance: by its lines, the gross less
/// the vendor's discounts and contained tax. The window is left at its default.
[[nodiscard]] std::vector<PeriodVolume> volumes_of(const Order& order);

}  // namespace marketplace::affiliate
