#pragma once
// What the offers of a variant cost, all together: quantiles, spread and outliers, kept up to date by each change.
//
// A change costs O(log n), a quantile O(log n), the spread O(log^2 n). Every answer is a price that somebody asks, by
// nearest rank, so nothing is rounded and no answer depends on the order of the changes. One object is not safe for
// concurrent changes; reading it from several threads is.

#include <marketplace/catalog/offer.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace marketplace::catalog {

/// From when on a price is an outlier: all of these have to hold.
struct OutlierPolicy {
    std::int64_t offers_min = 4;             ///< with fewer offers nothing can be said
    std::int64_t deviations_max = 5;         ///< more than so many median deviations of the logarithm away
    std::int64_t ratio_min_bps = 15'000;     ///< and at least this ratio to the median: 1.5
    std::int64_t pack_tolerance_bps = 800;   ///< a ratio so near to a whole number may be a wrong pack
    std::int64_t pack_factor_max = 60;       ///< the largest pack that is thought of

    friend bool operator==(const OutlierPolicy&, const OutlierPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(OutlierPolicy, (offers_min, deviations_max, ratio_min_bps, pack_tolerance_bps,
                                            pack_factor_max));

/// Throws `out_of_range` naming the field.
void validate(const OutlierPolicy& policy);

/// What is wrong with a match, most likely.
enum class OutlierReason : std::uint8_t {
    far_from_median,  ///< another product, or a wrong price
    wrong_pack,       ///< the ratio is near a whole number: another number of pieces
};
MARKETPLACE_COMPILED_ENUM(OutlierReason, far_from_median, wrong_pack)

/// An offer whose match with the variant should be looked at.
struct PriceOutlier {
    OfferId offer_id;
    OutlierReason reason = OutlierReason::far_from_median;
    std::int64_t pack_factor = 0;   ///< 6: six times the median, or a sixth of it; 0 unless a wrong pack
    bool is_high = false;
    Amount price_minor;
    Amount median_minor;
    std::int64_t log_distance = 0;  ///< binary logarithm of the ratio to the median, in 1/65536
    std::int64_t log_spread = 0;    ///< the median of these distances

    friend bool operator==(const PriceOutlier&, const PriceOutlier&) = default;
};
MARKETPLACE_COMPILED_RECORD(PriceOutlier, (offer_id, reason, pack_factor, is_high, price_minor, median_minor,
                                           log_distance, log_spread));

/// The prices of a variant in a few numbers; all zero without offers.
struct PriceSummary {
    std::int64_t offers = 0;
    Amount minimum_minor;
    Amount lower_quartile_minor;
    Amount median_minor;
    Amount upper_quartile_minor;
    Amount maximum_minor;
    Amount median_deviation_minor;  ///< MAD: the median of the distances to the median

    friend bool operator==(const PriceSummary&, const PriceSummary&) = default;
};
MARKETPLACE_COMPILED_RECORD(PriceSummary, (offers, minimum_minor, lower_quartile_minor, median_minor,
                                           upper_quartile_minor, maximum_minor, median_deviation_minor));

/// The binary logarithm in 1/65536, rounded down; never falls where the number rises. Throws `out_of_range` below 1.
[[nodiscard]] std::int64_t log2_of(std::int64_t number);

/// The prices of the offers of one variant, in one currency.
class PriceStatistics {
public:
    PriceStatistics() = default;
    // Nodes point at the ids in the map, which move with it but cannot be copied.
    PriceStatistics(const PriceStatistics&) = delete;
    PriceStatistics& operator=(const PriceStatistics&) = delete;
    PriceStatistics(PriceStatistics&&) = default;
    PriceStatistics& operator=(PriceStatistics&&) = default;
    ~PriceStatistics() = default;

    /// The price of an offer, new or changed. Throws `missing_field` without an id and `out_of_range` below 1.
    void set(const OfferId& offer_id, Amount price_minor);
    /// Takes an offer away; false if it was not there.
    bool remove(const OfferId& offer_id);

    [[nodiscard]] std::int64_t size() const noexcept;
    /// The price with the rank ceil(share * size), at least the first. Throws `out_of_range` for a share outside 0 to 1
    /// and `not_found` without offers.
    [[nodiscard]] Amount quantile(const Rate& share) const;
    /// The quantile of one half: of an even number of prices the lower middle one. Throws `not_found` without offers.
    [[nodiscard]] Amount median() const;
    /// The median of the distances of all prices to the median. Throws `not_found` without offers.
    [[nodiscard]] Amount median_deviation() const;
    [[nodiscard]] PriceSummary summary() const;
    /// From the cheapest to the dearest, equal prices by id. O(k log n) for k outliers.
    [[nodiscard]] std::vector<PriceOutlier> outliers(const OutlierPolicy& policy) const;

private:
    /// A node of a search tree that is balanced by priorities made from positions (a treap).
    struct Node {
        std::int64_t price = 0;
        std::uint32_t left = 0;
        std::uint32_t right = 0;
        std::uint32_t count = 0;
        std::uint32_t priority = 0;
        const std::string* offer = nullptr;
    };

    [[nodiscard]] bool is_less(std::uint32_t a, std::uint32_t b) const noexcept;
    [[nodiscard]] std::uint32_t merge(std::uint32_t a, std::uint32_t b);
    void split(std::uint32_t tree, std::uint32_t at, std::uint32_t& below, std::uint32_t& above);
    void recount(std::uint32_t node) noexcept;
    void link(std::uint32_t node);
    void unlink(std::uint32_t node);
    [[nodiscard]] const Node& ranked(std::int64_t rank) const noexcept;
    template <class Distance>
    [[nodiscard]] std::int64_t median_distance(const Distance& distance) const;
    [[nodiscard]] std::int64_t require_offers() const;

    std::vector<Node> nodes_{1};  // the first one stands for an empty tree
    std::vector<std::uint32_t> free_;
    std::unordered_map<std::string, std::uint32_t> node_by_offer_;
    std::uint32_t root_ = 0;
};

/// A price that came, changed or went.
struct PriceChange {
    VariantId variant_id;
    OfferId offer_id;
    std::optional<Amount> price_minor;  ///< none: the offer is gone

    friend bool operator==(const PriceChange&, const PriceChange&) = default;
};
MARKETPLACE_COMPILED_RECORD(PriceChange, (variant_id, offer_id, price_minor));

/// The outliers of a variant.
struct VariantOutliers {
    VariantId variant_id;
    std::vector<PriceOutlier> outliers;

    friend bool operator==(const VariantOutliers&, const VariantOutliers&) = default;
};
MARKETPLACE_COMPILED_RECORD(VariantOutliers, (variant_id, outliers));

/// The prices of many variants, in one currency.
class MarketPrices {
public:
    /// Makes the changes in their order. A change that is refused names itself, "changes[3]."; those before it stay.
    void apply(std::span<const PriceChange> changes);
    /// One for each id; all zero for a variant without offers.
    [[nodiscard]] std::vector<PriceSummary> summaries(std::span<const VariantId> variant_ids) const;
    /// Of those of the variants that have outliers, in the order of `variant_ids`.
    [[nodiscard]] std::vector<VariantOutliers> outliers(std::span<const VariantId> variant_ids,
                                                        const OutlierPolicy& policy) const;
    /// Null if nobody offers it.
    [[nodiscard]] const PriceStatistics* find(const VariantId& variant_id) const;

private:
    std::unordered_map<std::string, PriceStatistics> by_variant_;
};

}  // namespace marketplace::catalog
