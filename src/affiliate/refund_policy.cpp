#include <marketplace/affiliate/refund_policy.hpp>

#include <algorithm>
#include <set>

namespace marketplace::affiliate {
namespace {

void validate_amounts(const RefundPolicy& policy) {
    const bool capped = policy.retain == Retain::capped;
    const Rate rate = policy.retain_rate.value_or(Rate{});
    if (!capped && (!rate.is_zero() || !policy.retain_cap_minor.empty())) {
        fail(ErrorCode::invalid_plan, "retain", name_of(policy.retain), "capped, where a rate or a cap is given");
    }
    if (capped && !policy.retain_rate) {
        fail(ErrorCode::missing_field, "retain_rate", "", "a rate; 100% where the cap alone counts");
    }
    if (rate < Rate{} || rate > Rate{1, 1}) fail(ErrorCode::invalid_plan, "retain_rate", to_string(rate), "0% to 100%");
    for (const auto& [code, cap] : policy.retain_cap_minor) {
        const std::string path = "retain_cap_minor." + code;
        if (Currency{code}.info().exponent < 0) {
            fail(ErrorCode::unknown_currency, path, code, "a currency with a minor unit");
        }
        if (cap < Amount{}) fail(ErrorCode::invalid_plan, path, std::to_string(cap.value), "0 or more");
    }
}

}  // namespace

void validate(const RefundPolicy& policy) {
    validate_amounts(policy);
    if (policy.retain != Retain::none && policy.retain_slots.empty()) {
        fail(ErrorCode::invalid_plan, "retain_slots", "[]", "the slots whose fees stay");
    }
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < policy.retain_slots.size(); ++i) {
        const std::string& slot = policy.retain_slots[i];
        if (slot.empty() || !seen.insert(slot).second) {
            fail(ErrorCode::invalid_plan, "retain_slots[" + std::to_string(i) + "]", slot, "a slot named once");
        }
    }
}

Amount retained_of(const RefundPolicy& policy, Amount refunded_fee, Currency currency) {
    if (policy.retain == Retain::none || refunded_fee <= Amount{}) return {};
    if (policy.retain == Retain::all) return refunded_fee;
    const Amount part = multiply(refunded_fee, policy.retain_rate.value_or(Rate{}), Rounding::half_up);
    const auto cap = policy.retain_cap_minor.find(std::string{currency.code()});
    return cap == policy.retain_cap_minor.end() ? part : std::min(part, cap->second);
}

RefundPolicy lesser_of_cap_and_rate(const Rate& rate, std::map<std::string, Amount> cap_minor) {
    RefundPolicy policy;
    policy.retain = Retain::capped;
    policy.retain_rate = rate;
    policy.retain_cap_minor = std::move(cap_minor);
    policy.retain_slots = {"platform_fee"};
    return policy;
}

}  // namespace marketplace::affiliate
