// Embeddings: what they are packed into, which are nearest, and what they add to matching where there are some.

#include "catalog/embedding/cells.hpp"
#include "catalog/embedding/near_rows.hpp"
#include "catalog/embedding/nearness.hpp"

#include <marketplace/catalog/embedding.hpp>
#include <marketplace/catalog/match_features.hpp>
#include <marketplace/catalog/match_review.hpp>
#include <marketplace/catalog/table_matcher.hpp>
#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

std::string message(const auto& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

std::vector<double> random_vector(std::mt19937& random, std::size_t dimensions) {
    std::vector<double> out;
    while (out.size() < dimensions) out.push_back(static_cast<double>(random() % 2001) - 1000);
    return out;
}

/// Around so many points, some way off.
std::vector<PackedEmbedding> clusters(std::size_t count, std::size_t points, std::size_t dimensions) {
    std::mt19937 random{7};
    std::vector<std::vector<double>> middles;
    while (middles.size() < points) middles.push_back(random_vector(random, dimensions));
    std::vector<PackedEmbedding> out;
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<double> each = middles[i % points];
        const std::vector<double> off = random_vector(random, dimensions);
        for (std::size_t k = 0; k < dimensions; ++k) each[k] += 0.4 * off[k];
        out.push_back(pack_embedding(each));
    }
    return out;
}

Listing listing(std::int64_t key, const std::string& title, std::vector<double> embedding = {}) {
    Listing out;
    out.key = key;
    out.title = title;
    out.embedding = std::move(embedding);
    return out;
}

/// Forty products that two vendors name in words of which none is shared; the vectors know.
struct Translated {
    std::vector<Listing> left;
    std::vector<Listing> right;

    explicit Translated(bool has_embeddings) {
        std::mt19937 random{3};
        for (std::int64_t i = 0; i < 40; ++i) {
            const std::string number = std::to_string(i);
            std::vector<double> vector = random_vector(random, 16);
            left.push_back(listing(i, "red kettle kind" + number, has_embeddings ? vector : std::vector<double>{}));
            for (double& each : vector) each = 3 * each + 40;
            right.push_back(listing(i, "bouilloire rouge sorte" + std::to_string(100 + i * 7),
                                    has_embeddings ? vector : std::vector<double>{}));
        }
    }
};

}  // namespace

TEST_CASE("a vector is packed to length 1, whatever its length was") {
    const PackedEmbedding packed = pack_embedding(std::vector{3.0, -4.0, 0.0});
    CHECK(packed == PackedEmbedding{9830, -13107, 0});  // 0.6 and -0.8 of 16384
    CHECK(pack_embedding(std::vector{3e300, -4e300, 0.0}) == packed);
    CHECK(pack_embedding(std::vector{3e-310, -4e-310, 0.0}) == packed);
    CHECK(pack_embedding(std::vector<double>{}).empty());
    std::mt19937 random{1};
    for (int i = 0; i < 200; ++i) {
        const PackedEmbedding each = pack_embedding(random_vector(random, 1 + random() % 300));
        CHECK(std::abs(cosine(each, each) - 1) < 0.01F);
        CHECK(pack_embedding(std::vector<double>(each.begin(), each.end())) == each);
    }
}

TEST_CASE("vectors that are none are refused by name") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(message([&] { (void)pack_embedding(std::vector{1.0, nan}); }) ==
          "invalid_value: embedding[1] is 'nan', expected a finite number");
    CHECK(message([&] { (void)pack_embedding(std::vector{-infinity}); }) ==
          "invalid_value: embedding[0] is '-inf', expected a finite number");
    CHECK(message([&] { (void)pack_embedding(std::vector{0.0, -0.0}); }) ==
          "invalid_value: embedding is 'zeros alone', expected a vector that points somewhere");
    CHECK(message([&] { (void)pack_embedding(std::vector{1.0, 2.0}, 3); }) ==
          "invalid_value: embedding is '2 numbers', expected 3 numbers");
    CHECK(message([&] { (void)pack_embedding(std::vector{1.0, 2.0}, 0); }) ==
          "invalid_value: embedding is '2 numbers', expected no numbers");
    CHECK(message([&] { (void)pack_embedding(std::vector<double>(8193, 1.0)); }) ==
          "limit_exceeded: embedding is '8193 numbers', expected at most 8192");
}

