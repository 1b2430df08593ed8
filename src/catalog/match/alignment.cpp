#include "alignment.hpp"

#include "text_similarity.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

namespace marketplace::catalog {
namespace {

constexpr float joined_similarity = 0.95F;
constexpr float prefix_similarity = 0.8F;
constexpr float initials_similarity = 0.7F;
constexpr float spelling_min = 0.75F;

static_assert(words_max == 64, "a set of words is a machine word");
using WordSet = std::uint64_t;

WordSet first_words(std::size_t count) { return count == words_max ? ~WordSet{0} : (WordSet{1} << count) - 1; }
WordSet word_at(std::size_t i) { return WordSet{1} << i; }

/// Calls `visit` with the places of a set, rising, until it returns true.
template <class F>
void visit_words(WordSet words, F&& visit) {
    for (; words != 0; words &= words - 1) {
        if (visit(static_cast<std::size_t>(std::countr_zero(words)))) return;
    }
}

/// One title with its matches. Sets of words spare most looks at the words themselves, and the branches that no
/// processor can foresee.
struct Side {
    std::span<const WordShape> shapes;
    std::string_view letters;
    std::span<WordMatch> matches;
    WordSet open;   ///< that have no counterpart
    WordSet loose;  ///< that have none that is equal or run together
    WordSet long_words = 0;             ///< of more than two letters
    std::array<WordSet, 32> beginning{};  ///< that may begin with a letter, by its lowest five bits

    Side(const PreparedListing& listing, std::array<WordMatch, words_max>& of, WordSet without_equal)
        : shapes(listing.word_shapes()),
          letters(listing.letters()),
          matches(std::span{of}.first(shapes.size())),
          open(without_equal),
          loose(without_equal) {
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            beginning[shapes[i].first & 0x1F] |= word_at(i);
            long_words |= shapes[i].size > 2 ? word_at(i) : 0;
        }
    }

    /// The words that begin with a letter, and some others.
    [[nodiscard]] WordSet may_begin_with(char letter) const { return beginning[letter & 0x1F]; }
    [[nodiscard]] std::string_view word(std::size_t i) const {
        return {letters.data() + shapes[i].begin, shapes[i].size};
    }
    [[nodiscard]] std::size_t size_of(std::size_t i) const { return shapes[i].size; }
    [[nodiscard]] char first(std::size_t i) const { return shapes[i].first; }

