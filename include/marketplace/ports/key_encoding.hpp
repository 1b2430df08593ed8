#pragma once
// What adapters that keep records in memory share.
//
// Key columns as bytes whose plain order is the order of the cells: null, then integers by value, then texts
// by their bytes. One comparison of two strings then compares whole keys.

#include <marketplace/ports/store.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::ports_detail {

/// A copy of a record, destroyed by its own type; null for none.
using Held = OwnedRecord;
[[nodiscard]] Held nothing_held();
[[nodiscard]] Held copy_of(const TypeInfo& type, const void* record);

/// The columns whose values may have no text.
[[nodiscard]] std::vector<const ColumnInfo*> columns_to_check(const TableInfo& table);
/// Throws what a store that writes texts would throw for this record: `invalid_time`, `unknown_choice`.
void check_storable(std::span<const ColumnInfo* const> columns, const void* record);

void encode(std::string& out, std::monostate);
void encode(std::string& out, std::int64_t value);
void encode(std::string& out, std::string_view text);
void encode(std::string& out, const Cell& cell);

[[nodiscard]] std::string encoded(std::span<const Cell> cells);
/// The same from the fields of a record.
void encode(std::string& out, const TableInfo& table, std::span<const std::size_t> columns, const void* record);
[[nodiscard]] std::string encoded(const TableInfo& table, std::span<const std::size_t> columns, const void* record);

/// The cells that were encoded. Only for what `encoded` made.
[[nodiscard]] std::vector<Cell> decoded(std::string_view key);

/// The encoded positions that a scan goes over: `first` is inside unless `first_excluded`, `last` is not.
struct KeyRange {
    std::string first;
    std::string last;
    bool first_excluded = false;
};
[[nodiscard]] KeyRange range_of(const Scan& scan);
/// The same without the prefix, with which all of them begin.
[[nodiscard]] KeyRange range_behind_prefix(const Scan& scan);

/// What each encoded cell begins with.
inline constexpr char rank_null = 0;
inline constexpr char rank_integer = 1;
inline constexpr char rank_text = 2;
/// Comes after null and before everything else.
inline constexpr char after_null = 1;
/// Comes after every cell.
inline constexpr char after_all = 3;

}  // namespace marketplace::ports_detail
