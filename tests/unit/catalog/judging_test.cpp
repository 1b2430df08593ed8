// What makes judging pairs fast, beside the slow and obvious way of doing the same.

#include "catalog/learning/flat_trees.hpp"
#include "catalog/match/features.hpp"
#include "catalog/match/packed_terms.hpp"
#include "catalog/pool/watch.hpp"
#include "catalog/text/characters.hpp"

#include <marketplace/catalog/blocking_index.hpp>
#include <marketplace/catalog/boosted_trees.hpp>
#include <marketplace/catalog/part_numbers.hpp>
#include <marketplace/catalog/text.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <array>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

/// Trees of any shape, with thresholds on which rows lie.
class RandomTrees {
public:
    explicit RandomTrees(unsigned seed) : random_(seed) {}

    BoostedTrees next(int depth_max) {
        BoostedTrees out{4, 0.25, {}};
        for (int i = 0; i < 12; ++i) {
            out.trees.emplace_back().nodes.emplace_back();
            grow(out.trees.back(), 0, depth_max);
        }
        return out;
    }
    std::vector<float> row() {
        std::vector<float> out;
        for (int i = 0; i < 4; ++i) {
            const float value = static_cast<float>(any(9)) / 4 - 1;
            out.push_back(any(5) == 0 ? unknown : value == 0 && any(2) == 0 ? -0.0F : value);
        }
        return out;
    }
    std::size_t any(std::size_t bound) { return random_() % bound; }

private:
    void grow(Tree& tree, std::size_t node, int depth) {
        tree.nodes[node].value = static_cast<double>(any(1000)) / 300 - 1;
        if (depth == 0 || any(4) == 0) return;
        const std::size_t child = tree.nodes.size();
        tree.nodes[node].feature = static_cast<std::int32_t>(any(4));
        tree.nodes[node].threshold = any(9) == 0 ? 1e300 : static_cast<double>(any(9)) / 4 - 1;
        tree.nodes[node].left = static_cast<std::int32_t>(child);
        tree.nodes[node].is_unknown_left = any(2) == 0;
        tree.nodes.resize(child + 2);
        grow(tree, child, depth - 1);
        grow(tree, child + 1, depth - 1);
    }

    std::mt19937 random_;
};

/// Listings of few words, so that much is shared.
class Listings {
public:
    explicit Listings(unsigned seed) : random_(seed) {}

    Listing next() {
        static const std::vector<std::string> words{"Sony",  "PS-LX350H", "pslx350h", "turntable", "turn",   "table",
                                                    "black", "16 GB",     "16GB",     "8.0",       "8",      "Größe",
                                                    "usb",   "hifi",      "hi-fi",    "AM 1200/5", "v1.5",   "red",
                                                    "2007",  "6-pack",    "colour",   "color",     "system", "systems"};
        Listing out;
        for (std::size_t i = any(12); i > 0; --i) out.title += words[any(words.size())] + " ";
        if (any(2) == 0) out.brand = any(2) == 0 ? "Sony Corp." : "Bose";
        if (any(3) == 0) out.part_number = "PS-LX" + std::to_string(350 + any(2)) + "H";
        if (any(3) == 0) out.gtin = any(2) == 0 ? "4006381333931" : "0036000291452";
        for (std::size_t i = any(2) * any(40); i > 0; --i) out.description += words[any(words.size())] + " ";
        if (any(2) == 0) out.price = Money{Amount{static_cast<std::int64_t>(100 + any(900))}, Currency{"EUR"}};
        return out;
    }
    std::size_t any(std::size_t bound) { return random_() % bound; }

private:
    std::mt19937 random_;
};

/// Every term is in one record of a thousand.
class SameCounts : public TermCounts {
public:
    [[nodiscard]] std::uint64_t records() const override { return 1023; }
    [[nodiscard]] std::uint64_t records_with(std::uint32_t) const override { return 1; }
};

std::string letters_of(std::string_view text) {
    std::string out;
    for (const char c : fold(text)) {
        if (is_alphanumeric(c)) out += c;
    }
    return out;
}

/// Runs of letters and digits, with a point or comma between digits.
std::vector<std::string> runs_of(std::string_view text) {
    const std::string folded = fold(text);
    std::vector<std::string> out;
    bool is_open = false;
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const bool is_point = i > 0 && i + 1 < folded.size() && (folded[i] == '.' || folded[i] == ',') &&
                              is_digit(folded[i - 1]) && is_digit(folded[i + 1]);
        if (is_alphanumeric(folded[i]) || is_point) {
            if (!is_open) out.emplace_back();
            out.back() += folded[i];
            is_open = true;
        } else {
            is_open = false;
        }
    }
    return out;
}

/// "8.0" is "8".
std::string normal(std::string run) { return run == "8.0" ? "8" : run; }

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    for (const std::string& each : runs_of(text)) out.push_back(normal(each));
    return out;
}

std::set<std::string> grams_of(std::string_view text) {
    constexpr std::size_t size = 4;
    std::set<std::string> out;
    for (const std::string& each : runs_of(text)) {
        const std::string padded = "_" + each + "_";
        for (std::size_t i = 0; i + size <= padded.size(); ++i) out.insert(padded.substr(i, size));
    }
    return out;
}

