#include "transaction.hpp"

#include "binding.hpp"
#include "sql.hpp"

#include <algorithm>

namespace marketplace::sqlite {
namespace {

using adapters_detail::ScanGuard;
using adapters_detail::Turn;

constexpr std::size_t rows_at_once = 16;

std::string insert_many_sql(const TableInfo& table) { return insert_all_sql(table, rows_at_once); }
std::string insert_one_sql(const TableInfo& table) { return insert_all_sql(table, 1); }

class SqliteTransaction final : public Transaction {
public:
    explicit SqliteTransaction(std::shared_ptr<Database> database)
        : database_(std::move(database)),
          connection_(database_->connection),
          turn_(std::in_place, database_->turnstile, connection_.path()) {
        if (database_->log_mover.is_due(connection_.log_pages())) connection_.move_log();
        connection_.begin();
    }
    /// Reads, over a connection of its own.
    SqliteTransaction(std::shared_ptr<Database> database, std::unique_ptr<Connection> reader)
        : database_(std::move(database)), reader_(std::move(reader)), connection_(*reader_) {
        connection_.begin_reading();
    }
    ~SqliteTransaction() override {
        if (turn_ || reader_) connection_.rollback();
        if (reader_) database_->readers.give_back(std::move(reader_));
    }

    bool get(const TableInfo& table, std::span<const Cell> key, void* into) override {
        check_open();
        sqlite3_stmt* statement = ready(connection_.statements(table).get, sqlite::get_sql, table);
        const Using guard{statement};
        bind_key(statement, table, key);
        if (!connection_.step(statement)) return false;
        read_record(connection_, statement, table, into);
        return true;
    }
    void put(const TableInfo& table, const void* record) override {
        check_writable();
        write(ready(connection_.statements(table).put, put_sql, table), table, {&record, 1});
    }
    /// Most of what a statement costs beside its row is to begin and to end it.
    void insert_all(const TableInfo& table, std::span<const void* const> records) override {
        check_writable();
        auto& statements = connection_.statements(table);
        for (; records.size() >= rows_at_once; records = records.subspan(rows_at_once))
            write(ready(statements.insert_many, insert_many_sql, table), table, records.first(rows_at_once));
        for (; !records.empty(); records = records.subspan(1))
            write(ready(statements.insert_one, insert_one_sql, table), table, records.first(1));
    }
    bool insert(const TableInfo& table, const void* record) override {
        check_writable();
        write(ready(connection_.statements(table).insert, insert_sql, table), table, {&record, 1});
        return sqlite3_changes(connection_.handle()) == 1;
    }
    bool erase(const TableInfo& table, std::span<const Cell> key) override {
        check_writable();
        sqlite3_stmt* statement = ready(connection_.statements(table).erase, erase_sql, table);
        const Using guard{statement};
        bind_key(statement, table, key);
        connection_.step(statement);
        return sqlite3_changes(connection_.handle()) == 1;
    }
    void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) override;

    void pass_on() override {
        if (turn_) turn_->pass_on();
        is_in_stream_ = true;
    }
    void begin_savepoint() override {
        check_writable();
        connection_.begin_savepoint();
        ++savepoints_;
    }
    void release_savepoint() override {
        end_savepoint();
        connection_.release_savepoint();
    }
    void rollback_savepoint() override {
        end_savepoint();
        connection_.rollback_savepoint();
    }
    void commit() override {
        check_writable();
        connection_.commit();
        database_->commits += 1;
        if (is_in_stream_) {
            database_->log_mover.after_commit_in_stream(connection_.log_pages());
        } else {
            database_->log_mover.after_commit(connection_.log_pages());
        }
        if (changes_of_others_) version_at_end_ = version();
        turn_.reset();
    }
    std::optional<std::uint64_t> content_version() override {
        if (!turn_) return version_at_end_;  // nothing for one that reads
        if (!changes_of_others_) changes_of_others_ = connection_.changes_of_others();
        return version();
    }

private:
    /// Also refuses to go on after a failure: SQLite may have rolled back by itself.
    void check_open() const {
        if (!turn_ && !reader_)
            fail(ErrorCode::store_failed, connection_.path(), "the transaction has ended", "an open transaction");
        connection_.check_sound();
    }
    void check_writable() const {
        check_open();
        if (scans_ > 0)
            fail(ErrorCode::store_failed, connection_.path(), "a write from within a scan",
                 "a visitor that only reads");
        if (reader_) fail(ErrorCode::store_failed, connection_.path(), "a write", "a transaction that only reads");
    }
    void end_savepoint() {
        check_writable();
        if (savepoints_ == 0)
            fail(ErrorCode::store_failed, connection_.path(), "no savepoint is open", "a savepoint that was begun");
        --savepoints_;
    }
    /// SQLite counts what other connections commit; what this one does is counted here.
    [[nodiscard]] std::uint64_t version() const { return database_->commits << 32 ^ *changes_of_others_; }
    sqlite3_stmt* ready(Statement& slot, std::string (*sql)(const TableInfo&), const TableInfo& table) {
        if (!slot) slot = connection_.prepare(sql(table));
        return slot.get();
    }
    void bind_key(sqlite3_stmt* statement, const TableInfo& table, std::span<const Cell> key) {
        check_key(table, key);
        for (std::size_t i = 0; i < key.size(); ++i) bind_cell(connection_, statement, static_cast<int>(i) + 1, key[i]);
    }
    void write(sqlite3_stmt* statement, const TableInfo& table, std::span<const void* const> records) {
        const Using guard{statement};
        bind_records(connection_, statement, table, records);
        connection_.step(statement);
    }
    sqlite3_stmt* scan_statement(const TableInfo& table, const Scan& scan, std::span<const std::size_t> order,
                                 const Range& range, Statement& own);
    void bind_range(sqlite3_stmt* statement, const Range& range);

