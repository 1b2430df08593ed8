#pragma once
// Record fields to statement parameters, and result columns back to fields, without a row in between.

#include <marketplace/ports/table.hpp>

#include <sqlite3.h>

namespace marketplace::sqlite {

/// Keeps texts that were made for a binding alive until the statement has run.
class Texts {
public:
    const std::string& keep(std::string text) { return kept_.emplace_back(std::move(text)); }
    explicit Texts(std::size_t capacity) { kept_.reserve(capacity); }

private:
    std::vector<std::string> kept_;
};

/// Binds a column of a record; `texts` must have room for one more.
void bind_column(sqlite3_stmt* statement, int position, const ColumnInfo& column, const void* record, Texts& texts);
/// Binds a cell, whose text is borrowed.
void bind_cell(sqlite3_stmt* statement, int position, const Cell& cell);
/// Reads a result column into a record.
void read_column(sqlite3_stmt* statement, int position, const ColumnInfo& column, void* record);

}  // namespace marketplace::sqlite
