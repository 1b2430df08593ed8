#include <marketplace/affiliate/tier_intervention.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

void require_policy(const TierPolicy& policy, const TierState& state) {
    if (state.policy_id == policy.id) return;
    fail(ErrorCode::invalid_value, "state.policy_id", state.policy_id.value, policy.id.value);
}

Timestamp end_of(const TierOverride& given) { return given.effective_to.value_or(timestamp_max); }

void validate(const TierPolicy& policy, const TierOverride& given, Timestamp at) {
    if (position_of(policy, given.level) < 0) {
        fail(ErrorCode::not_found, "level", given.level, "a level of policy " + policy.id.value);
    }
    if (given.granted_by.empty()) fail(ErrorCode::missing_field, "granted_by", "", "who gives the level");
    if (!policy.retroactive && given.effective_from < at) {
        fail(ErrorCode::out_of_range, "effective_from", to_string(given.effective_from),
             to_string(at) + " or later, since the policy is not retroactive");
    }
    const Timestamp ends_after = std::max(at, given.effective_from);
    if (end_of(given) <= ends_after) {
        fail(ErrorCode::out_of_range, "effective_to", to_string(end_of(given)), "after " + to_string(ends_after));
    }
}

/// The earned level from an instant on. Where the last evaluation takes effect later, the level from before the given
/// one is in force until then.
std::vector<TierAssignment> with_earned(std::span<const TierAssignment> history, const TierState& state,
                                        Timestamp from) {
    const Timestamp earned_from = std::max(from, state.since.value_or(from));
    const Timestamp last_before{checked_subtract(state.level_override->effective_from.micros, 1)};
    const std::string before{tier_at(history, last_before)};
    auto out = overwrite(history, {state.vendor_id, before, from, earned_from});
    return overwrite(out, {state.vendor_id, state.level, earned_from, std::nullopt});
}

}  // namespace

TierIntervention give_level(const TierPolicy& policy, const TierState& state, std::span<const TierAssignment> history,
                            const TierOverride& given, Timestamp at) {
    require_policy(policy, state);
    validate(policy, given, at);
    TierIntervention out{state, {history.begin(), history.end()}};
    if (state.level_override && at < end_of(*state.level_override)) out = take_level(policy, state, history, at);
    out.state.level_override = given;
    out.history =
        overwrite(out.history, {state.vendor_id, given.level, given.effective_from, given.effective_to});
    return out;
}

TierIntervention take_level(const TierPolicy& policy, const TierState& state, std::span<const TierAssignment> history,
                            Timestamp at) {
    require_policy(policy, state);
    if (!state.level_override || end_of(*state.level_override) <= at) {
        fail(ErrorCode::not_found, "vendor_id", state.vendor_id.value, "a vendor whose level was given by hand");
    }
    TierIntervention out{state, {}};
    out.state.level_override.reset();
    out.history = with_earned(history, state, std::max(at, state.level_override->effective_from));
    return out;
}

TierState lock_level(const TierPolicy& policy, const TierState& state, const TierLock& lock, Timestamp at) {
    require_policy(policy, state);
    if (lock.until <= at) fail(ErrorCode::out_of_range, "until", to_string(lock.until), "after " + to_string(at));
    if (lock.reason.empty()) fail(ErrorCode::missing_field, "reason", "", "why the level is locked");
    TierState out = state;
    out.lock = lock;
    return out;
}

TierState unlock_level(const TierPolicy& policy, const TierState& state, Timestamp at) {
    require_policy(policy, state);
    if (!state.lock || state.lock->until <= at) {
        fail(ErrorCode::not_found, "vendor_id", state.vendor_id.value, "a vendor whose level is locked");
    }
    TierState out = state;
    out.lock.reset();
    return out;
}

}  // namespace marketplace::affiliate
