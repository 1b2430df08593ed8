#pragma once
// Commission of an order: which rule wins each slot, what it charges, and who gets what.
//
// Pure and exact: charges are fractions until they are rounded once by a named mode; the shares of a
// line sum to what the customer pays for it, checked in release builds too. Evaluation order, ties and
// formulas are those of commission_plan.hpp and commission_charge.hpp.

#include <marketplace/affiliate/compiled_plan.hpp>

#include <optional>
#include <vector>

namespace marketplace::affiliate {

/// How much of the way to a charge is recorded.
enum class ExplanationLevel {
    none,    ///< amounts alone
    winner,  ///< the winning rule, its bands, exact amount, bounds, tax treatment and tier
    full,    ///< also every candidate with its verdict, and what the base was added up from
};
MARKETPLACE_COMPILED_ENUM(ExplanationLevel, none, winner, full)

/// What a vendor sold in a window before this order. A volume that is not given is zero.
struct PeriodVolume {
    VendorId vendor_id;
    VolumeWindow window = VolumeWindow::month;
    Amount amount_minor;      ///< of commission bases, in the currency of the order
    std::int64_t orders = 0;
    std::int64_t units = 0;

    friend bool operator==(const PeriodVolume&, const PeriodVolume&) = default;
};
MARKETPLACE_COMPILED_RECORD(PeriodVolume, (vendor_id, window, amount_minor, orders, units));

/// When the customer of the order first bought for a beneficiary. Where none is given, now.
struct FirstOrder {
    Beneficiary beneficiary;
    Timestamp at;

    friend bool operator==(const FirstOrder&, const FirstOrder&) = default;
};
MARKETPLACE_COMPILED_RECORD(FirstOrder, (beneficiary, at));

/// A vendor whose fees carry no tax, such as one in another country who accounts for it (reverse charge).
struct FeePayer {
    VendorId vendor_id;
    bool fee_tax_exempt = false;

    friend bool operator==(const FeePayer&, const FeePayer&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeePayer, (vendor_id, fee_tax_exempt));

/// What the order itself does not say. The default suffices for plans without volumes and durations.
struct CalculationContext {
    std::vector<PeriodVolume> period_volumes;
    std::vector<FirstOrder> first_orders;
    std::vector<FeePayer> fee_payers;
    /// Gross of the whole order, where the lines are only a part of it; absent: that of the lines.
    std::optional<Amount> order_amount_minor;
    std::optional<Timestamp> captured_at;   ///< required by plans with rule time `captured`
    std::optional<Timestamp> fulfilled_at;  ///< required by plans with rule time `fulfilled`
    ExplanationLevel explanation = ExplanationLevel::full;
    /// Rules and plan as they are effective at this instant, instead of the plan's rule time: for orders of the
    /// past with a plan of the future. Months of recurring charges are counted to it, too. A what-if takes it
    /// for the candidate alone.
    std::optional<Timestamp> as_of;

    friend bool operator==(const CalculationContext&, const CalculationContext&) = default;
};
MARKETPLACE_COMPILED_RECORD(CalculationContext, (period_volumes, first_orders, fee_payers, order_amount_minor,
                                                 captured_at, fulfilled_at, explanation, as_of));

/// The frozen split of an order. A share is zero or more, except the platform's, which is less than zero
/// where the platform gives more discount than it earns, and the residual under `allow_negative_net`.
/// Throws what `validate(order)` throws; `out_of_range` when the plan is not effective at the rule time;
/// `missing_field` without the rule time; `over_allocated` where the plan says reject; `overflow`.
[[nodiscard]] OrderCommission calculate(const CompiledPlan& plan, const Order& order,
                                        const CalculationContext& context = {});

/// As `calculate`, into a record that was used before and whose memory is used again: for many orders in turn.
/// Nothing of what `out` held is left, and after an error what it holds is of no use.
void calculate_into(OrderCommission& out, const CompiledPlan& plan, const Order& order,
                    const CalculationContext& context = {});

}  // namespace marketplace::affiliate
