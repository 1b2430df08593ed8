#include "features.hpp"

#include "text_similarity.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace marketplace::catalog {
namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

/// The numbers of a pair by name.
class Row {
public:
    explicit Row(std::span<float> values) : values_(values) {}
    float& operator[](MatchFeature feature) { return values_[static_cast<std::size_t>(feature)]; }

private:
    std::span<float> values_;
};

float share(float part, float whole) { return whole > 0 ? part / whole : 0; }

/// Weights of one title's words that have an equal counterpart.
struct EqualWords {
    float sum = 0;
    float rarest = 0;
};

EqualWords equal_words(std::span<const float> weights, std::span<const WordMatch> matches) {
    EqualWords out;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const float weight = matches[i].similarity == 1 ? weights[i] : 0;
        out.sum += weight;
        out.rarest = std::max(out.rarest, weight);
    }
    return out;
}

/// Weights of one title's words that have a counterpart in another spelling, and of those that have none.
struct OtherWords {
    float alike = 0;
    float rarest_only = 0;
    float only = 0;
};

OtherWords other_words(std::span<const float> weights, std::span<const WordMatch> matches) {
    OtherWords out;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const float similarity = matches[i].similarity;
        out.alike += weights[i] * similarity;
        out.rarest_only = std::max(out.rarest_only, weights[i] * (1 - similarity));
        out.only += similarity == 0 ? 1.0F : 0.0F;
    }
    return out;
}

/// The longest run of matches that rises, as a share of all: 1 if the order is the same.
float order_of(std::span<const WordMatch> matches) {
    std::array<std::int32_t, words_max> ends;  // of the best rising run of each length, its last place
    std::size_t longest = 0;
    std::size_t count = 0;
    for (const WordMatch& each : matches) {
        if (each.other < 0) continue;
        ++count;
        const auto at = std::lower_bound(ends.begin(), ends.begin() + static_cast<std::ptrdiff_t>(longest), each.other);
        if (at == ends.begin() + static_cast<std::ptrdiff_t>(longest)) ++longest;
        *at = each.other;
    }
    return count == 0 ? unknown : static_cast<float>(longest) / static_cast<float>(count);
}

float cosine(std::uint32_t shared, std::uint32_t of_a, std::uint32_t of_b) {
    return static_cast<float>(shared) / std::sqrt(static_cast<float>(of_a) * static_cast<float>(of_b));
}

void look_at_grams(const PreparedListing& left, const PreparedListing& right, Row& row) {
    if (left.grams_sum == 0 || right.grams_sum == 0) return;
    const std::uint32_t shared = shared_weight(left.grams(), right.grams());
    row[MatchFeature::gram_cosine] = cosine(shared, left.grams_sum, right.grams_sum);
}

void look_at_words(const PreparedListing& left, const PreparedListing& right, const Alignment& equal, Row& row) {
    const EqualWords a = equal_words(left.word_weights(), equal.left);
    const EqualWords b = equal_words(right.word_weights(), equal.right);
    row[MatchFeature::word_overlap] = share(a.sum + b.sum, left.words_weight + right.words_weight);
    row[MatchFeature::word_share_left] = share(a.sum, left.words_weight);
    row[MatchFeature::word_share_right] = share(b.sum, right.words_weight);
    row[MatchFeature::rarest_shared] = a.rarest;
    const auto shorter = static_cast<float>(std::min(left.letters().size(), right.letters().size()));
    const auto longer = static_cast<float>(std::max(left.letters().size(), right.letters().size()));
    row[MatchFeature::length_ratio] = longer > 0 ? shorter / longer : unknown;
    row[MatchFeature::length_left] = static_cast<float>(left.word_count());
    row[MatchFeature::length_right] = static_cast<float>(right.word_count());
}

void compare_words(const PreparedListing& left, const PreparedListing& right, const Alignment& alignment, Row& row) {
    const OtherWords a = other_words(left.word_weights(), alignment.left);
    const OtherWords b = other_words(right.word_weights(), alignment.right);
    row[MatchFeature::spelling_overlap] = share(a.alike + b.alike, left.words_weight + right.words_weight);
    row[MatchFeature::spelling_share_left] = share(a.alike, left.words_weight);
    row[MatchFeature::spelling_share_right] = share(b.alike, right.words_weight);
    row[MatchFeature::rarest_left_only] = a.rarest_only;
    row[MatchFeature::rarest_right_only] = b.rarest_only;
    row[MatchFeature::words_left_only] = a.only;
    row[MatchFeature::words_right_only] = b.only;
    row[MatchFeature::word_order] = order_of(std::span{alignment.left}.first(left.word_count()));
    if (left.word_count() == 0 || right.word_count() == 0) return;
    row[MatchFeature::first_word] = spelling_similarity(left.word(0), right.word(0));
    row[MatchFeature::last_word] =
        spelling_similarity(left.word(left.word_count() - 1), right.word(right.word_count() - 1));
}

