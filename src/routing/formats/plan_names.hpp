#pragma once
// What pictures and maps call the parts of a plan.

#include <marketplace/routing/solution.hpp>

#include <set>
#include <string>
#include <vector>

namespace marketplace::routing::detail {

/// A place of the problem. Throws `out_of_range`.
[[nodiscard]] const Place& place_at(const Problem& problem, std::int32_t place);
/// The id of what is done; empty for a reload.
[[nodiscard]] std::string id_of(const Problem& problem, const Route& route, const Visit& visit);
/// "van", "van (2)" for the second of several, "vehicle 2" where there is one type alone or its id is a number.
[[nodiscard]] std::string vehicle_name(const Problem& problem, const Route& route);
/// The stops of a route: neither breaks nor reloads.
[[nodiscard]] std::size_t stop_count(const Route& route);
/// Where an order that nobody serves waits: a job's place, or both of a shipment's.
[[nodiscard]] std::vector<std::int32_t> places_of(const Problem& problem, const Unserved& unserved);
/// Where vehicles start, end and reload.
[[nodiscard]] std::set<std::int32_t> depots_of(const Problem& problem);
/// The places of a route with its start and end.
[[nodiscard]] std::vector<std::int32_t> way_of(const Problem& problem, const Route& route);
/// A number for each route so that routes that leave in neighbouring directions have different ones: a colour.
[[nodiscard]] std::vector<std::size_t> colours_of(const Problem& problem, const Solution& solution);

}  // namespace marketplace::routing::detail
