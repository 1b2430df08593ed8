// What only the SQLite store promises: readable tables, refusals by name, plans without sorting.

#include "../../src/adapters/sqlite/sql.hpp"
#include "backends.hpp"

#include <marketplace/ports/write_behind.hpp>

#include <sqlite3.h>

#include <filesystem>
#include <fstream>

using namespace marketplace;
using namespace marketplace::contract;

namespace {

/// A plain connection, such as a user's own.
class Plain {
public:
    explicit Plain(const std::string& path) { sqlite3_open(path.c_str(), &database_); }
    ~Plain() { sqlite3_close(database_); }
    Plain(const Plain&) = delete;
    Plain& operator=(const Plain&) = delete;

    /// All rows, cells joined by "|", rows by newline.
    std::string query(const std::string& sql) {
        std::string out;
        const auto add = [](void* to, int count, char** cells, char**) {
            auto& text = *static_cast<std::string*>(to);
            if (!text.empty()) text += '\n';
            for (int i = 0; i < count; ++i)
                text.append(i == 0 ? "" : "|").append(cells[i] == nullptr ? "NULL" : cells[i]);
            return 0;
        };
        char* error = nullptr;
        sqlite3_exec(database_, sql.c_str(), add, &out, &error);
        if (error != nullptr) out = error;
        sqlite3_free(error);
        return out;
    }

private:
    sqlite3* database_ = nullptr;
};

SqliteOptions at(const std::string& path) {
    SqliteOptions options;
    options.path = path;
    options.busy_timeout_ms = 50;
    return options;
}

std::shared_ptr<Store> open(const std::string& path) {
    auto store = make_sqlite_store(at(path));
    store->create_tables(all_tables());
    return store;
}

std::optional<Error> error_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("a person can read the tables and SQLite can count the days") {
    const Folder folder;
    const auto store = open(folder.file("a.db"));
    Everything record;
    record.id = "one";
    record.at = parse_timestamp("2018-02-28T12:00:00Z");
    record.day = Date{2018, 3, 1};
    record.colour = Colour::dark_green;
    record.rate = Rate::bps(250);
    record.currency = Currency{"EUR"};
    record.place = {"Lisboa", 3};
    record.words = {"a", "b"};
    change(*store, [&](Transaction& transaction) { put(transaction, record); });
    Plain plain{folder.file("a.db")};
    CHECK(plain.query("SELECT at, day, colour, currency, place_city, place_floor, note, words FROM everything") ==
          "2018-02-28T12:00:00.000000Z|2018-03-01|dark_green|EUR|Lisboa|3|NULL|[\"a\",\"b\"]");
    CHECK(plain.query("SELECT date(at, '+1 day'), julianday(day) - julianday(date(at)) FROM everything") ==
          "2018-03-01|1.0");
    CHECK(plain.query("PRAGMA journal_mode") == "wal");
    CHECK(plain.query("SELECT value FROM marketplace_meta WHERE name = 'format'") == "3");
    CHECK(plain.query("INSERT INTO entry VALUES ('a', 'not a number', NULL, NULL, 0)") ==
          "cannot store TEXT value in INTEGER column entry.number");
}

TEST_CASE("a database of other tables or of another version is refused by name") {
    const Folder folder;
    {
        Plain plain{folder.file("foreign.db")};
        plain.query("CREATE TABLE songs (title TEXT)");
    }
    const auto foreign = error_of([&] { open(folder.file("foreign.db")); });
    REQUIRE(foreign);
    CHECK(foreign->code() == ErrorCode::store_version);
    CHECK(foreign->field() == folder.file("foreign.db"));

    open(folder.file("old.db")).reset();
    Plain plain{folder.file("old.db")};
    plain.query("UPDATE marketplace_meta SET value = '1' WHERE name = 'format'");
    const auto older = error_of([&] { open(folder.file("old.db")); });
    REQUIRE(older);
    CHECK(older->code() == ErrorCode::store_version);
    CHECK(older->value() == "format 1");
    CHECK(older->expected() == "format 3");
}

TEST_CASE("a table with another column is refused with that column, and stays as it was") {
    const Folder folder;
    change(*open(folder.file("a.db")), [](Transaction& transaction) { put(transaction, Versioned{"a", 1, "kept"}); });
    const TableInfo changed = make_table(type_of<Entry>(), {"versioned", "book", {}});
    const TableInfo* const tables[] = {&changed};
    const auto store = make_sqlite_store(at(folder.file("a.db")));
    const auto error = error_of([&] { store->create_tables(tables); });
    REQUIRE(error);
    CHECK(error->code() == ErrorCode::store_version);
    CHECK(error->field() == folder.file("a.db") + ", table versioned");
    CHECK(error->value() == "column id text not null");
    CHECK(error->expected() == "column book text not null");
    CHECK(rows<Versioned>(*store).front().text == "kept");
}

TEST_CASE("a file that is no database, a folder that is not there, a wrong VFS: refused by name") {
    const Folder folder;
    std::ofstream{folder.file("text.db")} << std::string(8192, 'x');
    const auto corrupt = error_of([&] { open(folder.file("text.db")); });
    REQUIRE(corrupt);
    CHECK(corrupt->code() == ErrorCode::store_corrupt);
    CHECK(corrupt->value() == "file is not a database");
    const auto missing = error_of([&] { open(folder.file("no/such/folder.db")); });
    REQUIRE(missing);
    CHECK(missing->code() == ErrorCode::store_failed);
    CHECK(missing->field() == folder.file("no/such/folder.db"));
    SqliteOptions options = at(folder.file("a.db"));
    options.vfs = "no such vfs";
    CHECK(error_of([&] { static_cast<void>(make_sqlite_store(options)); })->code() == ErrorCode::store_failed);
}

TEST_CASE("another process that keeps the database makes it busy, not broken") {
    const Folder folder;
    const auto store = open(folder.file("a.db"));
    Plain plain{folder.file("a.db")};
    plain.query("BEGIN IMMEDIATE");
    const auto busy = error_of([&] { static_cast<void>(store->begin()); });
    REQUIRE(busy);
    CHECK(busy->code() == ErrorCode::store_busy);
    plain.query("COMMIT");
    change(*store, [](Transaction& transaction) { put(transaction, Versioned{"a", 1, ""}); });
    CHECK(plain.query("SELECT count(*) FROM versioned") == "1");
}

TEST_CASE("a value that somebody damaged is reported with its table and column") {
    const Folder folder;
    const auto store = open(folder.file("a.db"));
    Everything record;
    record.id = "one";
    change(*store, [&](Transaction& transaction) { put(transaction, record); });
    Plain plain{folder.file("a.db")};
    const auto damaged = [&](const std::string& assignment) {
        plain.query("UPDATE everything SET " + assignment);
        const auto transaction = store->begin();
        const auto error = error_of([&] { static_cast<void>(get<Everything>(*transaction, "one")); });
        REQUIRE(error);
        CHECK(error->code() == ErrorCode::store_corrupt);
        CHECK(code_of([&] { transaction->commit(); }) == ErrorCode::store_failed);
        return error->field();
    };
    CHECK(damaged("colour = 'purple'") == "everything.colour");
    CHECK(damaged("colour = 'red', at = 'yesterday'") == "everything.at");
    CHECK(damaged("at = '2018-01-01T00:00:00Z', words = '[1'") == "everything.words");
    CHECK(damaged("words = '[]', flag = 2") == "everything.flag");
    CHECK(damaged("flag = 0, small = 3000000000") == "everything.small");
}

TEST_CASE("no scan sorts or skips: each shape seeks in its index and reads on in order") {
    const Folder folder;
    open(folder.file("a.db")).reset();
    Plain plain{folder.file("a.db")};
    const TableInfo& table = table_of<Entry>();
    for (const std::string_view index : {"", "tag,weight", "value", "number"}) {
        for (std::size_t shape = 0; shape < 32; ++shape) {
            Scan scan;
            scan.index = index;
            scan.descending = (shape & 1) != 0;
            const auto order = order_of(table, scan);
            const auto fill = [&](std::size_t i) {
                return table.columns[order[i]].kind == ColumnKind::integer ? Cell{std::int64_t{1}} : Cell{"x"};
            };
            if ((shape & 2) != 0) scan.prefix = {fill(0)};
            const std::size_t next = scan.prefix.size();
            if ((shape & 4) != 0) scan.from = fill(next);
            if ((shape & 8) != 0) scan.to = fill(next);
            for (std::size_t i = 0; (shape & 16) != 0 && i < order.size(); ++i) scan.after.push_back(fill(i));
            for (const sqlite::Range& range : sqlite::ranges_of(table, scan, order)) {
                const std::string plan =
                    plain.query("EXPLAIN QUERY PLAN " + sqlite::range_sql(table, scan, order, range));
                CAPTURE(plan);
                CHECK(plan.find("TEMP B-TREE") == std::string::npos);
                const bool is_whole =
                    range.equal.empty() && range.lower_kind == sqlite::Range::Lower::none && !range.upper;
                CHECK((plan.find("SEARCH") != std::string::npos) == !is_whole);
            }
        }
    }
}

TEST_CASE("the log of a stream of transactions is moved into the file beside it, and begins anew") {
    const Folder folder;
    SqliteOptions options = at(folder.file("streamed.db"));
    options.durability = Durability::normal;
    options.log_kib = 512;
    const auto store = make_sqlite_store(options);
    store->create_tables(all_tables());
    constexpr std::int64_t groups = 200;
    constexpr std::int64_t rows_of_group = 40;
    std::uintmax_t longest = 0;
    std::uintmax_t written = 0;
    {
        WriteBehind behind{store};
        for (std::int64_t group = 0; group < groups; ++group) {
            const auto transaction = behind.begin();
            for (std::int64_t row = 0; row < rows_of_group; ++row) {
                Everything record;
                record.id = std::to_string((group * rows_of_group + row) * 7919 % (groups * rows_of_group));
                record.place = {std::string(300, 'x'), static_cast<std::int32_t>(group)};
                put(*transaction, record);
                written += 300;
            }
            transaction->commit();
            longest = std::max(longest, std::filesystem::file_size(folder.file("streamed.db-wal")));
        }
        behind.sync();
    }
    INFO(longest << " bytes of log for " << written << " bytes");
    CHECK(longest > 512 * 1024);
    CHECK(longest < 10 * 512 * 1024);
    CHECK(written > 2'000'000);
    CHECK(Plain{folder.file("streamed.db")}.query("PRAGMA integrity_check") == "ok");
    CHECK(std::ssize(rows<Everything>(*store)) == groups * rows_of_group);
}

TEST_CASE("a log of no length is refused before there is a file") {
    const Folder folder;
    for (const std::int64_t kib : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{15}, INT64_MAX}) {
        SqliteOptions options = at(folder.file("never.db"));
        options.log_kib = kib;
        const auto error = error_of([&] { static_cast<void>(make_sqlite_store(options)); });
        REQUIRE(error);
        CHECK(error->code() == ErrorCode::out_of_range);
        CHECK(error->field() == "log_kib");
        CHECK_FALSE(std::filesystem::exists(options.path));
    }
}
