#pragma once
// Random numbers that are the same on every machine: splitmix64 (Steele, Lea and Flood, 2014).

#include <cstdint>

namespace marketplace::routing::twin {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31U);
    }

    /// A whole number from `low` to `high`, both included.
    template <class Integer>
    Integer between(Integer low, Integer high) {
        const auto count = static_cast<std::uint64_t>(high - low) + 1;
        return static_cast<Integer>(low + static_cast<Integer>(next() % count));
    }

    bool chance(int percent) { return between(1, 100) <= percent; }

private:
    std::uint64_t state_;
};

}  // namespace marketplace::routing::twin
