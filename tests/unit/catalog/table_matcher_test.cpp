// Two small tables with a known answer: what is found without labels, with labels, and what is refused.

#include <marketplace/catalog/match_evaluation.hpp>
#include <marketplace/catalog/table_matcher.hpp>

#include <marketplace/core/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

/// 120 products of 6 brands, 5 kinds and 4 models each; the right table writes them in other ways, in another order.
struct Shop {
    std::vector<Listing> left;
    std::vector<Listing> right;
    std::vector<LabelledPair> labels;  ///< each right row with its left one, and with a neighbour of that

    Shop() {
        constexpr std::array brands{"Sony", "Bose", "Canon", "Garmin", "Netgear", "Panasonic"};
        constexpr std::array kinds{"Turntable", "Speaker", "Printer", "Router", "Camera"};
        for (std::int64_t i = 0; i < 120; ++i) {
            const std::string brand = brands[static_cast<std::size_t>(i % 6)];
            const std::string kind = kinds[static_cast<std::size_t>(i / 6 % 5)];
            const std::string letters{static_cast<char>('A' + i % 26), static_cast<char>('A' + i * 7 % 26)};
            const std::string number = std::to_string(100 + i * 37);
            left.push_back(listing(i, brand + " " + kind + " " + letters + "-" + number + " black", 1000 + 731 * i));
            right.push_back(listing(119 - i, kind + " " + letters + number + ", " + brand + " (new)", 990 + 731 * i));
            labels.push_back({{i, 119 - i}, true});
            labels.push_back({{(i + 30) % 120, 119 - i}, false});
        }
        std::ranges::reverse(right);
    }

    static Listing listing(std::int64_t key, std::string title, std::int64_t minor) {
        Listing out;
        out.key = key;
        out.title = std::move(title);
        out.price = Money{{minor}, Currency{"EUR"}};
        return out;
    }
    [[nodiscard]] std::vector<PairKey> pairs() const {
        std::vector<PairKey> out;
        for (const LabelledPair& each : labels) out.push_back(each.pair);
        return out;
    }
};

MatchScores scores_of(const Shop& shop, const std::vector<JudgedPair>& judged) {
    std::vector<double> probabilities;
    std::vector<std::uint8_t> labels;
    for (const JudgedPair& each : judged) {
        probabilities.push_back(each.probability);
        labels.push_back(std::ranges::find(shop.labels, LabelledPair{each.pair, true}) != shop.labels.end() ? 1 : 0);
    }
    return score_matches(probabilities, labels, 0.5);
}

template <class F>
Error error_of(F&& f) {
    try {
        f();
    } catch (const Error& error) {
        return error;
    }
    FAIL("nothing was thrown");
    return Error{ErrorCode::invalid_value, "", "", ""};
}

}  // namespace

TEST_CASE("products are found without a single label") {
    const Shop shop;
    const TableMatcher matcher{shop.left, shop.right};
    const MatchScores scores = scores_of(shop, matcher.judge({}));
    CHECK(scores.f1 > 0.95);
}

TEST_CASE("labels teach, and the judgement of a labelled pair comes from models that have not seen it") {
    const Shop shop;
    const TableMatcher matcher{shop.left, shop.right, shop.pairs()};
    CHECK(scores_of(shop, matcher.judge(shop.labels)).f1 > 0.95);
    // One label that is wrong is not believed by the models of the other pairs.
    std::vector<LabelledPair> labels = shop.labels;
    labels[0].is_match = false;
    const std::vector<JudgedPair> judged = matcher.judge(labels);
    const auto found = std::ranges::find(judged, labels[0].pair, &JudgedPair::pair);
    REQUIRE(found != judged.end());
    CHECK(found->probability > 0.5);
}

TEST_CASE("the same tables, labels and seed give the same judgements") {
    const Shop shop;
    const TableMatcher a{shop.left, shop.right, shop.pairs()};
    const TableMatcher b{shop.left, shop.right, shop.pairs()};
    CHECK(a.judge(shop.labels, 7) == b.judge(shop.labels, 7));
    CHECK(a.judge({}, 7) == b.judge({}, 7));
}

TEST_CASE("every right row finds its left one, and ranks say where") {
    const Shop shop;
    const TableMatcher matcher{shop.left, shop.right, shop.pairs()};
    for (const LabelledPair& each : shop.labels) {
        if (each.is_match) CHECK(matcher.left_rank(each.pair) == 0);
    }
    CHECK(matcher.size() >= matcher.candidates().size());
}

TEST_CASE("questions are about pairs without labels, one about each left row") {
    const Shop shop;
    const TableMatcher matcher{shop.left, shop.right, shop.pairs()};
    const std::vector<PairKey> pool = shop.pairs();
    const std::vector<LabelledPair> known{shop.labels.begin(), shop.labels.begin() + 100};
    const std::vector<PairKey> chosen = matcher.choose_for_review(pool, known, 10);
    CHECK(chosen.size() == 10);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        CHECK(std::ranges::find(known, chosen[i], &LabelledPair::pair) == known.end());
        for (std::size_t k = 0; k < i; ++k) CHECK(chosen[i].left != chosen[k].left);
    }
}