/// The share of a title's words, by weight, that are anywhere in another listing: equal to a word of its title, or
/// among its other words.
float share_in(const PreparedListing& title, std::span<const WordMatch> matches, const PreparedListing& other) {
    const std::span<const PackedTerm> terms = other.terms();
    const bool has_details = other.terms_sum.marked > 0;
    float found = 0;
    for (std::size_t i = 0; i < title.word_count(); ++i) {
        const std::uint32_t hash = title.word_hashes()[i] >> 8U;
        const bool is_there = matches[i].similarity == 1 ||
                              (has_details && std::ranges::binary_search(terms, hash, {}, &catalog::hash_of));
        found += is_there ? title.word_weights()[i] : 0;
    }
    return title.words_weight > 0 ? found / title.words_weight : unknown;
}

void compare_texts(const PreparedListing& left, const PreparedListing& right, const Alignment& alignment, Row& row) {
    row[MatchFeature::letter_similarity] = spelling_similarity(left.letters(), right.letters());
    const SharedTerms of_left = left.terms_sum;
    const SharedTerms of_right = right.terms_sum;
    const bool have_marks = of_left.marked > 0 && of_right.marked > 0;
    const SharedTerms shared = have_marks ? shared_terms(left.terms(), right.terms())
                                          : SharedTerms{shared_weight(left.terms(), right.terms()), 0};
    if (of_left.all > 0 && of_right.all > 0) {
        row[MatchFeature::text_cosine] = cosine(shared.all, of_left.all, of_right.all);
    }
    if (have_marks) {
        row[MatchFeature::details_cosine] = cosine(shared.marked, of_left.marked, of_right.marked);
    }
    row[MatchFeature::title_left_in_right] = share_in(left, alignment.left, right);
    row[MatchFeature::title_right_in_left] = share_in(right, alignment.right, left);
}

/// The weight of the rarest code that both have; 0 if both have codes and share none.
float shared_code(std::span<const Code> a, std::span<const Code> b) {
    if (a.empty() || b.empty()) return unknown;
    float out = 0;
    for (const Code& left : a) {
        for (const Code& right : b) {
            if (left.hash == right.hash) out = std::max(out, std::min(left.weight, right.weight));
        }
    }
    return out;
}

/// Whether a code of one listing is anywhere in the other; short ones would be by chance.
float is_code_in(const PreparedListing& listing, const PreparedListing& other) {
    constexpr std::size_t size_min = 4;
    float out = unknown;
    for (std::size_t i = 0; i < listing.codes().size(); ++i) {
        const std::string_view code = listing.code(i);
        if (code.size() < size_min) continue;
        out = std::isnan(out) ? 0 : out;
        const bool is_there = other.may_contain(code) && other.everything().find(code) != code.npos;
        if (is_there) out = std::max(out, listing.codes()[i].weight);
    }
    return out;
}

void compare_codes(const PreparedListing& left, const PreparedListing& right, Row& row) {
    if (left.codes().empty() || right.codes().empty()) return;
    float similar = 0;
    float prefix = unknown;
    for (std::size_t i = 0; i < left.codes().size(); ++i) {
        const std::string_view a = left.code(i);
        for (std::size_t k = 0; k < right.codes().size(); ++k) {
            const std::string_view b = right.code(k);
            const std::size_t common = std::min(a.size(), b.size());
            prefix = std::isnan(prefix) ? 0 : prefix;
            if (a.size() != b.size() && a.substr(0, common) == b.substr(0, common)) prefix = 1;
            // All letters of the shorter one at best.
            const float at_best = 2 * static_cast<float>(common) / static_cast<float>(a.size() + b.size());
            if (at_best > similar) similar = std::max(similar, spelling_similarity(a, b));
        }
    }
    row[MatchFeature::code_similarity] = similar;
    row[MatchFeature::code_prefix] = prefix;
}

/// 1 for equal, -1 for different, not known if one is missing.
template <class T>
float sameness(const T& a, const T& b, bool is_known) {
    return !is_known ? unknown : a == b ? 1.0F : -1.0F;
}

void look_at_identifiers(const PreparedListing& left, const PreparedListing& right, Row& row) {
    row[MatchFeature::part_number] = sameness(left.part_number(), right.part_number(),
                                              !left.part_number().empty() && !right.part_number().empty());
    row[MatchFeature::gtin] = sameness(left.gtin, right.gtin, left.gtin != 0 && right.gtin != 0);
}

void look_at_codes(const PreparedListing& left, const PreparedListing& right, Row& row) {
    row[MatchFeature::code_shared] = shared_code(left.codes(), right.codes());
    row[MatchFeature::code_left_in_right] = is_code_in(left, right);
    row[MatchFeature::code_right_in_left] = is_code_in(right, left);
}

