#pragma once
// Key columns as bytes whose plain order is the order of the cells: null, then integers by value, then texts
// by their bytes. One comparison of two strings then compares whole keys.

#include <marketplace/ports/table.hpp>

#include <span>
#include <string>

namespace marketplace::adapters_detail {

void encode(std::string& out, std::monostate);
void encode(std::string& out, std::int64_t value);
void encode(std::string& out, std::string_view text);
void encode(std::string& out, const Cell& cell);

[[nodiscard]] std::string encoded(std::span<const Cell> cells);
/// The same from the fields of a record.
[[nodiscard]] std::string encoded(const TableInfo& table, std::span<const std::size_t> columns, const void* record);

/// Comes after null and before everything else.
inline constexpr char after_null = 1;
/// Comes after every cell.
inline constexpr char after_all = 3;

}  // namespace marketplace::adapters_detail
