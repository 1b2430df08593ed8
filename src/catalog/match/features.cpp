#include "features.hpp"

#include "text_similarity.hpp"

#include <algorithm>
#include <array>
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

/// Weights of one title's words: all, those with an equal counterpart, and with one in another spelling.
struct WordSums {
    float all = 0;
    float equal = 0;
    float alike = 0;
    float rarest_only = 0;
    float rarest_shared = 0;
    float only = 0;
};

WordSums sum_words(const std::vector<Word>& words, std::span<const WordMatch> matches) {
    WordSums out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const float weight = words[i].weight;
        const float similarity = matches[i].similarity;
        out.all += weight;
        out.alike += weight * similarity;
        if (similarity == 1) {
            out.equal += weight;
            out.rarest_shared = std::max(out.rarest_shared, weight);
        } else {
            out.rarest_only = std::max(out.rarest_only, weight * (1 - similarity));
            out.only += similarity == 0 ? 1.0F : 0.0F;
        }
    }
    return out;
}

/// The longest run of matches that rises, as a share of all: 1 if the order is the same.
float order_of(std::span<const WordMatch> matches) {
    std::array<std::int32_t, words_max> ends{};  // of the best rising run of each length, its last place
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

float word_likeness(const PreparedListing& left, std::size_t i, const PreparedListing& right, std::size_t k) {
    return spelling_similarity(left.words[i].of(left.title), right.words[k].of(right.title));
}

void compare_words(const PreparedListing& left, const PreparedListing& right, Row& row) {
    Alignment alignment;
    align_equal(left, right, alignment);
    align_spellings(left, right, alignment);
    const std::span<const WordMatch> of_left{alignment.left.data(), left.words.size()};
    const std::span<const WordMatch> of_right{alignment.right.data(), right.words.size()};
    const WordSums a = sum_words(left.words, of_left);
    const WordSums b = sum_words(right.words, of_right);
    row[MatchFeature::word_overlap] = share(a.equal + b.equal, a.all + b.all);
    row[MatchFeature::word_share_left] = share(a.equal, a.all);
    row[MatchFeature::word_share_right] = share(b.equal, b.all);
    row[MatchFeature::spelling_overlap] = share(a.alike + b.alike, a.all + b.all);
    row[MatchFeature::spelling_share_left] = share(a.alike, a.all);
    row[MatchFeature::spelling_share_right] = share(b.alike, b.all);
    row[MatchFeature::rarest_left_only] = a.rarest_only;
    row[MatchFeature::rarest_right_only] = b.rarest_only;
    row[MatchFeature::words_left_only] = a.only;
    row[MatchFeature::words_right_only] = b.only;
    row[MatchFeature::rarest_shared] = a.rarest_shared;
    row[MatchFeature::word_order] = order_of(of_left);
    const bool has_words = !left.words.empty() && !right.words.empty();
    row[MatchFeature::first_word] = has_words ? word_likeness(left, 0, right, 0) : unknown;
    row[MatchFeature::last_word] =
        has_words ? word_likeness(left, left.words.size() - 1, right, right.words.size() - 1) : unknown;
    row[MatchFeature::length_left] = static_cast<float>(left.words.size());
    row[MatchFeature::length_right] = static_cast<float>(right.words.size());
}

/// Visits terms that both lists have, which are sorted by hash.
template <class F>
void for_each_shared(const std::vector<WeightedTerm>& a, const std::vector<WeightedTerm>& b, F&& visit) {
    for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
        const std::uint32_t of_a = a[i].hash;
        const std::uint32_t of_b = b[k].hash;
        if (of_a == of_b) visit(a[i].weight);
        i += of_a <= of_b ? 1U : 0U;
        k += of_b <= of_a ? 1U : 0U;
    }
}

float square_sum(const std::vector<WeightedTerm>& terms) {
    float out = 0;
    for (const WeightedTerm& each : terms) out += each.weight * each.weight;
    return out;
}

float cosine(const std::vector<WeightedTerm>& a, const std::vector<WeightedTerm>& b) {
    if (a.empty() || b.empty()) return unknown;
    float shared = 0;
    for_each_shared(a, b, [&](float weight) { shared += weight * weight; });
    return shared / std::max(1e-6F, std::sqrt(square_sum(a) * square_sum(b)));
}

