#pragma once
// What a person decides about a vendor's level: a level given for a time, and a lock of the earned one.
//
// Pure: state and history in, state and history out. Evaluations go on beneath a given level, and what they found
// is in force when it ends. What was in force before an intervention stays in the history.

#include <marketplace/affiliate/tier_history.hpp>

namespace marketplace::affiliate {

/// A state and a history to be written over the old ones.
struct TierIntervention {
    TierState state;
    std::vector<TierAssignment> history;

    friend bool operator==(const TierIntervention&, const TierIntervention&) = default;
};
MARKETPLACE_COMPILED_RECORD(TierIntervention, (state, history));

/// Gives a level by hand from `given.effective_from` on, which may lie ahead, in place of one that was given before.
/// Only a policy that is retroactive lets it begin before `at`: orders placed meanwhile keep their commission until
/// they are restated. Throws `not_found` for a level that the policy does not have, `missing_field` without
/// `granted_by`, `out_of_range` for a span that is empty, over, or begins too early, `invalid_value` for a state of
/// another policy.
[[nodiscard]] TierIntervention give_level(const TierPolicy& policy, const TierState& state,
                                          std::span<const TierAssignment> history, const TierOverride& given,
                                          Timestamp at);

/// Takes a given level away at an instant: the earned one is in force from then on. Throws `not_found` when none is in
/// force or lies ahead.
[[nodiscard]] TierIntervention take_level(const TierPolicy& policy, const TierState& state,
                                          std::span<const TierAssignment> history, Timestamp at);

/// Freezes the earned level until an instant. Throws `out_of_range` unless that lies after `at`, `missing_field`
/// without a reason, `invalid_value` for a state of another policy.
[[nodiscard]] TierState lock_level(const TierPolicy& policy, const TierState& state, const TierLock& lock,
                                   Timestamp at);

/// Ends a lock. Throws `not_found` when there is none at this instant.
[[nodiscard]] TierState unlock_level(const TierPolicy& policy, const TierState& state, Timestamp at);

}  // namespace marketplace::affiliate
