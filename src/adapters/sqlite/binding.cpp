#include "binding.hpp"

namespace marketplace::sqlite {
namespace {

int bind_text(sqlite3_stmt* statement, int position, std::string_view text) {
    // A null pointer would bind null, and an empty view may have one.
    const char* data = text.data() == nullptr ? "" : text.data();
    return sqlite3_bind_text64(statement, position, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

/// `i` counts the parameters from 0.
int bind_column(Connection& connection, sqlite3_stmt* statement, std::size_t i, const ColumnInfo& column,
                const void* record) {
    const int position = static_cast<int>(i) + 1;
    const void* value = value_of(column, record);
    if (value == nullptr) return sqlite3_bind_null(statement, position);
    if (column.kind == ColumnKind::integer) return sqlite3_bind_int64(statement, position, integer_of(column, value));
    return bind_text(statement, position, text_of(column, value, connection.scratch(i)));
}

void read_column(sqlite3_stmt* statement, int position, const ColumnInfo& column, void* record) {
    switch (sqlite3_column_type(statement, position)) {
        case SQLITE_NULL: return set_null(column, record);
        case SQLITE_INTEGER: return set_integer(column, record, sqlite3_column_int64(statement, position));
        default: break;
    }
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, position));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, position));
    set_text(column, record, text == nullptr ? std::string_view{} : std::string_view{text, size});
}

}  // namespace

void bind_records(Connection& connection, sqlite3_stmt* statement, const TableInfo& table,
                  std::span<const void* const> records) {
    // The room grows now: texts that are bound must not move later.
    static_cast<void>(connection.scratch(records.size() * table.columns.size()));
    std::size_t parameter = 0;
    for (const void* record : records) {
        for (const ColumnInfo& column : table.columns)
            connection.check(bind_column(connection, statement, parameter++, column, record));
    }
}

void bind_cell(Connection& connection, sqlite3_stmt* statement, int position, const Cell& cell) {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
        connection.check(sqlite3_bind_int64(statement, position, *integer));
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
        connection.check(bind_text(statement, position, *text));
    } else {
        connection.check(sqlite3_bind_null(statement, position));
    }
}

void read_record(Connection& connection, sqlite3_stmt* statement, const TableInfo& table, void* record) {
    try {
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            read_column(statement, static_cast<int>(i), table.columns[i], record);
    } catch (const Error& error) {
        connection.give_up();
        throw error.within(table.name);
    }
}

}  // namespace marketplace::sqlite
