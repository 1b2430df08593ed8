#include "schema.hpp"

#include "sql.hpp"

#include <algorithm>
#include <array>

namespace marketplace::sqlite {
namespace {

/// The way of storing things at all; raised when old files cannot be read any more.
constexpr std::string_view format_version = "3";

void bind_text(Connection& connection, sqlite3_stmt* statement, int position, std::string_view text) {
    connection.check(sqlite3_bind_text64(statement, position, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

std::string text_at(sqlite3_stmt* statement, int position) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, position));
    return text == nullptr ? "" : text;
}

/// The first column of the first row, or nothing.
std::optional<std::string> single(Connection& connection, const std::string& sql, std::string_view parameter = {}) {
    const Statement statement = connection.prepare(sql);
    if (!parameter.empty()) bind_text(connection, statement.get(), 1, parameter);
    if (!connection.step(statement.get())) return std::nullopt;
    return text_at(statement.get(), 0);
}

std::optional<std::string> meta(Connection& connection, const std::string& name) {
    return single(connection, "SELECT value FROM marketplace_meta WHERE name = ?", name);
}

void set_meta(Connection& connection, std::string_view name, std::string_view value) {
    const Statement statement = connection.prepare("INSERT INTO marketplace_meta VALUES (?, ?)");
    bind_text(connection, statement.get(), 1, name);
    bind_text(connection, statement.get(), 2, value);
    connection.step(statement.get());
}

/// FNV-1a over the SQL of a table and its indexes.
std::string fingerprint(const TableInfo& table) {
    std::string sql = create_table_sql(table);
    for (const std::string& index : create_index_sql(table)) sql.append(";").append(index);
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : sql) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[hash >> shift & 15];
    return text;
}

void check_format(Connection& connection) {
    const std::string known =
        single(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'marketplace_meta'").value_or("");
    if (known == "0") {
        const std::string others =
            single(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'").value_or("");
        if (others != "0") {
            fail(ErrorCode::store_version, connection.path(),
                 "a database of " + others + " tables without marketplace_meta",
                 "a new file or a database of this library");
        }
        connection.execute(
            "CREATE TABLE marketplace_meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT "
            "ROWID");
        set_meta(connection, "format", format_version);
        return;
    }
    const std::string found = meta(connection, "format").value_or("none");
    if (found != format_version)
        fail(ErrorCode::store_version, connection.path(), "format " + found, "format " + std::string{format_version});
}

/// The columns that the file has, written as in `layout_of`.
std::vector<std::string> stored_columns(Connection& connection, const TableInfo& table) {
    const Statement statement =
        connection.prepare("SELECT name, lower(type), \"notnull\" FROM pragma_table_info(?) ORDER BY cid");
    bind_text(connection, statement.get(), 1, table.name);
    std::vector<std::string> out;
    while (connection.step(statement.get())) {
        const bool not_null = sqlite3_column_int(statement.get(), 2) != 0;
        out.push_back("column " + text_at(statement.get(), 0) + " " + text_at(statement.get(), 1) +
                      (not_null ? " not null" : ""));
    }
    return out;
}

/// Says where a stored table differs, as far as its columns tell.
[[noreturn]] void refuse(Connection& connection, const TableInfo& table) {
    const std::vector<std::string> found = stored_columns(connection, table);
    const std::vector<std::string> wanted = layout_of(table);
    const std::string where = connection.path() + ", table " + table.name;
    for (std::size_t i = 0; i < table.columns.size() || i < found.size(); ++i) {
        const std::string has = i < found.size() ? found[i] : "no more columns";
        const std::string wants = i < table.columns.size() ? wanted[i] : "no more columns";
        if (has != wants) fail(ErrorCode::store_version, where, has, wants);
    }
    fail(ErrorCode::store_version, where, "another key or other indexes",
         wanted[table.columns.size()] + " and its indexes");
}

void create_table(Connection& connection, const TableInfo& table) {
    const std::string name = "table " + table.name;
    const std::string wanted = fingerprint(table);
    const std::optional<std::string> found = meta(connection, name);
    if (found == wanted) return;
    if (found) refuse(connection, table);
    connection.execute(create_table_sql(table));
    for (const std::string& index : create_index_sql(table)) connection.execute(index);
    set_meta(connection, name, wanted);
}

}  // namespace

void create_tables(Connection& connection, std::span<const TableInfo* const> tables) {
    check_format(connection);
    for (const TableInfo* table : tables) create_table(connection, *table);
}

}  // namespace marketplace::sqlite
