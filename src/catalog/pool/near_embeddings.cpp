#include "near_embeddings.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::catalog::detail {
namespace {

void take_out(std::vector<Slot>& from, Slot slot) {
    const auto at = std::ranges::find(from, slot);
    *at = from.back();
    from.pop_back();
}

}  // namespace

bool NearEmbeddings::is_nearer(const NearEmbedding& a, const NearEmbedding& b) const {
    return a.cosine != b.cosine ? a.cosine > b.cosine : nodes_[a.slot].key < nodes_[b.slot].key;
}

std::span<const NearEmbedding> NearEmbeddings::of(Slot slot) const {
    if (!holds(slot)) return {};
    const std::vector<NearEmbedding>& found = nodes_[slot].found;
    return std::span{found}.first(std::min(depth_, found.size()));
}

void NearEmbeddings::insert(Slot slot, std::uint32_t vendor, std::int64_t key, PackedEmbedding vector) {
    if (vector.empty()) return;
    if (nodes_.size() <= slot) nodes_.resize(slot + 1U);
    Node& node = nodes_[slot];
    node.probes = cells_.probes_of(vector);
    node.vector = std::move(vector);
    node.vendor = vendor;
    node.key = key;
    node.is_cut = false;
    lists_[node.probes.front()].members.push_back(slot);
    for (const std::uint32_t each : node.probes) lists_[each].probers.push_back(slot);
    added_.push_back(slot);
    wait(slot);
}

void NearEmbeddings::erase(Slot slot) {
    if (!holds(slot)) return;
    Node& node = nodes_[slot];
    forget_found(slot);
    for (const Slot each : std::exchange(node.finders, {})) {
        Node& finder = nodes_[each];
        std::erase_if(finder.found, [&](const NearEmbedding& found) { return found.slot == slot; });
        change(each);
        if (finder.is_cut && finder.found.size() < depth_) wait(each);
    }
    take_out(lists_[node.probes.front()].members, slot);
    for (const std::uint32_t each : node.probes) take_out(lists_[each].probers, slot);
    if (node.is_waiting) std::erase(waiting_, slot);
    std::erase(added_, slot);
    node = {};
}

void NearEmbeddings::wait(Slot slot) {
    if (std::exchange(nodes_[slot].is_waiting, true)) return;
    waiting_.push_back(slot);
}

std::vector<Slot> NearEmbeddings::settle() {
    for (const Slot each : std::exchange(added_, {})) {
        const Node& node = nodes_[each];
        for (const Slot by : lists_[node.probes.front()].probers) {
            const Node& prober = nodes_[by];
            if (prober.is_waiting || prober.vendor == node.vendor) continue;
            tell(by, {dot(prober.vector, node.vector), each});
        }
    }
    for (const Slot each : std::exchange(waiting_, {})) {
        nodes_[each].is_waiting = false;
        search(each);
    }
    return std::exchange(changed_, {});
}

/// One more that may be among the neighbours of an item.
void NearEmbeddings::tell(Slot by, const NearEmbedding& found) {
    Node& node = nodes_[by];
    const auto is_nearer = [this](const NearEmbedding& a, const NearEmbedding& b) { return this->is_nearer(a, b); };
    const auto at = std::ranges::upper_bound(node.found, found, is_nearer);
    if (node.is_cut && at == node.found.end()) return;
    node.found.insert(at, found);
    nodes_[found.slot].finders.push_back(by);
    change(by);
    if (node.found.size() <= depth_ + reserve) return;
    node.is_cut = true;
    take_out(nodes_[node.found.back().slot].finders, by);
    node.found.pop_back();
}

void NearEmbeddings::forget_found(Slot slot) {
    for (const NearEmbedding& each : std::exchange(nodes_[slot].found, {})) take_out(nodes_[each.slot].finders, slot);
}

void NearEmbeddings::search(Slot slot) {
    forget_found(slot);
    Node& node = nodes_[slot];
    std::vector<NearEmbedding> all;
    for (const std::uint32_t cell : node.probes) {
        for (const Slot each : lists_[cell].members) {
            if (nodes_[each].vendor == node.vendor) continue;
            all.push_back({dot(node.vector, nodes_[each].vector), each});
        }
    }
    const std::size_t count = std::min(depth_ + reserve, all.size());
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(count);
    const auto is_first = [&](const NearEmbedding& a, const NearEmbedding& b) { return is_nearer(a, b); };
    std::ranges::partial_sort(all, end, is_first);
    node.is_cut = count < all.size();
    node.found.assign(all.begin(), end);
    for (const NearEmbedding& each : node.found) nodes_[each.slot].finders.push_back(slot);
    change(slot);
}

}  // namespace marketplace::catalog::detail
