#pragma once
// The rows of one table that a transaction knows, by their encoded key, or groups of them by what they have in common:
// an open-addressing index of hashes and addresses, so that a key which is not known costs one look into memory and one
// which is known costs two.

#include <marketplace/ports/key_encoding.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

namespace marketplace::ports_detail {

/// An encoded key and its hash.
struct RowKey {
    explicit RowKey(std::string_view encoded)
        : text(encoded), hash(std::hash<std::string_view>{}(encoded)) {}

    std::string_view text;
    std::size_t hash;
};

/// Whether the store has a row.
enum class Stored : std::uint8_t { unknown, no, yes };

/// Ends an entry that was made by `made_with_key`.
struct DestroyWithKey {
    template <class Entry>
    void operator()(Entry* entry) const noexcept {
        entry->~Entry();
        ::operator delete(entry);
    }
};

/// An entry with its key behind it in the same piece of memory.
template <class Entry>
[[nodiscard]] std::unique_ptr<Entry, DestroyWithKey> made_with_key(const RowKey& key) {
    auto* memory = static_cast<char*>(::operator new(sizeof(Entry) + key.text.size()));
    char* behind = memory + sizeof(Entry);
    std::copy(key.text.begin(), key.text.end(), behind);
    auto* entry = ::new (memory) Entry;
    entry->key = {behind, key.text.size()};
    entry->hash = key.hash;
    return std::unique_ptr<Entry, DestroyWithKey>{entry};
}

/// What is known of a row: its record, or that there is none.
struct CachedEntry {
    std::string_view key;
    std::size_t hash = 0;
    Held record = nothing_held();
    std::uint64_t last_used = 0;  ///< on the clock of the cache
    std::uint32_t orders = 0;     ///< one bit for each order of the table in which it has its place
    Stored stored = Stored::unknown;  ///< by when all that is in flight is written
    std::uint8_t flights = 0;     ///< transactions before that have changed it and are not written yet
    bool dirty = false;           ///< changed by the transaction that is open
    bool lent = false;            ///< the record is what one of these writes, so that it must not be destroyed
};

/// Entries by their keys; they keep their addresses until they are erased.
template <class Entry>
class KeyedSet {
public:
    [[nodiscard]] std::size_t size() const noexcept { return count_; }

    [[nodiscard]] Entry* find(const RowKey& key) const noexcept {
        if (cells_.empty()) return nullptr;
        for (std::size_t at = key.hash & mask();; at = (at + 1) & mask()) {
            const Cell& cell = cells_[at];
            if (!cell.entry) return nullptr;
            if (cell.hash == key.hash && cell.entry->key == key.text) return cell.entry.get();
        }
    }
    /// The caller knows that there is none of this key.
    Entry& add(const RowKey& key) {
        if ((count_ + 1) * 8 > cells_.size() * 5) grow();
        auto entry = made_with_key<Entry>(key);
        Entry& added = *entry;
        place({key.hash, std::move(entry)});
        ++count_;
        return added;
    }
    void erase(const Entry& entry) {
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

    template <class Visit>
    void visit(Visit visit) const {
        for (const Cell& cell : cells_) {
            if (cell.entry) visit(*cell.entry);
        }
    }
    /// How many there were.
    template <class IsOld>
    std::size_t erase_if(IsOld is_old) {
        std::vector<const Entry*> leaving;
        visit([&](Entry& entry) {
            if (is_old(entry)) leaving.push_back(&entry);
        });
        for (const Entry* entry : leaving) erase(*entry);
        return leaving.size();
    }

private:
    struct Cell {
        std::size_t hash = 0;
        std::unique_ptr<Entry, DestroyWithKey> entry;
    };

    [[nodiscard]] std::size_t mask() const noexcept { return cells_.size() - 1; }
    void grow() {
        constexpr std::size_t cells_min = 16;
        std::vector<Cell> old(cells_.empty() ? cells_min : cells_.size() * 2);
        old.swap(cells_);
        for (Cell& cell : old) {
            if (cell.entry) place(std::move(cell));
        }
    }
    void place(Cell cell) noexcept {
        std::size_t at = cell.hash & mask();
        while (cells_[at].entry) at = (at + 1) & mask();
        cells_[at] = std::move(cell);
    }

    std::vector<Cell> cells_;  ///< a power of two, at most five eighths of them in use
    std::size_t count_ = 0;
};

using RowSet = KeyedSet<CachedEntry>;

}  // namespace marketplace::ports_detail
