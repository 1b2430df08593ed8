#include "placed.hpp"

#include <algorithm>
#include <cmath>

namespace marketplace::catalog::detail {
namespace {

/// Log-odds in 2^-20; a probability says no more than ten thousand to one.
std::int64_t odds_of(double probability) {
    constexpr double little = 1e-4;
    const double p = std::clamp(probability, little, 1 - little);
    return std::llround(std::log(p / (1 - p)) * (1 << 20));
}

class Clusterer {
public:
    explicit Clusterer(const PlacedInput& input) : input_(input), groups_(input.vendors) {}

    PlacedClustering run(double join_from) {
        learn();
        for (const PlacedVerdict& each : input_.verdicts) {
            if (each.is_match) try_join(each.places, true);
        }
        for (const PlacedPair& each : input_.pairs) {
            if (each.probability >= join_from) try_join(each.places, false);
        }
        return {clusters(), std::move(refused_)};
    }

private:
    /// A verdict takes the place of what the models say about its pair.
    void learn() {
        for (const PlacedVerdict& each : input_.verdicts) {
            Between known;
            known.odds = odds_of(each.is_match ? 1 : 0);
            if (!each.is_match) forbid(known, each.places, JoinFault::separated);
            groups_.learn(each.places.first, each.places.second, known);
        }
        for (const PlacedPair& each : input_.pairs) {
            const auto& verdicts = input_.verdicts;
            const auto verdict = std::ranges::lower_bound(verdicts, each.places, {}, &PlacedVerdict::places);
            if (verdict != verdicts.end() && verdict->places == each.places) continue;
            Between known;
            known.odds = odds_of(each.probability);
            if (each.is_variant) forbid(known, each.places, JoinFault::variant);
            groups_.learn(each.places.first, each.places.second, known);
        }
    }

    static void forbid(Between& known, const PlacePair& places, JoinFault fault) {
        known.is_forbidden = true;
        known.fault = fault;
        known.forbidden = places;
    }

    void try_join(const PlacePair& places, bool is_verdict) {
        const Place a = groups_.group_of(places.first);
        const Place b = groups_.group_of(places.second);
        if (a == b) return;
        const Between known = groups_.between(a, b);
        // A person may join what the models take for variants, or doubt, but not what another verdict separates.
        const bool is_forbidden = known.is_forbidden && (!is_verdict || known.fault == JoinFault::separated);
        if (const auto pair = groups_.of_one_vendor(a, b)) {
            refuse(places, is_verdict, JoinFault::same_vendor, *pair);
        } else if (is_forbidden) {
            refuse(places, is_verdict, known.fault, known.forbidden);
        } else if (!is_verdict && known.odds <= 0) {
            refuse(places, is_verdict, JoinFault::doubtful, places);
        } else {
            groups_.join(a, b);
        }
    }

    void refuse(const PlacePair& places, bool is_verdict, JoinFault fault, PlacePair forbidden) {
        if (groups_.group_of(forbidden.first) != groups_.group_of(places.first)) {
            std::swap(forbidden.first, forbidden.second);
        }
        refused_.push_back({places, is_verdict, fault, forbidden});
    }

    std::vector<std::vector<Place>> clusters() {
        const std::size_t count = input_.vendors.size();
        std::vector<std::vector<Place>> out;
        std::vector<std::size_t> cluster_of(count, count);
        for (Place place = 0; place < count; ++place) {
            std::size_t& cluster = cluster_of[groups_.group_of(place)];
            if (cluster == count) {
                cluster = out.size();
                out.emplace_back();
            }
            out[cluster].push_back(place);
        }
        return out;
    }

    const PlacedInput& input_;
    Groups groups_;
    std::vector<PlacedRefusal> refused_;
};

}  // namespace

PlacedClustering cluster_places(PlacedInput input, double join_from) {
    std::ranges::sort(input.pairs, [](const PlacedPair& a, const PlacedPair& b) {
        return a.probability != b.probability ? a.probability > b.probability : a.places < b.places;
    });
    std::ranges::sort(input.verdicts, {}, &PlacedVerdict::places);
    return Clusterer{input}.run(join_from);
}

}  // namespace marketplace::catalog::detail
