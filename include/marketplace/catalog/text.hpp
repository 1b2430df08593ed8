#pragma once
// Text of products as it is compared: folded to one spelling, cut into tokens, each with its place in the original.
//
// Folding is Unicode's compatibility decomposition and case folding, without accents, with a few choices of our own
// that product titles need: "5½" becomes "5 1/2" and not "51/2", "Windows™" does not become "windowstm", "×" is "x";
// and bytes that are not UTF-8 are read as Latin-1, since that is what old feeds are in. Marks that make another
// letter (the vowels of Hindi, the dots of kana) stay.

#include <marketplace/core/record.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog {

/// Bytes of an original text, from `begin` up to and without `end`.
struct TextSpan {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    friend bool operator==(const TextSpan&, const TextSpan&) = default;
};
MARKETPLACE_COMPILED_RECORD(TextSpan, (begin, end));

/// A folded text, and for each of its bytes where it came from. Scratch space: made to be used again.
struct FoldedText {
    std::string text;                  ///< letters, digits and ASCII signs; everything else is a blank
    std::vector<std::uint32_t> begin;  ///< of each byte of `text`, the first byte of its character in the original
    std::vector<std::uint32_t> end;    ///< and the byte behind that character
    std::uint32_t wrong_bytes = 0;     ///< bytes of the original that were not UTF-8

    /// The place in the original of a part of `text`. Not for an empty part.
    [[nodiscard]] TextSpan span_of(std::size_t from, std::size_t to) const { return {begin[from], end[to - 1]}; }
};

/// Longer texts are refused: no title is that long, and an attacker's is.
inline constexpr std::size_t text_bytes_max = 1 << 20;

/// Folds into `out`, whatever it held. Throws `limit_exceeded` for a text above `text_bytes_max`.
void fold(std::string_view text, FoldedText& out);

/// The folded text alone, blanks trimmed and never two in a row: for comparing and for keys.
[[nodiscard]] std::string fold(std::string_view text);

/// What a token is made of.
enum class TokenKind : std::uint8_t {
    word,    ///< letters
    number,  ///< digits, with a point or comma between digits: 330, 1.5, 1,299.00
    code,    ///< letters and digits: ps3, lx350h, 330ml
    sign,    ///< one ASCII sign, for example " & + / -
};
MARKETPLACE_COMPILED_ENUM(TokenKind, word, number, code, sign)

/// A token by its place in the folded text.
struct Token {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    TokenKind kind = TokenKind::word;
    bool is_joined = false;  ///< no blank between it and the token before

    [[nodiscard]] std::string_view of(std::string_view folded) const { return folded.substr(begin, end - begin); }
    friend bool operator==(const Token&, const Token&) = default;
};

/// Cuts a folded text into tokens, in order; every byte that is no blank is in one of them.
void tokenize(std::string_view folded, std::vector<Token>& out);

/// A code or a name without what people write differently: letters and digits alone. "PS-LX350H" and "ps lx 350h" are
/// "pslx350h".
[[nodiscard]] std::string fold_code(std::string_view text);

}  // namespace marketplace::catalog