TEST_CASE("empty tables have no pairs") {
    const Shop shop;
    CHECK(TableMatcher({}, shop.right).size() == 0);
    CHECK(TableMatcher(shop.left, {}).judge({}).empty());
    CHECK(TableMatcher({}, {}).judge({}).empty());
}

TEST_CASE("keys that are twice or not there are refused by name") {
    Shop shop;
    CHECK(error_of([&] { TableMatcher(shop.left, shop.right, std::vector<PairKey>{{500, 1}}); }).field() ==
          "wanted[0].left");
    const TableMatcher matcher{shop.left, shop.right};
    CHECK(error_of([&] { (void)matcher.judge(std::vector<LabelledPair>{{{0, 900}, true}}); }).field() == "labels[0]");
    CHECK(error_of([&] { (void)TableMatcher(shop.left, shop.right, {}, {0}); }).field() == "candidates_max");
    shop.left[3].key = 2;
    CHECK(error_of([&] { (void)TableMatcher(shop.left, shop.right); }).field() == "left[3].key");
}

TEST_CASE("precision, recall and F1 are those of the counts") {
    const MatchScores scores = match_scores(8, 2, 4);
    CHECK(scores.precision == doctest::Approx(0.8));
    CHECK(scores.recall == doctest::Approx(8.0 / 12));
    CHECK(scores.f1 == doctest::Approx(16.0 / 22));
    CHECK(match_scores(0, 0, 0).f1 == 0);
    CHECK(match_scores(0, 0, 0).precision == 1);
}

TEST_CASE("thresholds keep their promise on the pairs that they were taken from") {
    const std::vector<double> probabilities{0.95, 0.9, 0.8, 0.7, 0.4, 0.2, 0.1};
    const std::vector<std::uint8_t> labels{1, 1, 0, 1, 0, 1, 0};
    const double threshold = threshold_for_precision(probabilities, labels, 0.75);
    CHECK(threshold == 0.7);
    CHECK(score_matches(probabilities, labels, threshold).precision >= 0.75);
    CHECK(threshold_for_precision(std::vector{0.5}, std::vector<std::uint8_t>{0}, 0.9) > 1);
    const double best = best_threshold(probabilities, labels);
    CHECK(score_matches(probabilities, labels, best).f1 >= 0.75);
}

TEST_CASE("the bootstrap's interval holds the figure and narrows with more pairs") {
    std::vector<double> probabilities;
    std::vector<std::uint8_t> labels;
    for (int i = 0; i < 50; ++i) {
        probabilities.push_back(i % 10 == 0 ? 0.4 : 0.9);
        labels.push_back(i % 7 == 0 ? 0 : 1);
    }
    const double f1 = score_matches(probabilities, labels, 0.5).f1;
    const ConfidenceInterval few = bootstrap_f1(probabilities, labels, 0.5);
    CHECK(few.low < f1);
    CHECK(few.high > f1);
    std::vector<double> more;
    std::vector<std::uint8_t> more_labels;
    for (int i = 0; i < 20; ++i) {
        more.insert(more.end(), probabilities.begin(), probabilities.end());
        more_labels.insert(more_labels.end(), labels.begin(), labels.end());
    }
    const ConfidenceInterval many = bootstrap_f1(more, more_labels, 0.5);
    CHECK(many.high - many.low < few.high - few.low);
}

TEST_CASE("tables of a row or two are judged, with labels and without") {
    for (const std::int64_t rows : {0, 1, 2, 3}) {
        std::vector<Listing> left;
        std::vector<Listing> right;
        for (std::int64_t i = 0; i < rows; ++i) {
            const std::string code = "PX" + std::to_string(1000 + 37 * i);
            left.emplace_back().key = i;
            left.back().title = "Sony turntable " + code;
            right.emplace_back().key = i;
            right.back().title = "turntable Sony - " + code;
        }
        const TableMatcher matcher{left, right};
        CHECK(matcher.judge({}).size() == static_cast<std::size_t>(rows * rows));
    }
    const std::vector<Listing> one(1);
    std::vector<Listing> many(30);
    std::vector<LabelledPair> labels;
    for (std::int64_t i = 0; i < 30; ++i) {
        many[static_cast<std::size_t>(i)].key = i;
        many[static_cast<std::size_t>(i)].title = "Mug " + std::to_string(i);
        labels.push_back({{0, i}, i == 7});
    }
    std::vector<PairKey> wanted;
    for (const LabelledPair& each : labels) wanted.push_back(each.pair);
    CHECK(TableMatcher{one, many, wanted}.judge(labels).size() == 30);
}
