#include "input.hpp"

#include "../progress.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/routing/road_formats.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace route {

using namespace marketplace;
using namespace marketplace::routing;

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) fail(ErrorCode::not_found, "file", file.string(), "a file that can be read");
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write_file(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out{file, std::ios::binary};
    out << text;
    if (!out.flush()) fail(ErrorCode::not_found, "file", file.string(), "a file that can be written");
}

namespace {

Convention convention_of(const std::string& rounding) {
    return rounding == "auto" ? Convention::automatic : enum_of<Convention>(rounding, "rounding");
}

bool is_json(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string::npos && text[first] == '{';
}

/// A problem of ours names its places; VROOM's input has none.
bool is_problem(const std::string& text) { return text.find("\"places\"") != std::string::npos; }

}  // namespace

Input read_input(const std::filesystem::path& file, const std::string& rounding, bool has_roads) {
    const std::string text = read_file(file);
    Input input;
    if (is_json(text) && is_problem(text)) {
        input.problem = from_json<Problem>(text);
    } else if (is_json(text)) {
        // With roads the percentage of a profile is that of its `speed_factor` alone.
        input.vroom = has_roads ? read_vroom(text, 100) : read_vroom(text);
        input.problem = input.vroom->problem;
        input.matrices = input.vroom->matrices;
        input.start = input.vroom->start;
        input.cost_scale = input.vroom->cost_scale;
    } else {
        input.benchmark = read_benchmark(text, convention_of(rounding));
        input.problem = input.benchmark->problem;
        input.matrices = input.benchmark->matrices;
        input.cost_scale = input.benchmark->cost_scale;
    }
    return input;
}

namespace {

void require_coordinates(const Input& input, const RoadChoice& roads) {
    if (input.benchmark) {
        fail(ErrorCode::invalid_value, "roads", roads.map.string(),
             "input with longitudes and latitudes: VROOM's JSON or a problem of this library, not a benchmark file");
    }
    if (!input.matrices.empty())
        fail(ErrorCode::invalid_value, "roads", roads.map.string(), "input without matrices of its own");
}

/// VROOM's `speed_factor`, as it is without roads: rounded up.
void slow_down(TravelMatrix& matrix, std::int32_t percent) {
    for (std::int32_t& duration : matrix.durations)
        duration = static_cast<std::int32_t>((std::int64_t{duration} * percent + 99) / 100);
}

}  // namespace

void set_road_matrices(Input& input, const RoadChoice& roads) {
    require_coordinates(input, roads);
    const auto mode = enum_of<TravelMode>(roads.mode, "mode");
    const RoadNetwork network = read_roads(read_file(roads.map), {.modes = {mode}});
    cli::Progress bar{"roads", 100, cli::is_terminal()};
    RoadControl control;
    control.progress = [&](const RoadProgress& progress) {
        bar.update(std::int64_t{progress.rows} * 100 / progress.rows_total);
        return true;
    };
    const TravelMatrix matrix =
        road_matrix(network, input.problem.places, {.mode = mode, .threads = roads.threads}, control);
    input.matrices.assign(std::max<std::size_t>(1, input.problem.profiles.size()), matrix);
    for (std::size_t i = 0; input.vroom && i < input.problem.profiles.size(); ++i)
        slow_down(input.matrices[i], input.problem.profiles[i].duration_percent);
}

}  // namespace route
