// Levels that a person decides about.

#include "tiers.hpp"

#include <marketplace/affiliate/tier_intervention.hpp>
#include <marketplace/core/detail/validation.hpp>

namespace marketplace::engine_detail {
namespace {

using affiliate::TierAssignment;
using affiliate::TierState;
using marketplace::detail::at_path;

/// A vendor's place in the tier policy in force.
struct Standing {
    std::shared_ptr<const LoadedTierPolicy> loaded;
    TierState state;
    std::vector<TierAssignment> history;

    [[nodiscard]] const affiliate::TierPolicy& policy() const { return loaded->policy; }
};

Standing load_standing(Unit& unit, const VendorId& vendor) {
    if (unit.state.tier_policy.id.empty())
        fail(ErrorCode::out_of_order, "tier_policy", "", "a tier policy that was published before");
    if (!Look<vendors::Vendor>{unit.store, vendor})
        fail(ErrorCode::not_found, "vendor_id", vendor.value, "a registered vendor");
    Standing standing{unit.policies.tier_policy(unit.store, unit.state.tier_policy), {}, {}};
    standing.state = TierState{vendor, standing.policy().id};
    if (const auto found = get<TierState>(unit.store, vendor, standing.policy().id)) standing.state = *found;
    standing.history = tier_history(unit, vendor);
    return standing;
}

void store(Unit& unit, const Standing& before, const affiliate::TierIntervention& after) {
    put(unit.store, after.state);
    replace_tier_history(unit, before.history, after.history);
}

}  // namespace

std::string apply(Unit& unit, const TierGiven& payload) {
    const Standing standing = load_standing(unit, payload.vendor_id);
    at_path("level_override", [&] {
        store(unit, standing, affiliate::give_level(standing.policy(), standing.state, standing.history,
                                                    payload.level_override, unit.at()));
    });
    return "vendor " + payload.vendor_id.value + " is given " + payload.level_override.level;
}

std::string apply(Unit& unit, const TierTaken& payload) {
    const Standing standing = load_standing(unit, payload.vendor_id);
    store(unit, standing,
          affiliate::take_level(standing.policy(), standing.state, standing.history, unit.at()));
    return "the given level of vendor " + payload.vendor_id.value + " ends";
}

std::string apply(Unit& unit, const TierLocked& payload) {
    const Standing standing = load_standing(unit, payload.vendor_id);
    at_path("lock", [&] {
        put(unit.store, affiliate::lock_level(standing.policy(), standing.state, payload.lock, unit.at()));
    });
    return "the level of vendor " + payload.vendor_id.value + " is locked until " + to_string(payload.lock.until);
}

std::string apply(Unit& unit, const TierUnlocked& payload) {
    const Standing standing = load_standing(unit, payload.vendor_id);
    put(unit.store, affiliate::unlock_level(standing.policy(), standing.state, unit.at()));
    return "the level of vendor " + payload.vendor_id.value + " is unlocked";
}

}  // namespace marketplace::engine_detail
