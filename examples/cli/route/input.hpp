#pragma once
// What a file asks: a benchmark instance, VROOM's JSON or a problem of ours.

#include <marketplace/routing/benchmark_formats.hpp>
#include <marketplace/routing/road.hpp>
#include <marketplace/routing/vroom.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace route {

struct Input {
    marketplace::routing::Problem problem;
    std::vector<marketplace::routing::TravelMatrix> matrices;
    std::vector<marketplace::routing::RoutePlan> start;
    std::int64_t cost_scale = 1;
    std::optional<marketplace::routing::BenchmarkInstance> benchmark;
    std::optional<marketplace::routing::VroomInput> vroom;
};

/// Tells the format by the content. Throws `not_found` for a file that cannot be read, and what the readers throw.
[[nodiscard]] Input read_input(const std::filesystem::path& file, const std::string& rounding, bool has_roads);

/// A map whose roads are driven, by whom.
struct RoadChoice {
    std::filesystem::path map;
    std::string mode;
    std::int32_t threads = 1;
};

/// Gives the input the distances and durations along roads: one matrix for each profile. Throws for input that brings
/// its own distances, and what the readers of maps throw.
void set_road_matrices(Input& input, const RoadChoice& roads);

[[nodiscard]] std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& text);

}  // namespace route
