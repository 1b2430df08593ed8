// The models: what they learn from small data with a known answer, what they refuse, and that explanations add up.

#include <marketplace/catalog/boosted_trees.hpp>
#include <marketplace/catalog/fellegi_sunter.hpp>
#include <marketplace/catalog/logistic_regression.hpp>

#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

/// Rows of two features; the label is 1 where exactly one of them is above its bound: no line can tell that.
struct Exclusive {
    std::vector<float> values;
    std::vector<std::uint8_t> labels;

    Exclusive() {
        for (int i = 0; i < 20; ++i) {
            for (int k = 0; k < 20; ++k) {
                values.push_back(static_cast<float>(i) / 20);
                values.push_back(static_cast<float>(k) / 20);
                labels.push_back((i >= 7) != (k >= 12) ? 1 : 0);
            }
        }
    }
    [[nodiscard]] FeatureRows rows() const { return {values, 2}; }
    /// Trees that see both features: with one each, none could tell.
    [[nodiscard]] BoostedTrees learned() const {
        BoostingOptions options;
        options.column_share = 1;
        return train_boosted_trees(rows(), labels, {}, options);
    }
};

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

TEST_CASE("boosted trees tell classes apart that no line divides") {
    const Exclusive data;
    const BoostedTrees trees = data.learned();
    for (std::size_t i = 0; i < data.labels.size(); ++i) {
        CHECK((log_odds(trees, data.rows()[i]) > 0) == (data.labels[i] == 1));
    }
}

TEST_CASE("the same rows, options and seed give the same trees, another seed gives others") {
    const Exclusive data;
    const BoostedTrees trees = train_boosted_trees(data.rows(), data.labels, {});
    CHECK(trees == train_boosted_trees(data.rows(), data.labels, {}));
    BoostingOptions other;
    other.seed = 2;
    CHECK(trees != train_boosted_trees(data.rows(), data.labels, {}, other));
}

TEST_CASE("trees survive JSON, and judge the same afterwards") {
    const Exclusive data;
    const BoostedTrees trees = train_boosted_trees(data.rows(), data.labels, {});
    const auto again = from_json<BoostedTrees>(to_json(trees));
    CHECK(again == trees);
    validate(again);
}

TEST_CASE("a tree's explanation adds up to its log-odds") {
    const Exclusive data;
    const BoostedTrees trees = train_boosted_trees(data.rows(), data.labels, {});
    std::vector<double> parts(2);
    for (std::size_t i = 0; i < data.labels.size(); i += 7) {
        const double base = explain(trees, data.rows()[i], parts);
        CHECK(base + parts[0] + parts[1] == doctest::Approx(log_odds(trees, data.rows()[i])));
    }
}

TEST_CASE("what is not known goes the way that was learned for it") {
    // Not known means 1 here, whatever the other feature.
    std::vector<float> values;
    std::vector<std::uint8_t> labels;
    for (int i = 0; i < 60; ++i) {
        values.insert(values.end(), {i % 3 == 0 ? unknown : static_cast<float>(i % 5), 0.5F});
        labels.push_back(i % 3 == 0 ? 1 : 0);
    }
    BoostingOptions all;
    all.row_share = all.column_share = 1;
    const BoostedTrees trees = train_boosted_trees({values, 2}, labels, {}, all);
    CHECK(log_odds(trees, std::vector{unknown, 0.5F}) > 1);
    CHECK(log_odds(trees, std::vector{3.0F, 0.5F}) < -1);
}

TEST_CASE("a row of weight two counts as two rows") {
    std::vector<float> once{0, 1, 1, 0.2F};
    std::vector<float> twice{0, 1, 1, 1, 0.2F};
    const std::vector<std::uint8_t> labels{0, 1, 0, 1};
    const std::vector<std::uint8_t> more_labels{0, 1, 1, 0, 1};
    const std::vector<float> weights{1, 2, 1, 1};
    const LogisticModel a = fit_logistic({once, 1}, labels, weights);
    const LogisticModel b = fit_logistic({twice, 1}, more_labels, {});
    CHECK(log_odds(a, std::vector{0.7F}) == doctest::Approx(log_odds(b, std::vector{0.7F})));
}

