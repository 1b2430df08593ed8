#include <marketplace/affiliate/what_if.hpp>

namespace marketplace::affiliate {
namespace {

std::string currency_key(const OrderCommission& commission) { return std::string{commission.currency.code()}; }

Amount vendor_share(const LineCommission& line) {
    for (const Share& share : line.shares) {
        if (share.beneficiary.party == Party::vendor && share.beneficiary.id == line.vendor_id.value)
            return share.amount_minor;
    }
    return {};
}

Amount charged(const LineCommission& line) {
    Amount sum;
    for (const Charge& charge : line.charges) sum += charge.amount_minor;
    return sum;
}

template <class Values>
auto values_of(const Values& by_key) {
    std::vector<typename Values::mapped_type> out;
    for (const auto& [key, value] : by_key) out.push_back(value);
    return out;
}

}  // namespace

void WhatIf::add(const Order& order, const CalculationContext& context) {
    CalculationContext quiet = context;
    quiet.explanation = ExplanationLevel::none;
    calculate_into(new_, after_, order, quiet);
    quiet.as_of.reset();  // what was is priced as of then
    calculate_into(old_, before_, order, quiet);
    const std::string currency = currency_key(old_);
    TotalDelta& total = totals_[currency];
    total.currency = order.currency;
    total.orders += 1;
    for (std::size_t i = 0; i < old_.lines.size(); ++i) {
        const LineCommission& old_line = old_.lines[i];
        const LineCommission& new_line = new_.lines[i];
        VendorDelta& vendor = vendors_[{currency, old_line.vendor_id.value}];
        vendor.vendor_id = old_line.vendor_id;
        vendor.currency = order.currency;
        vendor.lines += 1;
        vendor.before_minor += vendor_share(old_line);
        vendor.after_minor += vendor_share(new_line);
        total.lines += 1;
        total.lines_changed += old_line.shares == new_line.shares ? 0 : 1;
        total.collected_minor += old_line.total_minor;
        total.charged_before_minor += charged(old_line);
        total.charged_after_minor += charged(new_line);
    }
    add_charges(old_, &SlotDelta::before_minor);
    add_charges(new_, &SlotDelta::after_minor);
}

void WhatIf::add_charges(const OrderCommission& commission, Amount SlotDelta::* side) {
    const std::string currency = currency_key(commission);
    for (const LineCommission& line : commission.lines) {
        for (const Charge& charge : line.charges) {
            SlotDelta& slot = slots_[{currency, charge.slot}];
            slot.slot = charge.slot;
            slot.currency = commission.currency;
            slot.*side += charge.amount_minor;
        }
    }
}

void WhatIf::merge(const WhatIf& other) {
    for (const auto& [key, from] : other.totals_) {
        TotalDelta& into = totals_[key];
        into.currency = from.currency;
        into.orders += from.orders;
        into.lines += from.lines;
        into.lines_changed += from.lines_changed;
        into.collected_minor += from.collected_minor;
        into.charged_before_minor += from.charged_before_minor;
        into.charged_after_minor += from.charged_after_minor;
    }
    for (const auto& [key, from] : other.vendors_) {
        VendorDelta& into = vendors_[key];
        into.vendor_id = from.vendor_id;
        into.currency = from.currency;
        into.lines += from.lines;
        into.before_minor += from.before_minor;
        into.after_minor += from.after_minor;
    }
    for (const auto& [key, from] : other.slots_) {
        SlotDelta& into = slots_[key];
        into.slot = from.slot;
        into.currency = from.currency;
        into.before_minor += from.before_minor;
        into.after_minor += from.after_minor;
    }
}

WhatIfReport WhatIf::report() const {
    WhatIfReport out{values_of(totals_), values_of(vendors_), values_of(slots_)};
    for (TotalDelta& total : out.totals)
        total.charged_delta_minor = total.charged_after_minor - total.charged_before_minor;
    for (VendorDelta& vendor : out.vendors) vendor.delta_minor = vendor.after_minor - vendor.before_minor;
    for (SlotDelta& slot : out.slots) slot.delta_minor = slot.after_minor - slot.before_minor;
    return out;
}

WhatIfReport what_if(std::span<const Order> orders, const CompiledPlan& before, const CompiledPlan& after,
                     std::span<const CalculationContext> contexts) {
    if (!contexts.empty() && contexts.size() != orders.size()) {
        fail(ErrorCode::out_of_range, "contexts", std::to_string(contexts.size()), "as many as orders or none");
    }
    WhatIf accumulator{before, after};
    for (std::size_t i = 0; i < orders.size(); ++i) {
        accumulator.add(orders[i], contexts.empty() ? CalculationContext{} : contexts[i]);
    }
    return accumulator.report();
}

}  // namespace marketplace::affiliate
