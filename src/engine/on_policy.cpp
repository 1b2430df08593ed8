// Vendors and rules: what is in force from now on.

#include "points.hpp"
#include "tiers.hpp"
#include "schedules.hpp"
#include "vendor_changes.hpp"

#include <marketplace/core/json.hpp>

namespace marketplace::engine_detail {
namespace {

const std::string& text_of(const std::string& id) { return id; }
template <class Tag>
const std::string& text_of(const Id<Tag>& id) {
    return id.value;
}

/// Stores a version once. Throws `duplicate_key` for a version that exists with another content.
template <class T>
PolicyRef publish(Unit& unit, PolicyKind kind, const T& policy) {
    const PolicyVersion version{kind, text_of(policy.id), policy.version, unit.at(), to_json(policy)};
    if (!insert(unit.store, version)) {
        const auto found = get<PolicyVersion>(unit.store, kind, version.id, version.version);
        if (found->document != version.document) {
            fail(ErrorCode::duplicate_key, "version", version.id + " " + std::to_string(version.version),
                 "a version that is new, since published rules do not change");
        }
    }
    return {version.id, version.version};
}

/// A newer version takes over; an older one that comes late is only kept.
void supersede(PolicyRef& in_force, const PolicyRef& published) {
    if (in_force.id == published.id && in_force.version < published.version) in_force = published;
}

std::string sentence(std::string_view what, const PolicyRef& ref) {
    return std::string{what} + " " + ref.id + " version " + std::to_string(ref.version) + " published";
}

}  // namespace

std::string apply(Unit& unit, const VendorRegistered& payload) {
    vendors::Vendor vendor = payload.vendor;
    vendors::validate(vendor);
    const auto known = get<vendors::Vendor>(unit.store, vendor.id);
    if (known) {
        // The engine itself knows when the first sale was.
        vendor.first_sale_at = known->first_sale_at;
        vendor.version = checked_add(known->version, 1);
    }
    admit(unit, known, vendor);
    put(unit.store, vendor);
    return "vendor " + vendor.id.value + " registered";
}

std::string apply(Unit& unit, const PlanPublished& payload) {
    affiliate::validate(payload.plan);
    // Commission is frozen when an order is placed; nobody knows by then when it will be captured or fulfilled.
    if (payload.plan.rule_time != affiliate::RuleTime::placed) {
        fail(ErrorCode::invalid_plan, "plan.rule_time", name_of(payload.plan.rule_time),
             "placed, as the engine calculates commission when an order is placed");
    }
    const PolicyRef ref = publish(unit, PolicyKind::commission_plan, payload.plan);
    // The first plan is the one for everybody whose record and tier name no other; so are its new versions.
    if (unit.state.plan.id.empty()) unit.state.plan = ref;
    supersede(unit.state.plan, ref);
    unit.policies.forget_newest();
    return sentence("plan", ref);
}

std::string apply(Unit& unit, const PlanAssigned& payload) {
    const PlanAssignment& assigned = payload.assignment;
    if (!Look<vendors::Vendor>{unit.store, assigned.vendor_id})
        fail(ErrorCode::not_found, "assignment.vendor_id", assigned.vendor_id.value, "a registered vendor");
    if (!unit.policies.plan_at(unit.store, assigned.plan_id.value, assigned.effective_from))
        fail(ErrorCode::not_found, "assignment.plan_id", assigned.plan_id.value, "a plan that was published");
    if (assigned.effective_to && *assigned.effective_to <= assigned.effective_from) {
        fail(ErrorCode::out_of_range, "assignment.effective_to", to_string(*assigned.effective_to),
             "after " + to_string(assigned.effective_from));
    }
    put(unit.store, assigned);
    unit.state.plan_assignments += 1;
    return "vendor " + assigned.vendor_id.value + " has plan " + assigned.plan_id.value + " from " +
           to_string(assigned.effective_from);
}

std::string apply(Unit& unit, const TierPolicyPublished& payload) {
    affiliate::validate(payload.policy);
    require_schedules(unit, payload.policy);
    const PolicyRef ref = publish(unit, PolicyKind::tier_policy, payload.policy);
    if (unit.state.tier_policy.id != ref.id) {
        if (!unit.state.tier_policy.id.empty()) end_levels(unit, TierPolicyId{unit.state.tier_policy.id});
        unit.state.tier_policy = ref;
    }
    supersede(unit.state.tier_policy, ref);
    if (!unit.state.last_tier_run) unit.state.last_tier_run = unit.at();
    return sentence("tier policy", ref);
}

std::string apply(Unit& unit, const ProgramPublished& payload) {
    loyalty::validate(payload.program);
    if (!unit.state.program.id.empty() && unit.state.program.id != payload.program.id.value) {
        fail(ErrorCode::invalid_program, "program.id", payload.program.id.value,
             "a version of " + unit.state.program.id + ", the program of this marketplace");
    }
    require_same_currency(unit, payload.program);
    const PolicyRef ref = publish(unit, PolicyKind::loyalty_program, payload.program);
    if (unit.state.program.id.empty()) unit.state.program = ref;
    supersede(unit.state.program, ref);
    revalue_points(unit);
    return sentence("loyalty program", ref);
}

std::string apply(Unit& unit, const StrategiesPublished& payload) {
    vendors::validate(payload.strategies);
    require_schedules(unit, payload.strategies);
    const PolicyRef ref = publish(unit, PolicyKind::vendor_strategies, payload.strategies);
    if (unit.state.strategies.id != ref.id) unit.state.strategies = ref;
    supersede(unit.state.strategies, ref);
    return sentence("vendor strategies", ref);
}

std::string apply(Unit& unit, const SchedulePublished& payload) {
    payments::validate(payload.schedule);
    note_schedule(unit, payload.schedule);
    put(unit.store, payload.schedule);
    return "payout schedule " + payload.schedule.id + " published";
}

}  // namespace marketplace::engine_detail
