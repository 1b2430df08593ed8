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

std::optional<PolicyRef> PolicyCache::newest(Transaction& store, PolicyKind kind, std::string_view id) {
    Scan scan;
    scan.prefix = {make_cell(kind), make_cell(id)};
    scan.limit = 1;
    scan.descending = true;
    std::optional<PolicyRef> ref;
    for (const PolicyVersion& version : scan_all<PolicyVersion>(store, scan))
        ref = PolicyRef{version.id, version.version};
    return ref;
}

}  // namespace marketplace::engine_detail
