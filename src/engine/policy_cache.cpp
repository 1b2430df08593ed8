#include "policy_cache.hpp"

#include <marketplace/core/json.hpp>

namespace marketplace::engine_detail {
namespace {

PolicyVersion load(Transaction& store, PolicyKind kind, const PolicyRef& ref) {
    const auto found = get<PolicyVersion>(store, kind, ref.id, ref.version);
    if (!found) {
        fail(ErrorCode::not_found, name_of(kind), ref.id + " version " + std::to_string(ref.version),
             "a published version");
    }
    return *found;
}

/// Looks in the cache, else makes the value from the stored document.
template <class T, class Make>
std::shared_ptr<const T> cached(std::map<std::pair<std::string, std::int64_t>, std::shared_ptr<const T>>& cache,
                                const PolicyRef& ref, Make make) {
    const auto found = cache.find({ref.id, ref.version});
    if (found != cache.end()) return found->second;
    return cache[{ref.id, ref.version}] = make();
}

}  // namespace

std::shared_ptr<const affiliate::CompiledPlan> PolicyCache::plan(Transaction& store, const PolicyRef& ref) {
    return cached(plans_, ref, [&] {
        const PolicyVersion version = load(store, PolicyKind::commission_plan, ref);
        return std::make_shared<const affiliate::CompiledPlan>(
            compile(from_json<affiliate::CommissionPlan>(version.document)));
    });
}

std::shared_ptr<const LoadedTierPolicy> PolicyCache::tier_policy(Transaction& store, const PolicyRef& ref) {
    return cached(tier_policies_, ref, [&] {
        const PolicyVersion version = load(store, PolicyKind::tier_policy, ref);
        return std::make_shared<const LoadedTierPolicy>(from_json<affiliate::TierPolicy>(version.document));
    });
}

std::shared_ptr<const loyalty::Program> PolicyCache::program(Transaction& store, const PolicyRef& ref) {
    return cached(programs_, ref, [&] {
        const PolicyVersion version = load(store, PolicyKind::loyalty_program, ref);
        return std::make_shared<const loyalty::Program>(from_json<loyalty::Program>(version.document));
    });
}

std::shared_ptr<const vendors::StrategyConfig> PolicyCache::strategies(Transaction& store, const PolicyRef& ref) {
    return cached(strategies_, ref, [&] {
        if (ref.id.empty()) return std::make_shared<const vendors::StrategyConfig>(vendors::default_strategies());
        const PolicyVersion version = load(store, PolicyKind::vendor_strategies, ref);
        return std::make_shared<const vendors::StrategyConfig>(from_json<vendors::StrategyConfig>(version.document));
    });
}

void PolicyCache::forget_all() { *this = {}; }

const std::optional<PolicyRef>& PolicyCache::newest_plan(Transaction& store, std::string_view id) {
    const auto known = newest_plans_.find(id);
    if (known != newest_plans_.end()) return known->second;
    Scan newest_first;
    newest_first.prefix = make_key(PolicyKind::commission_plan, id);
    newest_first.limit = 1;
    newest_first.descending = true;
    std::optional<PolicyRef> ref;
    for (const PolicyVersion& version : scan_all<PolicyVersion>(store, newest_first))
        ref = PolicyRef{version.id, version.version};
    return newest_plans_.emplace(id, std::move(ref)).first->second;
}

}  // namespace marketplace::engine_detail
