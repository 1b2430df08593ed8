#include "row_cache.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::ports_detail {
namespace {

/// As many as there are bits in `CachedEntry::orders`.
constexpr std::size_t orders_max = 32;

/// A table is worth remembering when at least one row is asked for later among this many that are written.
constexpr std::uint64_t written_for_one_wanted = 8;

/// Keys of one table that are remembered: about 32 megabytes. Beyond that the store is asked.
constexpr std::size_t keys_max = std::size_t{1} << 24;

}  // namespace

bool CachedTable::has_changes() {
    std::erase_if(dirty_, [](const CachedEntry* entry) { return !entry->dirty; });  // undone ones
    return !dirty_.empty() || !appended_.empty();
}

void CachedTable::take_changes(std::vector<RowChange>& into, std::uint64_t flight) {
    std::erase_if(dirty_, [&](CachedEntry* entry) {
        if (!std::exchange(entry->dirty, false)) return true;  // it was undone, or came before
        into.push_back({info_, entry, entry->record.get(), entry->stored == Stored::no});
        entry->stored = entry->record ? Stored::yes : Stored::no;
        entry->flights += 1;
        entry->lent = entry->record != nullptr;
        return false;
    });
    for (const OwnedRecords& records : appended_) {
        for (const void* record : records.each) into.push_back({info_, nullptr, record, true});
    }
    if (dirty_.empty() && appended_.empty()) return;
    flights_.push_back({flight, std::exchange(dirty_, {}), std::exchange(appended_, {}), {}});
}

void CachedTable::append(OwnedRecords records) {
    if (records.each.empty()) return;
    appended_.push_back(std::move(records));
    has_appended_ = true;
}

CachedEntry& CachedTable::enter_record(const void* record, Stored stored) {
    key_.clear();
    encode(key_, *info_, info_->key, record);
    CachedEntry& entry = *enter(RowKey{key_}).first;
    entry.stored = stored;
    static_cast<void>(set(entry, copy_of(*info_->record, record), stored == Stored::no));
    return entry;
}

void CachedTable::enter_appended() {
    has_appended_ = false;
    for (Flight& flight : flights_) {
        if (std::exchange(flight.is_entered, true)) continue;
        for (const OwnedRecords& records : flight.appended) {
            for (const void* record : records.each) {
                CachedEntry& entry = enter_record(record, Stored::yes);
                entry.flights += 1;
                flight.entries.push_back(&entry);
            }
        }
    }
    for (const OwnedRecords& records : std::exchange(appended_, {})) {
        for (const void* record : records.each) static_cast<void>(enter_record(record, Stored::no));
    }
}

std::pair<CachedEntry*, bool> CachedTable::enter(const RowKey& key) {
    if (CachedEntry* known = find(key)) return {known, false};
    return {recent_ = &rows_.add(key), true};
}

Held CachedTable::set(CachedEntry& entry, Held record, bool dirty) {
    for (CachedOrder& order : orders_) order.move(entry, record.get());
    Held before = std::exchange(entry.record, std::move(record));
    if (entry.lent) {
        entry.lent = false;
        flights_.back().retired.push_back(std::exchange(before, copy_of(*info_->record, before.get())));
    }
    if (dirty && !entry.dirty) dirty_.push_back(&entry);
    entry.dirty = dirty;
    if (keys_ && entry.record && !before) remember(entry);
    return before;
}

void CachedTable::remember(const CachedEntry& entry) {
    keys_->add(entry.hash);
    if (keys_->size() > keys_max) keys_.reset();
}

void CachedTable::forget(CachedEntry& entry) {
    for (CachedOrder& order : orders_) {
        order.displace(entry);
        order.forget_what_is_known();  // the store may have this row, at a place that a scan passed meanwhile
    }
    is_whole_ = false;
    std::erase(dirty_, &entry);
    erase(entry);
}

void CachedTable::erase(const CachedEntry& entry) {
    if (recent_ == &entry) recent_ = nullptr;
    rows_.erase(entry);
}

void CachedTable::learn(CachedOrder& order, const void* record, std::uint64_t now) {
    key_.clear();
    encode(key_, *info_, info_->key, record);
    const auto [entry, is_new] = enter(RowKey{key_});
    if (is_new) {
        entry->record = copy_of(*info_->record, record);
        entry->stored = Stored::yes;
    }
    entry->last_used = now;
    order.place(*entry);
}

bool CachedTable::knows_absence(const RowKey& key) const {
    if (is_whole_ || (keys_ && !keys_->may_have(key.hash))) return true;
    return std::any_of(orders_.begin(), orders_.end(), [&](const CachedOrder& order) {
        return order.is_of_the_key() && order.knows_absence(key.text);
    });
}

