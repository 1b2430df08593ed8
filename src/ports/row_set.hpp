#pragma once
// The rows of one table that a transaction knows, by their encoded key: an open-addressing index of hashes and
// addresses, so that a key which is not known costs one look into memory and one which is known costs two.

#include <marketplace/ports/key_encoding.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace marketplace::ports_detail {

/// An encoded key and its hash.
struct RowKey {
    explicit RowKey(std::string_view encoded)
        : text(encoded), hash(std::hash<std::string_view>{}(encoded)) {}

    std::string_view text;
    std::size_t hash;
};

/// What is known of a row: its record, or that there is none.
struct CachedEntry {
    struct Destroy {
        void operator()(CachedEntry* entry) const noexcept;
    };
    using Owned = std::unique_ptr<CachedEntry, Destroy>;
    /// The key lies behind the entry in the same piece of memory.
    [[nodiscard]] static Owned make(const RowKey& row);

    std::string_view key;
    std::size_t hash;
    Held record = nothing_held();
    std::uint64_t last_used = 0;  ///< on the clock of the cache
    std::uint32_t orders = 0;     ///< one bit for each order of the table in which it has its place
    std::uint8_t flights = 0;     ///< transactions before that have changed it and are not written yet
    bool dirty = false;           ///< changed by the transaction that is open
    bool lent = false;            ///< the record is what one of these writes, so that it must not be destroyed

private:
    CachedEntry(std::string_view stored, std::size_t hash_of_key) : key(stored), hash(hash_of_key) {}
};

/// Entries keep their addresses until they are erased.
class RowSet {
public:
    [[nodiscard]] std::size_t size() const noexcept { return count_; }

    [[nodiscard]] CachedEntry* find(const RowKey& key) const noexcept;
    /// The caller knows that there is none of this key.
    CachedEntry& add(const RowKey& key);
    void erase(const CachedEntry& entry);

    template <class Visit>
    void visit(Visit visit) const {
        for (const Cell& cell : cells_) {
            if (cell.entry) visit(*cell.entry);
        }
    }
    /// How many there were.
    template <class IsOld>
    std::size_t erase_if(IsOld is_old) {
        std::vector<const CachedEntry*> leaving;
        visit([&](const CachedEntry& entry) {
            if (is_old(entry)) leaving.push_back(&entry);
        });
        for (const CachedEntry* entry : leaving) erase(*entry);
        return leaving.size();
    }

private:
    struct Cell {
        std::size_t hash = 0;
        CachedEntry::Owned entry;
    };

    [[nodiscard]] std::size_t mask() const noexcept { return cells_.size() - 1; }
    void grow();
    void place(Cell cell) noexcept;

    std::vector<Cell> cells_;  ///< a power of two, at most five eighths of them in use
    std::size_t count_ = 0;
};

}  // namespace marketplace::ports_detail
