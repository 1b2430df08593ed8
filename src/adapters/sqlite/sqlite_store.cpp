#include "binding.hpp"
#include "connection.hpp"
#include "sql.hpp"

#include <mutex>

namespace marketplace {
namespace {

using sqlite::Connection;
using sqlite::Statement;
using sqlite::Texts;
using sqlite::Using;

/// The format of the file itself; raised when tables change in a way that old ones cannot be read.
constexpr std::int64_t format_version = 1;

class SqliteTransaction final : public Transaction {
public:
    SqliteTransaction(Connection& connection, std::unique_lock<std::mutex> lock) : connection_(connection), lock_(std::move(lock)) {
        connection_.execute("BEGIN IMMEDIATE");
    }
    ~SqliteTransaction() override {
        // A failed rollback leaves a connection that the next BEGIN reports about.
        if (lock_.owns_lock()) sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }

    bool get(const TableInfo& table, std::span<const Cell> key, void* into) override {
        sqlite3_stmt* statement = ready(connection_.statements(table).get, [&] { return sqlite::get_sql(table); });
        const Using guard{statement};
        bind_key(statement, key);
        if (!connection_.step(statement)) return false;
        read(statement, table, into);
        return true;
    }
    void put(const TableInfo& table, const void* record) override {
        write(ready(connection_.statements(table).put, [&] { return sqlite::insert_sql(table, "INSERT OR REPLACE"); }), table, record);
    }
    bool insert(const TableInfo& table, const void* record) override {
        write(ready(connection_.statements(table).insert, [&] { return sqlite::insert_sql(table, "INSERT OR IGNORE"); }), table, record);
        return sqlite3_changes(connection_.handle()) == 1;
    }
    bool erase(const TableInfo& table, std::span<const Cell> key) override {
        sqlite3_stmt* statement = ready(connection_.statements(table).erase, [&] { return sqlite::erase_sql(table); });
        const Using guard{statement};
        bind_key(statement, key);
        connection_.step(statement);
        return sqlite3_changes(connection_.handle()) == 1;
    }
    void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) override;

    void begin_savepoint() override { connection_.execute("SAVEPOINT nested"); }
    void release_savepoint() override { connection_.execute("RELEASE nested"); }
    void rollback_savepoint() override { connection_.execute("ROLLBACK TO nested; RELEASE nested"); }

    void commit() override {
        connection_.execute("COMMIT");
        lock_.unlock();
    }

private:
    template <class Sql>
    sqlite3_stmt* ready(Statement& slot, Sql sql) {
        if (!slot) slot = connection_.prepare(sql());
        return slot.get();
    }
    static void bind_key(sqlite3_stmt* statement, std::span<const Cell> key) {
        for (std::size_t i = 0; i < key.size(); ++i) sqlite::bind_cell(statement, static_cast<int>(i) + 1, key[i]);
    }
    void write(sqlite3_stmt* statement, const TableInfo& table, const void* record) {
        const Using guard{statement};
        Texts texts{table.columns.size()};
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            sqlite::bind_column(statement, static_cast<int>(i) + 1, table.columns[i], record, texts);
        }
        connection_.step(statement);
    }
    static void read(sqlite3_stmt* statement, const TableInfo& table, void* into) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) sqlite::read_column(statement, static_cast<int>(i), table.columns[i], into);
    }

    Connection& connection_;
    std::unique_lock<std::mutex> lock_;
};

void SqliteTransaction::scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) {
    const std::string sql = sqlite::scan_sql(table, scan);
    auto& cache = connection_.statements(table).scans;
    Statement& cached = cache[sql];
    // A scan within the visitor of the same scan needs a statement of its own.
    Statement own;
    if (cached && sqlite3_stmt_busy(cached.get()) != 0) own = connection_.prepare(sql);
    sqlite3_stmt* statement = own ? own.get() : ready(cached, [&] { return sql; });
    const Using guard{statement};
    int position = 1;
    for (const Cell& cell : scan.prefix) sqlite::bind_cell(statement, position++, cell);
    if (scan.from) sqlite::bind_cell(statement, position++, *scan.from);
    if (scan.to) sqlite::bind_cell(statement, position++, *scan.to);
    for (const Cell& cell : scan.after) sqlite::bind_cell(statement, position++, cell);
    sqlite3_bind_int64(statement, position, scan.limit > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(scan.limit));
    const std::unique_ptr<void, void (*)(void*)> record{table.record->create(), table.record->destroy};
    while (connection_.step(statement)) {
        read(statement, table, record.get());
        if (!visit(record.get())) return;
    }
}

class SqliteStore final : public Store {
public:
    explicit SqliteStore(const SqliteOptions& options) : path_(options.path), connection_(options) {}

    void create_tables(std::span<const TableInfo* const> tables) override {
        const std::lock_guard lock{mutex_};
        connection_.execute("BEGIN IMMEDIATE");
        try {
            check_format();
            for (const TableInfo* table : tables) create(*table);
            connection_.execute("COMMIT");
        } catch (...) {
            sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
            throw;
        }
    }
    std::unique_ptr<Transaction> begin() override {
        return std::make_unique<SqliteTransaction>(connection_, std::unique_lock{mutex_});
    }

private:
    std::string single(const std::string& sql, std::string_view parameter = "") {
        const Statement statement = connection_.prepare(sql);
        if (!parameter.empty()) sqlite3_bind_text(statement.get(), 1, parameter.data(), static_cast<int>(parameter.size()), SQLITE_TRANSIENT);
        if (!connection_.step(statement.get())) return {};
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0));
        return text == nullptr ? "" : text;
    }

    void check_format() {
        const std::string found = single("PRAGMA user_version");
        if (found == "0" && single("SELECT count(*) FROM sqlite_schema") == "0") {
            connection_.execute(("PRAGMA user_version = " + std::to_string(format_version)).c_str());
        } else if (found != std::to_string(format_version)) {
            fail(ErrorCode::store_version, "store " + path_, "format " + found, "format " + std::to_string(format_version));
        }
    }

    void create(const TableInfo& table) {
        const std::string wanted = sqlite::create_table_sql(table);
        const std::string found = single("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", table.name);
        if (found.empty()) {
            connection_.execute(wanted.c_str());
        } else if (found != wanted) {
            fail(ErrorCode::store_version, "store " + path_ + ", table " + table.name, found, wanted);
        }
        for (const std::string& index : sqlite::create_index_sql(table)) connection_.execute(index.c_str());
    }

    std::string path_;
    std::mutex mutex_;
    Connection connection_;
};

}  // namespace

std::shared_ptr<Store> make_sqlite_store(const SqliteOptions& options) { return std::make_shared<SqliteStore>(options); }

}  // namespace marketplace
