#pragma once
// Everything that a store holds, as values that can be compared.

#include <marketplace/engine/engine.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <vector>

namespace marketplace::simulation {

/// A row: the values of all its columns, as they are stored.
using RowCells = std::vector<Cell>;
/// The rows of every table in the order of their keys, by the name of the table.
using Content = std::map<std::string, std::vector<RowCells>>;

/// For people.
inline std::string text_of_row(const RowCells& row) {
    std::string text;
    for (const Cell& cell : row) {
        if (!text.empty()) text += " | ";
        if (const auto* number = std::get_if<std::int64_t>(&cell)) text += std::to_string(*number);
        if (const auto* found = std::get_if<std::string>(&cell)) text += *found;
    }
    return text;
}

inline std::string row_at(const std::vector<RowCells>& rows, std::size_t position) {
    return position < rows.size() ? text_of_row(rows[position]) : "(no row)";
}

/// All rows of all tables of an engine.
[[nodiscard]] inline Content content_of(Store& store) {
    Content content;
    const auto transaction = store.begin();
    for (const TableInfo* table : engine_tables()) {
        std::vector<std::size_t> columns(table->columns.size());
        std::iota(columns.begin(), columns.end(), std::size_t{0});
        std::vector<RowCells>& rows = content[table->name];
        transaction->scan(*table, {}, [&](const void* record) {
            rows.push_back(cells_of(*table, columns, record));
            return true;
        });
    }
    return content;
}

/// The first row in which two contents differ, in words; empty if they are the same.
[[nodiscard]] inline std::string difference(const Content& expected, const Content& found) {
    for (const auto& [table, rows] : expected) {
        const std::vector<RowCells>& others = found.at(table);
        const auto [a, b] = std::mismatch(rows.begin(), rows.end(), others.begin(), others.end());
        if (a == rows.end() && b == others.end()) continue;
        const auto position = static_cast<std::size_t>(a - rows.begin());
        return "table " + table + ", row " + std::to_string(position) + "\n  expected: " + row_at(rows, position) +
               "\n  found:    " + row_at(others, position);
    }
    return "";
}

}  // namespace marketplace::simulation
