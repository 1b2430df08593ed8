#pragma once
// What a buffered transaction knows of its tables: rows by key, some of them changed, and orders to scan them in.

#include "cached_order.hpp"
#include "key_filter.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <semaphore>
#include <string>
#include <unordered_map>
#include <vector>

namespace marketplace::ports_detail {

/// A row that is to be written: its record, or null to erase it.
struct RowChange {
    const TableInfo* table;
    const CachedEntry* entry;  ///< null for a record that was appended
    const void* record;
    bool is_new;  ///< the store has no row of this key
};

/// One table. Entries keep their addresses until they are forgotten.
class CachedTable {
public:
    /// Of a table in which there is no row yet, all keys that come are remembered. Until the first row is forgotten the
    /// store need not be asked for anything.
    CachedTable(const TableInfo& info, bool is_empty)
        : info_(&info), checked_(columns_to_check(info)), is_whole_(is_empty) {
        if (is_empty) keys_.emplace();
    }

    [[nodiscard]] const TableInfo& info() const noexcept { return *info_; }
    /// Throws what a store that writes texts would throw for this record.
    void check(const void* record) const { check_storable(checked_, record); }
    /// Whether the transaction that is open has changed a row.
    [[nodiscard]] bool has_changes();
    /// Adds the rows that are to be written, each once. They are in flight from now on: their records stay as they are
    /// until this flight is settled, whatever later transactions put in their place.
    void take_changes(std::vector<RowChange>& into, std::uint64_t flight);

    /// The row that was last found or entered, if it is the one of this key: most are written after they were read.
    [[nodiscard]] CachedEntry* recent(std::string_view key) const noexcept {
        return recent_ != nullptr && recent_->key == key ? recent_ : nullptr;
    }
    [[nodiscard]] CachedEntry* find(const RowKey& key) noexcept {
        CachedEntry* found = rows_.find(key);
        if (found != nullptr) recent_ = found;
        return found;
    }
    /// The entry of a key, and whether it was not known before.
    std::pair<CachedEntry*, bool> enter(const RowKey& key);
    /// Somebody asked for a row that an earlier transaction has left.
    void want() noexcept { ++wanted_; }
    /// Puts a record, or nothing, into a row, and gives back what was there. Orders follow.
    Held set(CachedEntry& entry, Held record, bool dirty);
    /// Whether records can be written without entries: of a table that nobody has asked for anything.
    [[nodiscard]] bool can_append() const noexcept { return rows_.size() == 0 && orders_.empty(); }
    /// Records of which the store has no row. They get entries when somebody asks for something of this table.
    void append(OwnedRecords records);
    [[nodiscard]] bool has_appended() const noexcept { return has_appended_; }
    void enter_appended();
    /// As if the row had never been seen.
    void forget(CachedEntry& entry);
    /// A row as a scan has read it; what is known of it already counts more.
    void learn(CachedOrder& order, const void* record, std::uint64_t now);

    /// Whether a row that is not known here is not in the store either: its key has never come, or a scan by the key
    /// has passed its place.
    [[nodiscard]] bool knows_absence(const RowKey& key) const;

    /// Whether every row of the store is known.
    [[nodiscard]] bool is_whole() const noexcept { return is_whole_; }

    /// The order of a scan; a new one knows the dirty rows, or all of a table that is whole.
    [[nodiscard]] CachedOrder& order(const Scan& scan);

    /// What was in this flight, the first that is not settled, is written. Rows of a table that is written and hardly
    /// ever read again, such as a journal, are forgotten, since they would only push others out.
    void settle(std::uint64_t flight);
    /// Rows, and groups of them.
    [[nodiscard]] std::size_t size() const noexcept;
    void add_ages(std::vector<std::uint64_t>& ages) const;
    /// Forgets the rows that were last used before, but for those that the store does not have yet.
    void forget_before(std::uint64_t time);

private:
    /// What one transaction has changed, while it is being written.
    struct Flight {
        std::uint64_t number;
        std::vector<CachedEntry*> entries;  ///< each once
        std::vector<OwnedRecords> appended;
        std::vector<Held> retired;  ///< records of this flight, or one before, that were replaced meanwhile
        bool is_entered = false;    ///< what was appended has entries now
    };

    void land(Flight flight);
    CachedEntry& enter_record(const void* record, Stored stored);
    [[nodiscard]] bool is_hardly_read() const noexcept;
    void remember(const CachedEntry& entry);
    void erase(const CachedEntry& entry);

    const TableInfo* info_;
    std::vector<const ColumnInfo*> checked_;
    bool is_whole_;
    RowSet rows_;
    std::optional<KeyFilter> keys_;  ///< every key of the table, and others
    std::vector<CachedEntry*> dirty_;  ///< each dirty row at least once
    std::vector<OwnedRecords> appended_;
    bool has_appended_ = false;  ///< here, or in a flight
    std::deque<Flight> flights_;       ///< those in which there is something
    std::deque<CachedOrder> orders_;
    CachedEntry* recent_ = nullptr;
    std::string key_;  ///< working memory
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
    /// A transaction begins while the changes of some before are in flight; it sees a content without them, or with the
    /// first of them, and nothing that anyone else wrote.
    void begin_beside();
    /// The changes of the transaction that is open; they are in flight from now on.
    [[nodiscard]] std::vector<RowChange> take_changes();
    /// What is longest in flight is written, and the content that it left has this version.
    void settle(std::optional<std::uint64_t> version);
    /// The transaction that is open ends.
    void end() { free_.release(); }
    /// It ends, and nothing of it remains. Nothing may be in flight.
    void abandon();
    /// Nothing may be in flight.
    void forget_all();

    /// A clock that counts uses of rows.
    [[nodiscard]] std::uint64_t tick() noexcept { return ++now_; }
    /// When the present transaction began.
    [[nodiscard]] std::uint64_t began() const noexcept { return began_; }
    [[nodiscard]] CachedTable* find(const TableInfo& info);
    CachedTable& open(const TableInfo& info, bool is_empty);
    /// Whether what is known now may be of use to later transactions.
    [[nodiscard]] bool is_kept() const noexcept { return version_.has_value(); }

private:
    void forget_the_oldest();

    std::size_t rows_max_;
    std::deque<CachedTable> tables_;  ///< in the order of their first use, so that writes come in a fixed order
    std::unordered_map<const TableInfo*, CachedTable*> by_info_;
    std::optional<std::uint64_t> version_;
    std::uint64_t now_ = 0;
    std::uint64_t began_ = 0;
    std::uint64_t flights_begun_ = 0;
    std::uint64_t flights_settled_ = 0;
    std::binary_semaphore free_{1};
};

}  // namespace marketplace::ports_detail
