#include "sql.hpp"

#include <algorithm>

namespace marketplace::sqlite {
namespace {

std::string quoted(std::string_view name) { return '"' + std::string{name} + '"'; }

std::string names(const TableInfo& table, std::span<const std::size_t> columns, std::string_view suffix = "") {
    std::string out;
    for (const std::size_t column : columns) {
        if (!out.empty()) out += ", ";
        out += quoted(table.columns[column].name);
        out += suffix;
    }
    return out;
}

std::vector<std::size_t> all_columns(const TableInfo& table) {
    std::vector<std::size_t> out(table.columns.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
    return out;
}

std::string key_equals(const TableInfo& table) {
    std::string out;
    for (const std::size_t column : table.key) out += (out.empty() ? "" : " AND ") + quoted(table.columns[column].name) + " = ?";
    return out;
}

std::string marks(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += i == 0 ? "?" : ", ?";
    return out;
}

}  // namespace

std::string create_table_sql(const TableInfo& table) {
    std::string sql = "CREATE TABLE " + quoted(table.name) + " (";
    for (const ColumnInfo& column : table.columns) {
        sql += quoted(column.name) + (column.kind == ColumnKind::integer ? " INTEGER" : " TEXT") + (column.nullable ? ", " : " NOT NULL, ");
    }
    return sql + "PRIMARY KEY (" + names(table, table.key) + ")) STRICT, WITHOUT ROWID";
}

std::vector<std::string> create_index_sql(const TableInfo& table) {
    std::vector<std::string> out;
    for (const IndexInfo& index : table.indexes) {
        std::string name = table.name + "_by_" + index.name;
        std::replace(name.begin(), name.end(), ',', '_');
        out.push_back("CREATE INDEX IF NOT EXISTS " + quoted(name) + " ON " + quoted(table.name) + " (" + names(table, index.columns) + ")");
    }
    return out;
}

std::string get_sql(const TableInfo& table) {
    return "SELECT " + names(table, all_columns(table)) + " FROM " + quoted(table.name) + " WHERE " + key_equals(table);
}

std::string insert_sql(const TableInfo& table, std::string_view verb) {
    return std::string{verb} + " INTO " + quoted(table.name) + " VALUES (" + marks(table.columns.size()) + ")";
}

std::string erase_sql(const TableInfo& table) { return "DELETE FROM " + quoted(table.name) + " WHERE " + key_equals(table); }

std::vector<std::size_t> order_of(const TableInfo& table, const Scan& scan) {
    if (scan.index.empty()) return table.key;
    for (const IndexInfo& index : table.indexes) {
        if (index.name != scan.index) continue;
        std::vector<std::size_t> columns = index.columns;
        columns.insert(columns.end(), table.key.begin(), table.key.end());
        return columns;
    }
    fail(ErrorCode::store_failed, table.name + ".index", scan.index, "a declared index");
}

std::string scan_sql(const TableInfo& table, const Scan& scan) {
    const std::vector<std::size_t> order = order_of(table, scan);
    std::string conditions;
    const auto add = [&](const std::string& condition) { conditions += (conditions.empty() ? " WHERE " : " AND ") + condition; };
    for (std::size_t i = 0; i < scan.prefix.size(); ++i) add(quoted(table.columns[order[i]].name) + " IS ?");
    if (scan.from) add(quoted(table.columns[order[scan.prefix.size()]].name) + " >= ?");
    if (scan.to) add(quoted(table.columns[order[scan.prefix.size()]].name) + " < ?");
    if (!scan.after.empty()) {
        add("(" + names(table, order) + (scan.descending ? ") < (" : ") > (") + marks(order.size()) + ")");
    }
    return "SELECT " + names(table, all_columns(table)) + " FROM " + quoted(table.name) + conditions + " ORDER BY " +
           names(table, order, scan.descending ? " DESC" : "") + " LIMIT ?";
}

}  // namespace marketplace::sqlite