std::set<std::string> set_of(const std::vector<std::string>& words) { return {words.begin(), words.end()}; }

std::size_t shared(const std::set<std::string>& a, const std::set<std::string>& b) {
    const auto is_in = [&](const std::string& each) { return b.contains(each); };
    return static_cast<std::size_t>(std::ranges::count_if(a, is_in));
}

double cosine(const std::set<std::string>& a, const std::set<std::string>& b) {
    return static_cast<double>(shared(a, b)) / std::sqrt(static_cast<double>(a.size() * b.size()));
}

std::size_t count_in(const std::vector<std::string>& words, const std::set<std::string>& among) {
    return static_cast<std::size_t>(
        std::ranges::count_if(words, [&](const std::string& each) { return among.contains(each); }));
}

std::set<std::string> numbers_of(const std::vector<std::string>& words) {
    std::set<std::string> out;
    for (const std::string& each : words) {
        if (std::ranges::none_of(each, is_letter)) out.insert(each);
    }
    return out;
}

std::string details_of(const Listing& listing) { return listing.brand + " " + listing.description; }

struct Row {
    std::array<float, match_feature_count> values{};
    float operator[](MatchFeature name) const { return values[static_cast<std::size_t>(name)]; }
};

}  // namespace

TEST_CASE("trees laid out for speed give what trees that are walked give, to the last bit") {
    RandomTrees random{1};
    for (const int depth : {0, 1, 2, 3, 4, 5, 6, 9}) {
        const BoostedTrees trees = random.next(depth);
        validate(trees);
        FlatTrees flat{trees};
        for (std::size_t count = 0; count <= 40; ++count) {  // together, however many fill registers or parts of them
            std::vector<std::vector<float>> rows;
            std::vector<const float*> begins;
            for (std::size_t i = 0; i < count; ++i) rows.push_back(random.row());
            for (const std::vector<float>& each : rows) begins.push_back(each.data());
            std::vector<double> found(count);
            flat.log_odds(begins, found);
            for (std::size_t i = 0; i < count; ++i) {
                CHECK(found[i] == log_odds(trees, rows[i]));
                CHECK(flat.log_odds(rows[i]) == found[i]);
            }
        }
    }
    const BoostedTrees none{4, -1.5, {}};
    CHECK(FlatTrees{none}.log_odds(random.row()) == -1.5);
}

TEST_CASE("trees whose splits share what is below them have more leaves than nodes, and are scored all the same") {
    for (const int splits : {5, 12}) {
        BoostedTrees trees{4, 0, {{}}};
        std::vector<TreeNode>& nodes = trees.trees[0].nodes;
        for (int i = 0; i < splits; ++i) nodes.push_back({i % 4, 0.25 * (i % 5) - 0.5, i + 1, i % 2 == 0, 0});
        for (int i = 0; i < 2; ++i) nodes.push_back({-1, 0, 0, true, 1.5 + i});
        validate(trees);
        RandomTrees random{4};
        FlatTrees flat{trees};
        for (int i = 0; i < 100; ++i) {
            const std::vector<float> row = random.row();
            CHECK(flat.log_odds(row) == log_odds(trees, row));
        }
    }
}

TEST_CASE("blocks of terms share what single terms share") {
    std::mt19937 random{2};
    for (int round = 0; round < 400; ++round) {
        std::array<std::map<std::uint32_t, PackedTerm>, 2> maps;
        std::array<std::vector<PackedTerm>, 2> lists;
        for (std::size_t side = 0; side < 2; ++side) {
            for (std::size_t i = random() % 60; i > 0; --i) {
                const auto hash = static_cast<std::uint32_t>(random() % 90 << 8U);
                maps[side][hash] = packed_term(hash, static_cast<float>(hash % 7), random() % 2 == 0);
            }
            for (const auto& [hash, term] : maps[side]) lists[side].push_back(term);
            fill_block(lists[side]);
        }
        SharedTerms expected;
        for (const auto& [hash, term] : maps[0]) {
            const auto other = maps[1].find(hash);
            if (other == maps[1].end()) continue;
            expected.all += squared_weight(term);
            if ((term & other->second & term_mark) != 0) expected.marked += squared_weight(term);
        }
        const SharedTerms found = shared_terms(lists[0], lists[1]);
        CHECK(found.all == expected.all);
        CHECK(found.marked == expected.marked);
        CHECK(shared_weight(lists[0], lists[1]) == expected.all);
    }
}

