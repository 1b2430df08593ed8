#pragma once
// The text formats of public benchmark sets: VRPLIB (CVRPLIB, DIMACS, PyVRP), Solomon and Homberger, Li and Lim; and
// the `.sol` files in which solutions are exchanged.

#include <marketplace/routing/matrix.hpp>
#include <marketplace/routing/solution.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace marketplace::routing {

/// How the distances of a benchmark set become whole numbers, and so in which unit its costs are told.
enum class Convention : std::uint8_t {
    automatic,  ///< VRPLIB without time windows: nearest; with them and Solomon: dimacs; Li and Lim: milli
    nearest,    ///< Euclidean, rounded to the nearest integer (X, XXL)
    dimacs,     ///< distances and times multiplied by 10, distances truncated; costs are told with one decimal
    milli,      ///< distances and times multiplied by 1000, distances rounded; costs are told with three decimals
    exact,      ///< multiplied by 100,000 and rounded; costs are told with five decimals
};
MARKETPLACE_COMPILED_ENUM(Convention, automatic, nearest, dimacs, milli, exact);

/// A problem of a benchmark set. `cost_scale` costs of the problem are one of the convention.
struct BenchmarkInstance {
    Problem problem;
    std::vector<TravelMatrix> matrices;  ///< one if no profile can say the distances (explicit, GEO, VRPB), else none
    std::string format;                  ///< "vrplib", "solomon" or "li_lim"
    Convention convention = Convention::nearest;
    std::int64_t cost_scale = 1;

    friend bool operator==(const BenchmarkInstance&, const BenchmarkInstance&) = default;
};
MARKETPLACE_COMPILED_RECORD(BenchmarkInstance, (problem, matrices, format, convention, cost_scale));

/// Reads a file of any of the formats, told apart by its content. Customers keep their order and are jobs with their
/// number as id, or stops of shipments ("12-45": from customer 12 to 45); depots are the first places, from 0. Vehicles
/// are as many as the file says, else as there are customers; those that are alike and follow each other are one type.
/// Of a mutually exclusive group one is required (`Terms::alternatives` without a prize). In VRPB the ways from a depot
/// to a backhaul and from a backhaul to a linehaul have a forbidding length. A keyword that could change the problem
/// unseen is refused.
///
/// Throws `parse_error` with field "line L" for text that is none of the formats, and `invalid_value`, `missing_field`
/// or `out_of_range` naming line and field for numbers that make no sense, and `unsupported` for what a file says that
/// no field can say.
[[nodiscard]] BenchmarkInstance read_benchmark(std::string_view text, Convention convention = Convention::automatic);

/// The routes of a `.sol` file of such an instance: "Route #1: 31 46 35", the numbers of `read_benchmark`'s ids. With
/// several types of vehicle the n-th route is the n-th vehicle, so that an empty route is a vehicle that stays. Throws
/// `parse_error`, or `invalid_value` or `out_of_range` naming the line.
[[nodiscard]] std::vector<RoutePlan> read_solution(std::string_view text, const BenchmarkInstance& instance);

/// A `.sol` file of that form; the cost in the unit of the convention.
[[nodiscard]] std::string write_solution(const Solution& solution, const BenchmarkInstance& instance);

/// An instance as VRPLIB text; reading it gives the instance again, but for `format`. Throws `unsupported` with the
/// path of the first field that VRPLIB cannot say.
[[nodiscard]] std::string write_vrplib(const BenchmarkInstance& instance);

/// A cost in the unit of the convention, as text with its decimals: "948.6".
[[nodiscard]] std::string format_cost(std::int64_t cost, std::int64_t cost_scale);

}  // namespace marketplace::routing
