#pragma once
// Published rules in their compiled form. A version never changes, so what was compiled once stays right,
// whatever happens to the transaction in which it was first needed.

#include <marketplace/affiliate/compiled_plan.hpp>
#include <marketplace/affiliate/shop_tier.hpp>
#include <marketplace/affiliate/tier_calendar.hpp>
#include <marketplace/engine/records.hpp>
#include <marketplace/ports/store.hpp>

#include <map>
#include <memory>
#include <string>

namespace marketplace::engine_detail {

/// A tier policy with its calendar, which refers to it.
struct LoadedTierPolicy {
    explicit LoadedTierPolicy(affiliate::TierPolicy published) : policy(std::move(published)), calendar(policy) {}
    LoadedTierPolicy(const LoadedTierPolicy&) = delete;
    LoadedTierPolicy& operator=(const LoadedTierPolicy&) = delete;

    affiliate::TierPolicy policy;
    affiliate::TierCalendar calendar;
};

/// Versions by id, loaded from the store when first asked for.
class PolicyCache {
public:
    /// The plan of a version. Throws `not_found`.
    std::shared_ptr<const affiliate::CompiledPlan> plan(Transaction& store, const PolicyRef& ref);
    std::shared_ptr<const LoadedTierPolicy> tier_policy(Transaction& store, const PolicyRef& ref);

    /// The newest version of a policy, or nothing.
    static std::optional<PolicyRef> newest(Transaction& store, PolicyKind kind, std::string_view id);

private:
    using Key = std::pair<std::string, std::int64_t>;
    std::map<Key, std::shared_ptr<const affiliate::CompiledPlan>> plans_;
    std::map<Key, std::shared_ptr<const LoadedTierPolicy>> tier_policies_;
};

}  // namespace marketplace::engine_detail
