#pragma once
// A connection to an SQLite database: errors as `Error`, statements prepared once.

#include <marketplace/adapters/sqlite.hpp>

#include <sqlite3.h>

#include <map>
#include <memory>
#include <string>
#include <unordered_map>

namespace marketplace::sqlite {

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

/// The statements of one table, made when first needed.
struct TableStatements {
    Statement get;
    Statement put;
    Statement insert;
    Statement erase;
    std::map<std::string, Statement, std::less<>> scans;
};

class Connection {
public:
    explicit Connection(const SqliteOptions& options);

    void execute(const char* sql);
    [[nodiscard]] Statement prepare(const std::string& sql);
    /// True for a row, false at the end; anything else throws.
    bool step(sqlite3_stmt* statement);
    /// The result of a call, as an `Error` unless it is good.
    void check(int code);
    [[nodiscard]] sqlite3* handle() const noexcept { return database_.get(); }
    [[nodiscard]] TableStatements& statements(const TableInfo& table) { return statements_[&table]; }

private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    std::string path_;
    std::unique_ptr<sqlite3, Close> database_;
    std::unordered_map<const TableInfo*, TableStatements> statements_;
};

/// Resets a statement when the block ends, so that it holds no lock and no borrowed text.
class Using {
public:
    explicit Using(sqlite3_stmt* statement) : statement_(statement) {}
    ~Using() { sqlite3_reset(statement_); }
    Using(const Using&) = delete;
    Using& operator=(const Using&) = delete;

private:
    sqlite3_stmt* statement_;
};

}  // namespace marketplace::sqlite
