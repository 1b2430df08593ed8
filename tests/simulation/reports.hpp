#pragma once
// Findings and counts as text for the log of a test.

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace marketplace::simulation {

using Counts = std::map<std::string, std::int64_t>;

inline void add(Counts& to, const Counts& more) {
    for (const auto& [name, count] : more) to[name] += count;
}

inline std::string text_of(const Counts& counts) {
    std::string text;
    for (const auto& [name, count] : counts) text += " " + name + " " + std::to_string(count);
    return text;
}

/// The first few, so that a failure can be read; empty if there are none.
inline std::string head_of(const std::vector<std::string>& texts) {
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(texts.size(), 8); ++i) text += texts[i] + "\n";
    return text;
}

}  // namespace marketplace::simulation
