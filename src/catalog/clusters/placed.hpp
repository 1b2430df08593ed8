#pragma once
// Putting products together by their places in the order of their ids, for callers that have checked what they pass.

#include "group.hpp"

#include <vector>

namespace marketplace::catalog::detail {

/// A pair by places, the lower one first.
struct PlacedPair {
    PlacePair places;
    double probability = 0;
    bool is_variant = false;
};

struct PlacedVerdict {
    PlacePair places;
    bool is_match = false;
};

/// What is known: each pair once, a verdict for a pair at most once, in any order.
struct PlacedInput {
    std::vector<std::uint32_t> vendors;  ///< of each product, a number
    std::vector<PlacedPair> pairs;
    std::vector<PlacedVerdict> verdicts;
};

/// As `RefusedJoin`.
struct PlacedRefusal {
    PlacePair places;
    bool is_verdict = false;
    JoinFault fault = JoinFault::doubtful;
    PlacePair forbidden;
};

/// As `Clustering`.
struct PlacedClustering {
    std::vector<std::vector<Place>> clusters;
    std::vector<PlacedRefusal> refused;
};

[[nodiscard]] PlacedClustering cluster_places(PlacedInput input, double join_from);

}  // namespace marketplace::catalog::detail
