#include "pieces.hpp"

#include "tables.hpp"

#include "../text/characters.hpp"

#include <algorithm>

namespace marketplace::catalog {
namespace {

/// "x6" behind a number or a unit.
bool is_count(std::string_view word, const Pieces& before) {
    constexpr std::size_t size_max = 4;
    if (word.size() > size_max || word[0] != 'x' || !std::ranges::all_of(word.substr(1), is_digit)) return false;
    if (before.tokens.empty()) return false;
    const std::string_view last = before.at(before.size() - 1);
    return before.is(before.size() - 1, TokenKind::number) || find_unit(last) != nullptr;
}

}  // namespace

Pieces cut(std::string_view text, const std::vector<Token>& tokens) {
    Pieces out{text, {}};
    for (const Token& token : tokens) {
        const bool is_cut = token.kind == TokenKind::code &&
                            (is_digit(text[token.begin]) || is_count(token.of(text), out));
        if (!is_cut) {
            out.tokens.push_back(token);
            continue;
        }
        for (std::uint32_t at = token.begin; at < token.end;) {
            const bool has_digits = !is_letter(text[at]);  // a point or comma is inside of a number here
            std::uint32_t end = at;
            while (end < token.end && is_letter(text[end]) != has_digits) ++end;
            out.tokens.push_back({at, end, has_digits ? TokenKind::number : TokenKind::word,
                                  at > token.begin || token.is_joined});
            at = end;
        }
    }
    return out;
}

}  // namespace marketplace::catalog