TEST_CASE("a cosine is the sum of products, and none where a side has no vector") {
    std::mt19937 random{2};
    for (int i = 0; i < 100; ++i) {
        const std::size_t dimensions = 1 + random() % 200;
        const PackedEmbedding a = pack_embedding(random_vector(random, dimensions));
        const PackedEmbedding b = pack_embedding(random_vector(random, dimensions));
        std::int64_t slow = 0;
        for (std::size_t k = 0; k < dimensions; ++k) slow += std::int64_t{a[k]} * b[k];
        CHECK(dot(a, b) == slow);
        CHECK(dot(b, a) == slow);
    }
    CHECK(cosine(PackedEmbedding{}, PackedEmbedding{1}) == no_cosine);
}

TEST_CASE("the nearest rows are those of a comparison with all") {
    const std::vector<PackedEmbedding> records = clusters(300, 12, 10);
    std::vector<PackedEmbedding> queries = clusters(40, 7, 10);
    queries[5] = {};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> slow;
    for (std::uint32_t query = 0; query < queries.size(); ++query) {
        if (queries[query].empty()) continue;
        std::vector<std::pair<std::int32_t, std::uint32_t>> all;
        for (std::uint32_t i = 0; i < records.size(); ++i) all.emplace_back(-dot(queries[query], records[i]), i);
        std::ranges::sort(all);
        for (std::size_t i = 0; i < 6; ++i) slow.emplace_back(query, all[i].second);
    }
    CHECK(near_rows(queries, records, 6) == slow);
}

