#pragma once
// What a catalog has learned about telling products apart: the model by which pairs of items of different vendors are
// judged, one by one, as they come and go.
//
// It is learned from the catalog itself. Fellegi and Sunter's model judges all pairs first, with the share of matches
// that nearest neighbours suggest; trees learn from its judgement and from whatever people have decided; a second set
// of trees sees a pair beside its rivals, the pairs with other items of the same vendor, of which at most one is a
// match. Trees that see the first look alone, which is cheap, rule out what is surely none before anybody looks closer.
// What was learned is a value: it can be stored, and the same model judges the same items always the same way.

#include <marketplace/catalog/boosted_trees.hpp>
#include <marketplace/catalog/listing.hpp>
#include <marketplace/catalog/product_clusters.hpp>
#include <marketplace/catalog/term_statistics.hpp>

#include <span>
#include <vector>

namespace marketplace::catalog {

/// An item of a vendor, as matching sees it.
struct CatalogItem {
    VendorProductId id;
    Listing listing;  ///< its key does not count

    friend bool operator==(const CatalogItem&, const CatalogItem&) = default;
};
MARKETPLACE_COMPILED_RECORD(CatalogItem, (id, listing));

/// How sure a catalog has to be.
struct PairModelOptions {
    double precision = 0.95;     ///< of pairs that are joined without a person, as far as the model can tell
    double matches_missed = 0.02;  ///< the share of matches among pairs that nobody is asked about
    std::int64_t candidates_max = 10;  ///< neighbours that each item is compared with; 1 to 20
    std::int64_t seed = 1;

    friend bool operator==(const PairModelOptions&, const PairModelOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(PairModelOptions, (precision, matches_missed, candidates_max, seed));

/// The vectors that items were learned from, if they had some.
struct EmbeddingSpace {
    std::int64_t dimensions = 0;        ///< numbers of each vector; 0 for none: then no item may have one
    std::vector<std::int32_t> centres;  ///< by which large catalogs are searched: unit vectors in 2^-14ths, one after
                                        ///< the other; none where a catalog is small enough to look at all
    std::string model;                  ///< what made the vectors, if somebody has put it here

    friend bool operator==(const EmbeddingSpace&, const EmbeddingSpace&) = default;
};
MARKETPLACE_COMPILED_RECORD(EmbeddingSpace, (dimensions, centres, model));

/// What was learned.
struct PairModel {
    TermStatistics terms;
    std::int64_t candidates_max = 10;
    BoostedTrees look_trees;   ///< over those of `MatchFeature` that the first look tells; without any all is compared
    double closer_from = 0;    ///< from these log-odds of the first look on, a pair is compared closely
    BoostedTrees pair_trees;   ///< over `MatchFeature`
    BoostedTrees rival_trees;  ///< over the first judgement of a pair and of its rivals
    double slope = 1;          ///< the log-odds of a match are slope * log-odds of the trees + intercept
    double intercept = 0;
    double auto_from = 0.9;    ///< from this probability on, pairs are joined without a person
    double review_from = 0.1;  ///< from this one on, a person is asked
    std::int64_t items = 0;    ///< that it was learned from
    std::int64_t pairs = 0;
    std::int64_t verdicts = 0;  ///< that there were, also about pairs that are not compared
    EmbeddingSpace embeddings;

    friend bool operator==(const PairModel&, const PairModel&) = default;
};
MARKETPLACE_COMPILED_RECORD(PairModel, (terms, candidates_max, look_trees, closer_from, pair_trees, rival_trees, slope,
                                        intercept, auto_from, review_from, items, pairs, verdicts, embeddings));

/// Learns from items and verdicts; the result does not depend on their order. Verdicts about items that are not there
/// are passed over. Throws `out_of_range` for options, `invalid_value` for an item that is there twice and for an
/// embedding that points nowhere or has other dimensions than the first, `limit_exceeded` for texts that are too long.
[[nodiscard]] PairModel learn_pair_model(std::span<const CatalogItem> items, std::span<const PairVerdict> verdicts,
                                         const PairModelOptions& options = {});

/// Throws with the path of what is wrong in a model that came from outside.
void validate(const PairModel& model);

}  // namespace marketplace::catalog
