#pragma once
// The SQL of a table, written from its description.

#include <marketplace/ports/store.hpp>

#include <string>
#include <vector>

namespace marketplace::sqlite {

[[nodiscard]] std::string create_table_sql(const TableInfo& table);
[[nodiscard]] std::vector<std::string> create_index_sql(const TableInfo& table);
[[nodiscard]] std::string get_sql(const TableInfo& table);
[[nodiscard]] std::string insert_sql(const TableInfo& table, std::string_view verb);
[[nodiscard]] std::string erase_sql(const TableInfo& table);
/// The columns by which a scan is ordered: those of its index, then the key's. Throws `store_failed` for an
/// index that is not declared.
[[nodiscard]] std::vector<std::size_t> order_of(const TableInfo& table, const Scan& scan);
[[nodiscard]] std::string scan_sql(const TableInfo& table, const Scan& scan);

}  // namespace marketplace::sqlite
