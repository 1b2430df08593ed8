#include "group.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace marketplace::catalog {
namespace {

using detail::Between;
using detail::Groups;
using detail::Place;
using detail::PlacePair;
using marketplace::detail::indexed;

std::string text_of(const VendorProductId& id) { return id.vendor_id.value + "/" + id.sku; }

/// A pair by places, the lower one first.
struct PlacedPair {
    PlacePair places;
    double probability = 0;
    bool is_variant = false;
};

struct PlacedVerdict {
    PlacePair places;
    bool is_match = false;
};

/// What was passed, checked and in order.
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
        read_pairs(pairs);
        read_verdicts(verdicts);
    }

    [[nodiscard]] const std::vector<VendorProductId>& products() const { return products_; }
    /// The surest first.
    [[nodiscard]] const std::vector<PlacedPair>& pairs() const { return pairs_; }
    [[nodiscard]] const std::vector<PlacedVerdict>& verdicts() const { return verdicts_; }
    /// A number for the vendor of each product.
    [[nodiscard]] std::vector<std::uint32_t> vendors() const {
        std::vector<std::uint32_t> out;
        for (std::size_t i = 0; i < products_.size(); ++i) {
            const bool is_same = i > 0 && products_[i].vendor_id == products_[i - 1].vendor_id;
            out.push_back(i == 0 ? 0 : is_same ? out.back() : out.back() + 1);
        }
        return out;
    }

private:
    /// The place of a pair among others, told only when something is wrong: to write it costs more than all the rest.
    struct Path {
        const char* list;
        std::size_t at;
        [[nodiscard]] std::string operator+(const char* field) const { return indexed(list, at) + field; }
    };

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
            pairs_.push_back({places, p, pairs[i].is_variant});
        }
        std::ranges::sort(pairs_, [](const PlacedPair& a, const PlacedPair& b) {
            return a.probability != b.probability ? a.probability > b.probability : a.places < b.places;
        });
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
        for (const auto& [places, is_match] : all) verdicts_.push_back({places, is_match});
    }

    std::vector<VendorProductId> products_;
    std::vector<PlacedPair> pairs_;
    std::vector<PlacedVerdict> verdicts_;
};

/// Log-odds in 2^-20; a probability says no more than ten thousand to one.
std::int64_t odds_of(double probability) {
    constexpr double little = 1e-4;
    const double p = std::clamp(probability, little, 1 - little);
    return std::llround(std::log(p / (1 - p)) * (1 << 20));
}

class Clusterer {
public:
    explicit Clusterer(const Input& input) : input_(input), groups_(input.vendors()) {}

    Clustering run(const ClusterOptions& options) {
        learn();
        for (const PlacedVerdict& each : input_.verdicts()) {
            if (each.is_match) try_join(each.places, true);
        }
        for (const PlacedPair& each : input_.pairs()) {
            if (each.probability >= options.join_from) try_join(each.places, false);
        }
        return {clusters(), std::move(refused_)};
    }

private:
    /// A verdict takes the place of what the models say about its pair.
    void learn() {
        std::map<PlacePair, bool> verdicts;
        for (const PlacedVerdict& each : input_.verdicts()) {
            verdicts.emplace(each.places, each.is_match);
            Between known;
            known.odds = odds_of(each.is_match ? 1 : 0);
            if (!each.is_match) forbid(known, each.places, JoinFault::separated);
            groups_.learn(each.places.first, each.places.second, known);
        }
        for (const PlacedPair& each : input_.pairs()) {
            if (verdicts.contains(each.places)) continue;
            Between known;
            known.odds = odds_of(each.probability);
            if (each.is_variant) forbid(known, each.places, JoinFault::variant);
            groups_.learn(each.places.first, each.places.second, known);
        }
    }

    static void forbid(Between& known, const PlacePair& places, JoinFault fault) {
        known.is_forbidden = true;
        known.fault = fault;
        known.forbidden = places;
    }

    void try_join(const PlacePair& places, bool is_verdict) {
        const Place a = groups_.group_of(places.first);
        const Place b = groups_.group_of(places.second);
        if (a == b) return;
        const Between known = groups_.between(a, b);
        // A person may join what the models take for variants, or doubt, but not what another verdict separates.
        const bool is_forbidden = known.is_forbidden && (!is_verdict || known.fault == JoinFault::separated);
        if (const auto pair = groups_.of_one_vendor(a, b)) {
            refuse(places, is_verdict, JoinFault::same_vendor, *pair);
        } else if (is_forbidden) {
            refuse(places, is_verdict, known.fault, known.forbidden);
        } else if (!is_verdict && known.odds <= 0) {
            refuse(places, is_verdict, JoinFault::doubtful, places);
        } else {
            groups_.join(a, b);
        }
    }

    void refuse(const PlacePair& places, bool is_verdict, JoinFault fault, PlacePair forbidden) {
        if (groups_.group_of(forbidden.first) != groups_.group_of(places.first)) {
            std::swap(forbidden.first, forbidden.second);
        }
        const auto& products = input_.products();
        refused_.push_back({products[places.first], products[places.second], is_verdict, fault,
                            products[forbidden.first], products[forbidden.second]});
    }

    std::vector<ProductCluster> clusters() {
        const auto& products = input_.products();
        std::vector<ProductCluster> out;
        std::vector<std::size_t> cluster_of(products.size(), products.size());
        for (Place place = 0; place < products.size(); ++place) {
            std::size_t& cluster = cluster_of[groups_.group_of(place)];
            if (cluster == products.size()) {
                cluster = out.size();
                out.emplace_back();
            }
            out[cluster].members.push_back(products[place]);
        }
        return out;
    }

    const Input& input_;
    Groups groups_;
    std::vector<RefusedJoin> refused_;
};

}  // namespace

Clustering cluster_products(std::span<const VendorProductId> products, std::span<const ProductPair> pairs,
                            std::span<const PairVerdict> verdicts, const ClusterOptions& options) {
    if (!(options.join_from > 0.5 && options.join_from <= 1)) {
        fail(ErrorCode::out_of_range, "join_from", std::to_string(options.join_from), "above 0.5, up to 1");
    }
    const Input input{products, pairs, verdicts};
    return Clusterer{input}.run(options);
}

}  // namespace marketplace::catalog