/// The share of a title's words, by weight, that are among some terms.
float share_in(const std::vector<Word>& words, const std::vector<WeightedTerm>& terms) {
    float all = 0;
    float found = 0;
    for (const Word& each : words) {
        all += each.weight;
        if (std::ranges::binary_search(terms, each.hash, {}, &WeightedTerm::hash)) found += each.weight;
    }
    return all > 0 ? found / all : unknown;
}

void compare_texts(const PreparedListing& left, const PreparedListing& right, Row& row) {
    row[MatchFeature::gram_cosine] = cosine(left.grams, right.grams);
    row[MatchFeature::letter_similarity] = spelling_similarity(left.letters, right.letters);
    const auto shorter = static_cast<float>(std::min(left.letters.size(), right.letters.size()));
    const auto longer = static_cast<float>(std::max(left.letters.size(), right.letters.size()));
    row[MatchFeature::length_ratio] = longer > 0 ? shorter / longer : unknown;
    row[MatchFeature::text_cosine] = cosine(left.all, right.all);
    row[MatchFeature::details_cosine] = cosine(left.details, right.details);
    row[MatchFeature::title_left_in_right] = share_in(left.words, right.all);
    row[MatchFeature::title_right_in_left] = share_in(right.words, left.all);
}

/// Whether a code of one listing is anywhere in the other; short ones would be by chance.
float is_code_in(const std::vector<Code>& codes, const std::string& everything) {
    constexpr std::size_t size_min = 4;
    float out = unknown;
    for (const Code& each : codes) {
        if (each.text.size() < size_min) continue;
        const bool is_there = everything.find(each.text) != everything.npos;
        out = std::isnan(out) ? 0 : out;
        if (is_there) out = std::max(out, each.weight);
    }
    return out;
}

void compare_codes(const PreparedListing& left, const PreparedListing& right, Row& row) {
    float shared = unknown;
    float similar = unknown;
    float prefix = unknown;
    for (const Code& a : left.codes) {
        for (const Code& b : right.codes) {
            shared = std::isnan(shared) ? 0 : shared;
            similar = std::isnan(similar) ? 0 : similar;
            prefix = std::isnan(prefix) ? 0 : prefix;
            const std::size_t common = std::min(a.text.size(), b.text.size());
            const bool is_same = a.text == b.text;
            if (is_same) shared = std::max(shared, std::min(a.weight, b.weight));
            if (!is_same && a.text.compare(0, common, b.text, 0, common) == 0) prefix = 1;
            similar = std::max(similar, spelling_similarity(a.text, b.text));
        }
    }
    row[MatchFeature::code_shared] = shared;
    row[MatchFeature::code_similarity] = similar;
    row[MatchFeature::code_prefix] = prefix;
    row[MatchFeature::code_left_in_right] = is_code_in(left.codes, right.everything);
    row[MatchFeature::code_right_in_left] = is_code_in(right.codes, left.everything);
}

/// 1 for equal, -1 for different, not known if one is missing.
template <class T>
float sameness(const T& a, const T& b, bool is_known) {
    return !is_known ? unknown : a == b ? 1.0F : -1.0F;
}

void compare_identifiers(const PreparedListing& left, const PreparedListing& right, Row& row) {
    row[MatchFeature::part_number] = sameness(left.part_number, right.part_number,
                                              !left.part_number.empty() && !right.part_number.empty());
    row[MatchFeature::gtin] = sameness(left.gtin, right.gtin, left.gtin && right.gtin);
    const bool has_brands = !left.brand.empty() && !right.brand.empty();
    row[MatchFeature::brand] = has_brands ? spelling_similarity(left.brand, right.brand) : unknown;
    const auto is_in = [](const std::string& brand, const std::string& text) {
        return text.find(brand) != text.npos ? 1.0F : 0.0F;
    };
    float in_title = unknown;
    if (!left.brand.empty() && right.brand.empty()) in_title = is_in(left.brand, right.letters);
    if (left.brand.empty() && !right.brand.empty()) in_title = is_in(right.brand, left.letters);
    row[MatchFeature::brand_in_title] = in_title;
}

/// The distinct numbers of a title.
std::vector<std::uint32_t> numbers_of(const PreparedListing& listing) {
    std::vector<std::uint32_t> out;
    for (const Word& each : listing.words) {
        if (each.kind == TokenKind::number) out.push_back(each.hash);
    }
    std::ranges::sort(out);
    const auto rest = std::ranges::unique(out);
    out.erase(rest.begin(), rest.end());
    return out;
}

