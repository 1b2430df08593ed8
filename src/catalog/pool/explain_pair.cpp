#include "matcher_data.hpp"

#include <marketplace/catalog/match_review.hpp>
#include <marketplace/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace marketplace::catalog::detail {
namespace {

/// The weightiest first; features that add nothing are left out.
std::vector<FeatureContribution> contributions(const BoostedTrees& trees, std::span<const float> features,
                                               double& base) {
    std::vector<double> odds(features.size(), 0);
    base = catalog::explain(trees, features, odds);
    std::vector<FeatureContribution> out;
    for (std::size_t i = 0; i < features.size(); ++i) {
        if (odds[i] == 0) continue;
        const auto value = static_cast<double>(features[i]);
        out.push_back({std::string{name_of(static_cast<MatchFeature>(i))},
                       std::isnan(value) ? std::nullopt : std::optional{value}, odds[i]});
    }
    std::ranges::stable_sort(out, [](const FeatureContribution& a, const FeatureContribution& b) {
        return std::abs(a.log_odds) > std::abs(b.log_odds);
    });
    return out;
}

}  // namespace

std::optional<Listing> CatalogMatcherData::listing_of(const VendorProductId& id) const {
    const auto slot = pool_->find(id);
    return slot ? std::optional{pool_->item(*slot).listing} : std::nullopt;
}

Slot CatalogMatcherData::slot_of(const VendorProductId& id, const char* field) const {
    if (const auto slot = pool_->find(id)) return *slot;
    fail(ErrorCode::not_found, field, id.vendor_id.value + "/" + id.sku, "an item of the catalog");
}

/// Joins that were refused between the groups of two items.
std::vector<RefusedJoin> CatalogMatcherData::refused_between(Slot a, Slot b) const {
    const Clustered clustered = cluster(parts_of({{a, b}, {}}));
    const auto slot_at = [&](Place place) { return clustered.items[place]; };
    const auto id_at = [&](Place place) { return pool_->item(slot_at(place)).id; };
    std::vector<RefusedJoin> out;
    for (const PlacedRefusal& each : clustered.clustering.refused) {
        const std::pair slots{slot_at(each.places.first), slot_at(each.places.second)};
        if (std::minmax(slots.first, slots.second) != std::minmax(a, b)) continue;
        out.push_back({id_at(each.places.first), id_at(each.places.second), each.is_verdict, each.fault,
                       id_at(each.forbidden.first), id_at(each.forbidden.second)});
    }
    return out;
}

MatchExplanation CatalogMatcherData::explain(const VendorProductId& a, const VendorProductId& b) {
    const Slot of_a = slot_of(a, "a");
    const Slot of_b = slot_of(b, "b");
    if (a.vendor_id == b.vendor_id) {
        fail(ErrorCode::invalid_value, "b.vendor_id", b.vendor_id.value, "another vendor than a's");
    }
    MatchExplanation out;
    const Edge edge = edges_->judged(of_a, of_b);
    out.pair = matched(of_a, edge);
    out.title_a = pool_->item(of_a).listing.title;
    out.title_b = pool_->item(of_b).listing.title;
    const PairJudgement& alone = edges_->alone(of_a, of_b);
    const BoostedTrees& trees = alone.is_close ? model_.pair_trees : model_.look_trees;
    out.features = contributions(trees, alone.features, out.base);
    constexpr double little = 1e-9;
    const double p = std::clamp(edge.probability, little, 1 - little);
    out.log_odds = std::log(p / (1 - p));
    const double sum = std::accumulate(
        out.features.begin(), out.features.end(), out.base,
        [](double all, const FeatureContribution& each) { return all + each.log_odds; });
    out.rivals = out.log_odds - sum;
    out.evidence = match_evidence(pool_->item(of_a).listing, pool_->item(of_b).listing);
    out.refused = refused_between(of_a, of_b);
    return out;
}

}  // namespace marketplace::catalog::detail
