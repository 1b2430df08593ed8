#include "binding.hpp"

namespace marketplace::sqlite {
namespace {

void bind_text(sqlite3_stmt* statement, int position, const std::string& text) {
    sqlite3_bind_text(statement, position, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

}  // namespace

void bind_column(sqlite3_stmt* statement, int position, const ColumnInfo& column, const void* record, Texts& texts) {
    const void* value = value_of(column, record);
    if (value == nullptr) {
        sqlite3_bind_null(statement, position);
    } else if (column.type->kind == Kind::text) {
        bind_text(statement, position, column.type->get_text(value));
    } else {
        const Cell cell = cell_of(column, record);
        if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
            sqlite3_bind_int64(statement, position, *integer);
        } else {
            bind_text(statement, position, texts.keep(std::get<std::string>(cell)));
        }
    }
}

void bind_cell(sqlite3_stmt* statement, int position, const Cell& cell) {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
        sqlite3_bind_int64(statement, position, *integer);
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
        bind_text(statement, position, *text);
    } else {
        sqlite3_bind_null(statement, position);
    }
}

void read_column(sqlite3_stmt* statement, int position, const ColumnInfo& column, void* record) {
    switch (sqlite3_column_type(statement, position)) {
        case SQLITE_NULL: set_cell(column, record, {}); return;
        case SQLITE_INTEGER: set_cell(column, record, Cell{static_cast<std::int64_t>(sqlite3_column_int64(statement, position))}); return;
        default: break;
    }
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, position));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, position));
    set_cell(column, record, Cell{std::string{text == nullptr ? "" : text, size}});
}

}  // namespace marketplace::sqlite
