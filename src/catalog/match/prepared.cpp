#include "prepared.hpp"

#include "../attributes/amounts.hpp"
#include "../index/terms.hpp"
#include "../text/characters.hpp"

#include <marketplace/catalog/part_numbers.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace marketplace::catalog {
namespace {

constexpr std::size_t details_max = 256;
constexpr std::size_t codes_max = 16;
constexpr std::size_t attributes_max = 64;  ///< a title that states more is a description
constexpr std::size_t slice = 4;  ///< letters that the filter knows of a text

/// What terms weigh: log2 of how rare they are.
class Weights {
public:
    explicit Weights(const TermCounts& counts)
        : counts_(counts), log_records_(std::log2(static_cast<float>(counts.records() + 1))) {}

    [[nodiscard]] float of(std::uint32_t hash) const { return log_records_ - log2_of(counts_.records_with(hash)); }

private:
    static float log2_of(std::uint64_t number) {
        static const auto small = [] {
            std::array<float, 1024> out{};
            for (std::size_t i = 1; i < out.size(); ++i) out[i] = std::log2(static_cast<float>(i));
            return out;
        }();
        return number < small.size() ? small[number] : std::log2(static_cast<float>(number));
    }

    const TermCounts& counts_;
    float log_records_;
};

std::uint32_t hash_of(std::string_view run) {
    detail::Letters letters = detail::Letters::of(TermKind::word);
    letters.add(run);
    return letters.hash();
}

/// "8.0" is "8"; "007" is "7". Other words stay.
std::string_view normal_number(std::string_view run) {
    while (run.size() > 1 && run[0] == '0' && is_digit(run[1])) run.remove_prefix(1);
    const std::size_t point = run.find('.');
    const bool is_whole = point != run.npos && run.find_first_not_of('0', point + 1) == run.npos;
    return is_whole ? run.substr(0, point) : run;
}

TokenKind kind_of(std::string_view run) {
    const bool has_digit = std::ranges::any_of(run, is_digit);
    const bool has_letter = std::ranges::any_of(run, is_letter);
    return !has_digit ? TokenKind::word : has_letter ? TokenKind::code : TokenKind::number;
}

/// Calls `visit` with each run of letters and digits.
template <class F>
void for_each_run(std::string_view folded, F&& visit) {
    for (std::size_t at = 0; at < folded.size();) {
        if (!is_alphanumeric(folded[at])) {
            ++at;
            continue;
        }
        const std::size_t end = detail::run_end(folded, at);
        visit(folded.substr(at, end - at));
        at = end;
    }
}

template <class T>
void make_distinct(std::vector<T>& sorted) {
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
}

void append_letters(std::string& out, std::string_view folded) {
    for (const char c : folded) {
        if (is_alphanumeric(c)) out += c;
    }
}

/// The bit of a filter that stands for four letters.
std::uint32_t bit_of(const char* letters, std::size_t bits) {
    std::uint32_t four = 0;
    std::memcpy(&four, letters, slice);
    return (four * 0x9E3779B1U >> 7U) & static_cast<std::uint32_t>(bits - 1);
}

PackedAttribute packed(const Attribute& attribute) {
    detail::Letters text = detail::Letters::of(TermKind::word);
    for (const char c : attribute.text) text.add(c);  // points as well: 1.5 is not 15
    return {attribute.amount_micro, text.hash(), attribute.kind};
}

}  // namespace

/// A listing's lists while they grow. Used again from one listing to the next, so that they rarely grow at all.
class ListingPreparer::Draft {
public:
    std::vector<PackedAttribute> attributes;
    std::vector<std::uint32_t> hashes;
    std::vector<float> weights;
    std::vector<std::uint32_t> numbers;
    std::vector<PackedTerm> grams;
    std::vector<PackedTerm> terms;
    std::vector<Code> codes;
    std::vector<std::uint32_t> filter;
    std::vector<WordShape> shapes;
    std::string everything;

    void clear() {
        attributes.clear();
        hashes.clear();
        weights.clear();
        numbers.clear();
        grams.clear();
        terms.clear();
        codes.clear();
        shapes.clear();
        everything.clear();
    }

