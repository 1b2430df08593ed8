#include "protocols.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace match {

using namespace marketplace::catalog;

namespace {

/// How many pairs are asked about before the next choice.
constexpr std::int64_t questions_at_once = 25;

/// Judgements beside labels, for scoring.
struct Scored {
    std::vector<double> probabilities;
    std::vector<std::uint8_t> labels;

    void add(double probability, bool is_match) {
        probabilities.push_back(probability);
        labels.push_back(is_match ? 1 : 0);
    }
};

const JudgedPair& judgement_of(const std::vector<JudgedPair>& judged, const PairKey& pair) {
    return *std::ranges::lower_bound(judged, pair, {}, &JudgedPair::pair);
}

Scored pick(const std::vector<JudgedPair>& judged, const std::vector<LabelledPair>& labels) {
    Scored out;
    for (const LabelledPair& each : labels) out.add(judgement_of(judged, each.pair).probability, each.is_match);
    return out;
}

SeedResult result_of(const Scored& test, double threshold, std::int64_t labels, std::int64_t seed) {
    return {seed, labels, threshold, score_matches(test.probabilities, test.labels, threshold),
            bootstrap_f1(test.probabilities, test.labels, threshold)};
}

JudgedTest judged_test(const std::vector<JudgedPair>& judged, const Data& data, double threshold, std::int64_t labels,
                       std::int64_t seed) {
    JudgedTest out{result_of(pick(judged, data.test), threshold, labels, seed), {}};
    for (const LabelledPair& each : data.test) out.pairs.push_back(judgement_of(judged, each.pair));
    return out;
}

/// Labels as a reviewer would give them: the most uncertain pairs first, some at a time.
std::vector<LabelledPair> ask(const TableMatcher& matcher, const std::vector<LabelledPair>& train,
                              std::int64_t labels_max, std::int64_t seed) {
    std::map<PairKey, bool> answers;
    std::vector<PairKey> pool;
    for (const LabelledPair& each : train) {
        if (answers.emplace(each.pair, each.is_match).second) pool.push_back(each.pair);
    }
    std::vector<LabelledPair> out;
    while (std::ssize(out) < labels_max) {
        const std::int64_t count = std::min(questions_at_once, labels_max - std::ssize(out));
        const std::vector<PairKey> chosen = matcher.choose_for_review(pool, out, count, seed);
        if (chosen.empty()) break;
        for (const PairKey& each : chosen) out.push_back({each, answers.at(each)});
    }
    return out;
}

}  // namespace

JudgedTest judge_pairs(const TableMatcher& matcher, const Data& data, std::int64_t labels_max, std::int64_t seed) {
    if (labels_max == 0) {
        const std::vector<JudgedPair> judged = matcher.judge({}, seed);
        std::vector<double> candidates;
        for (const JudgedPair& each : judged) {
            if (each.is_candidate) candidates.push_back(each.probability);
        }
        return judged_test(judged, data, best_expected_threshold(candidates), 0, seed);
    }
    const bool is_all = labels_max >= std::ssize(data.train);
    const std::vector<LabelledPair> labels = is_all ? data.train : ask(matcher, data.train, labels_max, seed);
    const std::vector<JudgedPair> judged = matcher.judge(labels, seed);
    const Scored valid = pick(judged, data.valid);
    const double threshold = best_threshold(valid.probabilities, valid.labels);
    return judged_test(judged, data, threshold, std::ssize(labels), seed);
}

SeedResult judge_tables(const TableMatcher& matcher, const Data& data, std::int64_t seed,
                        const std::function<void(std::int64_t)>& progress) {
    constexpr std::int64_t folds = 5;
    std::set<PairKey> matches;
    for (const auto* part : {&data.train, &data.valid, &data.test}) {
        for (const LabelledPair& each : *part) {
            if (each.is_match) matches.insert(each.pair);
        }
    }
    // Multiplying by an odd number and a shift spreads neighbours over folds, in another way for each seed.
    const auto fold_of = [&](std::int64_t left) {
        const auto odd = static_cast<std::uint64_t>(2 * seed + 1);
        const auto mixed = static_cast<std::uint64_t>(left + 1) * 0x9E3779B97F4A7C15U * odd;
        return static_cast<std::int64_t>((mixed >> 40) % folds);
    };
    const std::vector<PairKey> candidates = matcher.candidates();
    Scored all;
    std::int64_t labels = 0;
    double threshold_sum = 0;
    for (std::int64_t fold = 0; fold < folds; ++fold) {
        std::vector<LabelledPair> train;
        for (const PairKey& each : candidates) {
            const std::int64_t of = fold_of(each.left);
            if (of != fold && of != (fold + 1) % folds) train.push_back({each, matches.contains(each)});
        }
        labels = std::max<std::int64_t>(labels, std::ssize(train));
        Scored valid;
        Scored test;
        for (const JudgedPair& each : matcher.judge(train, seed)) {
            const bool is_match = matches.contains(each.pair);
            if (!each.is_candidate && !is_match) continue;
            const double probability = each.is_candidate ? each.probability : 0;  // what was not found is missed
            const std::int64_t of = fold_of(each.pair.left);
            if (of == (fold + 1) % folds) valid.add(probability, is_match);
            if (of == fold) test.add(probability, is_match);
        }
        const double threshold = best_threshold(valid.probabilities, valid.labels);
        threshold_sum += threshold;
        // Folds have thresholds of their own; what is pooled is on which side of its own each pair is.
        for (std::size_t i = 0; i < test.labels.size(); ++i) {
            all.add(test.probabilities[i] >= threshold ? 1 : 0, test.labels[i] == 1);
        }
        progress(fold + 1);
    }
    SeedResult out = result_of(all, 0.5, labels, seed);
    out.threshold = threshold_sum / folds;
    return out;
}

}  // namespace match
