#pragma once
// From a folded text to its terms, without memory: run over again whenever a record is scored.

#include "../text/characters.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace marketplace::catalog {

enum class TermKind : std::uint8_t { word, code, gram };

[[nodiscard]] constexpr std::int32_t importance_of(TermKind kind) noexcept { return kind == TermKind::code ? 2 : 1; }

namespace detail {

/// Spreads every bit over the upper half. The constants are those of the finaliser of SplitMix64.
[[nodiscard]] constexpr std::uint32_t spread(std::uint64_t bits) noexcept {
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBU;
    return static_cast<std::uint32_t>(bits >> 32);
}

/// Letters hashed one after the other (FNV-1a), so that what comes behind a run needs no second look at it.
struct Letters {
    std::uint64_t state = 0;
    std::uint32_t count = 0;
    bool has_digit = false;

    static constexpr Letters of(TermKind kind) noexcept {
        return {0xCBF29CE484222325U + static_cast<std::uint64_t>(kind), 0, false};
    }
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
    [[nodiscard]] constexpr std::uint32_t hash() const noexcept { return spread(state); }
};

[[nodiscard]] constexpr std::uint32_t gram_hash(char a, char b, char c) noexcept {
    const auto byte = [](char each) { return static_cast<std::uint64_t>(static_cast<unsigned char>(each)); };
    return spread(byte(a) | byte(b) << 8 | byte(c) << 16 | std::uint64_t{1} << 40);
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

/// Calls `visit(hash, kind)` for every term, some of them more than once. A gram is three letters; "_" stands before
/// and behind a word.
template <class F>
void for_each_term(std::string_view folded, F&& visit) {
    using detail::Letters;
    constexpr std::uint32_t code_size_min = 3;
    Letters chain = Letters::of(TermKind::code);
    Letters before = Letters::of(TermKind::code);
    for (std::size_t at = 0; at < folded.size();) {
        if (!is_alphanumeric(folded[at])) {
            ++at;
            continue;
        }
        const std::size_t end = detail::run_end(folded, at);
        const std::string_view run = folded.substr(at, end - at);
        Letters word = Letters::of(TermKind::word);
        for (const char c : run) word.add(c);
        visit(word.hash(), TermKind::word);
        for (std::size_t i = 0; i < run.size(); ++i) {
            const char left = i == 0 ? '_' : run[i - 1];
            const char right = i + 1 == run.size() ? '_' : run[i + 1];
            visit(detail::gram_hash(left, run[i], right), TermKind::gram);
        }
        if (before.count > 0) {
            Letters pair = before;
            pair.add(run);
            if (pair.has_digit) visit(pair.hash(), TermKind::code);
        }
        before = Letters::of(TermKind::code);
        before.add(run);
        chain.add(run);
        const bool goes_on =
            end + 1 < folded.size() && detail::is_link(folded[end]) && is_alphanumeric(folded[end + 1]);
        if (!goes_on) {
            if (chain.has_digit && chain.count >= code_size_min) visit(chain.hash(), TermKind::code);
            chain = Letters::of(TermKind::code);
        }
        at = end;
    }
}

}  // namespace marketplace::catalog