CachedOrder& CachedTable::order(const Scan& scan) {
    static_cast<void>(order_of(*info_, scan));  // refuses what does not fit the table
    for (CachedOrder& each : orders_) {
        if (each.is_of(scan)) return each;
    }
    if (orders_.size() >= orders_max)
        fail(ErrorCode::limit_exceeded, info_->name, scan.index, "a table of at most 32 orders");
    CachedOrder& made = orders_.emplace_back(*info_, scan, std::uint32_t{1} << orders_.size(), is_whole_);
    if (is_whole_) {
        rows_.visit([&](CachedEntry& entry) { made.place(entry); });
        return made;
    }
    for (CachedEntry* entry : dirty_) {
        if (entry->dirty) made.place(*entry);
    }
    for (const Flight& flight : flights_) {
        for (CachedEntry* entry : flight.entries) made.place(*entry);
    }
    return made;
}

bool CachedTable::is_hardly_read() const noexcept {
    return orders_.empty() && wanted_ * written_for_one_wanted < written_;
}

void CachedTable::settle(std::uint64_t flight) {
    if (!flights_.empty() && flights_.front().number == flight) {
        land(std::move(flights_.front()));
        flights_.pop_front();
    }
    written_ /= 2;
    wanted_ /= 2;
}

void CachedTable::land(Flight flight) {
    written_ += flight.entries.size();
    if (!flight.appended.empty() && !flight.is_entered) {  // rows that are not known here
        is_whole_ = false;
        keys_.reset();
    }
    const bool forgets = is_hardly_read();
    for (CachedEntry* entry : flight.entries) {
        if (--entry->flights > 0) continue;
        entry->lent = false;
        if (!forgets || entry->dirty) continue;
        is_whole_ = false;
        erase(*entry);
    }
}

std::size_t CachedTable::size() const noexcept {
    std::size_t size = rows_.size();
    for (const CachedOrder& order : orders_) size += order.groups();
    return size;
}

void CachedTable::add_ages(std::vector<std::uint64_t>& ages) const {
    rows_.visit([&](const CachedEntry& entry) { ages.push_back(entry.last_used); });
    for (const CachedOrder& order : orders_) order.add_ages(ages);
}

void CachedTable::forget_before(std::uint64_t time) {
    const auto is_old = [&](const CachedEntry& entry) { return entry.last_used < time && entry.flights == 0; };
    for (CachedOrder& order : orders_) order.forget(is_old, time);
    if (rows_.erase_if(is_old) == 0) return;
    is_whole_ = false;
    recent_ = nullptr;
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
    for (const CachedTable& table : tables_) rows += table.size();
    if (rows <= rows_max_) return;
    std::vector<std::uint64_t> ages;
    for (const CachedTable& table : tables_) table.add_ages(ages);
    const std::size_t leaving = ages.size() - rows_max_ / 4 * 3;
    if (leaving == ages.size()) {
        for (CachedTable& table : tables_) table.forget_before(now_ + 1);
        return;
    }
    const auto cut = ages.begin() + static_cast<std::ptrdiff_t>(leaving);
    std::nth_element(ages.begin(), cut, ages.end());
    for (CachedTable& table : tables_) table.forget_before(*cut);
}

void RowCache::begin_beside() {
    free_.acquire();
    forget_the_oldest();
    began_ = now_;
}

std::vector<RowChange> RowCache::take_changes() {
    std::vector<RowChange> changes;
    ++flights_begun_;
    for (CachedTable& table : tables_) table.take_changes(changes, flights_begun_);
    return changes;
}

void RowCache::settle(std::optional<std::uint64_t> version) {
    ++flights_settled_;
    for (CachedTable& table : tables_) table.settle(flights_settled_);
    version_ = version;
}

void RowCache::abandon() {
    std::size_t changed = 0;
    for (CachedTable& table : tables_) changed += table.has_changes() ? 1 : 0;
    if (changed > 0) forget_all();
    free_.release();
}

CachedTable* RowCache::find(const TableInfo& info) {
    const auto found = by_info_.find(&info);
    return found == by_info_.end() ? nullptr : found->second;
}

CachedTable& RowCache::open(const TableInfo& info, bool is_empty) {
    return *(by_info_[&info] = &tables_.emplace_back(info, is_empty));
}

void RowCache::forget_all() {
    by_info_.clear();
    tables_.clear();
    version_.reset();
    flights_settled_ = flights_begun_;
}

}  // namespace marketplace::ports_detail
