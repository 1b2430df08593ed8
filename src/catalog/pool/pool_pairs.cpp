#include "pool_pairs.hpp"

#include <algorithm>
#include <limits>
#include <set>

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

class Sampler {
public:
    Sampler(const Pool& pool, std::size_t pairs_max) : pool_(pool), share_(1) {
        std::size_t all = 0;
        for (const Slot slot : pool.slots()) {
            partners_.resize(slot + 1U);
            partners_[slot] = pool.partners_of(slot);
            all += partners_[slot].size();
        }
        if (all > 2 * pairs_max) share_ = static_cast<double>(2 * pairs_max) / static_cast<double>(all);
    }

    [[nodiscard]] std::vector<Pair> drawn() const {
        std::vector<Pair> out;
        for (Slot slot = 0; slot < partners_.size(); ++slot) {
            for (const Slot other : partners_[slot]) {
                if (slot > other) continue;
                const Pair pair = in_order(slot, other);
                if (is_drawn(pair.left)) out.push_back(pair);
            }
        }
        return out;
    }

    /// Those of `wanted` that are not drawn, and whatever is not drawn of the rivals of all.
    [[nodiscard]] std::vector<Pair> others(const std::vector<Pair>& drawn, std::span<const Pair> wanted) const {
        if (share_ == 1) return {};
        std::set<Pair> out;
        for (const Pair& each : drawn) add_rivals(each, out);
        for (const Pair& each : wanted) {
            if (!std::ranges::binary_search(partners_[each.left], each.right)) continue;
            if (!is_drawn(each.left)) out.insert(each);
            add_rivals(each, out);
        }
        return {out.begin(), out.end()};
    }

private:
    [[nodiscard]] Pair in_order(Slot a, Slot b) const {
        const auto [left, right] = pool_.in_order(a, b);
        return {left, right};
    }

    /// Keys are hashes already.
    [[nodiscard]] bool is_drawn(Slot slot) const {
        constexpr auto keys = static_cast<double>(std::numeric_limits<std::int64_t>::max());
        return share_ == 1 || static_cast<double>(pool_.item(slot).key) < share_ * keys;
    }

    void add_rivals(const Pair& pair, std::set<Pair>& out) const {
        const auto are_of_one = [&](Slot a, Slot b) { return pool_.vendor_of(a) == pool_.vendor_of(b); };
        for (const Slot other : partners_[pair.left]) {
            const bool is_rival = are_of_one(other, pair.right) && pool_.is_left(pair.left, other);
            if (is_rival && !is_drawn(pair.left)) out.insert({pair.left, other});
        }
        for (const Slot other : partners_[pair.right]) {
            const bool is_rival = are_of_one(other, pair.left) && pool_.is_left(other, pair.right);
            if (is_rival && !is_drawn(other)) out.insert({other, pair.right});
        }
    }

    const Pool& pool_;
    double share_;
    std::vector<std::vector<Slot>> partners_;
};

PairTable table_of(Pool& pool, std::vector<Pair> pairs) {
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

}  // namespace

PairSample sample_pairs(Pool& pool, std::span<const Pair> wanted, std::size_t pairs_max) {
    const Sampler sampler{pool, pairs_max};
    std::vector<Pair> pairs = sampler.drawn();
    const std::size_t drawn = pairs.size();
    const std::vector<Pair> others = sampler.others(pairs, wanted);
    pairs.insert(pairs.end(), others.begin(), others.end());
    return {table_of(pool, std::move(pairs)), drawn};
}

}  // namespace marketplace::catalog::detail
