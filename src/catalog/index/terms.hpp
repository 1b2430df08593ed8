#pragma once
// From a folded text to its terms, without memory: run over again whenever a record is scored.

#include "../text/characters.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace marketplace::catalog {

enum class TermKind : std::uint8_t { word, code, gram };
inline constexpr std::size_t term_kind_count = 3;

[[nodiscard]] constexpr std::int32_t importance_of(TermKind kind) noexcept { return kind == TermKind::code ? 2 : 1; }
/// The kind stands in the upper two bits of a hash, so that no word is taken for a code or a gram.
[[nodiscard]] constexpr TermKind kind_of(std::uint32_t hash) noexcept { return static_cast<TermKind>(hash >> 30); }

namespace detail {

/// Spreads every bit over the upper half. The constants are those of the finaliser of SplitMix64.
[[nodiscard]] constexpr std::uint32_t spread(std::uint64_t bits, TermKind kind) noexcept {
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBU;
    return static_cast<std::uint32_t>(bits >> 34) | static_cast<std::uint32_t>(kind) << 30;
}

/// Letters hashed one after the other (FNV-1a), so that what comes behind a run needs no second look at it.
struct Letters {
    TermKind kind = TermKind::word;
    std::uint64_t state = 0xCBF29CE484222325U;
    std::uint32_t count = 0;
    bool has_digit = false;

    static constexpr Letters of(TermKind kind) noexcept { return {kind}; }
    constexpr void add(char c) noexcept {
        state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
        ++count;
        has_digit = has_digit || is_digit(c);
    }
    constexpr void add(std::string_view run) noexcept {
        for (const char c : run) {
            if (is_alphanumeric(c)) add(c);
        }
    }
    [[nodiscard]] constexpr std::uint32_t hash() const noexcept { return spread(state, kind); }
};

/// Calls `visit(hash)` for every four letters of a word with "_" before and behind it.
template <class F>
constexpr void for_each_gram(std::string_view word, F&& visit) {
    constexpr std::size_t before = 2;  // letters of the first gram but for "_" and the last
    std::uint32_t letters = '_';
    for (std::size_t i = 0; i <= word.size(); ++i) {
        letters = letters << 8 | static_cast<unsigned char>(i < word.size() ? word[i] : '_');
        if (i >= before) visit(spread(letters, TermKind::gram));
    }
}

/// The end of the letters and digits from `at`, with a point or comma between digits.
[[nodiscard]] constexpr std::size_t run_end(std::string_view text, std::size_t at) noexcept {
    while (at < text.size()) {
        if (is_alphanumeric(text[at])) {
            ++at;
            continue;
        }
        const bool is_in_number = (text[at] == '.' || text[at] == ',') && is_digit(text[at - 1]) &&
                                  at + 1 < text.size() && is_digit(text[at + 1]);
        if (!is_in_number) break;
        ++at;
    }
    return at;
}

[[nodiscard]] constexpr bool is_link(char c) noexcept { return c == '-' || c == '/' || c == '.' || c == '_'; }

}  // namespace detail

/// Calls `visit_word(letters, text)` for every word, `visit_code(hash)` for every code, some of them more than once.
template <class Word, class Code>
void for_each_word(std::string_view folded, Word&& visit_word, Code&& visit_code) {
    using detail::Letters;
    constexpr std::uint32_t code_size_min = 3;
    Letters chain = Letters::of(TermKind::code);
    Letters before = chain;
    for (std::size_t at = 0; at < folded.size();) {
        if (!is_alphanumeric(folded[at])) {
            ++at;
            continue;
        }
        const std::size_t end = detail::run_end(folded, at);
        const std::string_view run = folded.substr(at, end - at);
        Letters word = Letters::of(TermKind::word);
        for (const char c : run) word.add(c);
        visit_word(word, run);
        if (before.count > 0) {
            before.add(run);
            if (before.has_digit) visit_code(before.hash());
        }
        before = Letters::of(TermKind::code);
        before.add(run);
        chain.add(run);
        const bool goes_on =
            end + 1 < folded.size() && detail::is_link(folded[end]) && is_alphanumeric(folded[end + 1]);
        if (!goes_on) {
            if (chain.has_digit && chain.count >= code_size_min) visit_code(chain.hash());
            chain = Letters::of(TermKind::code);
        }
        at = end;
    }
}

/// Calls `visit(hash, kind)` for every term, some of them more than once.
template <class F>
void for_each_term(std::string_view folded, F&& visit) {
    for_each_word(
        folded,
        [&](const detail::Letters& word, std::string_view text) {
            visit(word.hash(), TermKind::word);
            detail::for_each_gram(text, [&](std::uint32_t hash) { visit(hash, TermKind::gram); });
        },
        [&](std::uint32_t hash) { visit(hash, TermKind::code); });
}

}  // namespace marketplace::catalog
