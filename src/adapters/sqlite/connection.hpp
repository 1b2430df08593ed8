#pragma once
// A connection to an SQLite database: errors as `Error`, statements prepared once.

#include "log_buffer.hpp"

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

/// The statements of one table, made when first needed; scans by the number of their shape.
struct TableStatements {
    Statement get;
    Statement put;
    Statement insert_many;
    Statement insert_one;
    Statement insert;
    Statement erase;
    std::map<std::uint64_t, Statement> scans;
};

/// Rows with explanations take kilobytes: of these, a page of SQLite's usual 4 KiB holds one or two. The replay of the
/// sample data takes a seventh less time with this size.
constexpr int page_bytes = 16384;

class Connection {
public:
    explicit Connection(const SqliteOptions& options);

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] sqlite3* handle() const noexcept { return database_.get(); }

    void execute(const std::string& sql);
    [[nodiscard]] Statement prepare(const std::string& sql);
    /// True for a row, false at the end; anything else throws.
    bool step(sqlite3_stmt* statement);
    /// The result of a call, as an `Error` unless it is good.
    void check(int code) {
        if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) refuse(code);
    }

    /// BEGIN IMMEDIATE: the right to write is taken at once, so that no transaction fails halfway for it.
    void begin();
    /// BEGIN, and a first look, so that what is read from now on is what is committed now.
    void begin_reading();
    /// Makes writing an error.
    void refuse_writes() { execute("PRAGMA query_only = ON"); }
    void commit();
    /// Pages of the write-ahead log after the last commit.
    [[nodiscard]] int log_pages() const noexcept { return log_pages_; }
    /// Moves the log into the database file as far as no reader needs it. What does not succeed, for want of room or
    /// for another who does the same, is to be tried again after the next commit; the log has everything meanwhile.
    void move_log();
    /// Never throws: what could not be rolled back is, at the latest, when the file is next opened.
    void rollback() noexcept;
    /// Another number whenever another connection has committed.
    [[nodiscard]] std::uint64_t changes_of_others();
    void begin_savepoint() { run(savepoint_, "SAVEPOINT nested"); }
    void release_savepoint() { run(release_, "RELEASE nested"); }
    void rollback_savepoint();

    /// Throws if something failed since `begin`: SQLite may have rolled back by itself, and what came after
    /// would be written alone.
    void check_sound() const;
    /// Makes `check_sound` throw until the next `begin`.
    void give_up() noexcept { failed_ = true; }

    [[nodiscard]] TableStatements& statements(const TableInfo& table) { return statements_[&table]; }
    /// Room for the texts of a statement's parameters, one for each; kept for the next use.
    [[nodiscard]] std::string& scratch(std::size_t position);

private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    [[noreturn]] void refuse(int code);
    void run(Statement& statement, const char* sql);
    void set_up(const SqliteOptions& options);

    std::string path_;
    LogBuffer log_;
    std::unique_ptr<sqlite3, Close> database_;  // ends before its log
    std::unordered_map<const TableInfo*, TableStatements> statements_;
    std::vector<std::string> scratch_;
    Statement begin_;
    Statement commit_;
    Statement savepoint_;
    Statement release_;
    Statement rollback_to_;
    Statement data_version_;
    Statement begin_reading_;
    Statement first_look_;
    int log_pages_ = 0;
    bool failed_ = false;
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
