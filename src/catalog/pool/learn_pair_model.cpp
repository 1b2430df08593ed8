#include "learn_pair_model.hpp"

#include "../learning/random.hpp"
#include "../match/unsupervised.hpp"
#include "first_look.hpp"
#include "pair_score.hpp"
#include "pool_pairs.hpp"

#include <marketplace/catalog/logistic_regression.hpp>
#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace marketplace::catalog {
namespace {

using detail::RivalRow;
using detail::Slot;

/// What a pair without a verdict counts where there are verdicts, beside one with.
constexpr float guess_weight = 0.1F;
/// Fewer verdicts do not correct what the model says of itself.
constexpr std::size_t verdicts_to_calibrate = 50;
/// More pairs teach hardly more, and a catalog has no end of them.
constexpr std::size_t pairs_max = 30'000;

void check(const PairModelOptions& options) {
    const auto share = [](double value, const char* field) {
        if (!(value > 0 && value < 1)) fail(ErrorCode::out_of_range, field, std::to_string(value), "between 0 and 1");
    };
    share(options.precision, "precision");
    share(options.matches_missed, "matches_missed");
    marketplace::detail::require_between(options.candidates_max, 1, detail::Neighbours::depth, "candidates_max");
}

/// In order of their ids, so that nothing depends on the order in which they came.
std::vector<CatalogItem> in_order(std::span<const CatalogItem> items) {
    std::vector<CatalogItem> out{items.begin(), items.end()};
    std::ranges::sort(out, {}, &CatalogItem::id);
    const auto twin = std::ranges::adjacent_find(out, {}, &CatalogItem::id);
    if (twin != out.end()) {
        fail(ErrorCode::invalid_value, "items", twin->id.vendor_id.value + "/" + twin->id.sku, "each product once");
    }
    return out;
}

std::vector<std::string> texts_of(const std::vector<CatalogItem>& items) {
    std::vector<std::string> out;
    for (const CatalogItem& each : items) out.push_back(blocking_text_of(each.listing));
    return out;
}

EmbeddingSpace space_of(const std::vector<PackedEmbedding>& embeddings) {
    std::vector<PackedEmbedding> known = embeddings;
    std::erase_if(known, [](const PackedEmbedding& each) { return each.empty(); });
    if (known.empty()) return {};
    const std::vector<std::int16_t> centres = choose_centres(known);
    return {std::ssize(known.front()), {centres.begin(), centres.end()}};
}

/// Features of a pair.
std::size_t columns_of(const PairModel& model) {
    return model.embeddings.dimensions > 0 ? match_feature_count_max : match_feature_count;
}

void check(const EmbeddingSpace& space) {
    marketplace::detail::require_between(space.dimensions, 0, std::int64_t{embedding_dimensions_max}, "dimensions");
    constexpr std::int32_t one = 1 << 14;
    const bool is_whole = space.dimensions == 0 ? space.centres.empty()
                                                : std::ssize(space.centres) % space.dimensions == 0;
    const bool is_within = std::ranges::all_of(space.centres, [](std::int32_t each) { return std::abs(each) <= one; });
    if (is_whole && is_within) return;
    fail(ErrorCode::invalid_value, "centres", std::to_string(space.centres.size()) + " numbers",
         "whole vectors of length 1, in 2^-14ths");
}

/// Verdicts by pairs of items that are there: 1 for a match, 0 for none.
std::map<Pair, std::int8_t> verdicts_by_pair(const detail::Pool& pool, std::span<const PairVerdict> verdicts) {
    std::map<Pair, std::int8_t> out;
    for (const PairVerdict& each : verdicts) {
        const auto a = pool.find(each.a);
        const auto b = pool.find(each.b);
        if (!a || !b) continue;
        out[pool.is_left(*a, *b) ? Pair{*a, *b} : Pair{*b, *a}] = each.is_match ? 1 : 0;
    }
    return out;
}

/// And by the rows of a table; -1 where there is none.
std::vector<std::int8_t> verdicts_by_row(const PairTable& table, const std::map<Pair, std::int8_t>& known) {
    std::vector<std::int8_t> out;
    for (const Pair& each : table.pairs()) {
        const auto found = known.find(each);
        out.push_back(found == known.end() ? std::int8_t{-1} : found->second);
    }
    return out;
}

/// Learns both sets of trees, and judges each pair by trees that have not seen its left item.
class Learner {
public:
    Learner(const detail::PairSample& pairs, const std::vector<std::int8_t>& verdicts, std::int64_t seed)
        : table_(pairs.table), drawn_(pairs.drawn), verdicts_(verdicts), seed_(seed) {
        for (const Pair& each : table_.pairs()) {
            SplitMix random{static_cast<std::uint64_t>(seed) * 1'000'003 + each.left};
            folds_.push_back(static_cast<std::int32_t>(random.below(fold_count)));
        }
    }