    /// Words of the title, and all letters of it.
    void read_title(std::string_view title, const Weights& rare) {
        std::size_t begin = 0;
        for_each_run(title, [&](std::string_view run) {
            append_letters(everything, run);
            const std::size_t end = everything.size();
            if (hashes.size() == words_max || end > std::numeric_limits<std::uint16_t>::max()) return;
            const TokenKind kind = kind_of(run);
            const std::uint32_t hash = hash_of(run);
            hashes.push_back(kind == TokenKind::number ? hash_of(normal_number(run)) : hash);
            weights.push_back(rare.of(hash));
            const auto place = static_cast<std::uint16_t>(begin);
            shapes.push_back({place, static_cast<std::uint16_t>(end - begin), run[0], kind});
            if (kind == TokenKind::number) numbers.push_back(hashes.back());
            begin = end;
        });
        std::ranges::sort(numbers);
        make_distinct(numbers);
        read_grams(title, rare);
    }

    /// Words of all texts; those of the title have been read.
    void read_terms(std::string_view details, const Weights& rare) {
        std::vector<std::uint32_t>& found = scratch_;
        found.clear();
        for_each_run(details, [&](std::string_view run) {
            if (found.size() == details_max) return;
            found.push_back(hash_of(kind_of(run) == TokenKind::number ? normal_number(run) : run));
        });
        for (const std::uint32_t each : distinct(found)) terms.push_back(packed_term(each, rare.of(each), true));
        for (std::size_t i = 0; i < hashes.size(); ++i) terms.push_back(packed_term(hashes[i], weights[i], false));
        // Of one hash the marked term counts.
        std::ranges::sort(terms, {}, [](PackedTerm each) { return each ^ term_mark; });
        make_distinct_terms(terms);
    }

    void add_code(std::string_view text, const Weights& rare) {
        const std::uint32_t hash = hash_of(text);
        const bool is_known = std::ranges::find(codes, hash, &Code::hash) != codes.end();
        if (text.empty() || is_known || codes.size() == codes_max) return;
        detail::Letters code = detail::Letters::of(TermKind::code);
        code.add(text);
        const float weight = std::min(rare.of(hash), rare.of(code.hash()));
        std::size_t at = everything.find(text);
        if (at == everything.npos) {
            at = everything.size() + 1;
            everything.append(1, ' ').append(text);
        }
        codes.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(text.size()), hash, weight});
    }

    /// Those of the title, whose number is returned, and of other columns. Codes are put among the codes.
    std::uint16_t read_attributes(const Listing& listing, const Weights& rare) {
        std::vector<Attribute> of_title = extract_attributes(listing.title);
        for (const Attribute& each : of_title) {
            if (each.kind == AttributeKind::model_code) add_code(each.text, rare);
        }
        std::erase_if(of_title, [](const Attribute& each) { return each.kind == AttributeKind::model_code; });
        for (const Attribute& each : of_title) put(each);
        const auto count = static_cast<std::uint16_t>(attributes.size());
        for (const Attribute& each : other_attributes(listing, of_title)) put(each);
        return count;
    }

    void fill_filter() {
        filter.assign(std::bit_ceil(std::max<std::size_t>(everything.size(), 32) * 2) / 32, 0);
        for (std::size_t i = 0; i + slice <= everything.size(); ++i) {
            const std::uint32_t bit = bit_of(everything.data() + i, filter.size() * 32);
            filter[bit / 32] |= 1U << bit % 32;
        }
    }

private:
    void put(const Attribute& attribute) {
        if (attributes.size() < attributes_max) attributes.push_back(packed(attribute));
    }

    void read_grams(std::string_view title, const Weights& rare) {
        scratch_.clear();
        for_each_run(title, [&](std::string_view run) {
            detail::for_each_gram(run, [&](std::uint32_t hash) { scratch_.push_back(hash); });
        });
        for (const std::uint32_t each : distinct(scratch_)) grams.push_back(packed_term(each, rare.of(each), false));
        make_distinct_terms(grams);
    }

    static void make_distinct_terms(std::vector<PackedTerm>& sorted) {
        const auto is_same = [](PackedTerm a, PackedTerm b) { return catalog::hash_of(a) == catalog::hash_of(b); };
        sorted.erase(std::unique(sorted.begin(), sorted.end(), is_same), sorted.end());
        fill_block(sorted);
    }

    static std::span<const std::uint32_t> distinct(std::vector<std::uint32_t>& hashes) {
        std::ranges::sort(hashes);
        make_distinct(hashes);
        return hashes;
    }

    std::vector<std::uint32_t> scratch_;
};

