#include <marketplace/catalog/price_statistics.hpp>

#include <algorithm>
#include <bit>

namespace marketplace::catalog {
namespace {

/// Scrambles a position, so that the tree is balanced without any randomness.
std::uint32_t priority_of(std::uint32_t position) {
    std::uint64_t x = position * 0x9E3779B97F4A7C15ULL;
    x ^= x >> 29;
    x *= 0xBF58476D1CE4E5B9ULL;
    return static_cast<std::uint32_t>(x >> 32);
}

void require_within(std::int64_t value, std::int64_t least, std::int64_t most, std::string_view field) {
    if (value < least || value > most) {
        fail(ErrorCode::out_of_range, field, std::to_string(value),
             std::to_string(least) + " to " + std::to_string(most));
    }
}

/// The whole number that the ratio of two prices is near to, or 0.
std::int64_t pack_factor_of(std::int64_t high, std::int64_t low, const OutlierPolicy& policy) {
    const int128 factor = divide(high, low, Rounding::half_up);
    if (factor < 2 || factor > policy.pack_factor_max) return 0;
    const int128 whole = factor * low;
    const int128 distance = whole > high ? whole - high : high - whole;
    return distance * 10'000 <= whole * policy.pack_tolerance_bps ? narrow(factor) : 0;
}

}  // namespace

void validate(const OutlierPolicy& policy) {
    require_within(policy.offers_min, 3, INT64_MAX, "offers_min");
    require_within(policy.deviations_max, 1, 1000, "deviations_max");
    require_within(policy.ratio_min_bps, 10'001, 10'000'000, "ratio_min_bps");
    require_within(policy.pack_tolerance_bps, 0, 5000, "pack_tolerance_bps");
    require_within(policy.pack_factor_max, 2, 1'000'000, "pack_factor_max");
}

std::int64_t log2_of(std::int64_t number) {
    if (number < 1) fail(ErrorCode::out_of_range, "number", std::to_string(number), "1 or more");
    const auto bits = static_cast<std::uint64_t>(number);
    const int whole = static_cast<int>(std::bit_width(bits)) - 1;
    // A number of 1 to 2 with 31 binary places: squaring it doubles its logarithm, bit by bit.
    std::uint64_t mantissa = whole > 31 ? bits >> (whole - 31) : bits << (31 - whole);
    std::int64_t out = whole;
    for (int i = 0; i < 16; ++i) {
        mantissa = (mantissa * mantissa) >> 31;
        const std::uint64_t bit = mantissa >> 32;
        mantissa >>= bit;
        out = out * 2 + static_cast<std::int64_t>(bit);
    }
    return out;
}

bool PriceStatistics::is_less(std::uint32_t a, std::uint32_t b) const noexcept {
    return nodes_[a].price != nodes_[b].price ? nodes_[a].price < nodes_[b].price : a < b;
}

void PriceStatistics::recount(std::uint32_t node) noexcept {
    nodes_[node].count = 1 + nodes_[nodes_[node].left].count + nodes_[nodes_[node].right].count;
}

std::uint32_t PriceStatistics::merge(std::uint32_t a, std::uint32_t b) {
    if (a == 0 || b == 0) return a + b;
    const bool is_a_above = nodes_[a].priority > nodes_[b].priority;
    const std::uint32_t top = is_a_above ? a : b;
    if (is_a_above) nodes_[a].right = merge(nodes_[a].right, b);
    else nodes_[b].left = merge(a, nodes_[b].left);
    recount(top);
    return top;
}

void PriceStatistics::split(std::uint32_t tree, std::uint32_t at, std::uint32_t& below, std::uint32_t& above) {
    if (tree == 0) {
        below = above = 0;
        return;
    }
    if (is_less(tree, at)) {
        below = tree;
        split(nodes_[tree].right, at, nodes_[tree].right, above);
    } else {
        above = tree;
        split(nodes_[tree].left, at, below, nodes_[tree].left);
    }
    recount(tree);
}

void PriceStatistics::link(std::uint32_t node) {
    std::uint32_t* at = &root_;
    while (*at != 0 && nodes_[*at].priority >= nodes_[node].priority) {
        ++nodes_[*at].count;
        at = is_less(node, *at) ? &nodes_[*at].left : &nodes_[*at].right;
    }
    const std::uint32_t below_it = *at;
    split(below_it, node, nodes_[node].left, nodes_[node].right);
    recount(node);
    *at = node;
}

void PriceStatistics::unlink(std::uint32_t node) {
    std::uint32_t* at = &root_;
    while (*at != node) {
        --nodes_[*at].count;
        at = is_less(node, *at) ? &nodes_[*at].left : &nodes_[*at].right;
    }
    *at = merge(nodes_[node].left, nodes_[node].right);
}

void PriceStatistics::set(const OfferId& offer_id, Amount price_minor) {
    if (offer_id.empty()) fail(ErrorCode::missing_field, "offer_id", "", "a text that is not empty");
    if (price_minor < Amount{1}) {
        fail(ErrorCode::out_of_range, "price_minor", std::to_string(price_minor.value), "1 or more");
    }
    const auto [found, is_new] = node_by_offer_.try_emplace(offer_id.value, 0U);
    if (is_new) {
        if (free_.empty()) {
            free_.push_back(static_cast<std::uint32_t>(nodes_.size()));
            nodes_.emplace_back();
        }
        found->second = free_.back();
        free_.pop_back();
        nodes_[found->second].priority = priority_of(found->second);
        nodes_[found->second].offer = &found->first;
    } else {
        if (nodes_[found->second].price == price_minor.value) return;
        unlink(found->second);
    }
    nodes_[found->second].price = price_minor.value;
    link(found->second);
}

bool PriceStatistics::remove(const OfferId& offer_id) {
    const auto found = node_by_offer_.find(offer_id.value);
    if (found == node_by_offer_.end()) return false;
    unlink(found->second);
    free_.push_back(found->second);
    node_by_offer_.erase(found);
    return true;
}

std::int64_t PriceStatistics::size() const noexcept {
    return nodes_[root_].count;
}

std::int64_t PriceStatistics::require_offers() const {
    if (root_ == 0) fail(ErrorCode::not_found, "offers", "0", "at least one offer");
    return size();
}

const PriceStatistics::Node& PriceStatistics::ranked(std::int64_t rank) const noexcept {
    std::uint32_t at = root_;
    while (true) {
        const std::int64_t below = nodes_[nodes_[at].left].count;
        if (rank == below) return nodes_[at];
        if (rank < below) {
            at = nodes_[at].left;
        } else {
            rank -= below + 1;
            at = nodes_[at].right;
        }
    }
}

Amount PriceStatistics::quantile(const Rate& share) const {
    const std::int64_t count = require_offers();
    if (share < Rate{} || share > Rate{1, 1}) fail(ErrorCode::out_of_range, "share", to_string(share), "0 to 1");
    return {ranked(std::max<std::int64_t>(share.of(count, Rounding::ceiling), 1) - 1).price};
}

Amount PriceStatistics::median() const {
    return {ranked((require_offers() - 1) / 2).price};
}

template <class Distance>
std::int64_t PriceStatistics::median_distance(const Distance& distance) const {
    // Going away from the median, distances rise on both sides: the median of two sorted lists, by halving.
    const std::int64_t middle = (size() - 1) / 2;
    const std::int64_t above = size() - middle - 1;
    const auto lower = [&](std::int64_t i) { return distance(ranked(middle - i).price); };
    const auto upper = [&](std::int64_t i) { return distance(ranked(middle + 1 + i).price); };
    std::int64_t low = std::max<std::int64_t>(0, middle + 1 - above);
    std::int64_t high = middle + 1;
    while (low < high) {
        const std::int64_t half = (low + high) / 2;
        if (lower(half) < upper(middle - half)) low = half + 1;
        else high = half;
    }
    std::int64_t out = 0;
    if (low > 0) out = lower(low - 1);
    if (low <= middle) out = std::max(out, upper(middle - low));
    return out;
}

Amount PriceStatistics::median_deviation() const {
    const std::int64_t center = median().value;
    return {median_distance([center](std::int64_t price) { return price < center ? center - price : price - center; })};
}

PriceSummary PriceStatistics::summary() const {
    if (root_ == 0) return {};
    return {size(),   quantile(Rate{}),     quantile(Rate{1, 4}), median(), quantile(Rate{3, 4}),
            quantile(Rate{1, 1}), median_deviation()};
}

std::vector<PriceOutlier> PriceStatistics::outliers(const OutlierPolicy& policy) const {
    validate(policy);
    std::vector<PriceOutlier> out;
    if (size() < policy.offers_min) return out;
    const std::int64_t center = median().value;
    const std::int64_t log_center = log2_of(center);
    const auto log_distance = [&](std::int64_t price) {
        const std::int64_t distance = log2_of(price) - log_center;
        return distance < 0 ? -distance : distance;
    };
    const std::int64_t spread = median_distance(log_distance);
    const auto take = [&](const Node& node) {
        const std::int64_t high = std::max(node.price, center);
        const std::int64_t low = std::min(node.price, center);
        const std::int64_t distance = log_distance(node.price);
        if (distance <= spread * policy.deviations_max) return false;
        if (wide_multiply(high, 10'000) < wide_multiply(low, policy.ratio_min_bps)) return false;
        const std::int64_t factor = pack_factor_of(high, low, policy);
        const OutlierReason reason = factor == 0 ? OutlierReason::far_from_median : OutlierReason::wrong_pack;
        out.push_back({OfferId{*node.offer}, reason, factor, node.price > center, {node.price}, {center}, distance,
                       spread});
        return true;
    };
    std::int64_t rank = 0;
    while (rank < size() && take(ranked(rank))) ++rank;
    for (rank = size() - 1; rank >= 0 && take(ranked(rank)); --rank) {}
    std::ranges::sort(out, [](const PriceOutlier& a, const PriceOutlier& b) {
        return a.price_minor != b.price_minor ? a.price_minor < b.price_minor : a.offer_id < b.offer_id;
    });
    return out;
}

void MarketPrices::apply(std::span<const PriceChange> changes) {
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const PriceChange& change = changes[i];
        try {
            if (change.variant_id.empty()) fail(ErrorCode::missing_field, "variant_id", "", "a text that is not empty");
            PriceStatistics& statistics = by_variant_[change.variant_id.value];
            if (change.price_minor) statistics.set(change.offer_id, *change.price_minor);
            else static_cast<void>(statistics.remove(change.offer_id));
        } catch (const Error& error) {
            throw error.within("changes[" + std::to_string(i) + "]");
        }
    }
}

const PriceStatistics* MarketPrices::find(const VariantId& variant_id) const {
    const auto found = by_variant_.find(variant_id.value);
    return found == by_variant_.end() || found->second.size() == 0 ? nullptr : &found->second;
}

std::vector<PriceSummary> MarketPrices::summaries(std::span<const VariantId> variant_ids) const {
    std::vector<PriceSummary> out;
    out.reserve(variant_ids.size());
    for (const VariantId& id : variant_ids) {
        const PriceStatistics* statistics = find(id);
        out.push_back(statistics == nullptr ? PriceSummary{} : statistics->summary());
    }
    return out;
}

std::vector<VariantOutliers> MarketPrices::outliers(std::span<const VariantId> variant_ids,
                                                    const OutlierPolicy& policy) const {
    validate(policy);
    std::vector<VariantOutliers> out;
    for (const VariantId& id : variant_ids) {
        const PriceStatistics* statistics = find(id);
        if (statistics == nullptr) continue;
        std::vector<PriceOutlier> found = statistics->outliers(policy);
        if (!found.empty()) out.push_back({id, std::move(found)});
    }
    return out;
}

}  // namespace marketplace::catalog
