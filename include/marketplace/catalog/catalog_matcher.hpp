#pragma once
// One catalog out of the items of many vendors, kept while items come, change and go.
//
// An item is compared with the items of other vendors that are nearest to it, and with those that share its trade item
// number or part number. A pair is judged by the model that the catalog has learned; what is sure is joined, what is
// not is asked about, and what people decide stands above all. Groups of the same items are variants with ids that
// stay.
//
// What belongs together depends on the model, the items and the verdicts, and not on the order in which they came nor
// on what was there in between; after a change only what it touches is looked at again. Ids are the exception: they
// are kept, so they depend on what was before.

#include <marketplace/catalog/pair_model.hpp>
#include <marketplace/catalog/variant_ids.hpp>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace marketplace::catalog {

/// What is to be done about a pair.
enum class MatchDecision : std::uint8_t {
    joined,     ///< both are in one variant
    review,     ///< a person has to say
    separated,  ///< a person has said no
    variants,   ///< alike but for size, colour, capacity, pack or version
    different,
};
MARKETPLACE_COMPILED_ENUM(MatchDecision, joined, review, separated, variants, different)

/// A pair that was compared.
struct MatchedPair {
    VendorProductId a;
    VendorProductId b;
    double probability = 0;
    bool has_verdict = false;
    MatchDecision decision = MatchDecision::different;

    friend bool operator==(const MatchedPair&, const MatchedPair&) = default;
};
MARKETPLACE_COMPILED_RECORD(MatchedPair, (a, b, probability, has_verdict, decision));

struct MatchExplanation;  // match_review.hpp
struct ReviewOptions;     // match_review.hpp
struct ReviewQuestion;    // match_review.hpp

namespace detail {
class CatalogMatcherData;
}

/// The items of a catalog and what belongs together. Not safe for use from several threads at once.
class CatalogMatcher {
public:
    /// Throws what `validate` of the model throws.
    explicit CatalogMatcher(const PairModel& model);
    CatalogMatcher(CatalogMatcher&&) noexcept;
    CatalogMatcher& operator=(CatalogMatcher&&) noexcept;
    ~CatalogMatcher();

    /// Adds items or replaces them. Throws `missing_field` for an id that is not whole and `limit_exceeded` for texts
    /// that are too long; then nothing has changed.
    void upsert(std::span<const CatalogItem> items);
    /// Takes items out; those that are not there are passed over.
    void erase(std::span<const VendorProductId> ids);
    /// Takes verdicts over. A later one about the same pair replaces the earlier. They may name items that are not
    /// there (yet), and stay when items go. Throws `invalid_value` for a pair of one item, and for a match of two items
    /// of one vendor; then nothing has changed.
    void decide(std::span<const PairVerdict> verdicts);
    /// Takes a verdict back; false if there was none.
    bool withdraw(const VendorProductId& a, const VendorProductId& b);
    /// Variants of before, to keep their ids, and ids of variants that have ended and are not given again. Belongs
    /// before everything else. Throws as `assign_variant_ids`.
    void adopt(std::span<const MasterVariant> before, std::span<const VariantId> retired = {});

    /// Learns anew from its items and verdicts, as `learn_pair_model`, and judges everything by that. Throws
    /// `out_of_range` for options; then nothing has changed.
    void learn(const PairModelOptions& options = {});
    /// Brings everything up to date. Returns what has changed since the last time, by id of the variant.
    std::vector<VariantChange> settle();

    /// What has been searched for and judged, as printable letters, for a matcher of the same model later. After
    /// `settle`; nothing that comes later is in it.
    [[nodiscard]] std::string snapshot() const;
    /// Takes over what an earlier matcher knew, for items that are still as they were, so that the next `settle` looks
    /// at the rest only; what comes out is the same. Belongs after items, variants and verdicts and before `settle`.
    /// False, and nothing is taken over, for a snapshot that is damaged, of another model or version, or of other
    /// items, and for a model with embeddings.
    bool recall(std::string_view snapshot);
    /// Items that came, changed or went since the last snapshot.
    [[nodiscard]] std::size_t changes_since_snapshot() const;

    // All below tell what was when `settle` was called last.

    /// By id.
    [[nodiscard]] std::vector<MasterVariant> variants() const;
    [[nodiscard]] std::optional<MasterVariant> variant(const VariantId& id) const;
    /// The variant of an item; none if the item is not there.
    [[nodiscard]] std::optional<VariantId> variant_of(const VendorProductId& id) const;
    /// The pairs of an item, the likeliest first.
    [[nodiscard]] std::vector<MatchedPair> pairs_of(const VendorProductId& id) const;
    /// All pairs that are compared, by their ids.
    [[nodiscard]] std::vector<MatchedPair> pairs() const;
    /// What an item says; none if it is not there.
    [[nodiscard]] std::optional<Listing> listing_of(const VendorProductId& id) const;
    /// Why two items of different vendors are judged as they are, whether or not they are compared otherwise. Throws
    /// `not_found` for an item that is not there, `invalid_value` for two of one vendor.
    [[nodiscard]] MatchExplanation explain(const VendorProductId& a, const VendorProductId& b);
    /// All verdicts, by their items.
    [[nodiscard]] std::vector<PairVerdict> verdicts() const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] const PairModel& model() const;

private:
    friend std::vector<ReviewQuestion> review_queue(const CatalogMatcher&, const ReviewOptions&);

    std::unique_ptr<detail::CatalogMatcherData> data_;
};

}  // namespace marketplace::catalog
