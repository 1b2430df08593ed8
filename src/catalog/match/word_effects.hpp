#pragma once
// What it says when one title has a word that the other has not, learned from labelled pairs: "upgrade" makes another
// product, "new" does not.

#include "alignment.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// On which side of a pair a word is.
enum class WordSide : std::uint8_t { left_only, right_only, both };
inline constexpr std::size_t word_side_count = 3;

/// A pair's words by side, each once.
using WordsBySide = std::array<std::vector<std::uint32_t>, word_side_count>;

[[nodiscard]] WordsBySide words_by_side(const PreparedListing& left, const PreparedListing& right);

/// Log-odds of a match where a word is on a side, against those of all pairs; pulled to zero for rare words.
class WordEffects {
public:
    void learn(const WordsBySide& words, bool is_match, float weight);
    /// Writes for each side the sum over its words, and the lowest and the highest.
    void write(const WordsBySide& words, std::span<float> out) const;
    static constexpr std::size_t columns = 3 * word_side_count;

private:
    struct Count {
        float matches = 0;
        float others = 0;
    };
    [[nodiscard]] float effect_of(std::size_t side, std::uint32_t word) const;

    std::array<boost::unordered_flat_map<std::uint32_t, Count>, word_side_count> counts_;
    Count all_;
};

}  // namespace marketplace::catalog
