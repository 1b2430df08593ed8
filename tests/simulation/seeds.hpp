#pragma once
// Which seeds a test runs with. MARKETPLACE_SEEDS=1000 runs more of them, MARKETPLACE_SEED=17 that one alone.

#include <cstdlib>
#include <string>
#include <vector>

namespace marketplace::simulation {

/// A number from the environment, or another one.
inline std::int64_t number_from_environment(const char* name, std::int64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr || *text == '\0' ? otherwise : std::stoll(text);
}

/// The seeds of a run; `few` of them unless the environment says otherwise.
inline std::vector<std::uint64_t> seeds(std::int64_t few) {
    if (const std::int64_t one = number_from_environment("MARKETPLACE_SEED", -1); one >= 0)
        return {static_cast<std::uint64_t>(one)};
    std::vector<std::uint64_t> all;
    const std::int64_t count = number_from_environment("MARKETPLACE_SEEDS", few);
    for (std::int64_t seed = 1; seed <= count; ++seed) all.push_back(static_cast<std::uint64_t>(seed));
    return all;
}

/// How to see a failure again.
inline std::string again_with(std::uint64_t seed) { return "again with MARKETPLACE_SEED=" + std::to_string(seed); }

}  // namespace marketplace::simulation
