#pragma once
// The store port: transactions over records.
//
// A store keeps records of described types in tables. A transaction sees its own writes, is isolated from
// others and either happens as a whole or not at all; what is not committed when it is destroyed is rolled
// back. Savepoints nest within it. Reads are by key, or in the order of the key or of a declared index.
//
// The virtual functions pass a record as its address beside its table, so that no adapter needs a row type
// in between; the typed functions below are what one calls.

#include <marketplace/ports/table.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace marketplace {

/// Which rows, and in what order. Rows come in the order of the index and, within equal values of it, of
/// the key.
struct Scan {
    std::string_view index;             ///< as written in the TableSpec; empty for the key
    std::vector<Cell> prefix;           ///< the leading columns equal these
    std::optional<Cell> from;           ///< the column after the prefix is not before this
    std::optional<Cell> to;             ///< and is before this
    std::vector<Cell> after;            ///< keyset page: goes on after the row with these index and key columns
    std::size_t limit = SIZE_MAX;
    bool descending = false;
};

/// Called for each row; false ends the scan.
using RecordVisitor = std::function<bool(const void* record)>;

/// One unit of work. Not to be used from several threads at once.
class Transaction {
public:
    virtual ~Transaction() = default;

    /// Fills `into` and returns true, or returns false.
    virtual bool get(const TableInfo& table, std::span<const Cell> key, void* into) = 0;
    /// Inserts or replaces.
    virtual void put(const TableInfo& table, const void* record) = 0;
    /// False if a record of this key exists; nothing is written then.
    virtual bool insert(const TableInfo& table, const void* record) = 0;
    /// False if there is no such record.
    virtual bool erase(const TableInfo& table, std::span<const Cell> key) = 0;
    /// The visitor may not write.
    virtual void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) = 0;

    virtual void begin_savepoint() = 0;
    virtual void release_savepoint() = 0;
    virtual void rollback_savepoint() = 0;

    /// Makes everything durable and ends the transaction. If it throws, nothing of it is stored.
    virtual void commit() = 0;
};

/// A database. Safe to use from any thread; transactions that write come one after the other.
class Store {
public:
    virtual ~Store() = default;

    /// Creates the tables that are missing. Throws `store_version` when the database has these tables with
    /// other columns: it was written by another version.
    virtual void create_tables(std::span<const TableInfo* const> tables) = 0;
    [[nodiscard]] virtual std::unique_ptr<Transaction> begin() = 0;
};

[[nodiscard]] inline Cell make_cell(std::int64_t value) { return value; }
[[nodiscard]] inline Cell make_cell(std::int32_t value) { return std::int64_t{value}; }
[[nodiscard]] inline Cell make_cell(bool value) { return std::int64_t{value ? 1 : 0}; }
[[nodiscard]] inline Cell make_cell(std::string_view text) { return std::string{text}; }
[[nodiscard]] inline Cell make_cell(const std::string& text) { return text; }
[[nodiscard]] inline Cell make_cell(const char* text) { return std::string{text}; }
[[nodiscard]] inline Cell make_cell(Timestamp at) { return to_string(at); }
[[nodiscard]] inline Cell make_cell(const Date& date) { return to_string(date); }
template <class Tag>
[[nodiscard]] Cell make_cell(const Id<Tag>& id) { return id.value; }
template <DescribedEnum E>
[[nodiscard]] Cell make_cell(E value) { return std::string{name_of(value)}; }
template <Scalar T>
[[nodiscard]] Cell make_cell(const T& value) { return ScalarTraits<T>::format(value); }

/// A key from the values of its columns, in order.
template <class... Parts>
[[nodiscard]] std::vector<Cell> make_key(const Parts&... parts) {
    std::vector<Cell> key;
    key.reserve(sizeof...(Parts));
    (key.push_back(make_cell(parts)), ...);
    return key;
}

/// The record of a key, or nothing.
template <class T, class... Parts>
[[nodiscard]] std::optional<T> get(Transaction& transaction, const Parts&... key) {
    std::optional<T> found{std::in_place};
    if (!transaction.get(table_of<T>(), make_key(key...), &*found)) found.reset();
    return found;
}

/// Inserts or replaces.
template <class T>
void put(Transaction& transaction, const T& record) {
    transaction.put(table_of<T>(), &record);
}

/// False if a record of this key exists.
template <class T>
bool insert(Transaction& transaction, const T& record) {
    return transaction.insert(table_of<T>(), &record);
}

/// False if there is no such record.
template <class T, class... Parts>
bool erase(Transaction& transaction, const Parts&... key) {
    return transaction.erase(table_of<T>(), make_key(key...));
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

/// Stores a record whose `version` field is raised by one, if the stored one still has the version that the
/// record was read with (0 for a new one). Throws `version_conflict` otherwise.
template <class T, class... Parts>
void compare_and_set(Transaction& transaction, T record, const Parts&... key) {
    const std::optional<T> stored = get<T>(transaction, key...);
    const std::int64_t found = stored ? stored->version : 0;
    if (found != record.version) {
        fail(ErrorCode::version_conflict, table_of<T>().name, std::to_string(record.version), "version " + std::to_string(found));
    }
    record.version += 1;
    put(transaction, record);
}

/// A savepoint that is rolled back unless it is released.
class Savepoint {
public:
    explicit Savepoint(Transaction& transaction) : transaction_(&transaction) { transaction.begin_savepoint(); }
    ~Savepoint() {
        if (transaction_ != nullptr) transaction_->rollback_savepoint();
    }
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;

    void release() {
        transaction_->release_savepoint();
        transaction_ = nullptr;
    }

private:
    Transaction* transaction_;
};

}  // namespace marketplace
