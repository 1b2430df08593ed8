#include "ending.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::ports_detail {
namespace {

/// The first bytes of a key, as a number of the same order.
std::uint64_t beginning_of(const CachedEntry& entry) {
    const std::string_view key = entry.key;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i)
        number = number << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
    return number;
}

using Changes = std::vector<RowChange>::iterator;

/// In the order of their keys, in which a store finds the places of rows beside each other. Journals come in the order
/// of their numbers, and what was appended stays as it came; of others most are told apart by how their keys begin.
void sort_by_key(Changes first, Changes last) {
    last = std::partition_point(first, last, [](const RowChange& each) { return each.entry != nullptr; });
    const auto precedes = [](const RowChange& a, const RowChange& b) { return a.entry->key < b.entry->key; };
    if (std::is_sorted(first, last, precedes)) return;
    std::vector<std::pair<std::uint64_t, RowChange>> keyed;
    keyed.reserve(static_cast<std::size_t>(last - first));
    std::transform(first, last, std::back_inserter(keyed),
                   [](const RowChange& each) { return std::pair{beginning_of(*each.entry), each}; });
    std::sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : precedes(a.second, b.second);
    });
    std::transform(keyed.begin(), keyed.end(), first, [](const auto& each) { return each.second; });
}

void write(Transaction& store, const TableInfo& table, Changes first, Changes last) {
    std::vector<const void*> replaced;
    std::vector<const void*> inserted;
    for (; first != last; ++first) {
        if (first->record != nullptr) {
            (first->is_new ? inserted : replaced).push_back(first->record);
        } else if (!first->is_new) {
            static_cast<void>(store.erase(table, decoded(first->entry->key)));
        }
    }
    for (const void* record : replaced) store.put(table, record);
    store.insert_all(table, inserted);
}

}  // namespace

void write_changes(Transaction& store, std::vector<RowChange> changes) {
    for (auto first = changes.begin(); first != changes.end();) {
        const TableInfo& table = *first->table;
        const auto last =
            std::find_if(first, changes.end(), [&](const RowChange& each) { return each.table != &table; });
        sort_by_key(first, last);
        write(store, table, first, last);
        first = last;
    }
}

}  // namespace marketplace::ports_detail
