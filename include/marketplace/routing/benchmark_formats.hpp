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
MARKETPLACE_ENUM(Convention, automatic, nearest, dimacs, milli, exact);

/// A problem of a benchmark set. `cost_scale` costs of the problem are one of the convention.
struct BenchmarkInstance {
    Problem problem;
    std::vector<TravelMatrix> matrices;  ///< one for the profile if the file gives distances explicitly, else none
    std::string format;                  ///< "vrplib", "solomon" or "li_lim"
    Convention convention = Convention::nearest;
    std::int64_t cost_scale = 1;

    friend bool operator==(const BenchmarkInstance&, const BenchmarkInstance&) = default;
};
MARKETPLACE_RECORD(BenchmarkInstance, (problem, matrices, format, convention, cost_scale));

/// Reads a file of any of the formats, told apart by its content. Customers keep their order and are jobs (or, in Li
/// and Lim, the stops of shipments) with their number as id; the depot is place 0. Throws `parse_error` with field
/// "line L" for text that is none of the formats, and `invalid_value`, `missing_field` or `out_of_range` naming line
/// and field for numbers that make no sense.
[[nodiscard]] BenchmarkInstance read_benchmark(std::string_view text, Convention convention = Convention::automatic);

/// The routes of a `.sol` file of such an instance: "Route #1: 31 46 35", the numbers of `read_benchmark`'s ids.
[[nodiscard]] std::vector<RoutePlan> read_solution(std::string_view text, const BenchmarkInstance& instance);

/// A `.sol` file; the cost in the unit of the convention.
[[nodiscard]] std::string write_solution(const Solution& solution, const BenchmarkInstance& instance);

/// An instance as VRPLIB text; reading it gives the instance again. Throws `invalid_value` for what VRPLIB cannot say.
[[nodiscard]] std::string write_vrplib(const BenchmarkInstance& instance);

/// A cost in the unit of the convention, as text with its decimals: "948.6".
[[nodiscard]] std::string format_cost(std::int64_t cost, std::int64_t cost_scale);

}  // namespace marketplace::routing
