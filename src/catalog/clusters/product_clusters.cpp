#include "placed.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <map>

namespace marketplace::catalog {
namespace {

using detail::Place;
using detail::PlacedInput;
using detail::PlacePair;
using marketplace::detail::indexed;

std::string text_of(const VendorProductId& id) { return id.vendor_id.value + "/" + id.sku; }

/// What was passed, checked and by places.
class Input {
public:
    Input(std::span<const VendorProductId> products, std::span<const ProductPair> pairs,
          std::span<const PairVerdict> verdicts)
        : products_(products.begin(), products.end()) {
        std::ranges::sort(products_);
        const auto twin = std::ranges::adjacent_find(products_);
        if (twin != products_.end()) {
            fail(ErrorCode::invalid_value, "products", text_of(*twin), "each product once");
        }
        read_vendors();
        read_pairs(pairs);
        read_verdicts(verdicts);
    }

    [[nodiscard]] const VendorProductId& product(Place place) const { return products_[place]; }
    [[nodiscard]] PlacedInput take() { return std::move(placed_); }

private:
    /// The place of a pair among others, told only when something is wrong: to write it costs more than all the rest.
    struct Path {
        const char* list;
        std::size_t at;
        [[nodiscard]] std::string operator+(const char* field) const { return indexed(list, at) + field; }
    };

    /// A number for the vendor of each product.
    void read_vendors() {
        std::vector<std::uint32_t>& out = placed_.vendors;
        for (std::size_t i = 0; i < products_.size(); ++i) {
            const bool is_same = i > 0 && products_[i].vendor_id == products_[i - 1].vendor_id;
            out.push_back(i == 0 ? 0 : is_same ? out.back() : out.back() + 1);
        }
    }

    [[nodiscard]] Place place_of(const VendorProductId& id, const Path& path, const char* field) const {
        const auto at = std::ranges::lower_bound(products_, id);
        if (at == products_.end() || *at != id) {
            fail(ErrorCode::invalid_value, path + field, text_of(id), "one of the products");
        }
        return static_cast<Place>(at - products_.begin());
    }

    template <class T>
    [[nodiscard]] PlacePair places_of(const T& pair, const Path& path) const {
        const Place a = place_of(pair.a, path, ".a");
        const Place b = place_of(pair.b, path, ".b");
        if (a == b) fail(ErrorCode::invalid_value, path + ".b", text_of(pair.b), "another product than a");
        return {std::min(a, b), std::max(a, b)};
    }

    void read_pairs(std::span<const ProductPair> pairs) {
        std::map<PlacePair, std::size_t> seen;
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const Path path{"pairs", i};
            const double p = pairs[i].probability;
            if (!(p >= 0 && p <= 1)) fail(ErrorCode::out_of_range, path + ".probability", std::to_string(p), "0 to 1");
            const PlacePair places = places_of(pairs[i], path);
            if (!seen.emplace(places, i).second) {
                fail(ErrorCode::invalid_value, path + "", text_of(pairs[i].a) + ", " + text_of(pairs[i].b),
                     "each pair once");
            }
            placed_.pairs.push_back({places, p, pairs[i].is_variant});
        }
    }

    void read_verdicts(std::span<const PairVerdict> verdicts) {
        std::map<PlacePair, bool> all;
        for (std::size_t i = 0; i < verdicts.size(); ++i) {
            const Path path{"verdicts", i};
            const PairVerdict& each = verdicts[i];
            const PlacePair places = places_of(each, path);
            if (each.is_match && each.a.vendor_id == each.b.vendor_id) {
                fail(ErrorCode::invalid_value, path + ".b.vendor_id", each.b.vendor_id.value,
                     "another vendor than a's");
            }
            const bool is_known = !all.emplace(places, each.is_match).second;
            if (is_known && all[places] != each.is_match) {
                fail(ErrorCode::invalid_value, path + ".is_match", each.is_match ? "true" : "false",
                     "the verdict that the pair has already");
            }
        }
        for (const auto& [places, is_match] : all) placed_.verdicts.push_back({places, is_match});
    }

    std::vector<VendorProductId> products_;
    PlacedInput placed_;
};

}  // namespace

Clustering cluster_products(std::span<const VendorProductId> products, std::span<const ProductPair> pairs,
                            std::span<const PairVerdict> verdicts, const ClusterOptions& options) {
    if (!(options.join_from > 0.5 && options.join_from <= 1)) {
        fail(ErrorCode::out_of_range, "join_from", std::to_string(options.join_from), "above 0.5, up to 1");
    }
    Input input{products, pairs, verdicts};
    const detail::PlacedClustering placed = detail::cluster_places(input.take(), options.join_from);
    Clustering out;
    for (const std::vector<Place>& each : placed.clusters) {
        ProductCluster& cluster = out.clusters.emplace_back();
        for (const Place place : each) cluster.members.push_back(input.product(place));
    }
    for (const detail::PlacedRefusal& each : placed.refused) {
        out.refused.push_back({input.product(each.places.first), input.product(each.places.second), each.is_verdict,
                               each.fault, input.product(each.forbidden.first), input.product(each.forbidden.second)});
    }
    return out;
}

}  // namespace marketplace::catalog
