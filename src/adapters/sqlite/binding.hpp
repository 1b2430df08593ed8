#pragma once
// Record fields to statement parameters, and result columns back to fields, without a row in between.

#include "connection.hpp"

namespace marketplace::sqlite {

/// Binds all columns of records, one after the other; their texts are borrowed.
void bind_records(Connection& connection, sqlite3_stmt* statement, const TableInfo& table,
                  std::span<const void* const> records);
/// Binds a cell, whose text is borrowed.
void bind_cell(Connection& connection, sqlite3_stmt* statement, int position, const Cell& cell);
/// Reads a result row into a record.
void read_record(Connection& connection, sqlite3_stmt* statement, const TableInfo& table, void* record);

}  // namespace marketplace::sqlite