void compare_brands(const PreparedListing& left, const PreparedListing& right, Row& row) {
    const std::string_view a = left.brand();
    const std::string_view b = right.brand();
    const auto is_in = [](std::string_view brand, std::string_view text) {
        return text.find(brand) != text.npos ? 1.0F : 0.0F;
    };
    if (!a.empty() && !b.empty()) row[MatchFeature::brand] = spelling_similarity(a, b);
    if (!a.empty() && b.empty()) row[MatchFeature::brand_in_title] = is_in(a, right.letters());
    if (a.empty() && !b.empty()) row[MatchFeature::brand_in_title] = is_in(b, left.letters());
}

void look_at_numbers(const PreparedListing& left, const PreparedListing& right, Row& row) {
    const std::span<const std::uint32_t> a = left.numbers();
    const std::span<const std::uint32_t> b = right.numbers();
    std::size_t both = 0;
    for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
        both += a[i] == b[k] ? 1U : 0U;
        const bool is_a_first = a[i] <= b[k];
        k += b[k] <= a[i] ? 1U : 0U;
        i += is_a_first ? 1U : 0U;
    }
    const auto shared = static_cast<float>(both);
    const float all = static_cast<float>(a.size() + b.size()) - shared;
    row[MatchFeature::number_overlap] = all > 0 ? shared / all : unknown;
    row[MatchFeature::numbers_left_only] = static_cast<float>(a.size()) - shared;
    row[MatchFeature::numbers_right_only] = static_cast<float>(b.size()) - shared;
}

/// Whether two titles state the same of a kind that both state.
bool agree(AttributeKind kind, std::span<const PackedAttribute> left, std::span<const PackedAttribute> right) {
    for (const PackedAttribute& a : left) {
        if (a.kind != kind) continue;
        for (const PackedAttribute& b : right) {
            if (states_the_same(a, b)) return true;
        }
    }
    return false;
}

void look_at_attributes(const PreparedListing& left, const PreparedListing& right, Row& row) {
    constexpr auto kinds = static_cast<std::size_t>(AttributeKind::model_code);
    constexpr auto first = static_cast<std::size_t>(MatchFeature::volume);
    static_assert(static_cast<std::size_t>(MatchFeature::platform) - first + 1 == kinds,
                  "a feature for each kind of attribute, in the same order");
    float agreements = 0;
    float contradictions = 0;
    for (std::uint32_t both = left.kinds & right.kinds; both != 0; both &= both - 1) {
        const auto kind = static_cast<std::size_t>(std::countr_zero(both));
        const bool is_same = agree(static_cast<AttributeKind>(kind), left.attributes(), right.attributes());
        row[static_cast<MatchFeature>(first + kind)] = is_same ? 1.0F : -1.0F;
        (is_same ? agreements : contradictions) += 1;
    }
    row[MatchFeature::attribute_agreements] = agreements;
    row[MatchFeature::attribute_contradictions] = contradictions;
    row[MatchFeature::attributes_left_only] = static_cast<float>(std::popcount(left.kinds & ~right.kinds));
    row[MatchFeature::attributes_right_only] = static_cast<float>(std::popcount(right.kinds & ~left.kinds));
}

/// How large prices are and how far they are apart.
void look_at_prices(const PreparedListing& left, const PreparedListing& right, Row& row) {
    const float a = left.log_price;
    const float b = right.log_price;
    if (left.has_price) row[MatchFeature::price_left] = a;
    if (right.has_price) row[MatchFeature::price_right] = b;
    if (!left.has_price || !right.has_price || left.currency != right.currency) return;
    row[MatchFeature::price_direction] = a - b;
    row[MatchFeature::price_ratio] = std::abs(a - b);
}

}  // namespace

void PairComparer::look(const PreparedListing& left, const PreparedListing& right, const PairContext& context,
                        std::span<float> out) {
    std::ranges::fill(out, unknown);
    Row row{out};
    align_equal(left, right, alignment_);
    look_at_words(left, right, alignment_, row);
    look_at_grams(left, right, row);
    look_at_codes(left, right, row);
    look_at_identifiers(left, right, row);
    look_at_numbers(left, right, row);
    look_at_attributes(left, right, row);
    look_at_prices(left, right, row);
    row[MatchFeature::rank_left] = context.rank_left;
    row[MatchFeature::rank_right] = context.rank_right;
    row[MatchFeature::margin_left] = context.margin_left;
    row[MatchFeature::margin_right] = context.margin_right;
    row[MatchFeature::score_left] = context.score_left;
    row[MatchFeature::score_right] = context.score_right;
    const bool has_place = out.size() > match_feature_count;
    if (has_place && context.cosine != no_cosine) row[MatchFeature::embedding_cosine] = context.cosine;
}

void PairComparer::look_closer(const PreparedListing& left, const PreparedListing& right, std::span<float> out) {
    Row row{out};
    align_spellings(left, right, alignment_);
    compare_words(left, right, alignment_, row);
    compare_texts(left, right, alignment_, row);
    compare_codes(left, right, row);
    compare_brands(left, right, row);
}

}  // namespace marketplace::catalog
