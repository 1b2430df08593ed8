#pragma once
// What a replay prints.

#include "summary.hpp"

#include <cstdint>
#include <string>

namespace replay {

/// How long a run took: all of it, and of that the reading and sorting of the files.
struct Timing {
    std::int64_t total_ms = 0;
    std::int64_t reading_ms = 0;
    std::int64_t events = 0;

    /// From the first event to the last commit.
    [[nodiscard]] std::int64_t per_second() const;
};

/// The record of the summary with the numbers of this run beside it.
[[nodiscard]] std::string json_of(const Summary& summary, const Timing& timing);

/// The same for people.
[[nodiscard]] std::string text_of(const Summary& summary, const Timing& timing);

}  // namespace replay
