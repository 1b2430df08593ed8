#include "pool.hpp"

#include <marketplace/catalog/part_numbers.hpp>
#include <marketplace/catalog/text.hpp>
#include <marketplace/core/error.hpp>
#include <marketplace/core/sha256.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace marketplace::catalog::detail {
namespace {

std::vector<std::string> identifiers_of(const Listing& listing) {
    std::vector<std::string> out;
    const GtinReading gtin = read_gtin(listing.gtin);
    if (gtin.fault == GtinFault::none && is_worldwide(gtin.gtin)) out.push_back("gtin " + to_string(gtin.gtin));
    if (const auto key = part_key(listing.brand, listing.part_number)) {
        out.push_back("part " + key->brand + "\n" + key->number);
    }
    return out;
}

/// As a pool holds it.
Listing without_embedding(Listing listing) {
    listing.embedding.clear();
    return listing;
}

bool is_same_but_for_key(const Listing& a, Listing b) {
    b.key = a.key;
    return a == b;
}

EmbeddingCells cells_of(const EmbeddingSpace& space) {
    return {{space.centres.begin(), space.centres.end()}, static_cast<std::size_t>(space.dimensions)};
}

}  // namespace

std::int64_t key_of(const VendorProductId& id) {
    const Sha256Digest digest = sha256(id.vendor_id.value + "\n" + id.sku);
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < sizeof out; ++i) out = out << 8U | digest[i];
    return static_cast<std::int64_t>(out >> 1U);
}

Pool::Pool(const TermStatistics& statistics, std::size_t candidates_max, const EmbeddingSpace& space)
    : neighbours_(statistics),
      near_(cells_of(space), candidates_max),
      has_embeddings_(space.dimensions > 0),
      counts_(neighbours_.weights()),
      candidates_max_(candidates_max),
      preparer_(counts_),
      cache_(1) {}

