#include <marketplace/affiliate/commission_plan.hpp>

#include "fee_taxes.hpp"

#include <marketplace/core/detail/validation.hpp>
#include <marketplace/core/json.hpp>

#include <algorithm>
#include <set>

namespace marketplace::affiliate {
namespace {

using marketplace::detail::at_path;
using marketplace::detail::indexed;

void validate_window(const std::optional<Timestamp>& from, const std::optional<Timestamp>& to) {
    if (from && to && *from >= *to) {
        fail(ErrorCode::invalid_plan, "effective_to", to_string(*to), "an instant after effective_from");
    }
}

void require_earlier_slot(const CommissionPlan& plan, std::size_t index, const std::string& name,
                          std::string_view field) {
    const auto end = plan.slots.begin() + static_cast<std::ptrdiff_t>(index);
    if (std::none_of(plan.slots.begin(), end, [&](const Slot& slot) { return slot.name == name; })) {
        fail(ErrorCode::unknown_slot, field, name, "the name of an earlier slot of the plan");
    }
}

void validate_slots(const CommissionPlan& plan) {
    if (plan.slots.empty()) fail(ErrorCode::invalid_plan, "slots", "[]", "at least one slot");
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < plan.slots.size(); ++i) {
        const Slot& slot = plan.slots[i];
        at_path(indexed("slots", i), [&] {
            if (slot.name.empty()) fail(ErrorCode::missing_field, "name", "", "a name, such as platform_fee");
            if (!seen.insert(slot.name).second) fail(ErrorCode::duplicate_key, "name", slot.name, "a name used once");
            if (!slot.after.empty()) require_earlier_slot(plan, i, slot.after, "after");
            for (std::size_t j = 0; j < slot.exclusive_with.size(); ++j) {
                require_earlier_slot(plan, i, slot.exclusive_with[j], indexed("exclusive_with", j));
            }
        });
    }
}

void validate_pool(const CommissionRule& rule) {
    std::set<Beneficiary> seen;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < rule.beneficiaries.size(); ++i) {
        const PoolShare& share = rule.beneficiaries[i];
        if (share.weight < 0) {
            fail(ErrorCode::invalid_weights, indexed("beneficiaries", i) + ".weight", std::to_string(share.weight),
                 "0 or more");
        }
        if (!seen.insert(share.beneficiary).second) {
            fail(ErrorCode::duplicate_key, indexed("beneficiaries", i), name_of(share.beneficiary.party),
                 "each beneficiary once");
        }
        sum = checked_add(sum, share.weight);
    }
    if (!rule.beneficiaries.empty() && sum == 0) {
        fail(ErrorCode::invalid_weights, "beneficiaries", "all zero", "at least one weight above zero");
    }
}

void validate_bounds(const CommissionRule& rule) {
    for (const auto& [code, bounds] : rule.bounds) {
        const std::string path = "bounds." + code;
        if (Currency{code}.info().exponent < 0)
            fail(ErrorCode::unknown_currency, path, code, "a currency with a minor unit");
        for (const auto& bound : {bounds.min_minor, bounds.max_minor}) {
            if (bound && *bound < Amount{})
                fail(ErrorCode::invalid_plan, path, std::to_string(bound->value), "0 or more");
        }
        if (bounds.min_minor && bounds.max_minor && *bounds.min_minor > *bounds.max_minor) {
            fail(ErrorCode::invalid_plan, path + ".min_minor", std::to_string(bounds.min_minor->value),
                 "at most the maximum " + std::to_string(bounds.max_minor->value));
        }
    }
}

bool is_fixed(const ChargeFormula& charge) {
    return std::holds_alternative<FixedPerUnit>(charge) || std::holds_alternative<FixedPerLine>(charge) ||
           std::holds_alternative<FixedPerOrder>(charge);
}

void validate_fee_tax(const FeeTax& tax) {
    if (!tax.rate) fail(ErrorCode::missing_field, "rate", "", "a rate; 0% has to be said");
    if (*tax.rate < Rate{} || *tax.rate > Rate{1, 1}) {
        fail(ErrorCode::rate_out_of_range, "rate", to_string(*tax.rate), "0% to 100%");
    }
    if (tax.jurisdiction.empty()) fail(ErrorCode::missing_field, "jurisdiction", "", "whose tax it is, such as DE");
}

void validate_fee_taxes(const std::vector<FeeTax>& taxes) {
    std::set<std::string_view> known;
    for (std::size_t i = 0; i < taxes.size(); ++i) {
        at_path(indexed("fee_taxes", i), [&] {
            validate_fee_tax(taxes[i]);
            if (!known.insert(taxes[i].jurisdiction).second) {
                fail(ErrorCode::duplicate_key, "jurisdiction", taxes[i].jurisdiction, "each tax authority once");
            }
        });
    }
    // What a fee that takes all leaves for itself is computed by this.
    at_path("fee_taxes", [&] { static_cast<void>(Rate{1, 1} + detail::rate_of(taxes)); });
}

