#pragma once
// `marketplace replay`: a data set becomes events, the engine applies them, and what came out is summed up.

#include <marketplace/engine/engine.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace replay {

/// What the command line asks for.
struct Options {
    std::filesystem::path folder;
    std::optional<std::filesystem::path> plan;          ///< commission plan instead of the embedded one
    std::string store = "memory";                       ///< "memory" or "sqlite:PATH"
    std::optional<std::filesystem::path> report;        ///< where to write the HTML page
    std::optional<std::filesystem::path> payments;      ///< folder for the files of payment instructions
    bool json = false;
    std::int64_t orders_max = 0;                        ///< 0 for all
    std::int64_t group_size = 1280;                     ///< events that become durable together
    std::int64_t rows_remembered = marketplace::EngineOptions{}.rows_remembered;  ///< of the store
    /// A power failure may cost the last groups, which another run over the same files brings again.
    std::string durability = "normal";                  ///< or "full"
};

/// Runs it, prints the summary to standard output, and returns the exit code: 1 if anything does not hold, which is
/// said on standard error.
int run(const Options& options);

}  // namespace replay
