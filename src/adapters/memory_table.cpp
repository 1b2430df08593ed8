#include "memory_table.hpp"

#include <algorithm>

namespace marketplace::adapters_detail {
namespace {

const void* record_of(const Held& held) { return held.get(); }
const void* record_of(const void* record) { return record; }

template <class Map>
void walk_up(const Map& map, const KeyRange& range, std::size_t limit, const RecordVisitor& visit) {
    auto at = range.first_excluded ? map.upper_bound(range.first) : map.lower_bound(range.first);
    for (; limit > 0 && at != map.end() && at->first < range.last; ++at, --limit) {
        if (!visit(record_of(at->second))) return;
    }
}

template <class Map>
void walk_down(const Map& map, const KeyRange& range, std::size_t limit, const RecordVisitor& visit) {
    for (auto at = map.lower_bound(range.last); limit > 0 && at != map.begin(); --limit) {
        --at;
        if (at->first < range.first || !visit(record_of(at->second))) return;
    }
}

template <class Map>
void walk(const Map& map, const Scan& scan, const RecordVisitor& visit) {
    const KeyRange range = range_of(scan);
    if (scan.descending) {
        walk_down(map, range, scan.limit, visit);
    } else {
        walk_up(map, range, scan.limit, visit);
    }
}

}  // namespace

const void* MemoryTable::find(const std::string& key) const {
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : found->second.get();
}

Held MemoryTable::replace(const std::string& key, Held record) {
    const auto [row, is_new] = rows_.try_emplace(key, nothing_held());
    Held before = std::exchange(row->second, std::move(record));
    for (std::size_t i = 0; i < indexes_.size(); ++i) {
        const std::vector<std::size_t>& columns = info_->indexes[i].columns;
        const auto entry = [&](const void* of) { return encoded(*info_, columns, of) + key; };
        if (before) indexes_[i].erase(entry(before.get()));
        if (row->second) indexes_[i].emplace(entry(row->second.get()), row->second.get());
    }
    if (!row->second) rows_.erase(row);
    return before;
}

void MemoryTable::scan(const Scan& scan, const RecordVisitor& visit) const {
    static_cast<void>(order_of(*info_, scan));  // refuses what does not fit the table
    if (scan.index.empty()) return walk(rows_, scan, visit);
    for (std::size_t i = 0; i < indexes_.size(); ++i) {
        if (info_->indexes[i].name == scan.index) return walk(indexes_[i], scan, visit);
    }
}

}  // namespace marketplace::adapters_detail
