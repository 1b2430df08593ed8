// Words that mean the same, against a twin that looks at every two words of two titles.

#include <doctest/doctest.h>

#include "catalog/match/alignment.hpp"
#include "catalog/match/text_similarity.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace marketplace::catalog;

namespace {

struct NoCounts : TermCounts {
    [[nodiscard]] std::uint64_t records() const override { return 100; }
    [[nodiscard]] std::uint64_t records_with(std::uint32_t hash) const override { return 1 + hash % 50; }
};

/// One title and what has been found for its words.
struct Words {
    const PreparedListing& listing;
    std::vector<WordMatch> matches;

    explicit Words(const PreparedListing& of) : listing(of), matches(of.word_count()) {}
    [[nodiscard]] std::size_t size() const { return matches.size(); }
    [[nodiscard]] std::string word(std::size_t i) const { return std::string{listing.word(i)}; }
    [[nodiscard]] char first(std::size_t i) const { return listing.word_shapes()[i].first; }
    [[nodiscard]] TokenKind kind(std::size_t i) const { return listing.word_shapes()[i].kind; }
    [[nodiscard]] bool is_open(std::size_t i) const { return matches[i].similarity == 0; }
    void better(std::size_t i, std::size_t other, float similarity) {
        if (similarity > matches[i].similarity) matches[i] = {similarity, static_cast<std::int32_t>(other)};
    }
};

void match(Words& a, std::size_t i, Words& b, std::size_t k, float similarity) {
    a.better(i, k, similarity);
    b.better(k, i, similarity);
}

void equal(Words& a, Words& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t k = 0; k < b.size(); ++k) {
            if (a.listing.word_hashes()[i] == b.listing.word_hashes()[k]) match(a, i, b, k, 1);
        }
    }
}

void joined(Words& a, Words& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!a.is_open(i)) continue;
        for (std::size_t k = 0; k < b.size(); ++k) {
            std::string together;
            std::size_t count = 0;
            while (k + count < b.size() && count < 3 && together.size() < a.word(i).size()) {
                together += b.word(k + count++);
            }
            if (count < 2 || together != a.word(i)) continue;
            for (std::size_t each = 0; each < count; ++each) match(a, i, b, k + each, 0.95F);
            break;
        }
    }
}

void initials(Words& a, Words& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::string word = a.word(i);
        if (!a.is_open(i) || word.size() < 2 || word.size() > 5 || a.kind(i) != TokenKind::word) continue;
        for (std::size_t k = 0; k + word.size() <= b.size(); ++k) {
            std::size_t same = 0;
            while (same < word.size() && b.first(k + same) == word[same] && b.word(k + same).size() > 2 &&
                   b.is_open(k + same)) {
                ++same;
            }
            if (same < word.size()) continue;
            for (std::size_t each = 0; each < same; ++each) match(a, i, b, k + each, 0.7F);
            break;
        }
    }
}

float likeness(const Words& a, std::size_t i, const Words& b, std::size_t k) {
    const std::string one = a.word(i);
    const std::string other = b.word(k);
    const bool is_prefix = one.starts_with(other) || other.starts_with(one);
    const std::size_t shorter = std::min(one.size(), other.size());
    const std::size_t longer = std::max(one.size(), other.size());
    if (a.kind(i) == TokenKind::number || b.kind(k) == TokenKind::number) return 0;
    if (a.kind(i) == TokenKind::code || b.kind(k) == TokenKind::code) return shorter >= 4 && is_prefix ? 0.8F : 0;
    if (shorter >= 3 && is_prefix) return 0.8F;
    if (shorter < 2 || longer > 2 * shorter || longer <= 3) return 0;
    const float similarity = spelling_similarity(one, other);
    return similarity >= 0.75F ? similarity * 0.9F : 0;
}

void spelled(Words& a, Words& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!a.is_open(i)) continue;
        float best = 0;
        std::size_t best_at = 0;
        for (std::size_t k = 0; k < b.size(); ++k) {
            if (b.first(k) != a.first(i) || b.matches[k].similarity >= 0.95F) continue;
            const float like = likeness(a, i, b, k);
            if (like > best) best_at = k;
            best = std::max(best, like);
        }
        if (best > 0) match(a, i, b, best_at, best);
    }
}

void check_same(const std::vector<WordMatch>& expected, const std::array<WordMatch, words_max>& found) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(found[i].similarity == expected[i].similarity);
        CHECK(found[i].other == expected[i].other);
    }
}

/// Words that run together, are cut short, are initials of others, or are spelled a little differently.
std::string title(std::mt19937& random) {
    static const std::vector<std::string> words{
        "ether", "fast", "etherfast", "ethernet", "eth",    "computer", "associates", "ca",   "cab",  "c",    "a",
        "be",    "bee",  "computre",  "compute",  "cable",  "cabel",    "fas",        "tfa",  "8.0",  "8",    "80",
        "ab12",  "ab12c", "ab12cd",   "fastether", "a1", "pablo", "0815",  "etherfastcable", "ete", "usb", "us", "bus"};
    std::string out;
    for (std::size_t i = random() % (random() % 9 == 0 ? 70 : 12); i > 0; --i) {
        out += words[random() % words.size()] + (random() % 8 == 0 ? "-" : " ");
    }
    return out;
}

}  // namespace

TEST_CASE("words are aligned as a look at every two of them aligns them") {
    const NoCounts counts;
    ListingPreparer preparer{counts};
    std::mt19937 random{5};
    Alignment alignment;
    for (int round = 0; round < 3'000; ++round) {
        Listing one;
        Listing other;
        one.title = title(random);
        other.title = title(random);
        const PreparedListing left = preparer.prepare(one);
        const PreparedListing right = preparer.prepare(other);
        CAPTURE(one.title);
        CAPTURE(other.title);
        Words a{left};
        Words b{right};
        align_equal(left, right, alignment);
        equal(a, b);
        check_same(a.matches, alignment.left);
        check_same(b.matches, alignment.right);
        align_spellings(left, right, alignment);
        joined(a, b);
        joined(b, a);
        initials(a, b);
        initials(b, a);
        spelled(a, b);
        check_same(a.matches, alignment.left);
        check_same(b.matches, alignment.right);
    }
}