TEST_CASE("logistic regression finds the odds of a table of two by two") {
    // 30 of 40 without and 10 of 40 with the feature: odds 3 and 1/3. Hardly any penalty.
    std::vector<float> values;
    std::vector<std::uint8_t> labels;
    for (int i = 0; i < 80; ++i) {
        values.push_back(i < 40 ? 0.0F : 1.0F);
        labels.push_back(i < 40 ? (i < 30 ? 1 : 0) : (i < 50 ? 1 : 0));
    }
    const LogisticModel model = fit_logistic({values, 1}, labels, {}, {1e-6, 100});
    CHECK(log_odds(model, std::vector{0.0F}) == doctest::Approx(std::log(3.0)).epsilon(0.001));
    CHECK(log_odds(model, std::vector{1.0F}) == doctest::Approx(-std::log(3.0)).epsilon(0.001));
    std::vector<double> parts(1);
    const double base = explain(model, std::vector{1.0F}, parts);
    CHECK(base + parts[0] == doctest::Approx(log_odds(model, std::vector{1.0F})));
}

TEST_CASE("logistic regression of classes that a line divides stays finite") {
    const std::vector<float> values{-2, -1, 1, 2};
    const std::vector<std::uint8_t> labels{0, 0, 1, 1};
    const LogisticModel model = fit_logistic({values, 1}, labels, {}, {0.01, 100});
    CHECK(std::isfinite(log_odds(model, std::vector{5.0F})));
    CHECK(log_odds(model, std::vector{5.0F}) > 0);
}

TEST_CASE("without labels, the share of matches stays what it was told, and agreement speaks for a match") {
    // Two comparisons that agree on the first 20 of 200 pairs, and by chance on some others.
    std::vector<std::int8_t> values;
    std::vector<double> guess;
    for (int i = 0; i < 200; ++i) {
        const bool is_match = i < 20;
        values.push_back(is_match || i % 9 == 0 ? 1 : 0);
        values.push_back(is_match || i % 7 == 0 ? 1 : 0);
        guess.push_back(values[static_cast<std::size_t>(2 * i)] == 1 ? 0.5 : 0.02);
    }
    const std::vector<std::int32_t> levels{2, 2};
    const FellegiSunterModel model = estimate_fellegi_sunter({values, levels}, guess);
    const double share = std::accumulate(guess.begin(), guess.end(), 0.0) / 200;
    double found = 0;
    for (std::size_t i = 0; i < 200; ++i) {
        found += 1 / (1 + std::exp(-log_odds(model, std::span{values}.subspan(2 * i, 2)))) / 200;
    }
    CHECK(found == doctest::Approx(share).epsilon(0.001));
    CHECK(model.comparisons[0].log_ratios[1] > 0);
    CHECK(model.comparisons[0].log_ratios[0] < 0);
    const std::vector<std::int8_t> nothing{-1, -1};
    CHECK(log_odds(model, nothing) == doctest::Approx(model.prior_log_odds));
}

TEST_CASE("learning refuses what it cannot learn from, and names it") {
    const std::vector<float> values{1, 2};
    const std::vector<std::uint8_t> labels{0, 1};
    CHECK(error_of([&] { (void)train_boosted_trees({values, 1}, std::vector<std::uint8_t>{1}, {}); }).field() ==
          "labels");
    CHECK(error_of([&] { (void)train_boosted_trees({values, 1}, std::vector<std::uint8_t>{1, 2}, {}); }).value() ==
          "2");
    CHECK(error_of([&] { (void)fit_logistic({values, 1}, labels, std::vector<float>{1, -1}); }).field() == "weights");
    CHECK(error_of([&] { (void)fit_logistic({{}, 1}, {}, {}); }).field() == "rows");
    BoostingOptions options;
    options.learning_rate = std::nan("");
    CHECK(error_of([&] { (void)train_boosted_trees({values, 1}, labels, {}, options); }).field() == "learning_rate");
    const std::vector<std::int8_t> outcome{3};
    const std::vector<std::int32_t> levels{2};
    CHECK(error_of([&] { (void)estimate_fellegi_sunter({outcome, levels}, std::vector{0.5}); }).field() == "values[0]");
}

TEST_CASE("trees from outside are looked at before they are followed") {
    BoostedTrees trees{1, 0, {{{{0, 0.5, 1, true, 0}, {-1, 0, 0, true, 1}, {-1, 0, 0, true, -1}}}}};
    validate(trees);
    trees.trees[0].nodes[0].left = 0;  // a circle
    CHECK(error_of([&] { validate(trees); }).field() == "trees[0].nodes[0].left");
    trees.trees[0].nodes[0] = {7, 0.5, 1, true, 0};
    CHECK(error_of([&] { validate(trees); }).field() == "trees[0].nodes[0].feature");
}
