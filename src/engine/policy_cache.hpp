#pragma once
// Published rules in their compiled form. A version that was committed never changes, so what was compiled
// once stays right. Which versions there are may change: that is remembered for one transaction only.

#include <marketplace/affiliate/compiled_plan.hpp>
#include <marketplace/affiliate/context_needs.hpp>
#include <marketplace/affiliate/shop_tier.hpp>
#include <marketplace/affiliate/tier_calendar.hpp>
#include <marketplace/engine/records.hpp>
#include <marketplace/loyalty/program.hpp>
#include <marketplace/ports/store.hpp>
#include <marketplace/vendors/strategy.hpp>

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
    /// The rules of a version. Throw `not_found`.
    std::shared_ptr<const affiliate::CompiledPlan> plan(Transaction& store, const PolicyRef& ref);
    std::shared_ptr<const LoadedTierPolicy> tier_policy(Transaction& store, const PolicyRef& ref);
    std::shared_ptr<const loyalty::Program> program(Transaction& store, const PolicyRef& ref);
    std::shared_ptr<const vendors::StrategyConfig> strategies(Transaction& store, const PolicyRef& ref);

    /// What a version of a plan reads beside orders.
    const affiliate::ContextNeeds& needs(Transaction& store, const PolicyRef& ref);
    /// The rules by which days are counted while there is no tier policy.
    std::shared_ptr<const LoadedTierPolicy> no_tier_policy(const std::string& time_zone);

    /// The highest version of a plan that is effective at an instant. Where none is, the highest of all, by which
    /// nothing can be priced then; nothing if no version was published.
    std::optional<PolicyRef> plan_at(Transaction& store, std::string_view id, Timestamp at);
    /// The same where the highest version is known.
    PolicyRef plan_at(Transaction& store, const PolicyRef& highest, Timestamp at);
    /// To be called when a transaction begins, and when a plan was published.
    void forget_newest() { plan_versions_.clear(); }
    /// To be called when a publication was undone: its version may come again with other rules.
    void forget_all();

private:
    using Key = std::pair<std::string, std::int64_t>;
    std::map<Key, std::shared_ptr<const affiliate::CompiledPlan>> plans_;
    std::map<Key, std::shared_ptr<const LoadedTierPolicy>> tier_policies_;
    std::map<Key, std::shared_ptr<const loyalty::Program>> programs_;
    std::map<Key, std::shared_ptr<const vendors::StrategyConfig>> strategies_;
    std::map<Key, affiliate::ContextNeeds> needs_;
    std::shared_ptr<const LoadedTierPolicy> no_tier_policy_;

    /// Versions of one plan, the highest first; at first only that one is read.
    struct PlanVersions {
        std::vector<PolicyRef> known;
        bool are_all = false;
    };
    std::map<std::string, PlanVersions, std::less<>> plan_versions_;
    std::optional<PolicyRef> effective(Transaction& store, const PlanVersions& versions, Timestamp at);
};

}  // namespace marketplace::engine_detail
