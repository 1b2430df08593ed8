// Vendors and rules: what is in force from now on.

#include "points.hpp"

#include <marketplace/core/json.hpp>

namespace marketplace::engine_detail {
namespace {

/// Stores a version once. Throws `duplicate_key` for a version that exists with another content.
template <class T>
PolicyRef publish(Unit& unit, PolicyKind kind, const T& policy) {
    const PolicyVersion version{kind, policy.id.value, policy.version, unit.at(), to_json(policy)};
    if (!insert(unit.store, version)) {
        const auto found = get<PolicyVersion>(unit.store, kind, version.id, version.version);
        if (found->document != version.document) {
            fail(ErrorCode::duplicate_key, "version", version.id + " " + std::to_string(version.version),
                 "a version that is new, since published rules do not change");
        }
    }
    return {version.id, version.version};
}

std::string sentence(std::string_view what, const PolicyRef& ref) {
    return std::string{what} + " " + ref.id + " version " + std::to_string(ref.version) + " published";
}

}  // namespace

std::string apply(Unit& unit, const VendorRegistered& payload) {
    vendors::validate(payload.vendor);
    put(unit.store, payload.vendor);
    return "vendor " + payload.vendor.id.value + " registered";
}

std::string apply(Unit& unit, const PlanPublished& payload) {
    affiliate::validate(payload.plan);
    const PolicyRef ref = publish(unit, PolicyKind::commission_plan, payload.plan);
    // The first plan is the one for everybody whose record and tier name no other; so are its new versions.
    if (unit.state.plan.id.empty() || unit.state.plan.id == ref.id) unit.state.plan = ref;
    unit.policies.forget_newest();
    return sentence("plan", ref);
}

std::string apply(Unit& unit, const TierPolicyPublished& payload) {
    affiliate::validate(payload.policy);
    unit.state.tier_policy = publish(unit, PolicyKind::tier_policy, payload.policy);
    if (!unit.state.last_tier_run) unit.state.last_tier_run = unit.at();
    return sentence("tier policy", unit.state.tier_policy);
}

std::string apply(Unit& unit, const ProgramPublished& payload) {
    loyalty::validate(payload.program);
    if (!unit.state.program.id.empty() && unit.state.program.id != payload.program.id.value) {
        fail(ErrorCode::invalid_program, "program.id", payload.program.id.value,
             "a version of " + unit.state.program.id + ", the program of this marketplace");
    }
    unit.state.program = publish(unit, PolicyKind::loyalty_program, payload.program);
    revalue_points(unit);
    return sentence("loyalty program", unit.state.program);
}

}  // namespace marketplace::engine_detail
