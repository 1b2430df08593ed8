#pragma once
// Published rules in their compiled form. A version that was committed never changes, so what was compiled
// once stays right. Which version is the newest may change: that is remembered for one transaction only.

#include <marketplace/affiliate/compiled_plan.hpp>
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

    /// The newest version of a plan, or nothing.
    const std::optional<PolicyRef>& newest_plan(Transaction& store, std::string_view id);
    /// To be called when a transaction begins, and when a plan was published.
    void forget_newest() { newest_plans_.clear(); }
    /// To be called when a publication was undone: its version may come again with other rules.
    void forget_all();

private:
    using Key = std::pair<std::string, std::int64_t>;
    std::map<Key, std::shared_ptr<const affiliate::CompiledPlan>> plans_;
    std::map<Key, std::shared_ptr<const LoadedTierPolicy>> tier_policies_;
    std::map<Key, std::shared_ptr<const loyalty::Program>> programs_;
    std::map<Key, std::shared_ptr<const vendors::StrategyConfig>> strategies_;
    std::map<std::string, std::optional<PolicyRef>, std::less<>> newest_plans_;
};

}  // namespace marketplace::engine_detail
