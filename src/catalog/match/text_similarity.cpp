#include "text_similarity.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace marketplace::catalog {
namespace {

constexpr std::size_t bytes_max = 512;
constexpr std::size_t word_bits = 64;

/// Places of the letters of `a` within 64 of its bytes.
struct Places {
    std::array<std::uint64_t, 256> bits{};

    explicit Places(std::string_view a) {
        for (std::size_t i = 0; i < a.size(); ++i) bits[static_cast<unsigned char>(a[i])] |= std::uint64_t{1} << i;
    }
};

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

std::size_t common_in_words(std::string_view a, std::string_view b) {
    std::array<std::uint64_t, bytes_max> carries{};  // of each byte of `b`, what the word before adds to the next
    std::size_t out = 0;
    for (std::size_t at = 0; at < a.size(); at += word_bits) {
        const std::string_view part = a.substr(at, word_bits);
        const Places places{part};
        std::uint64_t column = ~std::uint64_t{0};
        for (std::size_t i = 0; i < b.size(); ++i) {
            const std::uint64_t match = column & places.bits[static_cast<unsigned char>(b[i])];
            const std::uint64_t sum = column + match;
            const std::uint64_t with_carry = sum + carries[i];
            carries[i] = static_cast<std::uint64_t>(sum < column) | static_cast<std::uint64_t>(with_carry < sum);
            column = with_carry | (column - match);
        }
        const std::uint64_t used =
            part.size() == word_bits ? ~std::uint64_t{0} : (std::uint64_t{1} << part.size()) - 1;
        out += static_cast<std::size_t>(std::popcount(~column & used));
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
    return 2 * static_cast<float>(common_subsequence(a, b)) / static_cast<float>(both);
}

}  // namespace marketplace::catalog
