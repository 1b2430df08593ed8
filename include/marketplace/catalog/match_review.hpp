#pragma once
// What a person needs to decide about pairs: which ones to look at first, and why a pair is judged as it is.

#include <marketplace/catalog/catalog_matcher.hpp>
#include <marketplace/catalog/price_statistics.hpp>
#include <marketplace/catalog/text.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace marketplace::catalog {

/// Why somebody should look at a pair.
enum class ReviewReason : std::uint8_t {
    uncertain,     ///< it may be a match, and the model is not sure
    contradicted,  ///< it looks sure, and joining it would break a rule or contradict other pairs
    price,         ///< it was joined, and one of the prices is far off the others: wrong pack, or another product
};
MARKETPLACE_COMPILED_ENUM(ReviewReason, uncertain, contradicted, price)

/// A pair to be decided about. The answer is a `PairVerdict`.
struct ReviewQuestion {
    ReviewReason reason = ReviewReason::uncertain;
    MatchedPair pair;
    double uncertainty = 0;      ///< 1 at even odds, 0 where all is clear; 1 for reason `price`
    std::optional<Money> value;  ///< the higher of the two prices
    double priority = 0;         ///< uncertainty times value: how much is decided

    friend bool operator==(const ReviewQuestion&, const ReviewQuestion&) = default;
};
MARKETPLACE_COMPILED_RECORD(ReviewQuestion, (reason, pair, uncertainty, value, priority));

/// What to ask.
struct ReviewOptions {
    std::int64_t questions_max = 100;  ///< 1 to 1,000,000
    OutlierPolicy outliers;            ///< what counts as a price far off the others

    friend bool operator==(const ReviewOptions&, const ReviewOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(ReviewOptions, (questions_max, outliers));

/// The questions whose answers decide most: by falling priority, an item once before any item twice, since one answer
/// changes how its other pairs are judged. Pairs with a verdict are not asked about again. Throws `out_of_range` for
/// options.
[[nodiscard]] std::vector<ReviewQuestion> review_queue(const CatalogMatcher& matcher,
                                                       const ReviewOptions& options = {});

/// What a feature adds.
struct FeatureContribution {
    std::string feature;          ///< a name of `MatchFeature`
    std::optional<double> value;  ///< none: one side does not state it
    double log_odds = 0;

    friend bool operator==(const FeatureContribution&, const FeatureContribution&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeatureContribution, (feature, value, log_odds));

/// What kind of thing agrees or clashes.
enum class EvidenceKind : std::uint8_t { word, attribute, identifier };
MARKETPLACE_COMPILED_ENUM(EvidenceKind, word, attribute, identifier)

/// A place where two listings agree or clash.
struct MatchEvidence {
    EvidenceKind kind = EvidenceKind::word;
    std::string name;                ///< of the attribute or identifier: "colour", "gtin"
    bool agrees = false;
    std::string text_a;              ///< as it is written; empty: it has no counterpart
    std::string text_b;
    std::optional<TextSpan> span_a;  ///< where, in the title; none: it has none, or is in another field
    std::optional<TextSpan> span_b;

    friend bool operator==(const MatchEvidence&, const MatchEvidence&) = default;
};
MARKETPLACE_COMPILED_RECORD(MatchEvidence, (kind, name, agrees, text_a, text_b, span_a, span_b));

/// Why a pair is judged as it is.
struct MatchExplanation {
    MatchedPair pair;
    std::string title_a;
    std::string title_b;
    double base = 0;                            ///< log-odds of a pair of which nothing is known
    std::vector<FeatureContribution> features;  ///< the weightiest first; with `base` they are the pair judged alone
    double rivals = 0;       ///< what the pairs with other items of the same vendors add
    double log_odds = 0;     ///< base + features + rivals
    std::vector<MatchEvidence> evidence;  ///< identifiers, then attributes, then words in order of the title of a
    std::vector<RefusedJoin> refused;     ///< why two likely items were not joined

    friend bool operator==(const MatchExplanation&, const MatchExplanation&) = default;
};
MARKETPLACE_COMPILED_RECORD(MatchExplanation, (pair, title_a, title_b, base, features, rivals, log_odds, evidence,
                                               refused));

/// What two listings have in common and where they clash.
[[nodiscard]] std::vector<MatchEvidence> match_evidence(const Listing& a, const Listing& b);

}  // namespace marketplace::catalog
