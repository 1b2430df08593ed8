#pragma once
// The store port: transactions over records.
//
// A store keeps records of described types in tables. A transaction sees its own writes, is isolated from
// others and either happens as a whole or not at all; what is not committed when it is destroyed is rolled
// back. Savepoints nest within it. Reads are by key, or in the order of the key or of a declared index.
//
// The virtual functions pass a record as its address beside its table, so that no adapter needs a row type
// in between; the typed functions below are what one calls.

#include <marketplace/core/checked.hpp>
#include <marketplace/ports/table.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace marketplace {

/// Which rows, and in what order. Rows come in the order of the index and, within equal values of it, of
/// the key; null comes before everything, integers by value, texts by their bytes.
struct Scan {
    std::string_view index;    ///< as written in the TableSpec; empty for the key
    std::vector<Cell> prefix;  ///< the leading columns equal these; null equals null
    std::optional<Cell> from;  ///< the column after the prefix is not before this, nor null
    std::optional<Cell> to;    ///< and is before this, and not null
    /// Keyset page: goes on after the row of these index and then key columns, which `position_of` gives.
    /// They begin with the prefix. The row itself need not exist any more.
    std::vector<Cell> after;
    std::size_t limit = SIZE_MAX;
    bool descending = false;
};

/// The columns that a scan goes along: those of its index, then the key's. Throws `invalid_value` when the
/// index is not declared or the prefix, a bound or the position do not fit it.
[[nodiscard]] std::span<const std::size_t> order_of(const TableInfo& table, const Scan& scan);

/// Throws `invalid_value` unless there is a cell for each key column.
void check_key(const TableInfo& table, std::span<const Cell> key);

/// A record with the function that destroys it.
using OwnedRecord = std::unique_ptr<void, void (*)(void*)>;

/// Records of one table, and what keeps them.
struct OwnedRecords {
    std::shared_ptr<const void> owner;
    std::vector<const void*> each;
};

/// Called for each row; false ends the scan.
using RecordVisitor = std::function<bool(const void* record)>;

/// One unit of work; to be used by one thread at a time. After a failure of the store (codes 2100 to 2199)
/// nothing of it can be committed any more.
class Transaction {
public:
    virtual ~Transaction() = default;

    /// Fills `into` and returns true, or returns false.
    virtual bool get(const TableInfo& table, std::span<const Cell> key, void* into) = 0;
    /// The record where it lies in the memory of the transaction, valid until it is next written to, or `into`, filled;
    /// null when there is none.
    virtual const void* look(const TableInfo& table, std::span<const Cell> key, void* into) {
        return get(table, key, into) ? into : nullptr;
    }
    /// Inserts or replaces.
    virtual void put(const TableInfo& table, const void* record) = 0;
    /// Inserts records of which the caller knows that there is no row of their keys, nor two of one key among them.
    /// Throws `store_failed` if there is; the transaction is to be given up then, since others may have been inserted.
    virtual void insert_all(const TableInfo& table, std::span<const void* const> records) {
        for (const void* record : records) {
            if (!insert(table, record)) fail(ErrorCode::store_failed, table.name, "a row of this key", "none");
        }
    }
    /// The same; what writes later keeps these meanwhile instead of copies, and may find out only then.
    virtual void insert_owned(const TableInfo& table, OwnedRecords records) { insert_all(table, records.each); }
    /// Inserts or replaces; what keeps records in memory need not copy this one.
    virtual void put_owned(const TableInfo& table, OwnedRecord record) { put(table, record.get()); }
    /// False if a record of this key exists; nothing is written then.
    virtual bool insert(const TableInfo& table, const void* record) = 0;
    /// False if there is no such record.
    virtual bool erase(const TableInfo& table, std::span<const Cell> key) = 0;
    /// The visitor may read and scan, and throw, but not write.
    virtual void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) = 0;

    /// The caller knows that the store has no row of this scan: what keeps rows in memory need not look for them.
    virtual void expect_none(const TableInfo& /*table*/, const Scan& /*scan*/) {}

    virtual void begin_savepoint() = 0;
    /// Ends the innermost savepoint and keeps what was done since.
    virtual void release_savepoint() = 0;
    /// Ends the innermost savepoint and undoes what was done since.
    virtual void rollback_savepoint() = 0;

    /// Makes everything durable and ends the transaction. If it throws, the store goes on as if nothing of it
    /// had happened. (Only if the machine also stops at that moment may it be found complete afterwards, as
    /// with every database: an event id tells. It is never found in part.)
    virtual void commit() = 0;

    /// Tells contents apart, so that what was read can be kept: equal for two transactions of one store only if
    /// nothing was committed between them, by anyone. To be asked of a transaction that has written nothing, and
    /// of one that was committed, for the content that it left. Nothing: this store cannot tell.
    [[nodiscard]] virtual std::optional<std::uint64_t> content_version() { return std::nullopt; }

    /// Another thread will go on with this transaction: from now on a `begin` by this one waits for its end instead of
    /// being refused.
    virtual void pass_on() {}
};

