#include "connection.hpp"

#include <algorithm>

namespace marketplace::sqlite {
namespace {

ErrorCode code_of(int sqlite_code) {
    switch (sqlite_code & 0xff) {
        case SQLITE_FULL: return ErrorCode::store_full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return ErrorCode::store_busy;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return ErrorCode::store_corrupt;
        default: return ErrorCode::store_failed;
    }
}

std::string_view expected_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::store_full: return "room on the disk";
        case ErrorCode::store_busy: return "that other processes end their transactions";
        case ErrorCode::store_corrupt: return "a sound SQLite database";
        default: return "a working SQLite database";
    }
}

}  // namespace

/// Small memory that each statement needs is taken from here, without the lock of the general allocator.
constexpr int lookaside_bytes = 2048;
constexpr int lookaside_count = 400;

Connection::Connection(const SqliteOptions& options) : path_(options.path) {
    sqlite3* raw = nullptr;
    // Callers take turns, so SQLite's own mutex would only cost time.
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(path_.c_str(), &raw, flags, options.vfs.empty() ? nullptr : options.vfs.c_str());
    database_.reset(raw);
    check(code);
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_LOOKASIDE, nullptr, lookaside_bytes, lookaside_count);
    set_up(options);
}

void Connection::set_up(const SqliteOptions& options) {
    check(sqlite3_busy_timeout(handle(), static_cast<int>(std::min<std::int64_t>(options.busy_timeout_ms, INT32_MAX))));
    execute("PRAGMA page_size = " + std::to_string(page_bytes));  // of a new file; an old one keeps its own
    const Statement mode = prepare("PRAGMA journal_mode = WAL");
    step(mode.get());
    const std::string got = reinterpret_cast<const char*>(sqlite3_column_text(mode.get(), 0));
    if (got != "wal" && got != "memory")
        fail(ErrorCode::store_failed, path_, "journal mode " + got, "a file system that can keep a write-ahead log");
    execute(options.durability == Durability::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    execute("PRAGMA cache_size = -" + std::to_string(options.cache_kib));
    const auto remember = [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Connection*>(self)->log_pages_ = pages;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(handle(), remember, this);
    execute("PRAGMA temp_store = MEMORY");
    // Some distributions build SQLite so that it overwrites what it deletes or moves, within every page that it
    // changes. The log and the free pages of the file keep old content either way.
    execute("PRAGMA secure_delete = OFF");
}

void Connection::refuse(int code) {
    failed_ = true;
    const std::string text = database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code);
    fail(code_of(code), path_, text, expected_of(code_of(code)));
}

void Connection::execute(const std::string& sql) {
    check(sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr));
}

Statement Connection::prepare(const std::string& sql) {
    sqlite3_stmt* raw = nullptr;
    check(sqlite3_prepare_v3(handle(), sql.c_str(), static_cast<int>(sql.size()) + 1, SQLITE_PREPARE_PERSISTENT, &raw,
                             nullptr));
    return Statement{raw};
}

bool Connection::step(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) return true;
    check(code);
    return false;
}

void Connection::run(Statement& statement, const char* sql) {
    if (!statement) statement = prepare(sql);
    const Using guard{statement.get()};
    step(statement.get());
}

void Connection::begin() {
    if (sqlite3_get_autocommit(handle()) == 0) rollback();
    failed_ = false;
    run(begin_, "BEGIN IMMEDIATE");
    log_.attach(handle());
}

void Connection::move_log() {
    log_pages_ = 0;
    static_cast<void>(sqlite3_wal_checkpoint_v2(handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr));
}

void Connection::begin_reading() {
    failed_ = false;
    run(begin_reading_, "BEGIN");
    run(first_look_, "SELECT 1 FROM sqlite_schema LIMIT 1");
}

void Connection::commit() {
    check_sound();
    run(commit_, "COMMIT");
}

void Connection::rollback() noexcept {
    if (sqlite3_get_autocommit(handle()) == 0) sqlite3_exec(handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

std::uint64_t Connection::changes_of_others() {
    if (!data_version_) data_version_ = prepare("PRAGMA data_version");
    const Using guard{data_version_.get()};
    step(data_version_.get());
    return static_cast<std::uint64_t>(sqlite3_column_int64(data_version_.get(), 0));
}

void Connection::rollback_savepoint() {
    run(rollback_to_, "ROLLBACK TO nested");
    release_savepoint();
}

void Connection::check_sound() const {
    if (failed_ || sqlite3_get_autocommit(handle()) != 0) {
        fail(ErrorCode::store_failed, path_, "the transaction had failed before", "a transaction without a failure");
    }
}

std::string& Connection::scratch(std::size_t position) {
    if (position >= scratch_.size()) scratch_.resize(position + 1);
    return scratch_[position];
}

}  // namespace marketplace::sqlite
