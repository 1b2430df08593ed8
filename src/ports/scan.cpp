#include <marketplace/ports/store.hpp>

#include <algorithm>

namespace marketplace {
namespace {

std::span<const std::size_t> columns_of(const TableInfo& table, std::string_view index) {
    if (index.empty()) return table.key;
    for (const IndexInfo& each : table.indexes) {
        if (each.name == index) return each.order;
    }
    fail(ErrorCode::invalid_value, table.name + ".scan.index", index, "a declared index");
}

bool is_null(const std::optional<Cell>& bound) { return bound && std::holds_alternative<std::monostate>(*bound); }

}  // namespace

void check_key(const TableInfo& table, std::span<const Cell> key) {
    if (key.size() == table.key.size()) return;
    fail(ErrorCode::invalid_value, table.name + ".key", std::to_string(key.size()) + " cells",
         std::to_string(table.key.size()) + " cells");
}

std::span<const std::size_t> order_of(const TableInfo& table, const Scan& scan) {
    const std::span<const std::size_t> order = columns_of(table, scan.index);
    const std::size_t used = scan.prefix.size() + (scan.from || scan.to ? 1 : 0);
    if (used > order.size()) {
        fail(ErrorCode::invalid_value, table.name + ".scan.prefix", std::to_string(used) + " columns",
             "at most " + std::to_string(order.size()) + " columns, bounds included");
    }
    if (is_null(scan.from) || is_null(scan.to))
        fail(ErrorCode::invalid_value, table.name + ".scan.from", "null", "a value; null has no range");
    if (scan.after.empty()) return order;
    const bool fits =
        scan.after.size() == order.size() && std::equal(scan.prefix.begin(), scan.prefix.end(), scan.after.begin());
    if (!fits)
        fail(ErrorCode::invalid_value, table.name + ".scan.after", "",
             "the index and key columns of a row, beginning with the prefix");
    return order;
}

}  // namespace marketplace