    void match(std::size_t i, std::size_t other, float similarity) {
        if (similarity > matches[i].similarity) matches[i] = {similarity, static_cast<std::int32_t>(other)};
        open &= ~word_at(i);
        if (similarity == joined_similarity) loose &= ~word_at(i);
    }
};

void match(Side& a, std::size_t i, Side& b, std::size_t k, float similarity) {
    a.match(i, k, similarity);
    b.match(k, i, similarity);
}

/// Words are short, and most differ within their first letters: calling for a comparison takes longer than this.
bool begins_with(std::string_view text, std::string_view prefix) {
    if (text.size() < prefix.size()) return false;
    for (std::size_t i = 0; i < prefix.size(); ++i) {
        if (text[i] != prefix[i]) return false;
    }
    return true;
}

/// Whether two or three words of `b` from `k` on are `word`, written together; the number of them, or zero.
std::size_t joined(std::string_view word, const Side& b, std::size_t k) {
    const bool may_be = b.size_of(k) < word.size() && k + 1 < b.shapes.size() && word[b.size_of(k)] == b.first(k + 1);
    if (!may_be) return 0;
    std::size_t count = 0;
    while (!word.empty() && k + count < b.shapes.size() && count < 3 && begins_with(word, b.word(k + count))) {
        word.remove_prefix(b.size_of(k + count));
        ++count;
    }
    return word.empty() && count > 1 ? count : 0;
}

/// "etherfast" beside "ether fast".
void match_joined(Side& a, Side& b) {
    visit_words(a.open, [&](std::size_t i) {
        visit_words(b.may_begin_with(a.first(i)), [&](std::size_t k) {
            const std::size_t count = joined(a.word(i), b, k);
            for (std::size_t each = 0; each < count; ++each) match(a, i, b, k + each, joined_similarity);
            return count > 0;
        });
        return false;
    });
}

/// "ca" beside "computer associates": the first letters of neighbouring words.
void match_initials(Side& a, Side& b) {
    visit_words(a.open, [&](std::size_t i) {
        const std::string_view word = a.word(i);
        if (word.size() < 2 || word.size() > 5 || a.shapes[i].kind != TokenKind::word) return false;
        WordSet begins = ~WordSet{0};
        for (std::size_t each = 0; each < word.size(); ++each) {
            begins &= (b.may_begin_with(word[each]) & b.open & b.long_words) >> each;
        }
        visit_words(begins, [&](std::size_t k) {
            for (std::size_t each = 0; each < word.size(); ++each) {
                if (b.first(k + each) != word[each]) return false;
            }
            for (std::size_t each = 0; each < word.size(); ++each) match(a, i, b, k + each, initials_similarity);
            return true;
        });
        return false;
    });
}

/// How alike two words are that are not equal and begin with the same letter; zero for numbers, since one digit makes
/// another product.
float likeness(TokenKind kind_of_a, std::string_view a, TokenKind kind_of_b, std::string_view b) {
    const std::size_t shorter = std::min(a.size(), b.size());
    const std::size_t longer = std::max(a.size(), b.size());
    const auto is_prefix = [&] { return begins_with(a.substr(0, shorter), b.substr(0, shorter)); };
    if (kind_of_a != TokenKind::word || kind_of_b != TokenKind::word) {
        if (kind_of_a == TokenKind::number || kind_of_b == TokenKind::number) return 0;
        return shorter >= 4 && is_prefix() ? prefix_similarity : 0;
    }
    if (shorter < 2) return 0;
    if (shorter >= 3 && is_prefix()) return prefix_similarity;
    if (longer > 2 * shorter || longer <= 3) return 0;
    // All letters of the shorter one at best; of texts that are longer, only the beginnings are compared.
    constexpr std::size_t whole = 512;
    const float at_best = 2 * static_cast<float>(shorter) / static_cast<float>(shorter + longer);
    if (longer <= whole && at_best < spelling_min) return 0;
    const float out = spelling_similarity(a, b);
    return out >= spelling_min ? out * 0.9F : 0;
}

void match_spelled(Side& a, Side& b) {
    visit_words(a.open, [&](std::size_t i) {
        float best = 0;
        std::size_t best_at = 0;
        visit_words(b.may_begin_with(a.first(i)) & b.loose, [&](std::size_t k) {
            if (b.first(k) != a.first(i)) return false;
            const float like = likeness(a.shapes[i].kind, a.word(i), b.shapes[k].kind, b.word(k));
            if (like > best) {
                best = like;
                best_at = k;
            }
            return false;
        });
        if (best > 0) match(a, i, b, best_at, best);
        return false;
    });
}

/// Four hashes in a register; written in what both compilers understand on every processor.
constexpr std::uint32_t block_size = 4;
using Block = std::uint32_t __attribute__((vector_size(block_size * sizeof(std::uint32_t))));
constexpr std::size_t half = 32;  ///< words of a set, whose bits fit into the lanes of a block

/// The words among up to 32 that have a hash. Whole blocks are read, see `PreparedListing::word_hashes`.
std::uint32_t equal_of(std::uint32_t hash, const std::uint32_t* hashes, std::size_t count) {
    const Block wanted{hash, hash, hash, hash};
    Block bits{1, 2, 4, 8};
    Block found{};
    for (std::size_t at = 0; at < count; at += block_size) {
        Block block;
        std::memcpy(&block, hashes + at, sizeof block);
        found |= std::bit_cast<Block>(block == wanted) & bits;
        bits <<= block_size;
    }
    return (found[0] | found[1]) | (found[2] | found[3]);
}

/// The first equal counterpart of each word. Returns the words that have none. Every word is compared with every other,
/// since no processor can foresee which are equal.
WordSet find_equal(std::span<const std::uint32_t> words, std::span<const std::uint32_t> among,
                   std::array<WordMatch, words_max>& matches) {
    const WordSet all = first_words(among.size());
    WordSet open = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        WordSet equal = equal_of(words[i], among.data(), std::min(among.size(), half));
        if (among.size() > half) equal |= WordSet{equal_of(words[i], &among[half], among.size() - half)} << half;
        equal &= all;
        const bool is_open = equal == 0;
        open |= WordSet{is_open} << i;
        matches[i] = is_open ? WordMatch{} : WordMatch{1, std::countr_zero(equal)};
    }
    return open;
}

}  // namespace

void align_equal(const PreparedListing& left, const PreparedListing& right, Alignment& out) {
    out.open_left = find_equal(left.word_hashes(), right.word_hashes(), out.left);
    out.open_right = find_equal(right.word_hashes(), left.word_hashes(), out.right);
}

void align_spellings(const PreparedListing& left, const PreparedListing& right, Alignment& out) {
    if ((out.open_left | out.open_right) == 0) return;
    Side a{left, out.left, out.open_left};
    Side b{right, out.right, out.open_right};
    match_joined(a, b);
    match_joined(b, a);
    match_initials(a, b);
    match_initials(b, a);
    match_spelled(a, b);
}

}  // namespace marketplace::catalog
