#include "variant_ids.hpp"

#include <marketplace/core/detail/validation.hpp>
#include <marketplace/core/sha256.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace marketplace::catalog {
namespace {

using marketplace::detail::indexed;

using VariantOfProduct = std::map<VendorProductId, VariantId>;

template <class Group>
void check_members(const Group& group, const std::string& path, std::set<VendorProductId>& seen) {
    if (group.members.empty()) fail(ErrorCode::missing_field, path + ".members", "", "at least one product");
    for (const VendorProductId& each : group.members) {
        if (seen.insert(each).second) continue;
        fail(ErrorCode::invalid_value, path + ".members", each.vendor_id.value + "/" + each.sku, "each product once");
    }
}

VariantOfProduct variants_before(std::span<const MasterVariant> before) {
    VariantOfProduct out;
    std::set<VendorProductId> seen;
    std::set<VariantId> ids;
    for (std::size_t i = 0; i < before.size(); ++i) {
        check_members(before[i], indexed("before", i), seen);
        if (!ids.insert(before[i].id).second) {
            fail(ErrorCode::invalid_value, indexed("before", i) + ".id", before[i].id.value, "each id once");
        }
        for (const VendorProductId& each : before[i].members) out.emplace(each, before[i].id);
    }
    return out;
}

/// What a group and a variant before have in common.
struct Overlap {
    std::int64_t members = 0;
    VariantId id;
    std::size_t cluster = 0;
};

std::vector<Overlap> overlaps(std::span<const ProductCluster> clusters, const VariantOfProduct& before) {
    std::vector<Overlap> out;
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        std::map<VariantId, std::int64_t> shared;
        for (const VendorProductId& each : clusters[i].members) {
            const auto found = before.find(each);
            if (found != before.end()) ++shared[found->second];
        }
        for (const auto& [id, members] : shared) out.push_back({members, id, i});
    }
    std::ranges::sort(out, [&](const Overlap& a, const Overlap& b) {
        const auto& of_a = clusters[a.cluster].members.front();
        const auto& of_b = clusters[b.cluster].members.front();
        return std::tie(b.members, a.id, of_a) < std::tie(a.members, b.id, of_b);
    });
    return out;
}

using IsTaken = std::function<bool(const VariantId&)>;

/// Which ids may be given.
struct NewIds {
    const IsTaken& is_taken;
    const std::string& prefix;
};

VariantId new_id(const VendorProductId& first, const std::set<VariantId>& taken, const NewIds& ids) {
    constexpr std::size_t digits = 16;
    const std::string base =
        ids.prefix + sha256_hex(first.vendor_id.value + "\n" + first.sku).substr(0, digits);
    VariantId out{base};
    for (int i = 2; taken.contains(out) || ids.is_taken(out); ++i) out = VariantId{base + "_" + std::to_string(i)};
    return out;
}

/// The members of one group that are not in another; both in order.
std::vector<VendorProductId> without(const std::vector<VendorProductId>& all,
                                     const std::vector<VendorProductId>& others) {
    std::vector<VendorProductId> out;
    std::ranges::set_difference(all, others, std::back_inserter(out));
    return out;
}

/// The variants in which some products are, each once.
std::vector<VariantId> places_of(const std::vector<VendorProductId>& products, const VariantOfProduct& where) {
    std::set<VariantId> out;
    for (const VendorProductId& each : products) {
        const auto found = where.find(each);
        if (found != where.end()) out.insert(found->second);
    }
    return {out.begin(), out.end()};
}

std::vector<MasterVariant> with_ids(std::span<const ProductCluster> clusters, const VariantOfProduct& before,
                                    const NewIds& new_ids) {
    std::vector<std::optional<VariantId>> ids(clusters.size());
    std::set<VariantId> taken;
    for (const Overlap& each : overlaps(clusters, before)) {
        if (!ids[each.cluster] && taken.insert(each.id).second) ids[each.cluster] = each.id;
    }
    // An id of before is not given to others, even where it has ended: it leads to where its members are.
    for (const auto& [product, id] : before) taken.insert(id);
    std::vector<std::size_t> without_id;
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        if (!ids[i]) without_id.push_back(i);
    }
    std::ranges::sort(without_id, {}, [&](std::size_t i) { return clusters[i].members.front(); });
    for (const std::size_t i : without_id) {
        ids[i] = new_id(clusters[i].members.front(), taken, new_ids);
        taken.insert(*ids[i]);
    }
    std::vector<MasterVariant> out;
    for (std::size_t i = 0; i < clusters.size(); ++i) out.push_back({*ids[i], clusters[i].members});
    std::ranges::sort(out, {}, &MasterVariant::id);
    return out;
}

std::vector<VariantChange> changes_between(std::span<const MasterVariant> before, const VariantOfProduct& was_in,
                                           std::span<const MasterVariant> after) {
    VariantOfProduct is_in;
    std::map<VariantId, const MasterVariant*> then;
    std::map<VariantId, const MasterVariant*> now;
    for (const MasterVariant& each : after) {
        now.emplace(each.id, &each);
        for (const VendorProductId& member : each.members) is_in.emplace(member, each.id);
    }
    for (const MasterVariant& each : before) then.emplace(each.id, &each);
    std::vector<VariantChange> out;
    for (const auto& [id, variant] : now) {
        const auto old = then.find(id);
        const bool is_new = old == then.end();
        const auto members = is_new ? std::vector<VendorProductId>{} : old->second->members;
        const auto joined = without(variant->members, members);
        const auto left = without(members, variant->members);
        if (joined.empty() && left.empty()) continue;
        out.push_back({is_new ? VariantChangeKind::created : VariantChangeKind::changed, id, joined, left,
                       places_of(joined, was_in), places_of(left, is_in)});
    }
    for (const auto& [id, variant] : then) {
        if (now.contains(id)) continue;
        const auto& left = variant->members;
        out.push_back({VariantChangeKind::retired, id, {}, left, {}, places_of(left, is_in)});
    }
    std::ranges::sort(out, {}, &VariantChange::variant_id);
    return out;
}

}  // namespace

VariantAssignment detail::assign_variant_ids(std::span<const MasterVariant> before,
                                             std::span<const ProductCluster> clusters, const IsTaken& is_taken,
                                             const std::string& prefix) {
    const VariantOfProduct was_in = variants_before(before);
    std::set<VendorProductId> seen;
    std::vector<ProductCluster> sorted{clusters.begin(), clusters.end()};
    std::vector<MasterVariant> then{before.begin(), before.end()};
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        check_members(sorted[i], indexed("clusters", i), seen);
        std::ranges::sort(sorted[i].members);
    }
    for (MasterVariant& each : then) std::ranges::sort(each.members);
    VariantAssignment out;
    out.variants = with_ids(sorted, was_in, {is_taken, prefix});
    out.changes = changes_between(then, was_in, out.variants);
    return out;
}

VariantAssignment assign_variant_ids(std::span<const MasterVariant> before, std::span<const ProductCluster> clusters,
                                     std::span<const VariantId> retired) {
    const std::set<VariantId> ended{retired.begin(), retired.end()};
    return detail::assign_variant_ids(before, clusters, [&](const VariantId& id) { return ended.contains(id); });
}

}  // namespace marketplace::catalog
