#pragma once
// The common kinds of problems in 32 bit numbers: one load, at most one hard window for each stop, costs that are sums
// over arcs, heterogeneous vehicles, optional orders, pairs. Everything else is for the rich search.

#include "../model.hpp"
#include "metric.hpp"

#include <optional>

namespace marketplace::routing::detail {

/// Arc costs or durations over spots, row by row. `transposed` is empty if the matrix is symmetric.
struct SpotMatrix {
    std::vector<std::int32_t> cells;
    std::vector<std::int32_t> transposed;

    [[nodiscard]] MatrixMetric metric(std::int32_t spots) const {
        return {cells.data(), transposed.empty() ? cells.data() : transposed.data(), spots};
    }
};

/// A kind of vehicle in the fast form.
struct FastKind {
    std::int32_t start_spot = 0;
    std::int32_t end_spot = 0;
    std::int32_t capacity = 0;
    std::int32_t open = 0;   ///< when routes may start
    std::int32_t close = 0;  ///< when they must have ended
    std::int64_t fixed_cost = 0;
    std::int32_t cost_matrix = 0;      ///< or rule
    std::int32_t duration_matrix = 0;  ///< or rule
    std::int32_t slots = 0;  ///< as many as can be used
    std::int32_t load = 0;   ///< on board at the start: what was picked up in the locked part
    bool anchored =
        false;  ///< it has a locked part, from whose end it starts, and drives home even if it serves nobody
};

/// Nodes are those of the model in another order, in which neighbours mostly have near numbers, so that what is read
/// together lies together in memory. Spot i is where node i is, and the spots after those are starts and ends of
/// vehicles. All times are told after `epoch`.
struct FastForm {
    const ModelData* model = nullptr;
    std::int32_t nodes = 0;
    std::int32_t spots = 0;
    bool timed = false;
    bool paired = false;
    bool plane = false;    ///< costs and durations come from `points`, by `rules`, which take the place of `matrices`
    bool uniform = false;  ///< one matrix of costs and one of durations for all vehicles
    bool limited = false;  ///< some vehicles may not serve some orders
    std::int64_t epoch = 0;
    std::vector<std::int32_t> model_node;  ///< by node
    std::vector<std::uint8_t> is_first;    ///< by node: whether it is its order's job or pickup
    std::vector<std::int32_t> demand;
    std::vector<std::int32_t> earliest;
    std::vector<std::int32_t> latest;
    std::vector<std::int32_t> service;
    std::vector<std::int32_t> mate;
    std::vector<std::int64_t> penalty;  ///< by node: of leaving out its order
    std::vector<std::uint8_t> required; ///< by node
    std::vector<FastKind> kinds;
    std::vector<SpotMatrix> matrices;
    std::vector<PlaneRule> rules;
    std::vector<PlaneMetric::Point> points;  ///< by spot
    std::vector<std::int32_t> places;        ///< by spot: of the problem; -1: nowhere
    double period = 0;                       ///< of `points`, once around the globe; 0: they are in a plane

    [[nodiscard]] PlaneMetric plane_metric(std::int32_t rule) const {
        return {points.data(), places.data(), rules[static_cast<std::size_t>(rule)]};
    }
    [[nodiscard]] MatrixMetric matrix_metric(std::int32_t matrix) const {
        return matrices[static_cast<std::size_t>(matrix)].metric(spots);
    }
    /// For what is done seldom: `matrix` is a matrix or a rule.
    [[nodiscard]] std::int64_t way(std::int32_t matrix, std::int32_t from, std::int32_t to) const {
        return plane ? plane_metric(matrix)(from, to) : matrix_metric(matrix)(from, to);
    }
};

/// The fast form, or nothing if the problem has something that it does not know.
[[nodiscard]] std::optional<FastForm> make_fast_form(const ModelData& model);

}  // namespace marketplace::routing::detail
