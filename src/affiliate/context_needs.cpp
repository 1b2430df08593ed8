#include <marketplace/affiliate/context_needs.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

template <class T>
void add_once(std::vector<T>& to, const T& value) {
    if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
}

/// Who earns by a rule; of several, the first.
const Beneficiary& payee_of(const CommissionPlan& plan, const CommissionRule& rule) {
    if (!rule.beneficiaries.empty()) return rule.beneficiaries.front().beneficiary;
    return std::find_if(plan.slots.begin(), plan.slots.end(), [&](const Slot& slot) {
               return slot.name == rule.slot;
           })->beneficiary;
}

/// The id that a line gives a beneficiary without one; empty where it has none.
std::string id_on(const Order& order, const OrderLine& line, const Beneficiary& beneficiary) {
    if (!beneficiary.id.empty()) return beneficiary.id;
    switch (beneficiary.party) {
        case Party::vendor: return line.vendor_id.value;
        case Party::affiliate: return line.affiliate.value;
        case Party::brand: return line.brand.value;
        case Party::referrer: return order.referrer;
        default: return {};
    }
}

bool is_named_by_lines(Party party) {
    return party == Party::vendor || party == Party::affiliate || party == Party::brand || party == Party::referrer;
}

}  // namespace

ContextNeeds needs_of(const CommissionPlan& plan) {
    ContextNeeds out;
    for (const CommissionRule& rule : plan.rules) {
        if (rule.status != RuleStatus::active) continue;
        if (const auto* volume = std::get_if<Volume>(&rule.charge)) add_once(out.volume_windows, volume->window);
        const auto* recurring = std::get_if<Recurring>(&rule.charge);
        if (recurring != nullptr && recurring->months) add_once(out.recurring, payee_of(plan, rule));
    }
    return out;
}

std::vector<Beneficiary> recurring_beneficiaries(const ContextNeeds& needs, const Order& order) {
    std::vector<Beneficiary> out;
    for (const Beneficiary& written : needs.recurring) {
        for (const OrderLine& line : order.lines) {
            const Beneficiary named{written.party, id_on(order, line, written)};
            if (!named.id.empty() || !is_named_by_lines(named.party)) add_once(out, named);
        }
    }
    return out;
}

std::vector<PeriodVolume> volumes_of(const Order& order) {
    std::vector<PeriodVolume> out;
    for (const OrderLine& line : order.lines) {
        auto found = std::find_if(out.begin(), out.end(),
                                  [&](const PeriodVolume& volume) { return volume.vendor_id == line.vendor_id; });
        if (found == out.end()) {
            out.emplace_back().vendor_id = line.vendor_id;
            found = out.end() - 1;
            found->orders = 1;
        }
        const Amount base = gross_of(line) - line.discount_vendor_minor - line.tax_included_minor;
        found->amount_minor += std::max(base, Amount{});
        found->units = checked_add(found->units, line.quantity);
    }
    return out;
}

}  // namespace marketplace::affiliate