/// A database. Safe to use from any thread; transactions come one after the other.
class Store {
public:
    virtual ~Store() = default;

    /// Creates the tables that are missing. Throws `store_version` when the database has these tables with
    /// other columns: it was written by another version.
    virtual void create_tables(std::span<const TableInfo* const> tables) = 0;
    /// Waits for the transaction before it. Throws `store_busy` when that one was begun by this same thread,
    /// which would wait forever, or when another process keeps the database for too long.
    [[nodiscard]] virtual std::unique_ptr<Transaction> begin() = 0;
    /// A transaction that only reads, beside others: what was committed before it, and nothing after. Writing throws
    /// `store_failed`. Null when this store lets one transaction in at a time.
    [[nodiscard]] virtual std::unique_ptr<Transaction> begin_read() { return nullptr; }
    /// Throws `store_busy` when this thread has begun a transaction that is open: to be asked before it waits for what
    /// another thread writes, which would wait for that transaction.
    virtual void refuse_waiting_for_oneself() {}
};

/// How a value is stored in a key or index column.
[[nodiscard]] inline Cell make_cell(std::int64_t value) { return value; }
[[nodiscard]] inline Cell make_cell(std::int32_t value) { return std::int64_t{value}; }
[[nodiscard]] inline Cell make_cell(bool value) { return std::int64_t{value ? 1 : 0}; }
[[nodiscard]] inline Cell make_cell(std::string_view text) { return std::string{text}; }
[[nodiscard]] inline Cell make_cell(const std::string& text) { return text; }
[[nodiscard]] inline Cell make_cell(const char* text) { return std::string{text}; }
[[nodiscard]] inline Cell make_cell(Timestamp at) { return to_string(at); }
[[nodiscard]] inline Cell make_cell(const Date& date) { return to_string(date); }
[[nodiscard]] inline Cell make_cell(Duration duration) { return duration.micros; }
template <class T>
    requires is_strong_integer<T>
[[nodiscard]] Cell make_cell(T number) { return std::int64_t{number.value}; }
template <class Tag>
[[nodiscard]] Cell make_cell(const Id<Tag>& id) { return id.value; }
template <DescribedEnum E>
[[nodiscard]] Cell make_cell(E value) { return std::string{name_of(value)}; }
template <Scalar T>
[[nodiscard]] Cell make_cell(const T& value) { return ScalarTraits<T>::format(value); }
template <class T>
[[nodiscard]] Cell make_cell(const std::optional<T>& value) { return value ? make_cell(*value) : Cell{}; }

/// A key or prefix from the values of its columns, in order.
template <class... Parts>
[[nodiscard]] std::vector<Cell> make_key(const Parts&... parts) {
    std::vector<Cell> key;
    key.reserve(sizeof...(Parts));
    (key.push_back(make_cell(parts)), ...);
    return key;
}

/// The key of a record.
template <class T>
[[nodiscard]] std::vector<Cell> key_of(const T& record) {
    return cells_of(table_of<T>(), table_of<T>().key, &record);
}

/// Where a record stands in the order of a scan: what `Scan::after` takes.
template <class T>
[[nodiscard]] std::vector<Cell> position_of(const Scan& scan, const T& record) {
    return cells_of(table_of<T>(), order_of(table_of<T>(), scan), &record);
}

/// The record of a key, or nothing.
template <class T, class... Parts>
[[nodiscard]] std::optional<T> get(Transaction& transaction, const Parts&... key) {
    std::optional<T> found{std::in_place};
    const std::array<Cell, sizeof...(Parts)> cells{make_cell(key)...};
    if (!transaction.get(table_of<T>(), cells, &*found)) found.reset();
    return found;
}

