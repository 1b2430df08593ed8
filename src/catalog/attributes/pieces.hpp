#pragma once
// Tokens for the reading of amounts: codes that begin with a digit are cut into digits and letters, "6x330ml" into
// 6, x, 330 and ml; and so is the "x6" of "330 ml x6".

#include <marketplace/catalog/text.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace marketplace::catalog {

/// A folded text and its pieces.
struct Pieces {
    std::string_view text;
    std::vector<Token> tokens;

    [[nodiscard]] std::size_t size() const { return tokens.size(); }
    [[nodiscard]] std::string_view at(std::size_t i) const {
        return i < size() ? tokens[i].of(text) : std::string_view{};
    }
    [[nodiscard]] bool is(std::size_t i, TokenKind kind) const { return i < size() && tokens[i].kind == kind; }
    [[nodiscard]] bool is(std::size_t i, std::string_view word) const { return at(i) == word; }
    /// Whether letters or digits follow without a blank, so that the piece before `i` is part of something longer.
    [[nodiscard]] bool goes_on(std::size_t i) const {
        return i < size() && tokens[i].is_joined && tokens[i].kind != TokenKind::sign;
    }
};

/// Cuts the codes among tokens.
[[nodiscard]] Pieces cut(std::string_view text, const std::vector<Token>& tokens);

}  // namespace marketplace::catalog
