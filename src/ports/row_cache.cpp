#include "row_cache.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::ports_detail {

std::string CachedOrder::known_from(const std::string& place) const {
    const auto after = known.upper_bound(place);
    if (after == known.begin()) return place;
    return std::max(place, std::prev(after)->second);
}

void CachedOrder::know(std::string first, std::string last) {
    auto at = known.upper_bound(last);
    while (at != known.begin() && std::prev(at)->second >= first) {  // it overlaps, or touches
        --at;
        first = std::min(first, at->first);
        last = std::max(last, at->second);
        at = known.erase(at);
    }
    known.emplace(std::move(first), std::move(last));
}

std::vector<CachedEntry*> CachedTable::dirty() {
    std::erase_if(dirty_, [](const CachedEntry* entry) { return !entry->second.dirty; });
    std::sort(dirty_.begin(), dirty_.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
    dirty_.erase(std::unique(dirty_.begin(), dirty_.end()), dirty_.end());
    return dirty_;
}

CachedEntry* CachedTable::find(const std::string& key) {
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : &*found;
}

std::pair<CachedEntry*, bool> CachedTable::enter(std::string key) {
    const auto [entry, is_new] = rows_.try_emplace(std::move(key));
    return {&*entry, is_new};
}

void CachedTable::place(CachedOrder& order, CachedEntry& entry) {
    if (entry.second.record) order.rows.emplace(encoded(*info_, order.columns, entry.second.record.get()), &entry);
}

void CachedTable::displace(CachedOrder& order, const CachedEntry& entry) {
    if (entry.second.record) order.rows.erase(encoded(*info_, order.columns, entry.second.record.get()));
}

Held CachedTable::set(CachedEntry& entry, Held record, bool dirty) {
    for (CachedOrder& order : orders_) displace(order, entry);
    Held before = std::exchange(entry.second.record, std::move(record));
    if (dirty && !entry.second.dirty) dirty_.push_back(&entry);
    entry.second.dirty = dirty;
    for (CachedOrder& order : orders_) place(order, entry);
    return before;
}

void CachedTable::forget(CachedEntry& entry) {
    for (CachedOrder& order : orders_) {
        displace(order, entry);
        order.known.clear();  // the store may have this row, at a place that a scan passed meanwhile
    }
    std::erase(dirty_, &entry);
    rows_.erase(entry.first);
}

void CachedTable::learn(CachedOrder& order, const void* record, std::uint64_t now) {
    const auto [entry, is_new] = enter(encoded(*info_, info_->key, record));
    if (is_new) entry->second.record = copy_of(*info_->record, record);
    entry->second.last_used = now;
    if (!entry->second.dirty) place(order, *entry);
}

CachedOrder& CachedTable::order(const Scan& scan) {
    const std::span<const std::size_t> columns = order_of(*info_, scan);
    for (CachedOrder& each : orders_) {
        if (each.index == scan.index) return each;
    }
    CachedOrder& made = orders_.emplace_back(CachedOrder{std::string{scan.index}, columns, {}, {}});
    for (CachedEntry* entry : dirty()) place(made, *entry);
    return made;
}

void CachedTable::settle() {
    for (CachedEntry* entry : dirty_) entry->second.dirty = false;
    dirty_.clear();
}

void CachedTable::add_ages(std::vector<std::uint64_t>& ages) const {
    for (const CachedEntry& entry : rows_) ages.push_back(entry.second.last_used);
}

void CachedTable::forget_before(std::uint64_t time) {
    const auto is_old = [&](const CachedEntry& entry) { return entry.second.last_used < time; };
    for (CachedOrder& order : orders_) {
        const std::size_t removed = std::erase_if(order.rows, [&](const auto& place) { return is_old(*place.second); });
        if (removed > 0) order.known.clear();
    }
    std::erase_if(rows_, is_old);
}

void RowCache::begin(std::optional<std::uint64_t> version) {
    free_.acquire();
    if (!version || version != version_) forget_all();
    version_ = version;
    forget_the_oldest();
}

/// Three quarters stay, so that it is not done again at once.
void RowCache::forget_the_oldest() {
    std::size_t rows = 0;
    for (const CachedTable& table : tables_) rows += table.rows();
    if (rows <= rows_max_) return;
    std::vector<std::uint64_t> ages;
    for (const CachedTable& table : tables_) table.add_ages(ages);
    const std::size_t leaving = ages.size() - rows_max_ / 4 * 3;
    if (leaving == ages.size()) return forget_all();
    const auto cut = ages.begin() + static_cast<std::ptrdiff_t>(leaving);
    std::nth_element(ages.begin(), cut, ages.end());
    for (CachedTable& table : tables_) table.forget_before(*cut);
}

void RowCache::committed(std::optional<std::uint64_t> version) {
    for (CachedTable& table : tables_) table.settle();
    version_ = version;
    free_.release();
}

void RowCache::abandoned() {
    const bool has_changed =
        std::any_of(tables_.begin(), tables_.end(), [](CachedTable& table) { return !table.dirty().empty(); });
    if (has_changed) forget_all();
    free_.release();
}

CachedTable* RowCache::find(const TableInfo& info) {
    const auto found = by_info_.find(&info);
    return found == by_info_.end() ? nullptr : found->second;
}

CachedTable& RowCache::open(const TableInfo& info) {
    return *(by_info_[&info] = &tables_.emplace_back(info));
}

void RowCache::forget_all() {
    by_info_.clear();
    tables_.clear();
    version_.reset();
}

}  // namespace marketplace::ports_detail
