#include "group.hpp"

#include <algorithm>
#include <numeric>

namespace marketplace::catalog::detail {

void Between::add(const Between& other) {
    odds += other.odds;
    if (!other.is_forbidden) return;
    // A verdict says more than a variant, and of several the first counts: whatever the order of joins was.
    const auto rank = [](const Between& each) { return std::pair{each.fault, each.forbidden}; };
    if (is_forbidden && rank(*this) <= rank(other)) return;
    is_forbidden = true;
    fault = other.fault;
    forbidden = other.forbidden;
}

Groups::Groups(std::vector<std::uint32_t> vendor_of_product)
    : parent_(vendor_of_product.size()),
      members_(vendor_of_product.size()),
      vendors_(vendor_of_product.size()),
      known_(vendor_of_product.size()) {
    std::iota(parent_.begin(), parent_.end(), Place{0});
    for (Place place = 0; place < parent_.size(); ++place) {
        members_[place] = {place};
        vendors_[place][vendor_of_product[place]] = place;
    }
}

Place Groups::group_of(Place product) {
    while (parent_[product] != product) {
        parent_[product] = parent_[parent_[product]];
        product = parent_[product];
    }
    return product;
}

void Groups::learn(Place a, Place b, const Between& known) {
    known_[a][b].add(known);
    known_[b][a].add(known);
}

Between Groups::between(Place a, Place b) const {
    const auto found = known_[a].find(b);
    return found == known_[a].end() ? Between{} : found->second;
}

std::optional<PlacePair> Groups::of_one_vendor(Place a, Place b) const {
    std::optional<PlacePair> out;
    if (vendors_[a].size() > vendors_[b].size()) std::swap(a, b);
    for (const auto& [vendor, place] : vendors_[a]) {
        const auto found = vendors_[b].find(vendor);
        if (found == vendors_[b].end()) continue;
        const PlacePair pair{std::min(place, found->second), std::max(place, found->second)};
        if (!out || pair < *out) out = pair;
    }
    return out;
}

/// The smaller group goes into the larger, so that no product moves often.
void Groups::join(Place a, Place b) {
    const auto size_of = [&](Place group) { return members_[group].size() + known_[group].size(); };
    if (size_of(a) < size_of(b)) std::swap(a, b);
    parent_[b] = a;
    members_[a].insert(members_[a].end(), members_[b].begin(), members_[b].end());
    members_[b] = {};
    vendors_[a].insert(vendors_[b].begin(), vendors_[b].end());
    vendors_[b] = {};
    known_[a].erase(b);
    for (const auto& [other, known] : known_[b]) {
        known_[other].erase(b);
        if (other != a) learn(a, other, known);
    }
    known_[b] = {};
}

}  // namespace marketplace::catalog::detail
