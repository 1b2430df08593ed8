#pragma once
// What a buffered transaction knows of its tables: rows by key, some of them changed, and orders to scan them in.

#include "row_set.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <semaphore>
#include <string>
#include <unordered_map>
#include <vector>

namespace marketplace::ports_detail {

/// One order in which a table is scanned: by an index, or by the key.
struct CachedOrder {
    std::string index;
    std::span<const std::size_t> columns;
    std::uint32_t bit = 0;  ///< in `CachedEntry::orders`
    /// By their place: every dirty row, every row that a scan has read, and maybe others.
    std::map<std::string, CachedEntry*, std::less<>> rows;
    /// Ranges of places of which every row is known, by their beginning; their end is outside.
    std::map<std::string, std::string> known;

    /// Up to where everything is known from a place on; that place itself when nothing is.
    [[nodiscard]] std::string known_from(const std::string& place) const;
    void know(std::string first, std::string last);
    /// What is at a place is not known any more.
    void forget(const std::string& place);
};

/// One table. Entries keep their addresses until they are forgotten.
class CachedTable {
public:
    explicit CachedTable(const TableInfo& info) : info_(&info), checked_(columns_to_check(info)) {}

    [[nodiscard]] const TableInfo& info() const noexcept { return *info_; }
    /// Throws what a store that writes texts would throw for this record.
    void check(const void* record) const { check_storable(checked_, record); }
    /// The rows that are to be written, in the order of their keys.
    [[nodiscard]] std::vector<CachedEntry*> dirty();

    [[nodiscard]] CachedEntry* find(const RowKey& key) { return rows_.find(key); }
    /// The entry of a key, and whether it was not known before.
    std::pair<CachedEntry*, bool> enter(const RowKey& key);
    /// Somebody asked for a row that an earlier transaction has left.
    void want() noexcept { ++wanted_; }
    /// Puts a record, or nothing, into a row, and gives back what was there. Orders follow.
    Held set(CachedEntry& entry, Held record, bool dirty);
    /// As if the row had never been seen.
    void forget(CachedEntry& entry);
    /// A row as a scan has read it; what is known of it already counts more.
    void learn(CachedOrder& order, const void* record, std::uint64_t now);

    /// Whether a row that is not known here is not in the store either: a scan by the key has passed its place.
    [[nodiscard]] bool knows_absence(const RowKey& key) const;

    /// The order of a scan; a new one knows the dirty rows.
    [[nodiscard]] CachedOrder& order(const Scan& scan);

    /// Everything was written. Rows of a table that is written and hardly ever read again, such as a journal, are
    /// forgotten, since they would only push others out.
    void settle();
    [[nodiscard]] std::size_t rows() const noexcept { return rows_.size(); }
    void add_ages(std::vector<std::uint64_t>& ages) const;
    /// Forgets the rows that were last used before.
    void forget_before(std::uint64_t time);

private:
    void place(CachedOrder& order, CachedEntry& entry);
    void displace(CachedOrder& order, CachedEntry& entry);
    void move(CachedOrder& order, CachedEntry& entry, const void* record);
    const std::string& place_of(std::string& into, const CachedOrder& order, const void* record) const;
    [[nodiscard]] bool is_hardly_read() const noexcept;

    const TableInfo* info_;
    std::vector<const ColumnInfo*> checked_;
    RowSet rows_;
    std::vector<CachedEntry*> dirty_;  ///< each dirty row at least once
    std::deque<CachedOrder> orders_;
    std::string place_;  ///< working memory
    std::string place_before_;
    std::uint64_t wanted_ = 0;   ///< rows of earlier transactions that were asked for; half of it goes at each commit
    std::uint64_t written_ = 0;  ///< likewise
};

/// All tables, as one transaction after the other knows them.
class RowCache {
public:
    explicit RowCache(std::size_t rows_max) : rows_max_(rows_max) {}

    /// A transaction begins that sees this version of the content; forgets everything if it is another one. Waits
    /// for the end of the one before, whose store may have let this one in a moment too early.
    void begin(std::optional<std::uint64_t> version);
    /// It ended, and all that is known became the content of this version.
    void committed(std::optional<std::uint64_t> version);
    /// It ended, and nothing of it remains.
    void abandoned();

    /// A clock that counts uses of rows.
    [[nodiscard]] std::uint64_t tick() noexcept { return ++now_; }
    /// When the present transaction began.
    [[nodiscard]] std::uint64_t began() const noexcept { return began_; }
    [[nodiscard]] CachedTable* find(const TableInfo& info);
    CachedTable& open(const TableInfo& info);
    /// In which tables were first used, so that writes come in a fixed order.
    [[nodiscard]] std::deque<CachedTable>& tables() noexcept { return tables_; }

private:
    void forget_the_oldest();
    void forget_all();

    std::size_t rows_max_;
    std::deque<CachedTable> tables_;
    std::unordered_map<const TableInfo*, CachedTable*> by_info_;
    std::optional<std::uint64_t> version_;
    std::uint64_t now_ = 0;
    std::uint64_t began_ = 0;
    std::binary_semaphore free_{1};
};

}  // namespace marketplace::ports_detail
