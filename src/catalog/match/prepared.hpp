#pragma once
// A listing made ready for comparing: cut, weighed and sorted once, compared many times.

#include <marketplace/catalog/attributes.hpp>
#include <marketplace/catalog/identifiers.hpp>
#include <marketplace/catalog/listing.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog {

/// In how many records a term is: from the indexes of the two sides.
class TermCounts {
public:
    virtual ~TermCounts() = default;
    [[nodiscard]] virtual std::uint64_t records() const = 0;
    [[nodiscard]] virtual std::uint64_t records_with(std::uint32_t hash) const = 0;
};

/// A word of a title.
struct Word {
    std::uint32_t hash = 0;     ///< of its normal form: "8.0" is "8"
    float weight = 0;           ///< log2 of how rare it is
    std::uint32_t begin = 0;    ///< place in the folded title
    std::uint32_t end = 0;
    TokenKind kind = TokenKind::word;

    [[nodiscard]] std::string_view of(std::string_view title) const { return title.substr(begin, end - begin); }
};

/// A term with its weight.
struct WeightedTerm {
    std::uint32_t hash = 0;
    float weight = 0;
};

/// A model code of a title or a part number.
struct Code {
    std::string text;
    float weight = 0;
};

struct PreparedListing {
    std::string title;                 ///< folded
    std::string letters;               ///< of the title: letters and digits alone
    std::vector<Word> words;           ///< of the title, in order
    std::vector<WeightedTerm> grams;   ///< of the title, by hash
    std::vector<WeightedTerm> all;     ///< words of all texts, by hash
    std::vector<WeightedTerm> details; ///< words of the description and other texts, by hash
    std::vector<Code> codes;
    std::string everything;            ///< letters and digits of all texts, to look codes up in
    std::vector<Attribute> attributes; ///< of the title, without model codes; spans are in the original
    std::vector<Attribute> stated;     ///< as `attributes`; of kinds that the title leaves out, those of other columns
    std::string brand;                 ///< folded, or empty
    std::string part_number;           ///< letters and digits, or empty
    std::optional<Gtin> gtin;          ///< sound, and worldwide
    std::optional<Money> price;        ///< above zero
};

/// Longer lists are cut: a title of more words is a description.
inline constexpr std::size_t words_max = 64;

[[nodiscard]] PreparedListing prepare(const Listing& listing, const TermCounts& counts);

}  // namespace marketplace::catalog
