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

/// The highest version first.
std::vector<PolicyRef> versions_of(Transaction& store, std::string_view id, std::size_t limit) {
    Scan highest_first;
    highest_first.prefix = make_key(PolicyKind::commission_plan, id);
    highest_first.limit = limit;
    highest_first.descending = true;
    std::vector<PolicyRef> refs;
    scan<PolicyVersion>(store, highest_first, [&](const PolicyVersion& version) {
        refs.push_back({version.id, version.version});
        return true;
    });
    return refs;
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

const affiliate::ContextNeeds& PolicyCache::needs(Transaction& store, const PolicyRef& ref) {
    const auto found = needs_.find({ref.id, ref.version});
    if (found != needs_.end()) return found->second;
    return needs_.emplace(Key{ref.id, ref.version}, affiliate::needs_of(plan(store, ref)->plan())).first->second;
}

std::shared_ptr<const LoadedTierPolicy> PolicyCache::no_tier_policy(const std::string& time_zone) {
    if (!no_tier_policy_) {
        affiliate::TierPolicy none;
        none.time_zone = time_zone;
        no_tier_policy_ = std::make_shared<const LoadedTierPolicy>(std::move(none));
    }
    return no_tier_policy_;
}

std::optional<PolicyRef> PolicyCache::effective(Transaction& store, const PlanVersions& versions, Timestamp at) {
    for (const PolicyRef& ref : versions.known) {
        if (is_effective(plan(store, ref)->plan(), at)) return ref;
    }
    return std::nullopt;
}

std::optional<PolicyRef> PolicyCache::plan_at(Transaction& store, std::string_view id, Timestamp at) {
    const auto [found, is_new] = plan_versions_.try_emplace(std::string{id});
    PlanVersions& versions = found->second;
    if (is_new) versions.known = versions_of(store, id, 1);
    if (const auto ref = effective(store, versions, at)) return ref;
    if (!versions.known.empty() && !versions.are_all) {
        versions.known = versions_of(store, id, SIZE_MAX);
        versions.are_all = true;
        if (const auto ref = effective(store, versions, at)) return ref;
    }
    if (versions.known.empty()) return std::nullopt;
    return versions.known.front();
}

PolicyRef PolicyCache::plan_at(Transaction& store, const PolicyRef& highest, Timestamp at) {
    if (is_effective(plan(store, highest)->plan(), at)) return highest;
    return plan_at(store, highest.id, at).value_or(highest);
}

}  // namespace marketplace::engine_detail
