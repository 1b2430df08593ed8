#include "row_set.hpp"

#include <cstring>
#include <new>
#include <utility>

namespace marketplace::ports_detail {

CachedEntry::Owned CachedEntry::make(const RowKey& row) {
    auto* memory = static_cast<char*>(::operator new(sizeof(CachedEntry) + row.text.size()));
    char* behind = memory + sizeof(CachedEntry);
    std::memcpy(behind, row.text.data(), row.text.size());
    return Owned{::new (memory) CachedEntry{std::string_view{behind, row.text.size()}, row.hash}};
}

void CachedEntry::Destroy::operator()(CachedEntry* entry) const noexcept {
    entry->~CachedEntry();
    ::operator delete(entry);
}

CachedEntry* RowSet::find(const RowKey& key) const noexcept {
    if (cells_.empty()) return nullptr;
    for (std::size_t at = key.hash & mask();; at = (at + 1) & mask()) {
        const Cell& cell = cells_[at];
        if (!cell.entry) return nullptr;
        if (cell.hash == key.hash && cell.entry->key == key.text) return cell.entry.get();
    }
}

CachedEntry& RowSet::add(const RowKey& key) {
    if ((count_ + 1) * 8 > cells_.size() * 5) grow();
    CachedEntry::Owned entry = CachedEntry::make(key);
    CachedEntry& added = *entry;
    place({key.hash, std::move(entry)});
    ++count_;
    return added;
}

void RowSet::erase(const CachedEntry& entry) {
    std::size_t hole = entry.hash & mask();
    while (cells_[hole].entry.get() != &entry) hole = (hole + 1) & mask();
    cells_[hole].entry.reset();
    // What follows moves up, as long as that does not carry it before the place where it is looked for.
    for (std::size_t at = (hole + 1) & mask(); cells_[at].entry; at = (at + 1) & mask()) {
        const std::size_t home = cells_[at].hash & mask();
        if (((at - home) & mask()) < ((at - hole) & mask())) continue;
        cells_[hole] = std::move(cells_[at]);
        hole = at;
    }
    --count_;
}

void RowSet::grow() {
    constexpr std::size_t cells_min = 16;
    std::vector<Cell> old(cells_.empty() ? cells_min : cells_.size() * 2);
    old.swap(cells_);
    for (Cell& cell : old) {
        if (cell.entry) place(std::move(cell));
    }
}

void RowSet::place(Cell cell) noexcept {
    std::size_t at = cell.hash & mask();
    while (cells_[at].entry) at = (at + 1) & mask();
    cells_[at] = std::move(cell);
}

}  // namespace marketplace::ports_detail