    /// From a probability of each pair.
    void learn(const std::vector<double>& all) {
        const auto judged = std::span{all}.first(drawn_);
        rows_ = rows_from(judged);
        const double matches = std::accumulate(judged.begin(), judged.end(), 0.0);
        restraint_ = std::clamp(matches / matches_many, restraint_min, 1.0);
        std::vector<double> first = judge_folds(table_.features(), 0);
        pair_trees = train(table_.features(), -1, 0);
        const std::vector<float> rivals = rival_rows(first);
        const FeatureRows features{rivals, detail::rival_row_columns};
        odds = judge_folds(features, 1);
        rival_trees = train(features, -1, 1);
    }

    BoostedTrees pair_trees;
    BoostedTrees rival_trees;
    std::vector<double> odds;  ///< of each pair

    [[nodiscard]] std::span<const std::int32_t> folds() const { return folds_; }
    [[nodiscard]] double restraint() const { return restraint_; }

private:
    static constexpr std::int32_t fold_count = 5;
    /// What keeps trees from reading too much into few rows would keep them from being sure at all where a catalog is
    /// small and clear; so it grows with the number of matches, up to this one.
    static constexpr double matches_many = 300;
    static constexpr double restraint_min = 0.05;

    [[nodiscard]] std::vector<LabelledRow> rows_from(std::span<const double> judged) const {
        const bool has_verdicts = std::ranges::any_of(verdicts_, [](std::int8_t each) { return each >= 0; });
        std::vector<LabelledRow> out = soft_labels(judged, has_verdicts ? guess_weight : 1);
        std::erase_if(out, [&](const LabelledRow& each) { return verdicts_[each.row] >= 0; });
        for (std::size_t row = 0; row < verdicts_.size(); ++row) {
            if (verdicts_[row] >= 0) out.push_back({row, static_cast<std::uint8_t>(verdicts_[row]), 1});
        }
        return out;
    }

    /// Trees that have seen all rows but those of a fold; or all rows, where a small catalog has no others.
    [[nodiscard]] BoostedTrees train(const FeatureRows& features, std::int32_t fold, std::int64_t stage) const {
        const auto is_within = [&](const LabelledRow& each) { return folds_[each.row] == fold; };
        const bool has_others = !std::ranges::all_of(rows_, is_within);
        std::vector<float> values;
        std::vector<std::uint8_t> labels;
        std::vector<float> weights;
        for (const LabelledRow& each : rows_) {
            if (has_others && is_within(each)) continue;
            const std::span<const float> row = features[each.row];
            values.insert(values.end(), row.begin(), row.end());
            labels.push_back(each.label);
            weights.push_back(each.weight);
        }
        BoostingOptions options;
        options.seed = seed_ * 1000 + stage * 100 + fold;
        options.leaf_weight_min = restraint_;
        options.regularisation = restraint_;
        return train_boosted_trees({values, features.columns}, labels, weights, options);
    }

    [[nodiscard]] std::vector<double> judge_folds(const FeatureRows& features, std::int64_t stage) const {
        std::vector<double> out(table_.size(), 0);
        for (std::int32_t fold = 0; fold < fold_count; ++fold) {
            const BoostedTrees trees = train(features, fold, stage);
            for (std::size_t row = 0; row < table_.size(); ++row) {
                if (folds_[row] == fold) out[row] = log_odds(trees, features[row]);
            }
        }
        return out;
    }