std::string blocking_text_of(const Listing& listing) {
    std::string out = listing.title;
    for (const std::string* each : {&listing.brand, &listing.part_number}) {
        if (!each->empty()) out += " " + *each;
    }
    return out;
}

std::vector<Attribute> title_attributes(const Listing& listing) {
    std::vector<Attribute> out = extract_attributes(listing.title);
    std::erase_if(out, [](const Attribute& each) { return each.kind == AttributeKind::model_code; });
    return out;
}

std::vector<Attribute> other_attributes(const Listing& listing, const std::vector<Attribute>& of_title) {
    if (listing.other.empty()) return {};
    std::vector<Attribute> out = extract_attributes(listing.other);
    std::erase_if(out, [&](const Attribute& each) {
        const bool is_known = std::ranges::find(of_title, each.kind, &Attribute::kind) != of_title.end();
        return is_known || each.kind == AttributeKind::model_code;
    });
    return out;
}

ListingPreparer::ListingPreparer(const TermCounts& counts) : counts_(&counts), draft_(std::make_unique<Draft>()) {}
ListingPreparer::ListingPreparer(ListingPreparer&&) noexcept = default;
ListingPreparer& ListingPreparer::operator=(ListingPreparer&&) noexcept = default;
ListingPreparer::~ListingPreparer() = default;

PreparedListing ListingPreparer::prepare(const Listing& listing) {
    const Weights rare{*counts_};
    PreparedListing out;
    Draft& draft = *draft_;
    draft.clear();
    draft.read_title(fold(listing.title), rare);
    out.letters_size_ = static_cast<std::uint32_t>(draft.everything.size());
    const std::string number = fold_code(listing.part_number);
    out.part_number_size_ = static_cast<std::uint32_t>(number.size());
    const std::string details = fold(listing.brand + " " + listing.description + " " + listing.other);
    draft.read_terms(details, rare);
    draft.everything.append(1, ' ').append(number).append(1, ' ');
    append_letters(draft.everything, details);
    out.attribute_count_ = draft.read_attributes(listing, rare);
    draft.add_code(number, rare);
    draft.fill_filter();

    for (const PackedAttribute& each : std::span{draft.attributes}.first(out.attribute_count_)) {
        out.kinds |= 1U << static_cast<unsigned>(each.kind);
    }
    for (const float each : draft.weights) out.words_weight += each;
    out.grams_sum = sum_of(draft.grams).all;
    out.terms_sum = sum_of(draft.terms);
    const GtinReading reading = read_gtin(listing.gtin);
    if (reading.fault == GtinFault::none && is_worldwide(reading.gtin)) out.gtin = reading.gtin.number;
    out.has_price = listing.price && listing.price->minor.value > 0;
    if (out.has_price) {
        out.log_price = std::log2(static_cast<float>(listing.price->minor.value));
        out.currency = listing.price->currency;
    }
    const std::string brand = fold_brand(listing.brand);
    out.lists_ = decltype(out.lists_){draft.attributes, draft.hashes, draft.weights,    draft.numbers,
                                      draft.grams,      draft.terms,  draft.codes,      draft.filter,
                                      draft.shapes,     draft.everything, brand};
    return out;
}

bool states_the_same(const PackedAttribute& a, const PackedAttribute& b) {
    return a.kind == b.kind && a.text == b.text && are_same_amounts(a.kind, a.amount_micro, b.amount_micro);
}

bool PreparedListing::may_contain(std::string_view text) const noexcept {
    const std::span<const std::uint32_t> filter = lists_.list<7>();
    for (std::size_t i = 0; i + slice <= text.size(); ++i) {
        const std::uint32_t bit = bit_of(text.data() + i, filter.size() * 32);
        if ((filter[bit / 32] >> bit % 32 & 1U) == 0) return false;
    }
    return true;
}

}  // namespace marketplace::catalog
