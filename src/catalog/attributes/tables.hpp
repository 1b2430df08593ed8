#pragma once
// What words in titles mean. The tables are sorted by their words, which the compiler checks.

#include <marketplace/catalog/attributes.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace marketplace::catalog {

/// A unit by its folded name: one of it is numerator / denominator base units.
struct Unit {
    std::string_view name;
    AttributeKind kind{};
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;
    bool is_word = false;  ///< also an everyday word ("7 in 1"): a unit only directly behind its number, or at the end
};

/// The unit of a name, or null.
[[nodiscard]] const Unit* find_unit(std::string_view name);

/// One or more folded words, with single blanks, and what they state.
struct Phrase {
    std::string_view words;
    AttributeKind kind{};
    std::string_view normal;
};

/// The phrases that begin with a word; those of more words come later.
[[nodiscard]] std::span<const Phrase> phrases_from(std::string_view first_word);

/// Technical words of letters and digits that many products share: "mp3", "1080p", "802.11n" without its point.
[[nodiscard]] bool is_common_code(std::string_view code);

}  // namespace marketplace::catalog
