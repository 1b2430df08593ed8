#include "prepared.hpp"

#include "../index/terms.hpp"
#include "../text/characters.hpp"

#include <marketplace/catalog/part_numbers.hpp>

#include <algorithm>
#include <bit>
#include <cmath>

namespace marketplace::catalog {
namespace {

constexpr std::size_t details_max = 256;
constexpr std::size_t codes_max = 16;

float weight_of(const TermCounts& counts, std::uint32_t hash) {
    const auto with = static_cast<double>(std::max<std::uint64_t>(1, counts.records_with(hash)));
    return static_cast<float>(std::log2(static_cast<double>(counts.records() + 1) / with));
}

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

/// Calls `visit(begin, end)` for each run of letters and digits.
template <class F>
void for_each_run(std::string_view folded, F&& visit) {
    for (std::size_t at = 0; at < folded.size();) {
        if (!is_alphanumeric(folded[at])) {
            ++at;
            continue;
        }
        const std::size_t end = detail::run_end(folded, at);
        visit(at, end);
        at = end;
    }
}

void read_words(PreparedListing& out, const TermCounts& counts) {
    for_each_run(out.title, [&](std::size_t begin, std::size_t end) {
        if (out.words.size() == words_max) return;
        const std::string_view run = std::string_view{out.title}.substr(begin, end - begin);
        const TokenKind kind = kind_of(run);
        const std::uint32_t normal = kind == TokenKind::number ? hash_of(normal_number(run)) : hash_of(run);
        out.words.push_back({normal, weight_of(counts, hash_of(run)), static_cast<std::uint32_t>(begin),
                             static_cast<std::uint32_t>(end), kind});
    });
}

void make_distinct(std::vector<WeightedTerm>& terms) {
    std::ranges::sort(terms, {}, &WeightedTerm::hash);
    const auto rest = std::ranges::unique(terms, {}, &WeightedTerm::hash);
    terms.erase(rest.begin(), rest.end());
}

void read_grams(PreparedListing& out, const TermCounts& counts) {
    for_each_term(out.title, [&](std::uint32_t hash, TermKind kind) {
        if (kind == TermKind::gram) out.grams.push_back({hash, 0});
    });
    make_distinct(out.grams);
    for (WeightedTerm& each : out.grams) each.weight = weight_of(counts, each.hash);
}

std::string letters_of(std::string_view folded) {
    std::string out{folded};
    std::erase_if(out, [](char c) { return !is_alphanumeric(c); });
    return out;
}

void read_details(PreparedListing& out, std::string_view folded, const TermCounts& counts) {
    for_each_run(folded, [&](std::size_t begin, std::size_t end) {
        if (out.details.size() == details_max) return;
        const std::string_view run = folded.substr(begin, end - begin);
        const std::string_view normal = kind_of(run) == TokenKind::number ? normal_number(run) : run;
        out.details.push_back({hash_of(normal), 0});
    });
    make_distinct(out.details);
    for (WeightedTerm& each : out.details) each.weight = weight_of(counts, each.hash);
    out.all = out.details;
    for (const Word& each : out.words) out.all.push_back({each.hash, each.weight});
    make_distinct(out.all);
}

void add_code(PreparedListing& out, std::string text, const TermCounts& counts) {
    const bool is_known = std::ranges::find(out.codes, text, &Code::text) != out.codes.end();
    if (text.empty() || is_known || out.codes.size() == codes_max) return;
    detail::Letters code = detail::Letters::of(TermKind::code);
    code.add(text);
    const float weight = std::min(weight_of(counts, hash_of(text)), weight_of(counts, code.hash()));
    out.codes.push_back({std::move(text), weight});
}

void read_attributes(PreparedListing& out, std::string_view title, const TermCounts& counts) {
    for (Attribute& each : extract_attributes(title)) {
        if (each.kind == AttributeKind::model_code) add_code(out, std::move(each.text), counts);
        else out.attributes.push_back(std::move(each));
    }
}

/// Colour and size of a feed have columns of their own.
void read_stated(PreparedListing& out, std::string_view other) {
    out.stated = out.attributes;
    if (other.empty()) return;
    for (Attribute& each : extract_attributes(other)) {
        const bool is_known = std::ranges::find(out.attributes, each.kind, &Attribute::kind) != out.attributes.end();
        if (!is_known && each.kind != AttributeKind::model_code) out.stated.push_back(std::move(each));
    }
}

}  // namespace

std::string blocking_text_of(const Listing& listing) {
    std::string out = listing.title;
    for (const std::string* each : {&listing.brand, &listing.part_number}) {
        if (!each->empty()) out += " " + *each;
    }
    return out;
}

PreparedListing prepare(const Listing& listing, const TermCounts& counts) {
    PreparedListing out;
    out.title = fold(listing.title);
    out.letters = letters_of(out.title);
    out.brand = fold_brand(listing.brand);
    out.part_number = fold_code(listing.part_number);
    read_words(out, counts);
    read_grams(out, counts);
    const std::string details = fold(listing.brand + " " + listing.description + " " + listing.other);
    read_details(out, details, counts);
    read_attributes(out, listing.title, counts);
    read_stated(out, listing.other);
    add_code(out, out.part_number, counts);
    out.everything = out.letters + " " + out.part_number + " " + letters_of(details);
    const GtinReading gtin = read_gtin(listing.gtin);
    if (gtin.fault == GtinFault::none && is_worldwide(gtin.gtin)) out.gtin = gtin.gtin;
    if (listing.price && listing.price->minor.value > 0) out.price = listing.price;
    return out;
}

}  // namespace marketplace::catalog
