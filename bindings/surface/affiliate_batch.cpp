#include "affiliate_batch.hpp"

#include <limits>

namespace marketplace::surface {
namespace {

using affiliate::LineColumns;
using affiliate::Symbol;

using LineColumn = std::span<const std::int64_t> LineColumns::*;

constexpr std::pair<std::string_view, LineColumn> line_columns[] = {
    {"gross_minor", &LineColumns::gross_minor},
    {"quantity", &LineColumns::quantity},
    {"discount_vendor_minor", &LineColumns::discount_vendor_minor},
    {"discount_platform_minor", &LineColumns::discount_platform_minor},
    {"tax_included_minor", &LineColumns::tax_included_minor},
    {"tax_added_minor", &LineColumns::tax_added_minor},
    {"shipping_minor", &LineColumns::shipping_minor},
    {"gift_wrap_minor", &LineColumns::gift_wrap_minor},
    {"fees_minor", &LineColumns::fees_minor},
    {"order_ordinal", &LineColumns::order_ordinal},
};

bool set_line_column(LineColumns& lines, const std::string& name, const Column& column) {
    for (const auto& [known, member] : line_columns) {
        if (known != name) continue;
        lines.*member = column.values;
        return true;
    }
    return false;
}

std::vector<Symbol> symbols_from(const Column& column, const std::string& name) {
    std::vector<Symbol> symbols;
    symbols.reserve(column.values.size());
    for (const std::int64_t value : column.values) {
        if (value < 0 || value > std::numeric_limits<Symbol>::max()) {
            fail(ErrorCode::out_of_range, name, std::to_string(value), "a symbol of the plan");
        }
        symbols.push_back(static_cast<Symbol>(value));
    }
    return symbols;
}

}  // namespace

ColumnResult symbol_column(const affiliate::CompiledPlan& plan, affiliate::Dimension dimension,
                           std::span<const std::string> texts) {
    const std::vector<Symbol> symbols = plan.symbols(dimension, texts);
    return {NewColumn(symbols.begin(), symbols.end())};
}

NewColumns calculate_columns(const affiliate::CompiledPlan& plan, Currency currency, Timestamp at,
                             const Columns& columns) {
    LineColumns lines;
    lines.currency = currency;
    lines.at = at;
    std::deque<std::vector<Symbol>> symbols;
    for (const auto& [name, column] : columns) {
        if (set_line_column(lines, name, column)) continue;
        const auto dimension = enum_of<affiliate::Dimension>(name.substr(0, name.find('.')), "columns." + name);
        lines.keys.push_back({dimension, symbols.emplace_back(symbols_from(column, "columns." + name))});
    }
    if (!columns.contains("gross_minor")) fail(ErrorCode::missing_field, "columns.gross_minor", "", "a column");
    const std::size_t count = lines.gross_minor.size();
    NewColumns out{{{"fee_minor", NewColumn(count)}, {"fee_tax_minor", NewColumn(count)},
                    {"residual_minor", NewColumn(count)}}};
    affiliate::calculate_batch(plan, lines, {out.named[0].second, out.named[1].second, out.named[2].second});
    return out;
}

ColumnResult percentage_column(const Rate& rate, Rounding rounding, const Column& base) {
    ColumnResult out{NewColumn(base.values.size())};
    affiliate::percentage_batch(rate, rounding, base.values, out.values);
    return out;
}

std::vector<affiliate::OrderCommission> calculate_orders(const affiliate::CompiledPlan& plan,
                                                         std::span<const Order> orders,
                                                         const affiliate::CalculationContext& context) {
    std::vector<affiliate::OrderCommission> out;
    out.reserve(orders.size());
    for (std::size_t i = 0; i < orders.size(); ++i) {
        try {
            out.push_back(affiliate::calculate(plan, orders[i], context));
        } catch (const Error& error) {
            throw error.within("orders[" + std::to_string(i) + "]");
        }
    }
    return out;
}

}  // namespace marketplace::surface
