#pragma once
// How a record type is stored: its columns, key and indexes, derived from its description.
//
// Each field is a column of its name. Integers, strong integers and booleans are integers; texts, ids,
// enumerations, currencies, rates, dates and instants are text, instants in the fixed width form of
// core/time.hpp, so that text order is time order and a person can read them. An optional field may be
// null; a nested record becomes columns `field_sub`, or `sub` where the table spec says so; lists, dictionaries,
// choices and reals are JSON text, and so is an optional record.

#include <marketplace/core/record.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace marketplace {

/// A value of a key or index column: null, an integer or a text. They sort in this order, integers by
/// value and texts by their bytes.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;

/// How a column is stored.
enum class ColumnKind { integer, text, json };

/// One column and where its value is inside the record.
struct ColumnInfo {
    std::string name;
    ColumnKind kind = ColumnKind::text;
    bool nullable = false;
    std::size_t offset = 0;           ///< of the field within the record, in bytes
    const TypeInfo* field = nullptr;  ///< of the field: an optional if `nullable`
    const TypeInfo* type = nullptr;   ///< of the value, without the optional around it
};

/// An index: positions in `TableInfo::columns`.
struct IndexInfo {
    std::string name;  ///< the column list as written in the TableSpec, which is how a scan names it
    std::vector<std::size_t> columns;
    std::vector<std::size_t> order;  ///< those columns and then the key's: what the rows are sorted by
};

/// A table. Must outlive the stores that use it, as `table_of` makes sure.
struct TableInfo {
    std::string name;
    const TypeInfo* record = nullptr;
    std::vector<ColumnInfo> columns;
    std::vector<std::size_t> key;
    std::vector<IndexInfo> indexes;
};

/// Derives a table. Throws `internal` when the spec names a field that does not exist or cannot be in a key
/// (null, JSON) or an index (JSON), or when two columns would have one name.
[[nodiscard]] TableInfo make_table(const TypeInfo& record, const TableSpec& spec);

/// The table of a stored record type; `table_spec(const T*)` is found beside the type.
template <class T>
[[nodiscard]] const TableInfo& table_of() {
    static const TableInfo table = make_table(type_of<T>(), table_spec(static_cast<const T*>(nullptr)));
    return table;
}

/// One line for each column, then the key, then each index: equal for tables that are stored alike.
[[nodiscard]] std::vector<std::string> layout_of(const TableInfo& table);

/// The address of a column's value inside a record, or null for an empty optional.
[[nodiscard]] const void* value_of(const ColumnInfo& column, const void* record);
/// The number of a value of an integer column.
[[nodiscard]] std::int64_t integer_of(const ColumnInfo& column, const void* value);
/// The text of a value of a text or JSON column: the record's own, or written to `scratch`. Throws
/// `invalid_time` or `unknown_choice` for an instant, date or enumeration that has no text.
[[nodiscard]] std::string_view text_of(const ColumnInfo& column, const void* value, std::string& scratch);

/// Put a stored value back into a record. Throw `store_corrupt` when it does not fit the type.
void set_null(const ColumnInfo& column, void* record);
void set_integer(const ColumnInfo& column, void* record, std::int64_t value);
void set_text(const ColumnInfo& column, void* record, std::string_view text);

/// The value of a column of a record, as it would be stored.
[[nodiscard]] Cell cell_of(const ColumnInfo& column, const void* record);
/// The values of some columns, such as a key.
[[nodiscard]] std::vector<Cell> cells_of(const TableInfo& table, std::span<const std::size_t> columns,
                                         const void* record);

}  // namespace marketplace