TEST_CASE("a record is scored for a text as the index would, also where a word has the hash of a code") {
    // "24ps" as a word and "14ps" as part of a code differ in one letter as their seeds do.
    const std::vector<std::string> texts{"hp with lx-14ps sony ps105", "sony system speaker ps 24ps", "lx 5lx ps103",
                                         "sony case grosse speaker lx/6lx", "usb 14 ps", "lx-24ps 14ps", ""};
    const TermStatistics statistics = count_terms(texts);
    const catalog::detail::TermWeights weights{statistics};
    for (const std::string& record : texts) {
        BlockingIndex index{statistics};
        index.upsert(1, record);
        catalog::detail::RecordScorer scorer{catalog::detail::weighted_terms(record, weights), record.size(), weights};
        for (const std::string& query : texts) {
            const BlockingResult found = index.search(query);
            const std::int64_t expected = found.hits.empty() ? 0 : found.hits.front().score;
            CAPTURE(record);
            CAPTURE(query);
            CHECK(static_cast<std::int64_t>(scorer.score_for(query)) == expected);
        }
    }
}

TEST_CASE("features of prepared listings are those of their texts") {
    Listings listings{3};
    const SameCounts counts;
    ListingPreparer preparer{counts};
    PairComparer comparer;
    for (int round = 0; round < 2'000; ++round) {
        const Listing a = listings.next();
        const Listing b = listings.next();
        const PreparedListing left = preparer.prepare(a);
        const PreparedListing right = preparer.prepare(b);
        Row row;
        comparer.compare(left, right, {}, row.values);
        const auto words_a = words_of(a.title);
        const auto words_b = words_of(b.title);
        const auto equal_a = static_cast<double>(count_in(words_a, set_of(words_b)));
        const auto equal_b = static_cast<double>(count_in(words_b, set_of(words_a)));
        const auto count_a = static_cast<double>(words_a.size());
        const auto count_b = static_cast<double>(words_b.size());
        CAPTURE(a.title);
        CAPTURE(b.title);
        const auto check = [&](MatchFeature name, double expected) {
            CAPTURE(name_of(name));
            CHECK(row[name] == doctest::Approx(expected).epsilon(1e-5));
        };
        const auto share = [](double part, double whole) { return whole > 0 ? part / whole : 0; };
        check(MatchFeature::word_overlap, share(equal_a + equal_b, count_a + count_b));
        check(MatchFeature::word_share_left, share(equal_a, count_a));
        check(MatchFeature::word_share_right, share(equal_b, count_b));
        const auto grams_a = grams_of(a.title);
        const auto grams_b = grams_of(b.title);
        // A title of single letters has no groups of four.
        if (grams_a.empty() || grams_b.empty()) CHECK(std::isnan(row[MatchFeature::gram_cosine]));
        else check(MatchFeature::gram_cosine, cosine(grams_a, grams_b));
        const auto numbers_a = numbers_of(words_a);
        const auto numbers_b = numbers_of(words_b);
        const std::size_t both = shared(numbers_a, numbers_b);
        check(MatchFeature::numbers_left_only, static_cast<double>(numbers_a.size() - both));
        check(MatchFeature::numbers_right_only, static_cast<double>(numbers_b.size() - both));
        const auto details_a = set_of(words_of(details_of(a)));
        const auto details_b = set_of(words_of(details_of(b)));
        if (!details_a.empty() && !details_b.empty()) {
            check(MatchFeature::details_cosine, cosine(details_a, details_b));
        }
        auto all_a = details_a;
        auto all_b = details_b;
        all_a.insert(words_a.begin(), words_a.end());
        all_b.insert(words_b.begin(), words_b.end());
        if (!all_a.empty() && !all_b.empty()) check(MatchFeature::text_cosine, cosine(all_a, all_b));
        if (!words_a.empty()) {
            check(MatchFeature::title_left_in_right, share(static_cast<double>(count_in(words_a, all_b)), count_a));
        }
        if (!a.part_number.empty()) {
            const std::string code = fold_code(a.part_number);
            CHECK(left.part_number() == code);
            const std::string texts =
                letters_of(b.title) + " " + fold_code(b.part_number) + " " + letters_of(details_of(b));
            if (texts.find(code) != texts.npos) CHECK(row[MatchFeature::code_left_in_right] > 0);
        }
        CHECK(left.brand() == fold_brand(a.brand));
        CHECK(left.letters() == letters_of(a.title));
    }
}

TEST_CASE("the first look tells what it is said to tell, and the closer one changes none of it") {
    Listings listings{4};
    const SameCounts counts;
    ListingPreparer preparer{counts};
    PairComparer comparer;
    for (int round = 0; round < 500; ++round) {
        const PreparedListing left = preparer.prepare(listings.next());
        const PreparedListing right = preparer.prepare(listings.next());
        Row first;
        comparer.look(left, right, {1, 2, 3, 4, 5, 6}, first.values);
        Row both = first;
        comparer.look_closer(left, right, both.values);
        Row whole;
        comparer.compare(left, right, {1, 2, 3, 4, 5, 6}, whole.values);
        for (std::size_t i = 0; i < match_feature_count; ++i) {
            const bool is_known = !std::isnan(first.values[i]);
            CAPTURE(name_of(static_cast<MatchFeature>(i)));
            if (is_known) CHECK(is_seen_at_first(static_cast<MatchFeature>(i)));
            if (is_seen_at_first(static_cast<MatchFeature>(i))) CHECK((!is_known || first.values[i] == both.values[i]));
            CHECK((std::isnan(both.values[i]) || both.values[i] == whole.values[i]));
        }
    }
}
