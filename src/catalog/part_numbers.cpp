#include <marketplace/catalog/part_numbers.hpp>

#include "text/characters.hpp"

#include <marketplace/catalog/text.hpp>

#include <algorithm>
#include <array>

namespace marketplace::catalog {
namespace {

constexpr std::array<std::string_view, 31> company_forms{
    "ab",  "ag",    "as",   "bv",      "co",  "company", "corp",         "corporation", "gmbh", "inc", "incorporated",
    "int", "intl",  "kg",   "limited", "llc", "llp",     "ltd",          "nv",          "oy",   "oyj", "plc",
    "pte", "pty",   "sa",   "sarl",    "se",  "spa",     "srl",          "sro",         "zoo",
};
static_assert(std::ranges::is_sorted(company_forms));

constexpr std::array<std::string_view, 22> fillers{
    "doesnotapply", "dummy",   "generic", "keine",         "misc",         "na",  "nobrand", "nompn",
    "none",         "noname",  "nonumber", "notapplicable", "notavailable", "null", "ohne",   "tba",
    "tbd",          "test",    "unbranded", "undefined",    "unknown",      "various",
};

bool is_filler_word(std::string_view folded) {
    return folded.empty() || std::ranges::find(fillers, folded) != fillers.end();
}

/// "0000", "xxxx", "12345".
bool is_filler_run(std::string_view folded) {
    const bool is_same = folded.find_first_not_of(folded[0]) == folded.npos;
    constexpr std::string_view counting = "1234567890";
    return is_same || (folded.size() >= 4 && counting.starts_with(folded));
}

std::string code_of(std::string_view folded) {
    std::string out{folded};
    std::erase_if(out, [](char c) { return !is_alphanumeric(c); });
    return out;
}

/// The last word of a folded text with its place; points within it do not part it: "s.p.a.".
std::string_view last_word(std::string_view folded) {
    const std::size_t blank = folded.find_last_of(" ,&");
    return blank == folded.npos ? folded : folded.substr(blank + 1);
}

}  // namespace

std::string fold_brand(std::string_view text) {
    const std::string folded = fold(text);
    std::string_view rest = folded;
    while (!rest.empty()) {
        const std::string_view word = last_word(rest);
        const std::string code = code_of(word);
        const bool is_form = code.empty() || std::ranges::binary_search(company_forms, std::string_view{code});
        if (!is_form || word.size() == rest.size()) break;
        rest.remove_suffix(word.size() + 1);
    }
    std::string out = code_of(rest);
    return is_filler_word(out) ? std::string{} : out;
}

std::optional<PartKey> part_key(std::string_view brand, std::string_view number) {
    PartKey out{fold_brand(brand), fold_code(number)};
    if (out.brand.empty() || out.number.size() < 2) return std::nullopt;
    if (is_filler_word(out.number) || is_filler_run(out.number)) return std::nullopt;
    return out;
}

}  // namespace marketplace::catalog
