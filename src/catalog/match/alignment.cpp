#include "alignment.hpp"

#include "text_similarity.hpp"

#include <algorithm>
#include <span>

namespace marketplace::catalog {
namespace {

constexpr float joined_similarity = 0.95F;
constexpr float prefix_similarity = 0.8F;
constexpr float initials_similarity = 0.7F;
constexpr float spelling_min = 0.75F;

/// One title with its matches.
struct Side {
    std::span<const WordShape> shapes;
    std::string_view letters;
    std::span<WordMatch> matches;
    std::uint32_t firsts = 0;  ///< a bit for each letter that a word begins with, by its lowest five bits

    Side(const PreparedListing& listing, std::array<WordMatch, words_max>& of)
        : shapes(listing.word_shapes()), letters(listing.letters()), matches(std::span{of}.first(shapes.size())) {
        for (const WordShape& each : shapes) firsts |= 1U << (each.first & 0x1F);
    }

    [[nodiscard]] std::size_t size() const { return shapes.size(); }
    /// False only if surely no word begins with a letter.
    [[nodiscard]] bool may_begin_with(char letter) const { return (firsts >> (letter & 0x1F) & 1U) != 0; }
    [[nodiscard]] std::string_view word(std::size_t i) const {
        return {letters.data() + shapes[i].begin, shapes[i].size};
    }
    [[nodiscard]] char first(std::size_t i) const { return shapes[i].first; }
    [[nodiscard]] bool is_open(std::size_t i) const { return matches[i].similarity == 0; }
};

void match(Side& a, std::size_t i, Side& b, std::size_t k, float similarity) {
    if (similarity > a.matches[i].similarity) a.matches[i] = {similarity, static_cast<std::int32_t>(k)};
    if (similarity > b.matches[k].similarity) b.matches[k] = {similarity, static_cast<std::int32_t>(i)};
}

/// Whether two or three words of `b` from `k` on are `word`, written together; the number of them, or zero.
std::size_t joined(std::string_view word, const Side& b, std::size_t k) {
    std::size_t count = 0;
    while (!word.empty() && k + count < b.size() && count < 3 && word.starts_with(b.word(k + count))) {
        word.remove_prefix(b.word(k + count).size());
        ++count;
    }
    return word.empty() && count > 1 ? count : 0;
}

/// "etherfast" beside "ether fast".
void match_joined(Side& a, Side& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!a.is_open(i) || !b.may_begin_with(a.first(i))) continue;
        for (std::size_t k = 0; k < b.size(); ++k) {
            if (b.first(k) != a.first(i)) continue;
            const std::size_t count = joined(a.word(i), b, k);
            for (std::size_t each = 0; each < count; ++each) match(a, i, b, k + each, joined_similarity);
            if (count > 0) break;
        }
    }
}

/// "ca" beside "computer associates": the first letters of neighbouring words.
void match_initials(Side& a, Side& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::string_view word = a.word(i);
        if (!a.is_open(i) || word.size() < 2 || word.size() > 5 || a.shapes[i].kind != TokenKind::word) continue;
        if (!b.may_begin_with(word[0]) || !b.may_begin_with(word[1])) continue;
        for (std::size_t k = 0; k + word.size() <= b.size(); ++k) {
            bool is_same = true;
            for (std::size_t each = 0; each < word.size() && is_same; ++each) {
                is_same = b.first(k + each) == word[each] && b.shapes[k + each].size > 2 && b.is_open(k + each);
            }
            if (!is_same) continue;
            for (std::size_t each = 0; each < word.size(); ++each) match(a, i, b, k + each, initials_similarity);
            break;
        }
    }
}

/// How alike two words are that are not equal and begin with the same letter; zero for numbers, since one digit makes
/// another product.
float likeness(TokenKind kind_of_a, std::string_view a, TokenKind kind_of_b, std::string_view b) {
    const std::size_t shorter = std::min(a.size(), b.size());
    const std::size_t longer = std::max(a.size(), b.size());
    const auto is_prefix = [&] { return a.substr(0, shorter) == b.substr(0, shorter); };
    if (kind_of_a != TokenKind::word || kind_of_b != TokenKind::word) {
        if (kind_of_a == TokenKind::number || kind_of_b == TokenKind::number) return 0;
        return shorter >= 4 && is_prefix() ? prefix_similarity : 0;
    }
    if (shorter < 2) return 0;
    if (shorter >= 3 && is_prefix()) return prefix_similarity;
    if (longer > 2 * shorter || longer <= 3) return 0;
    const float out = spelling_similarity(a, b);
    return out >= spelling_min ? out * 0.9F : 0;
}

void match_spelled(Side& a, Side& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!a.is_open(i) || !b.may_begin_with(a.first(i))) continue;
        float best = 0;
        std::size_t best_at = 0;
        for (std::size_t k = 0; k < b.size(); ++k) {
            if (b.first(k) != a.first(i) || b.matches[k].similarity >= joined_similarity) continue;
            const float like = likeness(a.shapes[i].kind, a.word(i), b.shapes[k].kind, b.word(k));
            if (like > best) {
                best = like;
                best_at = k;
            }
        }
        if (best > 0) match(a, i, b, best_at, best);
    }
}

}  // namespace

void align_equal(const PreparedListing& left, const PreparedListing& right, Alignment& out) {
    const std::span<const std::uint32_t> a = left.word_hashes();
    const std::span<const std::uint32_t> b = right.word_hashes();
    std::fill_n(out.left.begin(), a.size(), WordMatch{});
    std::fill_n(out.right.begin(), b.size(), WordMatch{});
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t k = 0; k < b.size(); ++k) {
            if (a[i] != b[k]) continue;
            if (out.left[i].other < 0) out.left[i] = {1, static_cast<std::int32_t>(k)};
            if (out.right[k].other < 0) out.right[k] = {1, static_cast<std::int32_t>(i)};
        }
    }
}

void align_spellings(const PreparedListing& left, const PreparedListing& right, Alignment& out) {
    Side a{left, out.left};
    Side b{right, out.right};
    match_joined(a, b);
    match_joined(b, a);
    match_initials(a, b);
    match_initials(b, a);
    match_spelled(a, b);
}

}  // namespace marketplace::catalog
