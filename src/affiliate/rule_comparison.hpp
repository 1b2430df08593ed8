#pragma once
// What can be said of two rules, or of one, without any sale; private to the affiliate module.

#include "plan_index.hpp"

namespace marketplace::affiliate::detail {

/// Whether a rule that is effective matches whatever line there is.
[[nodiscard]] bool matches_every_line(const CompiledRule& rule);
/// Whether the rule matches every line whenever the plan is effective.
[[nodiscard]] bool always_matches(const PlanIndex& plan, const CompiledRule& rule);

/// Whether there is an instant at which both the plan and the rule are effective.
[[nodiscard]] bool meets_plan_window(const PlanIndex& plan, const CompiledRule& rule);

/// Whether the rule has an amount in a currency that its conditions permit, or needs none.
[[nodiscard]] bool has_reachable_currency(const CompiledRule& rule);

/// Whether the wide rule certainly matches whatever the narrow one matches. Never true by mistake; may
/// be false where the host's category tree would make it true.
[[nodiscard]] bool covers(const PlanIndex& plan, const CompiledRule& wide, const CompiledRule& narrow);

/// The same while the plan is effective.
[[nodiscard]] bool covers_in_plan(const PlanIndex& plan, const CompiledRule& wide, const CompiledRule& narrow);

/// Whether a line can exist that both match, as far as their conditions tell.
[[nodiscard]] bool can_meet(const PlanIndex& plan, const CompiledRule& a, const CompiledRule& b);

/// Whether nothing but the id prefers one to the other.
[[nodiscard]] bool id_decides(const PlanIndex& plan, const CompiledRule& a, const CompiledRule& b);

}  // namespace marketplace::affiliate::detail
