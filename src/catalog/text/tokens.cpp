#include "characters.hpp"

#include <marketplace/catalog/text.hpp>

namespace marketplace::catalog {
namespace {

/// Whether a point or comma stands between two digits.
bool is_in_number(std::string_view text, std::size_t at) {
    return (text[at] == '.' || text[at] == ',') && at > 0 && at + 1 < text.size() && is_digit(text[at - 1]) &&
           is_digit(text[at + 1]);
}

/// The end of the letters and digits from `at` on, and what they are. "1.5" is one number, "v1.5" is a letter and one.
Token run_from(std::string_view text, std::size_t at) {
    Token token{static_cast<std::uint32_t>(at), 0, TokenKind::word, at > 0 && text[at - 1] != ' '};
    bool has_letter = false;
    bool has_digit = false;
    for (; at < text.size(); ++at) {
        if (is_letter(text[at])) has_letter = true;
        else if (is_digit(text[at])) has_digit = true;
        else if (has_letter || !is_in_number(text, at)) break;
    }
    token.end = static_cast<std::uint32_t>(at);
    token.kind = !has_digit ? TokenKind::word : has_letter ? TokenKind::code : TokenKind::number;
    return token;
}

}  // namespace

void tokenize(std::string_view folded, std::vector<Token>& out) {
    out.clear();
    for (std::size_t at = 0; at < folded.size();) {
        if (folded[at] == ' ') {
            ++at;
        } else if (is_alphanumeric(folded[at])) {
            out.push_back(run_from(folded, at));
            at = out.back().end;
        } else {
            const auto place = static_cast<std::uint32_t>(at);
            out.push_back({place, place + 1, TokenKind::sign, at > 0 && folded[at - 1] != ' '});
            ++at;
        }
    }
}

std::string fold_code(std::string_view text) {
    std::string out = fold(text);
    std::erase_if(out, [](char c) { return !is_alphanumeric(c); });
    return out;
}

}  // namespace marketplace::catalog
