#include "row_cache.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::ports_detail {
namespace {

/// As many as there are bits in `CachedEntry::orders`.
constexpr std::size_t orders_max = 32;

/// A table is worth remembering when at least one row is asked for later among this many that are written.
constexpr std::uint64_t written_for_one_wanted = 8;

}  // namespace

std::string CachedOrder::known_from(const std::string& place) const {
    const auto after = known.upper_bound(place);
    if (after == known.begin()) return place;
    return std::max(place, std::prev(after)->second);
}

void CachedOrder::know(std::string first, std::string last) {
    if (last <= first) return;
    auto at = known.upper_bound(last);
    while (at != known.begin() && std::prev(at)->second >= first) {  // it overlaps, or touches
        --at;
        first = std::min(first, at->first);
        last = std::max(last, at->second);
        at = known.erase(at);
    }
    known.emplace(std::move(first), std::move(last));
}

void CachedOrder::forget(const std::string& place) {
    const auto after = known.upper_bound(place);
    if (after == known.begin()) return;
    const auto range = std::prev(after);
    if (range->second <= place) return;
    std::string last = std::exchange(range->second, place);
    std::string behind = place + '\0';
    if (behind < last) known.emplace_hint(after, std::move(behind), std::move(last));
    if (range->first == place) known.erase(range);
}

std::vector<CachedEntry*> CachedTable::dirty() {
    std::erase_if(dirty_, [](const CachedEntry* entry) { return !entry->dirty; });
    const auto precedes = [](const auto* a, const auto* b) { return a->key < b->key; };
    // Journals are written in the order of their numbers.
    if (!std::is_sorted(dirty_.begin(), dirty_.end(), precedes)) std::sort(dirty_.begin(), dirty_.end(), precedes);
    dirty_.erase(std::unique(dirty_.begin(), dirty_.end()), dirty_.end());
    return dirty_;
}

std::pair<CachedEntry*, bool> CachedTable::enter(const RowKey& key) {
    if (CachedEntry* known = find(key)) return {known, false};
    return {&rows_.add(key), true};
}

const std::string& CachedTable::place_of(std::string& into, const CachedOrder& order, const void* record) const {
    into.clear();
    encode(into, *info_, order.columns, record);
    return into;
}

void CachedTable::place(CachedOrder& order, CachedEntry& entry) {
    if (!entry.record || (entry.orders & order.bit) != 0) return;
    order.rows.emplace(place_of(place_, order, entry.record.get()), &entry);
    entry.orders |= order.bit;
}

void CachedTable::displace(CachedOrder& order, CachedEntry& entry) {
    if ((entry.orders & order.bit) == 0) return;
    order.rows.erase(place_of(place_, order, entry.record.get()));
    entry.orders &= ~order.bit;
}

/// To where the row belongs with a new record, or none; most changes leave it where it is.
void CachedTable::move(CachedOrder& order, CachedEntry& entry, const void* record) {
    if (record == nullptr) return displace(order, entry);
    place_of(place_, order, record);
    if ((entry.orders & order.bit) != 0) {
        if (place_of(place_before_, order, entry.record.get()) == place_) return;
        order.rows.erase(place_before_);
    }
    order.rows.emplace(place_, &entry);
    entry.orders |= order.bit;
}

Held CachedTable::set(CachedEntry& entry, Held record, bool dirty) {
    for (CachedOrder& order : orders_) move(order, entry, record.get());
    Held before = std::exchange(entry.record, std::move(record));
    if (dirty && !entry.dirty) dirty_.push_back(&entry);
    entry.dirty = dirty;
    return before;
}

void CachedTable::forget(CachedEntry& entry) {
    for (CachedOrder& order : orders_) {
        displace(order, entry);
        order.known.clear();  // the store may have this row, at a place that a scan passed meanwhile
    }
    std::erase(dirty_, &entry);
    rows_.erase(entry);
}

void CachedTable::learn(CachedOrder& order, const void* record, std::uint64_t now) {
    place_.clear();
    encode(place_, *info_, info_->key, record);
    const auto [entry, is_new] = enter(RowKey{place_});
    if (is_new) entry->record = copy_of(*info_->record, record);
    entry->last_used = now;
    if (!entry->dirty) place(order, *entry);
}

bool CachedTable::knows_absence(const RowKey& key) const {
    for (const CachedOrder& each : orders_) {
        if (!each.index.empty()) continue;
        const std::string place{key.text};  // the order of the key, in which a row's place is its key
        return each.known_from(place) != place;
    }
    return false;
}

CachedOrder& CachedTable::order(const Scan& scan) {
    const std::span<const std::size_t> columns = order_of(*info_, scan);
    for (CachedOrder& each : orders_) {
        if (each.index == scan.index) return each;
    }
    if (orders_.size() >= orders_max)
        fail(ErrorCode::limit_exceeded, info_->name, scan.index, "a table of at most 32 orders");
    const std::uint32_t bit = std::uint32_t{1} << orders_.size();
    CachedOrder& made = orders_.emplace_back(CachedOrder{std::string{scan.index}, columns, bit, {}, {}});
    for (CachedEntry* entry : dirty()) place(made, *entry);
    return made;
}

bool CachedTable::is_hardly_read() const noexcept {
    return orders_.empty() && wanted_ * written_for_one_wanted < written_;
}

void CachedTable::settle() {
    written_ += dirty_.size();
    const bool forgets = is_hardly_read();
    for (CachedEntry* entry : dirty_) {  // each once, after they were all written
        entry->dirty = false;
        if (forgets) rows_.erase(*entry);
    }
    dirty_.clear();
    written_ /= 2;
    wanted_ /= 2;
}

void CachedTable::add_ages(std::vector<std::uint64_t>& ages) const {
    rows_.visit([&](const CachedEntry& entry) { ages.push_back(entry.last_used); });
}

void CachedTable::forget_before(std::uint64_t time) {
    const auto is_old = [&](const CachedEntry& entry) { return entry.last_used < time; };
    for (CachedOrder& order : orders_) {
        std::erase_if(order.rows, [&](const auto& place) {
            const bool leaves = is_old(*place.second);
            if (leaves) order.forget(place.first);
            return leaves;
        });
    }
    rows_.erase_if(is_old);
}

void RowCache::begin(std::optional<std::uint64_t> version) {
    free_.acquire();
    if (!version || version != version_) forget_all();
    version_ = version;
    forget_the_oldest();
    began_ = now_;
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
