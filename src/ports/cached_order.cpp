#include "cached_order.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::ports_detail {
namespace {

/// Whether a column has the same value in two records. Spares writing a text where the values tell.
bool is_equal(const ColumnInfo& column, const void* a, const void* b) {
    const void* left = value_of(column, a);
    const void* right = value_of(column, b);
    if (left == nullptr || right == nullptr) return left == right;
    if (column.kind == ColumnKind::integer) return integer_of(column, left) == integer_of(column, right);
    if (column.type->kind == Kind::timestamp)
        return *static_cast<const Timestamp*>(left) == *static_cast<const Timestamp*>(right);
    std::string left_text;
    std::string right_text;
    return text_of(column, left, left_text) == text_of(column, right, right_text);
}

}  // namespace

std::string_view CachedGroup::known_from(std::string_view place) const {
    if (knows_all_) return {&after_all, 1};
    const auto after = known.upper_bound(place);
    if (after == known.begin()) return place;
    return std::max<std::string_view>(place, std::prev(after)->second);
}

void CachedGroup::know(std::string first, std::string last) {
    if (knows_all_ || last <= first) return;
    if (first.empty() && last == std::string_view{&after_all, 1}) return know_all();
    auto at = known.upper_bound(last);
    while (at != known.begin() && std::prev(at)->second >= first) {  // it overlaps, or touches
        --at;
        first = std::min(first, at->first);
        last = std::max(last, at->second);
        at = known.erase(at);
    }
    known.emplace(std::move(first), std::move(last));
}

void CachedGroup::forget(std::string_view place) {
    if (std::exchange(knows_all_, false)) known.emplace(std::string{}, std::string{after_all});
    const auto after = known.upper_bound(place);
    if (after == known.begin()) return;
    const auto range = std::prev(after);
    if (range->second <= place) return;
    std::string last = std::exchange(range->second, std::string{place});
    std::string behind = std::string{place} + '\0';
    if (behind < last) known.emplace_hint(after, std::move(behind), std::move(last));
    if (range->first == place) known.erase(range);
}

void CachedGroup::forget_empty_ranges() {
    for (auto range = known.begin(); range != known.end() && std::next(range) != known.end();) {
        const auto row = rows.lower_bound(range->first);
        const bool is_empty = row == rows.end() || row->first.text() >= range->second;
        range = is_empty ? known.erase(range) : std::next(range);
    }
}

void CachedGroup::know_all() {
    known.clear();
    knows_all_ = true;
}

void CachedGroup::know_nothing() {
    known.clear();
    knows_all_ = false;
}

CachedOrder::CachedOrder(const TableInfo& info, const Scan& scan, std::uint32_t bit, bool is_whole)
    : info_(&info),
      index_(scan.index),
      prefix_(scan.prefix.size()),
      columns_(order_of(info, scan)),
      bit_(bit),
      is_whole_(is_whole) {}

CachedGroup& CachedOrder::group(std::string_view name) {
    if (recent_ != nullptr && recent_->key == name) return *recent_;
    const RowKey key{name};
    recent_ = groups_.find(key);
    if (recent_ != nullptr) return *recent_;
    recent_ = &groups_.add(key);
    if (is_whole_) recent_->know_all();
    return *recent_;
}

bool CachedOrder::knows_absence(std::string_view key) const {
    const std::size_t length = length_of_cells(key, prefix_);
    const CachedGroup* found = groups_.find(RowKey{key.substr(0, length)});
    if (found == nullptr) return is_whole_;
    const std::string_view place = key.substr(length);
    return found->known_from(place) != place;
}

Place CachedOrder::place_of(const CachedEntry& entry, const void* record) {
    std::string_view text = entry.key;
    if (!is_of_the_key()) {
        place_.clear();
        encode(place_, *info_, columns_, record);
        text = place_;
    }
    const std::size_t length = length_of_cells(text, prefix_);
    return {text.substr(0, length), text.substr(length)};
}

bool CachedOrder::is_at_the_same_place(const void* a, const void* b) const {
    return is_of_the_key() || std::all_of(columns_.begin(), columns_.end(),
                       [&](std::size_t column) { return is_equal(info_->columns[column], a, b); });
}

void CachedOrder::place(CachedEntry& entry) {
    if (!entry.record || (entry.orders & bit_) != 0) return;
    enter(place_of(entry, entry.record.get()), entry);
}

void CachedOrder::enter(const Place& place, CachedEntry& entry) {
    CachedGroup& own = group(place.group);
    // Most orders that hold many rows are of times, and what is new belongs at their end.
    own.rows.emplace_hint(own.rows.end(), is_of_the_key() ? PlaceInGroup{place.rest} : PlaceInGroup::copied(place.rest),
                          &entry);
    own.last_used = std::max(own.last_used, entry.last_used);
    entry.orders |= bit_;
}

void CachedOrder::displace(CachedEntry& entry) {
    if ((entry.orders & bit_) == 0) return;
    const Place place = place_of(entry, entry.record.get());
    auto& rows = group(place.group).rows;
    rows.erase(rows.find(place.rest));
    entry.orders &= ~bit_;
}

void CachedOrder::move(CachedEntry& entry, const void* record) {
    if ((entry.orders & bit_) != 0) {
        if (record != nullptr && is_at_the_same_place(entry.record.get(), record)) return;
        displace(entry);
    }
    if (record != nullptr) enter(place_of(entry, record), entry);
}

void CachedOrder::forget_what_is_known() {
    groups_.visit([](CachedGroup& group) { group.know_nothing(); });
    is_whole_ = false;
}

void CachedOrder::add_ages(std::vector<std::uint64_t>& ages) const {
    groups_.visit([&](const CachedGroup& group) { ages.push_back(group.last_used); });
}

void CachedOrder::forget(const std::function<bool(const CachedEntry&)>& is_old, std::uint64_t time) {
    recent_ = nullptr;
    groups_.erase_if([&](CachedGroup& group) {
        const std::size_t left = std::erase_if(group.rows, [&](const auto& row) {
            const bool leaves = is_old(*row.second);
            if (leaves) group.forget(row.first.text());
            return leaves;
        });
        if (left > 0) group.forget_empty_ranges();
        const bool leaves = group.rows.empty() && group.last_used < time;
        if (leaves && !group.knows_all()) is_whole_ = false;
        return leaves;
    });
}

std::size_t length_of_cells(std::string_view encoded, std::size_t cells) {
    constexpr std::size_t integer_length = 9;
    std::size_t at = 0;
    for (; cells > 0; --cells) {
        if (encoded[at] == rank_integer) {
            at += integer_length;
        } else if (encoded[at] == rank_text) {
            // A zero byte within a text is followed by 0xFF, and its end by another zero byte.
            for (at = encoded.find('\0', at + 1); encoded[at + 1] != '\0'; at = encoded.find('\0', at + 2)) {}
            at += 2;
        } else {
            at += 1;
        }
    }
    return at;
}

}  // namespace marketplace::ports_detail