TEST_CASE("many vectors are in cells, in which nearly all of the nearest are found") {
    CHECK(choose_centres(clusters(1000, 30, 8)).empty());
    const std::vector<PackedEmbedding> records = clusters(22'000, 400, 8);
    const std::vector<std::int16_t> centres = choose_centres(records);
    CHECK(centres == choose_centres(records));
    const EmbeddingCells cells{centres, 8};
    CHECK(cells.size() == 148);  // the root of how many there are
    const std::vector<PackedEmbedding> queries = clusters(60, 400, 8);
    const auto found = near_rows(queries, records, 10);
    std::size_t right = 0;
    for (std::uint32_t query = 0; query < queries.size(); ++query) {
        CHECK(cells.cell_of(queries[query]) == cells.probes_of(queries[query]).front());
        std::vector<std::pair<std::int32_t, std::uint32_t>> all;
        for (std::uint32_t i = 0; i < records.size(); ++i) all.emplace_back(-dot(queries[query], records[i]), i);
        std::ranges::partial_sort(all, all.begin() + 10);
        for (std::size_t i = 0; i < 10; ++i) {
            right += std::ranges::find(found, std::pair{query, all[i].second}) != found.end() ? 1U : 0U;
        }
    }
    CHECK(right >= 570);  // of 600
}

TEST_CASE("two tables without a word in common have candidates where there are embeddings") {
    const Translated silent{false};
    CHECK(TableMatcher{silent.left, silent.right}.candidates().empty());
    const Translated known{true};
    const TableMatcher tables{known.left, known.right, {}, {3}};
    const std::vector<PairKey> found = tables.candidates();
    for (std::int64_t i = 0; i < 40; ++i) CHECK(std::ranges::binary_search(found, PairKey{i, i}));
    CHECK(found.size() <= 240);
    std::vector<LabelledPair> labels;
    for (const PairKey& each : found) {
        if (each.left < 30) labels.push_back({each, each.left == each.right});
    }
    std::int64_t wrong = 0;
    for (const JudgedPair& each : tables.judge(labels)) {
        CHECK(each.is_candidate);
        CHECK(each.left_rank == -1);
        if (each.pair.left >= 30) wrong += (each.probability > 0.5) == (each.pair.left == each.pair.right) ? 0 : 1;
    }
    CHECK(wrong <= 2);
}

TEST_CASE("an item without a vector among others is judged by what it says, and a vector of another kind is refused") {
    Translated known{true};
    known.right[3].embedding.clear();
    known.left[4].embedding.clear();
    const TableMatcher tables{known.left, known.right};
    CHECK_FALSE(std::ranges::binary_search(tables.candidates(), PairKey{3, 3}));
    CHECK(std::ranges::binary_search(tables.candidates(), PairKey{5, 5}));
    known.right[7].embedding.pop_back();
    CHECK(message([&] { TableMatcher{known.left, known.right}; }) ==
          "invalid_value: right[7].embedding is '15 numbers', expected 16 numbers");
}

namespace {

std::vector<CatalogItem> translated_items(bool has_embeddings) {
    const Translated tables{has_embeddings};
    std::vector<CatalogItem> out;
    for (const Listing& each : tables.left) out.push_back({{VendorId{"a"}, std::to_string(each.key)}, each});
    for (const Listing& each : tables.right) out.push_back({{VendorId{"b"}, std::to_string(each.key)}, each});
    return out;
}

std::vector<PairVerdict> verdicts_to(std::int64_t end) {
    std::vector<PairVerdict> out;
    for (std::int64_t i = 0; i < end; ++i) {
        const std::string sku = std::to_string(i);
        out.push_back({{VendorId{"a"}, sku}, {VendorId{"b"}, sku}, true});
    }
    return out;
}

}  // namespace

TEST_CASE("a living catalog joins by embeddings, and says so") {
    const std::vector<CatalogItem> items = translated_items(true);
    const PairModel model = learn_pair_model(items, verdicts_to(30));
    CHECK(model.embeddings == EmbeddingSpace{16, {}, {}});
    CHECK(model.pair_trees.columns == static_cast<std::int32_t>(match_feature_count_max));
    CatalogMatcher matcher{from_json<PairModel>(to_json(model))};
    matcher.upsert(items);
    static_cast<void>(matcher.settle());
    const VendorProductId a{VendorId{"a"}, "35"};
    const VendorProductId b{VendorId{"b"}, "35"};
    CHECK(matcher.variant_of(a) == matcher.variant_of(b));
    const MatchExplanation why = matcher.explain(a, b);
    const auto cosine_of = std::ranges::find(why.features, "embedding_cosine", &FeatureContribution::feature);
    REQUIRE(cosine_of != why.features.end());
    CHECK(cosine_of->value.value() > 0.9);
    CHECK(cosine_of->log_odds > 0);
    CHECK(matcher.listing_of(a)->embedding.empty());
    // The same text with another vector is another item.
    std::vector<CatalogItem> changed{items[35]};
    changed[0].listing.embedding = items[20].listing.embedding;
    matcher.upsert(changed);
    static_cast<void>(matcher.settle());
    CHECK(matcher.variant_of(a) != matcher.variant_of(b));
}

TEST_CASE("without embeddings the model is the one of before, and takes none") {
    const std::vector<CatalogItem> items = translated_items(false);
    const PairModel model = learn_pair_model(items, {});
    CHECK(model.embeddings == EmbeddingSpace{});
    CHECK(model.pair_trees.columns == static_cast<std::int32_t>(match_feature_count));
    CatalogMatcher matcher{model};
    matcher.upsert(items);
    CHECK(message([&] { matcher.upsert(translated_items(true)); }) ==
          "invalid_value: items[0].listing.embedding is '16 numbers', expected no numbers");
    std::vector<CatalogItem> mixed = translated_items(true);
    mixed[3].listing.embedding.push_back(1);
    CHECK(message([&] { (void)learn_pair_model(mixed, {}); }) ==
          "invalid_value: items a/3.listing.embedding is '17 numbers', expected 16 numbers");
}

TEST_CASE("a space of embeddings from outside is looked at") {
    PairModel model = learn_pair_model({}, {});
    model.embeddings.dimensions = 2;
    model.pair_trees.columns = static_cast<std::int32_t>(match_feature_count_max);
    model.embeddings.centres = {16384, 0, 0};
    CHECK(message([&] { validate(model); }) ==
          "invalid_value: embeddings.centres is '3 numbers', expected whole vectors of length 1, in 2^-14ths");
    model.embeddings.centres = {16384, 0};
    CHECK(message([&] { validate(model); }).empty());
}
