#pragma once
// The SQL of a table, written from its description.

#include "scan_plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace marketplace::sqlite {

[[nodiscard]] std::string create_table_sql(const TableInfo& table);
[[nodiscard]] std::vector<std::string> create_index_sql(const TableInfo& table);
[[nodiscard]] std::string get_sql(const TableInfo& table);
[[nodiscard]] std::string put_sql(const TableInfo& table);
/// Refuses a key that is there. What was inserted before it stays: to undo that, SQLite would keep a copy of every page
/// that the statement changes.
[[nodiscard]] std::string insert_all_sql(const TableInfo& table, std::size_t rows);
[[nodiscard]] std::string insert_sql(const TableInfo& table);
[[nodiscard]] std::string erase_sql(const TableInfo& table);
/// Selects a range; the parameters are the cells of `equal`, then `lower` unless it has none, then `upper`.
[[nodiscard]] std::string range_sql(const TableInfo& table, const Scan& scan, std::span<const std::size_t> order,
                                    const Range& range);

}  // namespace marketplace::sqlite