/// The record of a key for a short look, without a copy of it where it is in memory: valid until the transaction next
/// writes. Null when there is none.
template <class T>
class Look {
public:
    template <class... Parts>
    explicit Look(Transaction& transaction, const Parts&... key) {
        const std::array<Cell, sizeof...(Parts)> cells{make_cell(key)...};
        found_ = static_cast<const T*>(transaction.look(table_of<T>(), cells, &read_));
    }
    Look(const Look&) = delete;
    Look& operator=(const Look&) = delete;

    [[nodiscard]] explicit operator bool() const noexcept { return found_ != nullptr; }
    const T& operator*() const noexcept { return *found_; }
    const T* operator->() const noexcept { return found_; }

private:
    T read_{};
    const T* found_;
};

/// Inserts or replaces.
template <class T>
void put(Transaction& transaction, const T& record) {
    transaction.put(table_of<T>(), &record);
}
/// The same of a record that is not needed any more.
template <class T>
    requires(!std::is_reference_v<T> && !std::is_const_v<T>)
void put(Transaction& transaction, T&& record) {
    transaction.put_owned(table_of<T>(), OwnedRecord{new T(std::move(record)), table_of<T>().record->destroy});
}

/// False if a record of this key exists.
template <class T>
bool insert(Transaction& transaction, const T& record) {
    return transaction.insert(table_of<T>(), &record);
}

/// Inserts records of which the caller knows that there is no row of their keys, as `Transaction::insert_owned` says.
template <class T>
void insert_all(Transaction& transaction, std::vector<T> records) {
    const auto owner = std::make_shared<const std::vector<T>>(std::move(records));
    OwnedRecords rows{owner, {}};
    rows.each.reserve(owner->size());
    for (const T& record : *owner) rows.each.push_back(&record);
    transaction.insert_owned(table_of<T>(), std::move(rows));
}

/// False if there is no such record.
template <class T, class... Parts>
bool erase(Transaction& transaction, const Parts&... key) {
    const std::array<Cell, sizeof...(Parts)> cells{make_cell(key)...};
    return transaction.erase(table_of<T>(), cells);
}

/// Calls `visit(const T&) -> bool` for each row; the visitor may not write.
template <class T, class Visit>
void scan(Transaction& transaction, const Scan& scan, Visit&& visit) {
    transaction.scan(table_of<T>(), scan, [&](const void* record) { return visit(*static_cast<const T*>(record)); });
}

/// All rows of a scan.
template <class T>
[[nodiscard]] std::vector<T> scan_all(Transaction& transaction, const Scan& scan) {
    std::vector<T> rows;
    transaction.scan(table_of<T>(), scan, [&](const void* record) {
        rows.push_back(*static_cast<const T*>(record));
        return true;
    });
    return rows;
}

/// Stores a record if the stored one still has the version that the caller expects, 0 for none, and gives it
/// the next version, which is returned. Throws `version_conflict` otherwise; nothing is written then.
template <class T>
std::int64_t compare_and_set(Transaction& transaction, T record, std::int64_t expected_version) {
    T stored{};
    const bool exists = transaction.get(table_of<T>(), key_of(record), &stored);
    const std::int64_t found = exists ? stored.version : 0;
    if (found != expected_version) {
        fail(ErrorCode::version_conflict, table_of<T>().name + ".version", std::to_string(found),
             std::to_string(expected_version));
    }
    record.version = checked_add(expected_version, 1);
    put(transaction, record);
    return record.version;
}

/// A savepoint that is rolled back unless it is released.
class Savepoint {
public:
    explicit Savepoint(Transaction& transaction) : transaction_(&transaction) { transaction.begin_savepoint(); }
    ~Savepoint() {
        if (transaction_ == nullptr) return;
        try {
            transaction_->rollback_savepoint();
        } catch (...) {  // a transaction whose store has failed refuses to commit, so nothing of it remains
        }
    }
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;

    /// Keeps what was done since.
    void release() {
        Transaction& transaction = *std::exchange(transaction_, nullptr);
        transaction.release_savepoint();
    }

private:
    Transaction* transaction_;
};

}  // namespace marketplace
