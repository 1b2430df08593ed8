#pragma once
// The JSON in which VROOM (https://github.com/VROOM-Project/vroom, docs/API.md) is asked and answers.
//
// What is taken: jobs and shipments with amounts, skills, priorities and time windows; vehicles with their costs,
// hours, breaks and limits; matrices by profile, or coordinates. What a `Problem` cannot say is refused by its path,
// never left out: `service_per_type`, `per_task_hour`, `max_load` of breaks, a `setup` where another task shares the
// place, `max_travel_time` together with distances that matter, and every unknown field. Breaks are taken at stops,
// where VROOM also takes them on the road; travel times by `speed_factor` are whole seconds, rounded up.

#include <marketplace/routing/matrix.hpp>
#include <marketplace/routing/solution.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace marketplace::routing {

/// A problem that came as VROOM's JSON. Places are the rows of the matrices, or the different coordinates; vehicles
/// that are alike are one type with the first one's id.
///
/// VROOM serves whatever it can, and rather what has priority. If all priorities are equal every order is required, and
/// what fits nowhere is unserved. Otherwise orders have a prize: that of priority p is worth p times (tasks + 1) plus 1
/// times more than all ways of a plan together, so that the sum of priorities decides first, then the number of tasks,
/// then the cost. If that does not fit in 2^50 a priority is worth as many tasks as fit.
struct VroomInput {
    Problem problem;
    std::vector<TravelMatrix> matrices;  ///< one for each profile; none if the input has no matrices
    std::vector<RoutePlan> start;        ///< the `steps` of vehicles: where the search shall begin
    std::int64_t cost_scale = 1;         ///< costs of the problem that are one of VROOM's
    std::string text;                    ///< what was read: the answer repeats ids, descriptions and locations of it

    friend bool operator==(const VroomInput&, const VroomInput&) = default;
};
MARKETPLACE_COMPILED_RECORD(VroomInput, (problem, matrices, start, cost_scale, text));

/// Reads VROOM's input. Without matrices ways are straight lines in metres over the globe (VROOM asks a road router),
/// and 100 of them take `duration_percent` seconds; 10 is 36 km/h. Throws `parse_error`, `unknown_field`, `wrong_type`,
/// `missing_field`, `invalid_value`, `out_of_range`, `not_found` or `unsupported` with the path of the field.
[[nodiscard]] VroomInput read_vroom(std::string_view json, std::int32_t duration_percent = 10);

/// VROOM's answer: code 0, summary, routes with their steps, and the tasks that nobody serves. Distances are told if
/// the input has them.
[[nodiscard]] std::string write_vroom(const VroomInput& input, const Solution& solution);

/// VROOM's answer to an input that cannot be read: code 2 and the message.
[[nodiscard]] std::string write_vroom_error(std::string_view message);

}  // namespace marketplace::routing
