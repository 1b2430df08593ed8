#pragma once
// Whole numbers from a seed, with a liking for the ends of a range and for the neighbours of round numbers.

#include <algorithm>
#include <cstdint>

namespace marketplace::penny {

/// splitmix64: the same numbers on every machine, and a start at any number costs nothing.
class EdgeRandom {
public:
    /// The stream of one number under a seed; streams of neighbouring numbers have nothing in common.
    EdgeRandom(std::uint64_t seed, std::uint64_t stream)
        : state_(mixed(seed) ^ mixed(stream + 0x632BE59BD9B4E019ULL)) {}

    std::uint64_t next() { return mixed(state_ += 0x9E3779B97F4A7C15ULL); }

    /// Evenly in [low, high].
    std::int64_t even(std::int64_t low, std::int64_t high) {
        const auto width = static_cast<std::uint64_t>(high - low) + 1;
        return low + static_cast<std::int64_t>(next() % width);
    }
    /// In [low, high]: an end, next to an end, next to a power of ten or two, of any size, or evenly.
    std::int64_t edge(std::int64_t low, std::int64_t high) {
        if (low >= high) return low;
        const std::uint64_t kind = next() % 16;
        if (kind == 0) return low;
        if (kind == 1) return high;
        if (kind == 2) return low + 1;
        if (kind == 3) return high - 1;
        if (kind < 7) return std::clamp(power(10, even(0, 11)) + even(-1, 1), low, high);
        if (kind < 9) return std::clamp(power(2, even(0, 36)) + even(-1, 1), low, high);
        if (kind < 13) return std::clamp(low + even(0, power(2, even(1, 36))), low, high);
        return even(low, high);
    }
    /// True once in so many times.
    bool once_in(std::uint64_t times) { return next() % times == 0; }

private:
    static std::uint64_t mixed(std::uint64_t value) {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
        return value ^ (value >> 31);
    }
    static std::int64_t power(std::int64_t base, std::int64_t exponent) {
        std::int64_t out = 1;
        for (; exponent > 0; --exponent) out *= base;
        return out;
    }

    std::uint64_t state_;
};

}  // namespace marketplace::penny