    [[nodiscard]] std::vector<float> rival_rows(const std::vector<double>& first) const {
        std::vector<double> known = first;
        for (std::size_t row = 0; row < known.size(); ++row) {
            if (verdicts_[row] >= 0) known[row] = verdicts_[row] == 1 ? detail::verdict_odds : -detail::verdict_odds;
        }
        const Rivals left{table_, first, known, true};
        const Rivals right{table_, first, known, false};
        std::vector<float> out;
        for (std::size_t row = 0; row < table_.size(); ++row) {
            const RivalRow each = detail::rival_row(left.facts_of(row), left.of(row), right.of(row));
            out.insert(out.end(), each.begin(), each.end());
        }
        return out;
    }

    const PairTable& table_;
    std::size_t drawn_;
    const std::vector<std::int8_t>& verdicts_;
    std::int64_t seed_;
    std::vector<std::int32_t> folds_;
    std::vector<LabelledRow> rows_;
    double restraint_ = 1;
};

/// The line through log-odds that fits verdicts, or without enough of them what was learned from. Which pairs people
/// were asked about may depend on the log-odds and does no harm.
void calibrate(PairModel& model, const std::vector<double>& odds, std::span<const double> judged,
               const std::vector<std::int8_t>& verdicts) {
    const auto matches = static_cast<std::size_t>(std::ranges::count(verdicts, 1));
    const auto others = static_cast<std::size_t>(std::ranges::count(verdicts, 0));
    const bool has_enough = std::min(matches, others) >= verdicts_to_calibrate;
    std::vector<float> values;
    std::vector<std::uint8_t> labels;
    std::vector<float> weights;
    const auto add = [&](std::size_t row, bool is_match, double weight) {
        values.push_back(static_cast<float>(odds[row]));
        labels.push_back(is_match ? 1 : 0);
        weights.push_back(static_cast<float>(weight));
    };
    for (std::size_t row = 0; row < odds.size(); ++row) {
        if (has_enough && verdicts[row] >= 0) add(row, verdicts[row] == 1, 1);
        if (has_enough || row >= judged.size()) continue;
        add(row, true, judged[row]);
        add(row, false, 1 - judged[row]);
    }
    const LogisticModel line = fit_logistic({values, 1}, labels, weights);
    const LinearTerm& term = line.terms.front();
    constexpr double slope_min = 0.1;
    if (!(term.weight / term.scale > slope_min)) return;
    model.slope = term.weight / term.scale;
    model.intercept = line.intercept - model.slope * term.mean;
}

/// The least probability from which on as many are matches as is wanted, and the one below which no more are missed.
void choose_thresholds(PairModel& model, std::span<const double> odds, const PairModelOptions& options) {
    std::vector<double> sorted;
    double all = 0;
    for (const double each : odds) {
        sorted.push_back(detail::calibrated(model, each));
        all += sorted.back();
    }
    std::ranges::sort(sorted, std::greater{});
    constexpr double auto_min = 0.55;
    double sum = 0;
    model.auto_from = 1;
    model.review_from = auto_min;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        sum += sorted[i];
        const bool is_precise = sum >= options.precision * static_cast<double>(i + 1);
        if (is_precise && sorted[i] >= auto_min) model.auto_from = sorted[i];
        if (sum <= (1 - options.matches_missed) * all) model.review_from = sorted[i];
    }
    model.review_from = std::min(model.review_from, model.auto_from);
}

/// Learns from pairs of which there are some.
void learn_from(const detail::PairSample& pairs, const std::vector<std::int8_t>& known,
                const PairModelOptions& options, PairModel& out) {
    std::vector<double> judged = judge_by_comparisons(pairs.table, pairs.drawn);
    share_out(pairs.table, judged);
    Learner learner{pairs, known, options.seed};
    learner.learn(judged);
    calibrate(out, learner.odds, std::span{judged}.first(pairs.drawn), known);
    choose_thresholds(out, std::span{learner.odds}.first(pairs.drawn), options);
    std::vector<double> probabilities;
    for (std::size_t i = 0; i < pairs.drawn; ++i) probabilities.push_back(detail::calibrated(out, learner.odds[i]));
    constexpr double part = 0.25;  // of the matches that may be missed, at the first look
    detail::FirstLook look = detail::learn_first_look(
        {pairs.table, probabilities, std::span{known}.first(pairs.drawn), learner.folds()},
        {part * options.matches_missed, learner.restraint(), options.seed});
    out.look_trees = std::move(look.trees);
    out.closer_from = look.closer_from;
    out.pair_trees = std::move(learner.pair_trees);
    out.rival_trees = std::move(learner.rival_trees);
}

}  // namespace

