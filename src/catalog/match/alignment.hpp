#pragma once
// Which words of two titles mean the same: equal, run together, cut short, initials, or spelled a little differently.

#include "prepared.hpp"

#include <array>
#include <cstdint>

namespace marketplace::catalog {

/// How well a word has a counterpart in the other title: 0 none, 1 the same.
struct WordMatch {
    float similarity = 0;
    std::int32_t other = -1;  ///< the place of the (first) counterpart
};

/// Of the words of two titles; places behind their last words mean nothing.
struct Alignment {
    std::array<WordMatch, words_max> left;
    std::array<WordMatch, words_max> right;
    std::uint64_t open_left = 0;   ///< a bit for each word that has no equal counterpart
    std::uint64_t open_right = 0;
};

/// Equal words alone: cheap.
void align_equal(const PreparedListing& left, const PreparedListing& right, Alignment& out);
/// Adds what is written in another way, for the words that are left.
void align_spellings(const PreparedListing& left, const PreparedListing& right, Alignment& out);

}  // namespace marketplace::catalog
