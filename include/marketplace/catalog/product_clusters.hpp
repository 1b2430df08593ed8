#pragma once
// From judged pairs to products: which vendors' products are one and the same, so that no constraint is ever broken.
//
// The surest pairs are joined first. Two groups are joined only if no vendor would have two products in one group, no
// verdict separates any two of their members, and all that is known of the pairs between them, taken together, speaks
// for it: without the last, a chain of likely pairs would join what the pair of its ends denies. Every join that was
// refused is told with the pair that forbade it.
//
// The result depends on what is passed and not on its order, and parts that no pair connects do not depend on each
// other: after a change it is enough to look at the parts that it touches.
//
// A greedy form of correlation clustering: Bansal, Blum and Chawla, "Correlation clustering" (2004).

#include <marketplace/core/id.hpp>
#include <marketplace/core/record.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace marketplace::catalog {

/// A product as one vendor sells it.
struct VendorProductId {
    VendorId vendor_id;
    std::string sku;  ///< the vendor's own number of it

    friend bool operator==(const VendorProductId&, const VendorProductId&) = default;
    friend auto operator<=>(const VendorProductId&, const VendorProductId&) = default;
};
MARKETPLACE_COMPILED_RECORD(VendorProductId, (vendor_id, sku));

/// How likely two products are the same.
struct ProductPair {
    VendorProductId a;
    VendorProductId b;
    double probability = 0;   ///< 0 to 1
    bool is_variant = false;  ///< both state something that tells variants apart, and not the same: never joined

    friend bool operator==(const ProductPair&, const ProductPair&) = default;
};
MARKETPLACE_COMPILED_RECORD(ProductPair, (a, b, probability, is_variant));

/// What a person has decided about two products. It stands above every probability.
struct PairVerdict {
    VendorProductId a;
    VendorProductId b;
    bool is_match = false;

    friend bool operator==(const PairVerdict&, const PairVerdict&) = default;
};
MARKETPLACE_COMPILED_RECORD(PairVerdict, (a, b, is_match));

/// Why two products were not joined.
enum class JoinFault : std::uint8_t {
    same_vendor,  ///< a vendor would have two products in one group
    separated,    ///< a person has separated two of the members
    variant,      ///< two of the members are variants
    doubtful,     ///< the pairs between the groups, taken together, speak against it
};
MARKETPLACE_COMPILED_ENUM(JoinFault, same_vendor, separated, variant, doubtful)

/// A pair that would have been joined, or that a person has joined, and what forbade it.
struct RefusedJoin {
    VendorProductId a;
    VendorProductId b;
    bool is_verdict = false;  ///< a person's verdict that others contradict
    JoinFault fault = JoinFault::doubtful;
    VendorProductId of_a;     ///< the member of the group of `a`, and that of `b`, that cannot be together; of several
    VendorProductId of_b;     ///< the first; where `doubtful`, `a` and `b` themselves

    friend bool operator==(const RefusedJoin&, const RefusedJoin&) = default;
};
MARKETPLACE_COMPILED_RECORD(RefusedJoin, (a, b, is_verdict, fault, of_a, of_b));

/// Products that are the same, in order; no vendor twice.
struct ProductCluster {
    std::vector<VendorProductId> members;

    friend bool operator==(const ProductCluster&, const ProductCluster&) = default;
};
MARKETPLACE_COMPILED_RECORD(ProductCluster, (members));

/// When to join.
struct ClusterOptions {
    double join_from = 0.9;  ///< the least probability of a pair that is joined; above 0.5, up to 1

    friend bool operator==(const ClusterOptions&, const ClusterOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(ClusterOptions, (join_from));

/// All groups, in order of their first members, and the joins that were refused, verdicts first and then the surest.
struct Clustering {
    std::vector<ProductCluster> clusters;
    std::vector<RefusedJoin> refused;

    friend bool operator==(const Clustering&, const Clustering&) = default;
};
MARKETPLACE_COMPILED_RECORD(Clustering, (clusters, refused));

/// Puts products together. Verdicts that contradict each other are no error: what they separate stays separate, and
/// the joins that this forbids are told. Throws `out_of_range` for options and probabilities, `invalid_value` for a
/// product that is there twice, a pair of unknown or equal products, a pair with two probabilities, a pair with two
/// verdicts that differ, and a verdict that joins two products of one vendor.
[[nodiscard]] Clustering cluster_products(std::span<const VendorProductId> products,
                                          std::span<const ProductPair> pairs, std::span<const PairVerdict> verdicts,
                                          const ClusterOptions& options = {});

}  // namespace marketplace::catalog
