#pragma once
// What another plan would have cost whom: re-prices orders of the past with two plans.

#include <marketplace/affiliate/commission_calculator.hpp>

#include <map>
#include <span>
#include <string>
#include <vector>

namespace marketplace::affiliate {

/// What one vendor receives under each plan, in one currency.
struct VendorDelta {
    VendorId vendor_id;
    Currency currency;
    std::int64_t lines = 0;
    Amount before_minor;
    Amount after_minor;
    Amount delta_minor;  ///< after - before: above zero, the vendor gains

    friend bool operator==(const VendorDelta&, const VendorDelta&) = default;
};
MARKETPLACE_COMPILED_RECORD(VendorDelta, (vendor_id, currency, lines, before_minor, after_minor, delta_minor));

/// What one slot charges under each plan, without tax, in one currency.
struct SlotDelta {
    std::string slot;
    Currency currency;
    Amount before_minor;
    Amount after_minor;
    Amount delta_minor;

    friend bool operator==(const SlotDelta&, const SlotDelta&) = default;
};
MARKETPLACE_COMPILED_RECORD(SlotDelta, (slot, currency, before_minor, after_minor, delta_minor));

/// The sums of one currency.
struct TotalDelta {
    Currency currency;
    std::int64_t orders = 0;
    std::int64_t lines = 0;
    std::int64_t lines_changed = 0;  ///< lines on which at least one share differs
    Amount collected_minor;          ///< what the customers paid
    Amount charged_before_minor;     ///< all slots, without tax
    Amount charged_after_minor;
    Amount charged_delta_minor;

    friend bool operator==(const TotalDelta&, const TotalDelta&) = default;
};
MARKETPLACE_COMPILED_RECORD(TotalDelta, (currency, orders, lines, lines_changed, collected_minor, charged_before_minor,
                                         charged_after_minor, charged_delta_minor));

/// Sorted by currency, then vendor or slot.
struct WhatIfReport {
    std::vector<TotalDelta> totals;
    std::vector<VendorDelta> vendors;
    std::vector<SlotDelta> slots;

    friend bool operator==(const WhatIfReport&, const WhatIfReport&) = default;
};
MARKETPLACE_COMPILED_RECORD(WhatIfReport, (totals, vendors, slots));

/// Takes orders one at a time, so that years of them need the memory of the vendors alone. Not shared
/// between threads while adding; give each thread its own and `merge`.
class WhatIf {
public:
    /// `before` is usually the plan of the time, `after` the candidate. Their effective windows are obeyed:
    /// `CalculationContext::as_of` prices the candidate, and it alone, as of an instant at which it is effective.
    WhatIf(CompiledPlan before, CompiledPlan after) : before_(std::move(before)), after_(std::move(after)) {}

    /// Throws what `calculate` throws; the order is then not counted.
    void add(const Order& order, const CalculationContext& context = {});
    /// Adds what another accumulator of the same plans counted.
    void merge(const WhatIf& other);
    [[nodiscard]] WhatIfReport report() const;

private:
    void add_charges(const OrderCommission& commission, Amount SlotDelta::* side);

    CompiledPlan before_;
    CompiledPlan after_;
    OrderCommission old_;  ///< of the order that was added last: its memory serves the next one
    OrderCommission new_;  ///< likewise
    std::map<std::string, TotalDelta> totals_;    ///< by currency
    std::map<std::pair<std::string, std::string>, VendorDelta> vendors_;
    std::map<std::pair<std::string, std::string>, SlotDelta> slots_;
};

/// All at once. `contexts` is empty or as long as `orders`; their explanation level is not used.
[[nodiscard]] WhatIfReport what_if(std::span<const Order> orders, const CompiledPlan& before, const CompiledPlan& after,
                                   std::span<const CalculationContext> contexts = {});

}  // namespace marketplace::affiliate
