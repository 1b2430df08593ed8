#pragma once
// A thin owner of a temporary SQLite database: prepared statements, bound by position, stepped by row.

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace replay {

/// A prepared statement.
class Statement {
public:
    Statement(sqlite3* database, const char* sql);

    Statement& bind(int position, std::string_view text);
    Statement& bind(int position, std::int64_t value);
    Statement& bind_null(int position);
    /// True while there is a row. Throws `marketplace::Error` with `store_failed`.
    bool step();
    /// Runs a statement without rows and makes it ready for the next binding.
    void run();
    void reset();

    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool is_null(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// A database that SQLite keeps in a temporary file and deletes when it is closed.
class Staging {
public:
    Staging();
    void execute(const char* sql);
    [[nodiscard]] Statement prepare(const char* sql) { return {database_.get(), sql}; }

private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace replay
