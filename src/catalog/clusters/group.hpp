#pragma once
// Groups of products while they grow, and what is known between them.

#include <marketplace/catalog/product_clusters.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace marketplace::catalog::detail {

/// Products by their place in the order of their ids.
using Place = std::uint32_t;
using PlacePair = std::pair<Place, Place>;

/// What is known between two groups.
struct Between {
    std::int64_t odds = 0;          ///< sum of the pairs' log-odds in 2^-20, so that no order of sums matters
    PlacePair forbidden{};          ///< the first pair that cannot be together, the lower place first
    JoinFault fault = JoinFault::doubtful;
    bool is_forbidden = false;

    /// Adds what is known of other pairs.
    void add(const Between& other);
};

/// All products, each in one group. Groups are named by one of their members.
class Groups {
public:
    explicit Groups(std::vector<std::uint32_t> vendor_of_product);

    /// The group of a product.
    [[nodiscard]] Place group_of(Place product);
    [[nodiscard]] const std::vector<Place>& members(Place group) const { return members_[group]; }

    /// Adds what is known of a pair of groups.
    void learn(Place a, Place b, const Between& known);
    /// What is known between two groups.
    [[nodiscard]] Between between(Place a, Place b) const;
    /// Members of one vendor in two groups, the lower place first; the first such pair, if any.
    [[nodiscard]] std::optional<PlacePair> of_one_vendor(Place a, Place b) const;
    /// Puts two groups together.
    void join(Place a, Place b);

private:
    using Known = boost::unordered_flat_map<Place, Between>;
    using Vendors = boost::unordered_flat_map<std::uint32_t, Place>;

    std::vector<Place> parent_;
    std::vector<std::vector<Place>> members_;
    std::vector<Vendors> vendors_;  ///< of each group, the product of each vendor
    std::vector<Known> known_;      ///< of each group, by the other
};

}  // namespace marketplace::catalog::detail
