#pragma once
// Random choices from a seed that come out the same with every compiler and standard library.

#include <cstdint>
#include <random>
#include <vector>

namespace marketplace::simulation {

class Random {
public:
    explicit Random(std::uint64_t seed) : numbers_(seed) {}

    /// 0 to count - 1; 0 for a count of 0.
    std::int64_t below(std::int64_t count) {
        return count <= 0 ? 0 : static_cast<std::int64_t>(numbers_() % static_cast<std::uint64_t>(count));
    }
    std::int64_t between(std::int64_t least, std::int64_t most) { return least + below(most - least + 1); }
    bool chance(std::int64_t percent) { return below(100) < percent; }
    /// An element of a list that is not empty.
    template <class T>
    T& pick(std::vector<T>& from) {
        return from[static_cast<std::size_t>(below(static_cast<std::int64_t>(from.size())))];
    }
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[static_cast<std::size_t>(below(static_cast<std::int64_t>(from.size())))];
    }

private:
    std::mt19937_64 numbers_;
};

}  // namespace marketplace::simulation
