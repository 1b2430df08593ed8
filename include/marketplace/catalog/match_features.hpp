#pragma once
// The numbers by which two listings are compared. The left one is the master product, the right one the vendor's.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace marketplace::catalog {

/// What is compared. Shares are from 0 to 1 and weigh words by how rare they are; "only" is what has no counterpart on
/// the other side; attributes are 1 if both state the same, -1 if they contradict each other; what a side does not
/// state is not known.
enum class MatchFeature : std::uint8_t {
    word_overlap,        ///< shared words of the titles among all
    word_share_left,     ///< shared words among those of the left title
    word_share_right,
    spelling_overlap,    ///< as word_overlap, with words that are spelled differently
    spelling_share_left,
    spelling_share_right,
    rarest_left_only,    ///< the weight of the rarest word that only the left title has
    rarest_right_only,
    words_left_only,     ///< how many words only the left title has
    words_right_only,
    rarest_shared,       ///< the weight of the rarest shared word
    word_order,          ///< how much of the shared words stands in the same order
    first_word,          ///< how alike the first words are
    last_word,
    gram_cosine,         ///< cosine of the titles' groups of four letters
    letter_similarity,   ///< spelling of the titles, letters and digits alone
    length_ratio,        ///< of the shorter title to the longer
    length_left,         ///< words of the left title
    length_right,
    code_shared,         ///< the weight of the rarest shared model code; 0 if both have codes and share none
    code_similarity,     ///< of the most alike codes
    code_prefix,         ///< whether a code begins another: a variant
    code_left_in_right,  ///< whether a code of the left is anywhere in the right listing's texts
    code_right_in_left,
    part_number,         ///< -1 for other part numbers, 1 for the same
    gtin,                ///< -1 for other trade item numbers, 1 for the same
    number_overlap,      ///< shared numbers among all
    numbers_left_only,
    numbers_right_only,
    volume,
    mass,
    length,
    data,
    charge,
    power,
    voltage,
    frequency,
    pixels,
    duration,
    seats,
    pack,
    dimensions,
    size,
    colour,
    version,
    year,
    edition,
    platform,
    attribute_contradictions,  ///< kinds of attributes that contradict each other
    attribute_agreements,
    attributes_left_only,      ///< kinds that only the left title states
    attributes_right_only,
    brand,               ///< how alike the brands are
    brand_in_title,      ///< whether a brand that only one side names is in the other's title
    price_ratio,         ///< log2 of the larger price to the smaller
    price_direction,     ///< log2 of the left price to the right
    price_left,          ///< log2 of the minor units
    price_right,
    text_cosine,         ///< of all texts
    details_cosine,      ///< of descriptions
    title_left_in_right, ///< share of the left title that is anywhere in the right listing
    title_right_in_left,
    rank_left,           ///< place of the right listing among those found for the left one, log2
    rank_right,
    margin_left,         ///< how much better it is found than the next one, or worse than the best
    margin_right,
    score_left,          ///< score of the search as a share of the left listing's own
    score_right,
    embedding_cosine,    ///< of the embeddings; there only where listings have some
};
/// Without embeddings; with them there is one more.
inline constexpr std::size_t match_feature_count = static_cast<std::size_t>(MatchFeature::score_right) + 1;
inline constexpr std::size_t match_feature_count_max = match_feature_count + 1;

/// "word_overlap" for the first, and so on.
[[nodiscard]] std::string_view name_of(MatchFeature feature);

}  // namespace marketplace::catalog
