#pragma once
// `marketplace match evaluate`: how well two tables of products are matched, by labels that are known.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace match {

/// What the command line asks for.
struct Options {
    std::filesystem::path left;
    std::filesystem::path right;
    std::filesystem::path train;
    std::filesystem::path valid;
    std::filesystem::path test;
    std::string labels = "all";  ///< all, none, or how many are asked for
    bool is_end_to_end = false;
    std::int64_t seeds = 5;
    std::filesystem::path errors;  ///< where to write what the first seed judges wrongly; empty: nowhere
    bool json = false;
};

/// Runs it, prints the figures to standard output, and returns the exit code.
int evaluate(const Options& options);

}  // namespace match