void compare_numbers(const PreparedListing& left, const PreparedListing& right, Row& row) {
    const std::vector<std::uint32_t> a = numbers_of(left);
    const std::vector<std::uint32_t> b = numbers_of(right);
    std::vector<std::uint32_t> both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    const auto shared = static_cast<float>(both.size());
    const float all = static_cast<float>(a.size() + b.size()) - shared;
    row[MatchFeature::number_overlap] = all > 0 ? shared / all : unknown;
    row[MatchFeature::numbers_left_only] = static_cast<float>(a.size()) - shared;
    row[MatchFeature::numbers_right_only] = static_cast<float>(b.size()) - shared;
}

/// Whether two titles state the same of a kind: 1, -1 if they contradict each other, 0 and less than that if one states
/// more than the other, not known if one states nothing.
struct Statement {
    bool left = false;
    bool right = false;
    bool agrees = false;
};

Statement statement_of(AttributeKind kind, const PreparedListing& left, const PreparedListing& right) {
    Statement out;
    for (const Attribute& b : right.attributes) out.right = out.right || b.kind == kind;
    for (const Attribute& a : left.attributes) {
        if (a.kind != kind) continue;
        out.left = true;
        for (const Attribute& b : right.attributes) out.agrees = out.agrees || states_the_same(a, b);
    }
    return out;
}

void compare_attributes(const PreparedListing& left, const PreparedListing& right, Row& row) {
    constexpr auto kinds = static_cast<std::size_t>(AttributeKind::model_code);
    constexpr auto first = static_cast<std::size_t>(MatchFeature::volume);
    static_assert(static_cast<std::size_t>(MatchFeature::platform) - first + 1 == kinds,
                  "a feature for each kind of attribute, in the same order");
    float agreements = 0;
    float contradictions = 0;
    float left_only = 0;
    float right_only = 0;
    for (std::size_t i = 0; i < kinds; ++i) {
        const Statement each = statement_of(static_cast<AttributeKind>(i), left, right);
        const bool is_known = each.left && each.right;
        const auto feature = static_cast<MatchFeature>(first + i);
        row[feature] = !is_known ? unknown : each.agrees ? 1.0F : -1.0F;
        agreements += is_known && each.agrees ? 1.0F : 0.0F;
        contradictions += is_known && !each.agrees ? 1.0F : 0.0F;
        left_only += each.left && !each.right ? 1.0F : 0.0F;
        right_only += each.right && !each.left ? 1.0F : 0.0F;
    }
    row[MatchFeature::attribute_agreements] = agreements;
    row[MatchFeature::attribute_contradictions] = contradictions;
    row[MatchFeature::attributes_left_only] = left_only;
    row[MatchFeature::attributes_right_only] = right_only;
}

/// How large a price is and how far two are apart: sizes for models, no money.
float log_price(const std::optional<Money>& price) {
    return price ? std::log2(static_cast<float>(price->minor.value)) : unknown;
}

void compare_prices(const PreparedListing& left, const PreparedListing& right, Row& row) {
    const float a = log_price(left.price);
    const float b = log_price(right.price);
    const bool is_comparable = left.price && right.price && left.price->currency == right.price->currency;
    row[MatchFeature::price_left] = a;
    row[MatchFeature::price_right] = b;
    row[MatchFeature::price_direction] = is_comparable ? a - b : unknown;
    row[MatchFeature::price_ratio] = is_comparable ? std::abs(a - b) : unknown;
}

}  // namespace

void compare(const PreparedListing& left, const PreparedListing& right, const PairContext& context,
             std::span<float> out) {
    Row row{out};
    compare_words(left, right, row);
    compare_texts(left, right, row);
    compare_codes(left, right, row);
    compare_identifiers(left, right, row);
    compare_numbers(left, right, row);
    compare_attributes(left, right, row);
    compare_prices(left, right, row);
    row[MatchFeature::rank_left] = context.rank_left;
    row[MatchFeature::rank_right] = context.rank_right;
    row[MatchFeature::margin_left] = context.margin_left;
    row[MatchFeature::margin_right] = context.margin_right;
    row[MatchFeature::score_left] = context.score_left;
    row[MatchFeature::score_right] = context.score_right;
}

}  // namespace marketplace::catalog
