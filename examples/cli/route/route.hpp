#pragma once
// `marketplace route`: a routing problem is read, solved within a budget, and its plan written out.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace route {

/// What the command line asks for.
struct Options {
    std::filesystem::path file;
    double time_limit_s = 0;     ///< 0: none
    std::int64_t iterations = 0; ///< 0: none
    std::uint32_t seed = 1;
    std::int32_t threads = 1;
    std::string rounding = "auto";
    std::optional<std::filesystem::path> roads;     ///< a map whose roads are driven
    std::string mode = "car";
    std::optional<std::filesystem::path> start;     ///< a .sol file to begin with
    std::optional<std::filesystem::path> solution;  ///< .sol, .json or .geojson
    std::optional<std::filesystem::path> plot;
    std::optional<std::filesystem::path> convergence;
    bool json = false;
};

/// Runs it, prints the outcome to standard output, and returns the exit code: 0, or 3 if required orders stay unserved.
int run(const Options& options);

}  // namespace route