    std::shared_ptr<Database> database_;
    std::unique_ptr<Connection> reader_;  ///< of a transaction that only reads
    Connection& connection_;
    std::optional<Turn> turn_;  ///< empty when the transaction has ended, or only reads
    bool is_in_stream_ = false;  ///< others follow at once
    int scans_ = 0;
    int savepoints_ = 0;
    std::optional<std::uint64_t> changes_of_others_;  ///< asked for once, when the transaction has begun
    std::optional<std::uint64_t> version_at_end_;
};

sqlite3_stmt* SqliteTransaction::scan_statement(const TableInfo& table, const Scan& scan,
                                                std::span<const std::size_t> order, const Range& range,
                                                Statement& own) {
    std::uint64_t index = 0;
    while (!scan.index.empty() && table.indexes[index].name != scan.index) ++index;
    const std::uint64_t kind = (scan.index.empty() ? 0 : index + 1) << 1 | (scan.descending ? 1U : 0U);
    Statement& cached = connection_.statements(table).scans[kind << 32 | range.shape()];
    // A scan within the visitor of the same scan needs a statement of its own.
    const bool is_busy = cached && sqlite3_stmt_busy(cached.get()) != 0;
    Statement& slot = is_busy ? own : cached;
    if (!slot) slot = connection_.prepare(range_sql(table, scan, order, range));
    return slot.get();
}

void SqliteTransaction::bind_range(sqlite3_stmt* statement, const Range& range) {
    int position = 1;
    for (const Cell& cell : range.equal) bind_cell(connection_, statement, position++, cell);
    const bool has_lower = range.lower_kind == Range::Lower::above || range.lower_kind == Range::Lower::from;
    if (has_lower) bind_cell(connection_, statement, position++, range.lower);
    if (range.upper) bind_cell(connection_, statement, position, *range.upper);
}

void SqliteTransaction::scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) {
    check_open();
    const ScanGuard scanning{scans_};
    const std::span<const std::size_t> order = order_of(table, scan);
    const std::unique_ptr<void, void (*)(void*)> record{table.record->create(), table.record->destroy};
    std::size_t left = scan.limit;
    for (const Range& range : ranges_of(table, scan, order)) {
        Statement own;
        sqlite3_stmt* statement = scan_statement(table, scan, order, range, own);
        const Using guard{statement};
        bind_range(statement, range);
        for (; left > 0 && connection_.step(statement); --left) {
            read_record(connection_, statement, table, record.get());
            if (!visit(record.get())) return;
        }
    }
}

}  // namespace

/// What others have written since the last reading is not in it, so it need not be large.
constexpr std::int64_t reader_cache_kib = 8192;

Readers::Readers(SqliteOptions options) : options_(std::move(options)) {
    options_.cache_kib = std::min(options_.cache_kib, reader_cache_kib);
}

std::unique_ptr<Connection> Readers::take() {
    {
        const std::lock_guard lock{mutex_};
        if (!idle_.empty()) {
            auto taken = std::move(idle_.back());
            idle_.pop_back();
            return taken;
        }
    }
    auto made = std::make_unique<Connection>(options_);
    made->refuse_writes();
    return made;
}

void Readers::give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock{mutex_};
    idle_.push_back(std::move(connection));
}

std::unique_ptr<Transaction> begin_transaction(std::shared_ptr<Database> database) {
    return std::make_unique<SqliteTransaction>(std::move(database));
}

std::unique_ptr<Transaction> begin_reading(std::shared_ptr<Database> database) {
    const std::string& path = database->connection.path();
    if (path.empty() || path == ":memory:") return nullptr;
    auto reader = database->readers.take();
    return std::make_unique<SqliteTransaction>(std::move(database), std::move(reader));
}

}  // namespace marketplace::sqlite
