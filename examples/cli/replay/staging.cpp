#include "staging.hpp"

#include <marketplace/core/error.hpp>

namespace replay {
namespace {

/// "UNIQUE constraint failed: orders.id" is about the file that is read: it says something twice.
void refuse_repetition(std::string_view message) {
    const std::size_t column = message.rfind(' ') + 1;
    marketplace::fail(marketplace::ErrorCode::duplicate_key, message.substr(column), "",
                      "a key that no earlier line has");
}

void check(int code, sqlite3* database) {
    if (code == SQLITE_OK) return;
    if (code == SQLITE_CONSTRAINT) refuse_repetition(sqlite3_errmsg(database));
    marketplace::fail(marketplace::ErrorCode::store_failed, "staging", sqlite3_errmsg(database),
                      "a temporary database");
}

}  // namespace

Statement::Statement(sqlite3* database, const char* sql) {
    sqlite3_stmt* raw = nullptr;
    check(sqlite3_prepare_v2(database, sql, -1, &raw, nullptr), database);
    statement_.reset(raw);
}

Statement& Statement::bind(int position, std::string_view text) {
    sqlite3_bind_text(statement_.get(), position, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
}

Statement& Statement::bind(int position, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), position, value);
    return *this;
}

Statement& Statement::bind_null(int position) {
    sqlite3_bind_null(statement_.get(), position);
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) check(code, sqlite3_db_handle(statement_.get()));
    return false;
}

void Statement::run() {
    step();
    reset();
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

std::string_view Statement::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    return {text == nullptr ? "" : text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

Staging::Staging() {
    sqlite3* raw = nullptr;
    // One thread at a time uses it, so SQLite's own mutex would only cost time.
    const int code =
        sqlite3_open_v2("", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(raw);
    check(code, raw);
    execute(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = "
        "-16000;");
}

void Staging::execute(const char* sql) {
    check(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr), database_.get());
}

}  // namespace replay