detail::LearnedCatalog detail::learn_catalog(
    std::span<const CatalogItem> items, std::span<const PairVerdict> verdicts, const PairModelOptions& options,
    const std::function<PackedEmbedding(const CatalogItem&)>& embedding_of) {
    check(options);
    const std::vector<CatalogItem> sorted = in_order(items);
    LearnedCatalog learned;
    PairModel& out = learned.model;
    out.terms = count_terms(texts_of(sorted));
    out.candidates_max = options.candidates_max;
    out.items = std::ssize(sorted);
    out.verdicts = std::ssize(verdicts);
    std::vector<PackedEmbedding> embeddings;
    for (const CatalogItem& each : sorted) embeddings.push_back(embedding_of(each));
    out.embeddings = space_of(embeddings);
    out.pair_trees.columns = static_cast<std::int32_t>(columns_of(out));
    out.rival_trees.columns = static_cast<std::int32_t>(detail::rival_row_columns);
    learned.pool = std::make_unique<Pool>(out.terms, static_cast<std::size_t>(options.candidates_max), out.embeddings);
    Pool& pool = *learned.pool;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        pool.upsert(sorted[i].id, sorted[i].listing, std::move(embeddings[i]));
    }
    static_cast<void>(pool.settle());
    const std::map<Pair, std::int8_t> said = verdicts_by_pair(pool, verdicts);
    std::vector<Pair> wanted;
    for (const auto& [pair, is_match] : said) wanted.push_back(pair);
    const PairSample pairs = sample_pairs(pool, wanted, pairs_max);
    out.pairs = static_cast<std::int64_t>(pairs.drawn);
    if (pairs.drawn > 0) learn_from(pairs, verdicts_by_row(pairs.table, said), options, out);
    return learned;
}

PairModel learn_pair_model(std::span<const CatalogItem> items, std::span<const PairVerdict> verdicts,
                           const PairModelOptions& options) {
    std::size_t dimensions = 0;
    const auto pack = [&](const CatalogItem& item) {
        if (dimensions == 0) dimensions = item.listing.embedding.size();
        PackedEmbedding packed;
        const std::string path = "items " + item.id.vendor_id.value + "/" + item.id.sku + ".listing";
        marketplace::detail::at_path(path, [&] { packed = pack_embedding(item.listing.embedding, dimensions); });
        return packed;
    };
    return detail::learn_catalog(items, verdicts, options, pack).model;
}

void validate(const PairModel& model) {
    using marketplace::detail::at_path;
    at_path("terms", [&] { validate(model.terms); });
    at_path("embeddings", [&] { check(model.embeddings); });
    const bool has_first_look = model.look_trees != BoostedTrees{};
    if (has_first_look) at_path("look_trees", [&] { validate(model.look_trees); });
    at_path("pair_trees", [&] { validate(model.pair_trees); });
    at_path("rival_trees", [&] { validate(model.rival_trees); });
    marketplace::detail::require_between(model.candidates_max, 1, detail::Neighbours::depth, "candidates_max");
    if (has_first_look) {
        marketplace::detail::require_between(model.look_trees.columns, columns_of(model), columns_of(model),
                                             "look_trees.columns");
    }
    marketplace::detail::require_between(model.pair_trees.columns, columns_of(model), columns_of(model),
                                         "pair_trees.columns");
    marketplace::detail::require_between(model.rival_trees.columns, detail::rival_row_columns,
                                         detail::rival_row_columns, "rival_trees.columns");
    const auto number = [](double value, double low, double high, const char* field) {
        if (value >= low && value <= high) return;
        const std::string expected = std::to_string(low) + " to " + std::to_string(high);
        fail(ErrorCode::out_of_range, field, std::to_string(value), expected);
    };
    constexpr double large = 1e6;
    number(model.closer_from, -large, large, "closer_from");
    number(model.slope, 0, large, "slope");
    number(model.intercept, -large, large, "intercept");
    number(model.auto_from, 0.5, 1, "auto_from");
    number(model.review_from, 0, model.auto_from, "review_from");
}

}  // namespace marketplace::catalog
