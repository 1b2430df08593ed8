#include "text_similarity.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace marketplace::catalog {
namespace {

constexpr std::size_t bytes_max = 512;
constexpr std::size_t word_bits = 64;

/// Up to 64 bytes of `a`: one machine word is a whole column of the table.
std::size_t common_in_word(std::string_view a, std::string_view b) {
    std::array<std::uint64_t, 256> bits;  // only the places of letters of `b` are read, and those are set first
    for (const char c : b) bits[static_cast<unsigned char>(c)] = 0;
    for (const char c : a) bits[static_cast<unsigned char>(c)] = 0;
    for (std::size_t i = 0; i < a.size(); ++i) bits[static_cast<unsigned char>(a[i])] |= std::uint64_t{1} << i;
    std::uint64_t column = ~std::uint64_t{0};
    for (const char c : b) {
        const std::uint64_t match = column & bits[static_cast<unsigned char>(c)];
        column = (column + match) | (column - match);
    }
    const std::uint64_t used = a.size() == word_bits ? ~std::uint64_t{0} : (std::uint64_t{1} << a.size()) - 1;
    return static_cast<std::size_t>(std::popcount(~column & used));
}

/// A column of several words, one letter of `b` after the other; the sum carries over from word to word.
std::size_t common_in_words(std::string_view a, std::string_view b) {
    constexpr std::size_t words_max = bytes_max / word_bits;
    const std::size_t words = (a.size() + word_bits - 1) / word_bits;
    std::array<std::array<std::uint64_t, words_max>, 256> places;  // as above
    for (const std::string_view text : {a, b}) {
        for (const char c : text) std::fill_n(places[static_cast<unsigned char>(c)].begin(), words, 0);
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        places[static_cast<unsigned char>(a[i])][i / word_bits] |= std::uint64_t{1} << i % word_bits;
    }
    std::array<std::uint64_t, words_max> column;
    column.fill(~std::uint64_t{0});
    for (const char c : b) {
        const std::array<std::uint64_t, words_max>& of = places[static_cast<unsigned char>(c)];
        std::uint64_t carry = 0;
        for (std::size_t w = 0; w < words; ++w) {
            const std::uint64_t match = column[w] & of[w];
            const std::uint64_t sum = column[w] + match;
            const std::uint64_t with_carry = sum + carry;
            carry = static_cast<std::uint64_t>(sum < column[w]) | static_cast<std::uint64_t>(with_carry < sum);
            column[w] = with_carry | (column[w] - match);
        }
    }
    std::size_t out = 0;
    for (std::size_t w = 0; w < words; ++w) {
        const std::size_t rest = std::min(word_bits, a.size() - w * word_bits);
        const std::uint64_t used = rest == word_bits ? ~std::uint64_t{0} : (std::uint64_t{1} << rest) - 1;
        out += static_cast<std::size_t>(std::popcount(~column[w] & used));
    }
    return out;
}

}  // namespace

std::size_t common_subsequence(std::string_view a, std::string_view b) {
    a = a.substr(0, bytes_max);
    b = b.substr(0, bytes_max);
    if (a.size() > b.size()) std::swap(a, b);
    return a.size() <= word_bits ? common_in_word(a, b) : common_in_words(a, b);
}

float spelling_similarity(std::string_view a, std::string_view b) {
    const std::size_t both = std::min(a.size(), bytes_max) + std::min(b.size(), bytes_max);
    if (both == 0) return 1;
    if (a == b) return 1;
    return 2 * static_cast<float>(common_subsequence(a, b)) / static_cast<float>(both);
}

}  // namespace marketplace::catalog
