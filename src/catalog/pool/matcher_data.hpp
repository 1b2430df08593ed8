#pragma once
// What a `CatalogMatcher` holds.

#include "memory.hpp"

#include "../clusters/placed.hpp"

#include <marketplace/catalog/catalog_matcher.hpp>

namespace marketplace::catalog::detail {

struct OpenQuestion;  // review_queue.cpp

class CatalogMatcherData {
public:
    explicit CatalogMatcherData(const PairModel& model);

    void upsert(std::span<const CatalogItem> items);
    void erase(std::span<const VendorProductId> ids);
    void decide(std::span<const PairVerdict> verdicts);
    bool withdraw(const VendorProductId& a, const VendorProductId& b);
    void adopt(std::span<const MasterVariant> before, std::span<const VariantId> retired);
    void learn(const PairModelOptions& options);
    std::vector<VariantChange> settle();

    [[nodiscard]] std::vector<MasterVariant> variants() const;
    [[nodiscard]] std::optional<MasterVariant> variant(const VariantId& id) const;
    [[nodiscard]] std::optional<VariantId> variant_of(const VendorProductId& id) const;
    [[nodiscard]] std::vector<MatchedPair> pairs_of(const VendorProductId& id) const;
    [[nodiscard]] std::vector<MatchedPair> pairs() const;
    [[nodiscard]] std::vector<ReviewQuestion> review(const ReviewOptions& options) const;
    [[nodiscard]] std::optional<Listing> listing_of(const VendorProductId& id) const;
    [[nodiscard]] MatchExplanation explain(const VendorProductId& a, const VendorProductId& b);
    [[nodiscard]] std::vector<PairVerdict> verdicts() const;
    [[nodiscard]] std::string snapshot() const;
    bool recall(std::string_view snapshot);
    [[nodiscard]] std::size_t changes_since_snapshot() const { return news_; }
    [[nodiscard]] std::size_t size() const { return pool_->size(); }
    [[nodiscard]] const PairModel& model() const { return model_; }

private:
    using Members = std::vector<VendorProductId>;

    [[nodiscard]] std::vector<Slot> parts_of(const JudgedAnew& judged) const;
    void reach(Slot from, std::set<Slot>& seen) const;
    /// Items in the order of their ids, and what belongs together by their places in it.
    struct Clustered {
        std::vector<Slot> items;
        PlacedClustering clustering;
    };
    /// What has become of some groups.
    struct Regrouped {
        std::vector<MasterVariant> before;
        std::vector<ProductCluster> now;
    };

    [[nodiscard]] Clustered cluster(const std::vector<Slot>& items) const;
    [[nodiscard]] std::vector<PlacedVerdict> verdicts_among(const std::vector<Slot>& items,
                                                            const std::vector<Place>& places) const;
    [[nodiscard]] const VariantId* same_variant(const Clustered& among, const std::vector<Place>& cluster) const;
    [[nodiscard]] Regrouped regrouped(const Clustered& clustered);
    void apply(const std::vector<MasterVariant>& before, const VariantAssignment& now);
    void touch(const VendorProductId& id);
    void touch_links(const VendorProductId& id);
    /// The variant of the item at each place; null where there is none.
    [[nodiscard]] std::vector<const VariantId*> variants_by_slot() const;
    [[nodiscard]] std::vector<OpenQuestion> open_pairs() const;
    [[nodiscard]] const Edge* joining_edge(Slot slot) const;
    [[nodiscard]] MatchedPair matched(Slot slot, const Edge& edge) const;
    [[nodiscard]] MatchedPair matched(Slot slot, const Edge& edge, bool is_joined) const;
    [[nodiscard]] Slot slot_of(const VendorProductId& id, const char* field) const;
    [[nodiscard]] std::string mark() const;
    void recall(const Memory& memory, const std::vector<Slot>& slots, std::size_t known);
    void recall_variants(const std::vector<Slot>& slots);
    [[nodiscard]] std::vector<RefusedJoin> refused_between(Slot a, Slot b) const;

    PairModel model_;
    Verdicts verdicts_;
    std::map<VendorProductId, std::map<VendorProductId, bool>> said_;  ///< the verdicts by item, both ways
    std::unique_ptr<Pool> pool_;
    std::unique_ptr<Edges> edges_;
    std::vector<Slot> learned_;    ///< items of which nothing is judged by what was learned
    std::map<VariantId, Members> variants_;
    std::map<VendorProductId, VariantId> variant_of_;
    std::set<VariantId> retired_;
    std::set<VariantId> changed_;  ///< variants that have lost an item
    mutable std::size_t news_ = 0;  ///< items that came or went since there was a snapshot
};

}  // namespace marketplace::catalog::detail
