#include "connection.hpp"

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

}  // namespace

Connection::Connection(const SqliteOptions& options) : path_(options.path) {
    sqlite3* raw = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
    const int code = sqlite3_open_v2(path_.c_str(), &raw, flags, options.vfs.empty() ? nullptr : options.vfs.c_str());
    database_.reset(raw);
    check(code);
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_busy_timeout(raw, static_cast<int>(options.busy_timeout_ms));
    execute("PRAGMA journal_mode = WAL");
    execute(options.durability == Durability::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    execute(("PRAGMA cache_size = -" + std::to_string(options.cache_kib)).c_str());
    execute("PRAGMA wal_autocheckpoint = 4000");
    execute("PRAGMA temp_store = MEMORY");
}

void Connection::check(int code) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    const std::string text = database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code);
    fail(code_of(code), "store " + path_, text, "a working SQLite database");
}

void Connection::execute(const char* sql) { check(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr)); }

Statement Connection::prepare(const std::string& sql) {
    sqlite3_stmt* raw = nullptr;
    check(sqlite3_prepare_v3(database_.get(), sql.c_str(), static_cast<int>(sql.size()) + 1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr));
    return Statement{raw};
}

bool Connection::step(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) return true;
    check(code);
    return false;
}

}  // namespace marketplace::sqlite
