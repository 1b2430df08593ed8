#pragma once
// How a record type is stored: its columns, key and indexes, derived from its description.
//
// Each field is a column of its name. Integers, strong integers and booleans are integers; texts, ids,
// enumerations, currencies, rates, dates and instants are text, instants in the fixed width form of
// core/time.hpp, so that text order is time order and a person can read them. An optional field may be
// null; a nested record becomes columns `field_sub`; lists, dictionaries and choices are JSON text, and so
// is an optional record.

#include <marketplace/core/record.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace marketplace {

/// A value of a key or index column: null, an integer or a text.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;

/// How a column is stored.
enum class ColumnKind { integer, text, json };

/// One column: the way from the record to the value goes through `path`, one field after the other.
struct ColumnInfo {
    std::string name;
    ColumnKind kind = ColumnKind::text;
    bool nullable = false;
    bool is_timestamp = false;
    std::vector<const FieldInfo*> path;
    const TypeInfo* type = nullptr;  ///< of the value, without the optional around it
};

/// Columns of an index, by position in `TableInfo::columns`.
struct IndexInfo {
    std::string name;  ///< the column list as written in the TableSpec, which is how a scan names it
    std::vector<std::size_t> columns;
};

/// A table.
struct TableInfo {
    std::string name;
    const TypeInfo* record = nullptr;
    std::vector<ColumnInfo> columns;
    std::vector<std::size_t> key;
    std::vector<IndexInfo> indexes;
};

/// Derives a table. Throws `internal` when the spec names a field that does not exist.
[[nodiscard]] TableInfo make_table(const TypeInfo& record, const TableSpec& spec);

/// The table of a stored record type; `table_spec(const T*)` is found beside the type.
template <class T>
[[nodiscard]] const TableInfo& table_of() {
    static const TableInfo table = make_table(type_of<T>(), table_spec(static_cast<const T*>(nullptr)));
    return table;
}

/// The value of a column of a record, as it would be stored.
[[nodiscard]] Cell cell_of(const ColumnInfo& column, const void* record);
/// Puts a stored value back into a record. Throws `store_corrupt` when it does not fit the type.
void set_cell(const ColumnInfo& column, void* record, const Cell& value);

/// The address of a column's value inside a record, or null for an empty optional.
[[nodiscard]] const void* value_of(const ColumnInfo& column, const void* record);

}  // namespace marketplace