void validate_rule(const CommissionPlan& plan, const CommissionRule& rule) {
    if (rule.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id that is unique in the plan");
    const auto named = [&](const Slot& slot) { return slot.name == rule.slot; };
    if (std::none_of(plan.slots.begin(), plan.slots.end(), named)) {
        fail(ErrorCode::unknown_slot, "slot", rule.slot, "the name of a slot of the plan");
    }
    at_path("conditions", [&] { validate(rule.conditions); });
    if (rule.is_default && rule.conditions != Conditions{}) {
        fail(ErrorCode::invalid_plan, "conditions", "", "no conditions on a default rule");
    }
    at_path("charge", [&] { validate(rule.charge, plan.allow_over_100); });
    // A fixed amount "on shipping" would be charged again for each line that shares the parcel.
    if (is_fixed(rule.charge) && rule.base.add_shipping) {
        fail(ErrorCode::invalid_plan, "base.add_shipping", "true", "no base on a fixed charge");
    }
    validate_fee_taxes(rule.fee_taxes);
    validate_pool(rule);
    validate_bounds(rule);
    validate_window(rule.effective_from, rule.effective_to);
    if (rule.version < 1) fail(ErrorCode::invalid_plan, "version", std::to_string(rule.version), "1 or more");
}

bool windows_meet(const CommissionRule& a, const CommissionRule& b) {
    const auto from = std::max(a.effective_from.value_or(timestamp_min), b.effective_from.value_or(timestamp_min));
    const auto to = std::min(a.effective_to.value_or(timestamp_max), b.effective_to.value_or(timestamp_max));
    return from < to;
}

void validate_defaults(const CommissionPlan& plan) {
    for (std::size_t i = 0; i < plan.rules.size(); ++i) {
        const CommissionRule& rule = plan.rules[i];
        if (!rule.is_default || rule.status != RuleStatus::active) continue;
        for (std::size_t j = 0; j < i; ++j) {
            const CommissionRule& other = plan.rules[j];
            const bool competes = other.is_default && other.status == RuleStatus::active && other.slot == rule.slot;
            if (competes && windows_meet(rule, other)) {
                fail(ErrorCode::overlapping_default, indexed("rules", i), rule.id.value,
                     "one default rule at a time in slot " + rule.slot + ", beside " + other.id.value);
            }
        }
    }
}

void validate_retained_slots(const CommissionPlan& plan) {
    const auto& names = plan.refund_policy.retain_slots;
    for (std::size_t i = 0; i < names.size(); ++i) {
        at_path("refund_policy",
                [&] { require_earlier_slot(plan, plan.slots.size(), names[i], indexed("retain_slots", i)); });
    }
}

}  // namespace

void validate(const CommissionPlan& plan) {
    if (plan.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id");
    if (plan.version < 1) fail(ErrorCode::invalid_plan, "version", std::to_string(plan.version), "1 or more");
    at_path("time_zone", [&] { static_cast<void>(TimeZone{plan.time_zone}); });
    validate_window(plan.effective_from, plan.effective_to);
    if (plan.currency && plan.currency->info().exponent < 0) {
        fail(ErrorCode::unknown_currency, "currency", plan.currency->code(), "a currency with a minor unit");
    }
    validate_slots(plan);
    at_path("refund_policy", [&] { validate(plan.refund_policy); });
    validate_retained_slots(plan);
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < plan.rules.size(); ++i) {
        at_path(indexed("rules", i), [&] {
            validate_rule(plan, plan.rules[i]);
            if (!seen.insert(plan.rules[i].id.value).second) {
                fail(ErrorCode::duplicate_key, "id", plan.rules[i].id.value, "an id that is unique in the plan");
            }
        });
    }
    validate_defaults(plan);
}

bool is_effective(const CommissionPlan& plan, Timestamp at) {
    return at >= plan.effective_from.value_or(timestamp_min) && (!plan.effective_to || at < *plan.effective_to);
}

CommissionPlan parse_plan(std::string_view json) {
    const auto read = [&] {
        try {
            return from_json<CommissionPlan>(json);
        } catch (const Error& error) {
            const bool of_conditions = error.expected().starts_with("a field of Conditions:");
            if (error.code() != ErrorCode::unknown_field || !of_conditions) throw;
            throw Error{ErrorCode::unknown_condition, error.field(), error.value(), error.expected()};
        }
    };
    CommissionPlan plan = read();
    validate(plan);
    return plan;
}

}  // namespace marketplace::affiliate
