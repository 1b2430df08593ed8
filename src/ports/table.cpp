#include <marketplace/ports/table.hpp>

#include <algorithm>
#include <memory>

namespace marketplace {
namespace {

ColumnKind kind_of(const TypeInfo& type) {
    switch (type.kind) {
        case Kind::boolean:
        case Kind::int32:
        case Kind::int64: return ColumnKind::integer;
        case Kind::text:
        case Kind::timestamp:
        case Kind::date:
        case Kind::scalar:
        case Kind::enumeration: return ColumnKind::text;
        default: return ColumnKind::json;
    }
}

/// Adds the columns of a record that lies `offset` bytes into the stored one. The offsets are measured on a
/// sample, since a description gives addresses only.
void add_columns(TableInfo& table, const TypeInfo& record, const std::string& prefix, std::size_t offset,
                 std::string_view unprefixed = {}) {
    const std::unique_ptr<void, void (*)(void*)> sample{record.create(), record.destroy};
    for (const FieldInfo& field : record.fields) {
        const auto distance = static_cast<char*>(field.get(sample.get())) - static_cast<char*>(sample.get());
        const std::size_t here = offset + static_cast<std::size_t>(distance);
        const TypeInfo& type = *field.type();
        std::string name = prefix + std::string{field.name};
        if (type.kind == Kind::record) {
            add_columns(table, type, field.name == unprefixed ? "" : name + "_", here);
            continue;
        }
        const bool nullable = type.kind == Kind::optional;
        const TypeInfo& value = nullable ? *type.element() : type;
        const bool taken = std::any_of(table.columns.begin(), table.columns.end(),
                                       [&](const ColumnInfo& column) { return column.name == name; });
        if (taken) fail(ErrorCode::internal, table.name, name, "columns of different names");
        table.columns.push_back({std::move(name), kind_of(value), nullable, here, &type, &value});
    }
}

std::vector<std::size_t> positions_of(const TableInfo& table, std::string_view list) {
    std::vector<std::size_t> out;
    while (!list.empty()) {
        const std::string_view name = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), name.size() + 1));
        const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                        [&](const ColumnInfo& column) { return column.name == name; });
        if (found == table.columns.end()) fail(ErrorCode::internal, table.name, name, "a column of the table");
        if (found->kind == ColumnKind::json) fail(ErrorCode::internal, table.name, name, "a column that has an order");
        out.push_back(static_cast<std::size_t>(found - table.columns.begin()));
    }
    return out;
}

void set_key(TableInfo& table, std::string_view list) {
    table.key = positions_of(table, list);
    if (table.key.empty()) fail(ErrorCode::internal, table.name, list, "a key");
    for (const std::size_t column : table.key) {
        if (table.columns[column].nullable)
            fail(ErrorCode::internal, table.name, table.columns[column].name, "a key column that is never null");
    }
}

std::string names_of(const TableInfo& table, std::span<const std::size_t> columns) {
    std::string out;
    for (const std::size_t column : columns) out.append(out.empty() ? "" : ",").append(table.columns[column].name);
    return out;
}

}  // namespace

TableInfo make_table(const TypeInfo& record, const TableSpec& spec) {
    TableInfo table;
    table.name = spec.name;
    table.record = &record;
    add_columns(table, record, "", 0, spec.unprefixed);
    set_key(table, spec.key);
    for (const std::string_view list : spec.indexes) {
        IndexInfo index{std::string{list}, positions_of(table, list), {}};
        index.order = index.columns;
        index.order.insert(index.order.end(), table.key.begin(), table.key.end());
        table.indexes.push_back(std::move(index));
    }
    return table;
}

std::vector<std::string> layout_of(const TableInfo& table) {
    std::vector<std::string> lines;
    for (const ColumnInfo& column : table.columns) {
        lines.push_back("column " + column.name + (column.kind == ColumnKind::integer ? " integer" : " text") +
                        (column.nullable ? "" : " not null"));
    }
    lines.push_back("key " + names_of(table, table.key));
    for (const IndexInfo& index : table.indexes) lines.push_back("index " + names_of(table, index.columns));
    return lines;
}

}  // namespace marketplace