std::optional<Slot> Pool::find(const VendorProductId& id) const {
    const auto found = slots_.find(id);
    return found == slots_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<Slot> Pool::slots() const {
    std::vector<Slot> out;
    for (Slot slot = 0; slot < items_.size(); ++slot) {
        if (items_[slot].is_alive) out.push_back(slot);
    }
    return out;
}

Slot Pool::free_slot() {
    if (free_.empty()) {
        items_.emplace_back();
        if (items_.size() > cache_.size() && cache_.size() < cache_size_max) grow_cache();
        return static_cast<Slot>(items_.size() - 1);
    }
    const Slot out = free_.back();
    free_.pop_back();
    return out;
}

void Pool::grow_cache() {
    std::vector<Prepared> before(2 * cache_.size());
    before.swap(cache_);
    for (Prepared& each : before) {
        if (each.version != 0) cache_[place_of(each.slot)] = std::move(each);
    }
}

void Pool::recall(std::vector<RecalledNode> nodes, std::size_t lost) {
    std::vector<std::uint8_t> is_known(items_.size(), 0);
    for (const RecalledNode& each : nodes) is_known[each.slot] = 1;
    const std::size_t added = size() - nodes.size();
    std::erase_if(touched_, [&](Slot slot) { return is_known[slot] != 0; });
    // What told nothing before may tell something now, and the other way round.
    for (const auto& [identifier, twins] : twins_) {
        const bool tells = twins.size() <= twins_max;
        const bool may_have_told = twins.size() <= twins_max + added;
        const bool may_not_have = twins.size() + lost > twins_max;
        if (tells ? may_not_have : may_have_told) touch_twins(twins);
    }
    neighbours_.recall(std::move(nodes));
}

std::optional<std::uint32_t> Pool::vendor(std::string_view id) const {
    const auto found = vendors_.find(std::string{id});
    return found == vendors_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<Slot> Pool::find_key(std::int64_t key) const {
    const auto found = keys_.find(key);
    return found == keys_.end() ? std::nullopt : std::optional{found->second};
}

void Pool::check(const Listing& listing) {
    std::size_t bytes = 0;
    for (const std::string* each : {&listing.title, &listing.brand, &listing.part_number, &listing.gtin,
                                    &listing.description, &listing.other}) {
        bytes += each->size() + 1;
    }
    if (bytes <= text_bytes_max) return;
    fail(ErrorCode::limit_exceeded, "listing", std::to_string(bytes) + " bytes",
         "texts of at most " + std::to_string(text_bytes_max) + " bytes together");
}

bool Pool::holds(const VendorProductId& id, const Listing& listing, const PackedEmbedding& embedding) const {
    const auto slot = find(id);
    return slot && std::ranges::equal(near_.vector_of(*slot), embedding) &&
           is_same_but_for_key(items_[*slot].listing, without_embedding(listing));
}

void Pool::upsert(const VendorProductId& id, const Listing& listing, PackedEmbedding embedding) {
    if (holds(id, listing, embedding)) return;
    erase(id);
    const std::int64_t key = key_of(id);
    if (keys_.contains(key)) {
        fail(ErrorCode::invalid_value, "sku", id.sku, "a product whose hash no other one has");
    }
    const std::string text = blocking_text_of(listing);
    const Slot slot = free_slot();
    const auto vendor = static_cast<std::uint32_t>(vendors_.emplace(id.vendor_id.value, vendors_.size()).first->second);
    const std::uint32_t version = items_[slot].version + 1;
    items_[slot] = {true, id, without_embedding(listing), key, vendor, version, identifiers_of(listing)};
    slots_[id] = slot;
    keys_[key] = slot;
    neighbours_.insert(slot, vendor, key, text);
    near_.insert(slot, vendor, key, std::move(embedding));
    add_identifiers(slot);
    touched_.push_back(slot);
}

bool Pool::erase(const VendorProductId& id) {
    const auto found = slots_.find(id);
    if (found == slots_.end()) return false;
    const Slot slot = found->second;
    drop_identifiers(slot);
    neighbours_.erase(slot);
    near_.erase(slot);
    keys_.erase(items_[slot].key);
    items_[slot].is_alive = false;
    items_[slot].listing = {};
    slots_.erase(found);
    free_.push_back(slot);
    return true;
}

std::vector<Slot> Pool::settle() {
    std::vector<Slot> out = neighbours_.settle();
    const std::vector<Slot> near = near_.settle();
    out.insert(out.end(), near.begin(), near.end());
    out.insert(out.end(), touched_.begin(), touched_.end());
    touched_.clear();
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    std::erase_if(out, [&](Slot slot) { return !items_[slot].is_alive; });
    return out;
}

void Pool::touch_twins(const std::vector<Slot>& twins) { touched_.insert(touched_.end(), twins.begin(), twins.end()); }

void Pool::add_identifiers(Slot slot) {
    for (const std::string& each : items_[slot].identifiers) {
        std::vector<Slot>& twins = twins_[each];
        twins.push_back(slot);
        if (twins.size() == twins_max + 1) touch_twins(twins);  // it tells nothing any more
    }
}

void Pool::drop_identifiers(Slot slot) {
    for (const std::string& each : items_[slot].identifiers) {
        const auto twins = twins_.find(each);
        std::erase(twins->second, slot);
        if (twins->second.size() == twins_max) touch_twins(twins->second);  // it tells something again
        if (twins->second.empty()) twins_.erase(twins);
    }
}

std::vector<Slot> Pool::partners_of(Slot slot) const {
    std::vector<Slot> out;
    const auto is_near = [&](Slot of, Slot other) {
        const auto found = neighbours_.of(of).first(std::min(candidates_max_, neighbours_.of(of).size()));
        return std::ranges::find(found, other, &Neighbour::slot) != found.end();
    };
    const auto own = neighbours_.of(slot);
    for (const Neighbour& each : own.first(std::min(candidates_max_, own.size()))) out.push_back(each.slot);
    for (const Slot each : neighbours_.finders_of(slot)) {
        if (is_near(each, slot)) out.push_back(each);
    }
    for (const NearEmbedding& each : near_.of(slot)) out.push_back(each.slot);
    near_.for_each_finder(slot, [&](Slot finder) { out.push_back(finder); });
    for (const std::string& each : items_[slot].identifiers) {
        const std::vector<Slot>& twins = twins_.find(each)->second;
        if (twins.size() > twins_max) continue;
        for (const Slot twin : twins) {
            if (items_[twin].vendor != items_[slot].vendor) out.push_back(twin);
        }
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

bool Pool::is_left(Slot a, Slot b) const {
    const auto order = [&](Slot slot) {
        const PoolItem& item = items_[slot];
        return std::tuple{item.listing.title.size(), std::string_view{item.listing.title}, item.key};
    };
    return order(a) > order(b);
}

PairContext Pool::context_of(Slot left, Slot right) const {
    PairContext out;
    write_place(left, right, true, out);
    write_place(right, left, false, out);
    out.cosine = cosine(near_.vector_of(left), near_.vector_of(right));
    return out;
}

void Pool::write_place(Slot among, Slot other, bool is_left, PairContext& out) const {
    const NeighbourPlace place = neighbours_.place_of(other, among);
    const auto rank = static_cast<float>(place.rank.value_or(Neighbours::depth));
    (is_left ? out.rank_left : out.rank_right) = std::log2(1 + rank);
    (is_left ? out.margin_left : out.margin_right) = place.margin;
    (is_left ? out.score_left : out.score_right) = place.share;
}

const PreparedListing& Pool::prepared(Slot slot) {
    const std::uint32_t version = items_[slot].version;
    Prepared& entry = cache_[place_of(slot)];
    if (entry.version != version || entry.slot != slot) {
        entry = {slot, version, preparer_.prepare(items_[slot].listing)};
    }
    return entry.listing;
}

}  // namespace marketplace::catalog::detail
