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
    const PreparedListing& listing;
    std::span<WordMatch> matches;

    [[nodiscard]] std::size_t size() const { return listing.words.size(); }
    [[nodiscard]] std::string_view word(std::size_t i) const { return listing.words[i].of(listing.title); }
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
        if (!a.is_open(i)) continue;
        for (std::size_t k = 0; k < b.size(); ++k) {
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
        if (!a.is_open(i) || word.size() < 2 || word.size() > 5 || a.listing.words[i].kind != TokenKind::word) continue;
        for (std::size_t k = 0; k + word.size() <= b.size(); ++k) {
            bool is_same = true;
            for (std::size_t each = 0; each < word.size() && is_same; ++each) {
                is_same = b.word(k + each)[0] == word[each] && b.word(k + each).size() > 2 && b.is_open(k + each);
            }
            if (!is_same) continue;
            for (std::size_t each = 0; each < word.size(); ++each) match(a, i, b, k + each, initials_similarity);
            break;
        }
    }
}

/// How alike two words are that are not equal; zero for numbers, since one digit makes another product.
float likeness(const Word& a, std::string_view of_a, const Word& b, std::string_view of_b) {
    if (a.kind != TokenKind::word || b.kind != TokenKind::word) {
        if (a.kind == TokenKind::number || b.kind == TokenKind::number) return 0;
        const std::size_t common = std::min(of_a.size(), of_b.size());
        const bool is_prefix = common >= 4 && of_a.substr(0, common) == of_b.substr(0, common);
        return is_prefix ? prefix_similarity : 0;
    }
    const std::size_t shorter = std::min(of_a.size(), of_b.size());
    const std::size_t longer = std::max(of_a.size(), of_b.size());
    if (of_a[0] != of_b[0] || shorter < 2) return 0;
    if (shorter >= 3 && of_a.substr(0, shorter) == of_b.substr(0, shorter)) return prefix_similarity;
    if (longer > 2 * shorter) return 0;
    const float out = spelling_similarity(of_a, of_b);
    return out >= spelling_min && longer > 3 ? out * 0.9F : 0;
}

void match_spelled(Side& a, Side& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!a.is_open(i)) continue;
        float best = 0;
        std::size_t best_at = 0;
        for (std::size_t k = 0; k < b.size(); ++k) {
            if (b.matches[k].similarity >= joined_similarity) continue;
            const float like = likeness(a.listing.words[i], a.word(i), b.listing.words[k], b.word(k));
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
    Side a{left, std::span{out.left}.first(left.words.size())};
    Side b{right, std::span{out.right}.first(right.words.size())};
    std::ranges::fill(a.matches, WordMatch{});
    std::ranges::fill(b.matches, WordMatch{});
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t k = 0; k < b.size(); ++k) {
            if (left.words[i].hash == right.words[k].hash) match(a, i, b, k, 1);
        }
    }
}

void align_spellings(const PreparedListing& left, const PreparedListing& right, Alignment& out) {
    Side a{left, std::span{out.left}.first(left.words.size())};
    Side b{right, std::span{out.right}.first(right.words.size())};
    match_joined(a, b);
    match_joined(b, a);
    match_initials(a, b);
    match_initials(b, a);
    match_spelled(a, b);
}

}  // namespace marketplace::catalog
