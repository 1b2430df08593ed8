#include "store_content.hpp"

#include <marketplace/engine/engine.hpp>

#include <algorithm>
#include <numeric>

namespace marketplace::simulation {
namespace {

std::string text_of_row(const RowCells& row) {
    std::string text;
    for (const Cell& cell : row) {
        if (!text.empty()) text += " | ";
        if (const auto* number = std::get_if<std::int64_t>(&cell)) text += std::to_string(*number);
        if (const auto* found = std::get_if<std::string>(&cell)) text += *found;
    }
    return text;
}

std::string row_at(const std::vector<RowCells>& rows, std::size_t position) {
    return position < rows.size() ? text_of_row(rows[position]) : "(no row)";
}

}  // namespace

Content content_of(Store& store) {
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

std::string difference(const Content& expected, const Content& found) {
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
