#include "matcher_data.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/core/sha256.hpp>
#include <marketplace/version.hpp>

#include <algorithm>

namespace marketplace::catalog::detail {
namespace {

/// To be raised when the same model judges the same items otherwise than before.
constexpr int judging_version = 1;

}  // namespace

std::string CatalogMatcherData::mark() const {
    return std::string{version} + "/" + std::to_string(judging_version) + "/" + sha256_hex(to_json(model_));
}

std::string CatalogMatcherData::snapshot() const {
    Memory out;
    std::vector<std::uint32_t> places(pool_->slots_end(), 0);
    const std::vector<Slot> slots = pool_->slots();
    for (std::uint32_t i = 0; i < slots.size(); ++i) places[slots[i]] = i;
    pool_->neighbours().visit_known([&](Slot slot, bool is_cut, std::uint64_t self_score, auto found) {
        const PoolItem& item = pool_->item(slot);
        RememberedItem& known = out.items.emplace_back();
        known = {item.key, digest_of(item.listing), item.id.vendor_id.value, is_cut, self_score, {}};
        for (const Neighbour& each : found) known.found.emplace_back(places[each.slot], each.score);
    });
    for (const Slot slot : slots) {
        for (const Edge& each : edges_->of(slot)) {
            if (slot < each.other) out.pairs.push_back({places[slot], places[each.other], each});
        }
    }
    for (const auto& [id, said] : said_) out.decided.push_back(id);
    news_ = 0;
    return write_memory(out, mark());
}

/// Where little is as it was, all is looked at anew; and where there are embeddings, of which nothing is remembered.
bool CatalogMatcherData::recall(std::string_view snapshot) {
    if (pool_->has_embeddings()) return false;
    const std::optional<Memory> memory = read_memory(snapshot, mark());
    if (!memory) return false;
    std::vector<Slot> slots;
    std::size_t known = 0;
    for (const RememberedItem& each : memory->items) {
        const auto slot = pool_->find_key(each.key);
        const bool is_known = slot && digest_of(pool_->item(*slot).listing) == each.digest;
        slots.push_back(is_known ? *slot : nobody);
        known += is_known ? 1 : 0;
    }
    if (known < pool_->size() / 2) return false;
    recall(*memory, slots, known);
    for (const VendorProductId& each : memory->decided) touch(each);
    recall_variants(slots);
    news_ = pool_->size() - known + memory->items.size() - known;
    return true;
}

void CatalogMatcherData::recall(const Memory& memory, const std::vector<Slot>& slots, std::size_t known) {
    std::vector<RecalledNode> nodes;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i] == nobody) continue;
        const RememberedItem& item = memory.items[i];
        edges_->recall(slots[i]);
        RecalledNode& node = nodes.emplace_back();
        node = {slots[i], item.is_cut, item.self_score, {}};
        for (const auto& [place, score] : item.found) {
            const Slot other = slots[place];
            node.found.push_back({other, other == nobody ? 0 : pool_->item(other).vendor, score});
        }
    }
    pool_->recall(std::move(nodes), memory.items.size() - known);
    for (const RememberedPair& each : memory.pairs) {
        const Slot a = slots[each.a];
        const Slot b = slots[each.b];
        if (a != nobody && b != nobody) edges_->recall(a, b, each.edge);
        else if (a != nobody) edges_->miss(a, pool_->vendor(memory.items[each.b].vendor));
        else if (b != nobody) edges_->miss(b, pool_->vendor(memory.items[each.a].vendor));
    }
    edges_->sort_recalled();
}

/// Variants of items that are as they were need not be put together again.
void CatalogMatcherData::recall_variants(const std::vector<Slot>& slots) {
    std::erase_if(changed_, [&](const VariantId& id) {
        const Members& members = variants_[id];
        return std::ranges::all_of(members, [&](const VendorProductId& each) { return pool_->find(each).has_value(); });
    });
    for (const Slot each : slots) {
        if (each != nobody && !variant_of_.contains(pool_->item(each).id)) edges_->touch(each);
    }
}

}  // namespace marketplace::catalog::detail
