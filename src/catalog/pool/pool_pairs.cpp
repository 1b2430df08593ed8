#include "pool_pairs.hpp"

#include <algorithm>

namespace marketplace::catalog::detail {
namespace {

/// Numbers the pairs of an item and a vendor.
class GroupNumbers {
public:
    std::uint32_t of(Slot slot, std::uint32_t vendor) {
        const std::uint64_t pair = std::uint64_t{slot} << 32U | vendor;
        return numbers_.emplace(pair, static_cast<std::uint32_t>(numbers_.size())).first->second;
    }

private:
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> numbers_;
};

}  // namespace

PairTable pairs_of(Pool& pool) {
    std::vector<Pair> pairs;
    for (const Slot slot : pool.slots()) {
        for (const Slot other : pool.partners_of(slot)) {
            if (slot < other) pairs.push_back(pool.is_left(slot, other) ? Pair{slot, other} : Pair{other, slot});
        }
    }
    GroupNumbers lefts;
    GroupNumbers rights;
    std::vector<std::uint32_t> left_groups;
    std::vector<std::uint32_t> right_groups;
    PairComparer comparer;
    const std::size_t columns = pool.has_embeddings() ? match_feature_count_max : match_feature_count;
    std::vector<float> features(pairs.size() * columns);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto [left, right] = pairs[i];
        left_groups.push_back(lefts.of(left, pool.item(right).vendor));
        right_groups.push_back(rights.of(right, pool.item(left).vendor));
        const PairContext context = pool.context_of(left, right);
        const auto row = std::span{features}.subspan(i * columns, columns);
        pool.with_both(left, right, [&](const PreparedListing& a, const PreparedListing& b) {
            comparer.compare(a, b, context, row);
        });
    }
    return {std::move(pairs), {features, columns}, std::move(left_groups), std::move(right_groups)};
}

}  // namespace marketplace::catalog::detail
