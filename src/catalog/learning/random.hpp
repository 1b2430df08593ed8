#pragma once
// Seeded random numbers that are the same with every compiler: SplitMix64.

#include <cstdint>
#include <utility>

namespace marketplace::catalog {

class SplitMix {
public:
    explicit SplitMix(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() noexcept {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
        z = (z ^ z >> 27) * 0x94D049BB133111EBU;
        return z ^ z >> 31;
    }
    /// Below `end`, which is above zero and below 2^32.
    std::uint64_t below(std::uint64_t end) noexcept { return (next() >> 32) * end >> 32; }

private:
    std::uint64_t state_;
};

/// Shuffles the first `count` of a list into place: a random choice without replacement.
template <class List>
void choose_first(List& list, std::size_t count, SplitMix& random) {
    for (std::size_t i = 0; i < count; ++i) {
        using std::swap;
        swap(list[i], list[i + random.below(list.size() - i)]);
    }
}

}  // namespace marketplace::catalog
