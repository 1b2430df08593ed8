#include "sql.hpp"

#include <algorithm>

namespace marketplace::sqlite {
namespace {

std::string quoted(std::string_view name) { return '"' + std::string{name} + '"'; }

std::string index_name(const TableInfo& table, std::string_view columns) {
    std::string name = table.name + "_by_" + std::string{columns};
    std::replace(name.begin(), name.end(), ',', '_');
    return quoted(name);
}

std::string names(const TableInfo& table, std::span<const std::size_t> columns, std::string_view suffix = "") {
    std::string out;
    for (const std::size_t column : columns) {
        if (!out.empty()) out += ", ";
        out.append(quoted(table.columns[column].name)).append(suffix);
    }
    return out;
}

std::string select_sql(const TableInfo& table) {
    std::string out;
    for (const ColumnInfo& column : table.columns)
        out.append(out.empty() ? "SELECT " : ", ").append(quoted(column.name));
    return out + " FROM " + quoted(table.name);
}

std::string key_equals(const TableInfo& table) {
    std::string out;
    for (const std::size_t column : table.key)
        out += (out.empty() ? " WHERE " : " AND ") + quoted(table.columns[column].name) + " = ?";
    return out;
}

std::string values_sql(const TableInfo& table, std::size_t rows = 1) {
    std::string row;
    for (std::size_t i = 0; i < table.columns.size(); ++i) row += i == 0 ? "(?" : ", ?";
    row += ")";
    std::string out = " VALUES " + row;
    for (; rows > 1; --rows) out.append(", ").append(row);
    return out;
}

std::string conditions_of(const TableInfo& table, std::span<const std::size_t> order, const Range& range) {
    std::string out;
    const auto add = [&](std::size_t position, std::string_view condition) {
        out.append(out.empty() ? " WHERE " : " AND ")
            .append(quoted(table.columns[order[position]].name))
            .append(condition);
    };
    const std::size_t equal = range.equal.size();
    for (std::size_t i = 0; i < equal; ++i) add(i, table.columns[order[i]].nullable ? " IS ?" : " = ?");
    switch (range.lower_kind) {
        case Range::Lower::none: break;
        case Range::Lower::above: add(equal, " > ?"); break;
        case Range::Lower::from: add(equal, " >= ?"); break;
        case Range::Lower::not_null: add(equal, " IS NOT NULL"); break;
    }
    if (range.upper) add(equal, " < ?");
    return out;
}

/// The columns that still vary, each once: an index may name a column of the key.
std::vector<std::size_t> varying(std::span<const std::size_t> order, std::size_t equal) {
    std::vector<std::size_t> out;
    for (std::size_t i = equal; i < order.size(); ++i) {
        const auto before = order.first(i);
        if (std::find(before.begin(), before.end(), order[i]) == before.end()) out.push_back(order[i]);
    }
    return out;
}

std::string update_of(const TableInfo& table) {
    std::string out;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (std::find(table.key.begin(), table.key.end(), i) != table.key.end()) continue;
        const std::string name = quoted(table.columns[i].name);
        out += (out.empty() ? "UPDATE SET " : ", ") + name + " = excluded." + name;
    }
    return out.empty() ? "NOTHING" : out;
}

constexpr std::size_t wide_columns = 8;

/// Rows are appended in the order in which they come, with their key in an index beside them: rows with random keys
/// would otherwise change a page each. Those that are hardly more than their key are kept in the order of the key.
bool is_narrow(const TableInfo& table) {
    std::size_t texts = 0;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const bool is_key = std::find(table.key.begin(), table.key.end(), i) != table.key.end();
        texts += !is_key && table.columns[i].kind != ColumnKind::integer ? 1 : 0;
    }
    return texts <= 1 && table.columns.size() < wide_columns;
}

}  // namespace

std::string create_table_sql(const TableInfo& table) {
    std::string sql = "CREATE TABLE " + quoted(table.name) + " (";
    for (const ColumnInfo& column : table.columns) {
        sql += quoted(column.name) + (column.kind == ColumnKind::integer ? " INTEGER" : " TEXT") +
               (column.nullable ? ", " : " NOT NULL, ");
    }
    return sql + "PRIMARY KEY (" + names(table, table.key) + ")) STRICT" + (is_narrow(table) ? ", WITHOUT ROWID" : "");
}

std::vector<std::string> create_index_sql(const TableInfo& table) {
    std::vector<std::string> out;
    for (const IndexInfo& index : table.indexes) {
        out.push_back("CREATE INDEX " + index_name(table, index.name) + " ON " + quoted(table.name) + " (" +
                      names(table, index.columns) + ")");
    }
    return out;
}

std::string get_sql(const TableInfo& table) { return select_sql(table) + key_equals(table); }
std::string put_sql(const TableInfo& table) {
    // An update keeps the place of the row, which a replacement would not.
    return "INSERT INTO " + quoted(table.name) + values_sql(table) + " ON CONFLICT (" +
           names(table, table.key) + ") DO " + update_of(table);
}
std::string insert_all_sql(const TableInfo& table, std::size_t rows) {
    return "INSERT OR FAIL INTO " + quoted(table.name) + values_sql(table, rows);
}
std::string insert_sql(const TableInfo& table) {
    return "INSERT INTO " + quoted(table.name) + values_sql(table) + " ON CONFLICT DO NOTHING";
}
std::string erase_sql(const TableInfo& table) { return "DELETE FROM " + quoted(table.name) + key_equals(table); }

std::string range_sql(const TableInfo& table, const Scan& scan, std::span<const std::size_t> order,
                      const Range& range) {
    std::string sql = select_sql(table);
    // Without statistics the planner may prefer reading and sorting the whole table.
    if (!scan.index.empty()) sql += " INDEXED BY " + index_name(table, scan.index);
    sql += conditions_of(table, order, range);
    const std::string by = names(table, varying(order, range.equal.size()), scan.descending ? " DESC" : "");
    return by.empty() ? sql : sql + " ORDER BY " + by;
}

}  // namespace marketplace::sqlite
