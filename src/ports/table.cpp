#include <marketplace/core/json.hpp>
#include <marketplace/ports/table.hpp>

namespace marketplace {
namespace {

ColumnKind kind_of(const TypeInfo& type, bool nullable) {
    switch (type.kind) {
        case Kind::boolean:
        case Kind::int32:
        case Kind::int64: return ColumnKind::integer;
        case Kind::text:
        case Kind::timestamp:
        case Kind::date:
        case Kind::scalar:
        case Kind::enumeration: return ColumnKind::text;
        case Kind::record: return nullable ? ColumnKind::json : ColumnKind::text;
        default: return ColumnKind::json;
    }
}

void add_columns(TableInfo& table, const TypeInfo& record, const std::string& prefix, const std::vector<const FieldInfo*>& path) {
    for (const FieldInfo& field : record.fields) {
        std::vector<const FieldInfo*> here = path;
        here.push_back(&field);
        const TypeInfo* type = field.type();
        const bool nullable = type->kind == Kind::optional;
        if (nullable) type = type->element();
        std::string name = prefix + std::string{field.name};
        if (type->kind == Kind::record && !nullable) {
            add_columns(table, *type, name + "_", here);
        } else {
            table.columns.push_back({std::move(name), kind_of(*type, nullable), nullable, type->kind == Kind::timestamp, here, type});
        }
    }
}

std::vector<std::size_t> positions_of(const TableInfo& table, std::string_view list) {
    std::vector<std::size_t> out;
    while (!list.empty()) {
        const std::string_view name = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), name.size() + 1));
        std::size_t position = 0;
        while (position < table.columns.size() && table.columns[position].name != name) ++position;
        if (position == table.columns.size()) fail(ErrorCode::internal, table.name, name, "a column of the table");
        out.push_back(position);
    }
    return out;
}

std::string_view enumerator_name(const TypeInfo& type, std::int64_t value) {
    for (const EnumeratorInfo& each : type.enumerators) {
        if (each.value == value) return each.name;
    }
    return "?";
}

std::int64_t integer_of(const TypeInfo& type, const void* value) {
    if (type.kind == Kind::boolean) return *static_cast<const bool*>(value) ? 1 : 0;
    if (type.kind == Kind::int32) return *static_cast<const std::int32_t*>(value);
    return type.get_integer(value);
}

std::string text_of(const TypeInfo& type, const void* value) {
    switch (type.kind) {
        case Kind::text: return type.get_text(value);
        case Kind::timestamp: return to_string(*static_cast<const Timestamp*>(value));
        case Kind::date: return to_string(*static_cast<const Date*>(value));
        case Kind::scalar: return type.format(value);
        case Kind::enumeration: return std::string{enumerator_name(type, type.get_integer(value))};
        default: break;
    }
    std::string json;
    write_json(json, {&type, value});
    return json;
}

void set_integer(const TypeInfo& type, void* value, std::int64_t to) {
    if (type.kind == Kind::boolean) {
        *static_cast<bool*>(value) = to != 0;
    } else if (type.kind == Kind::int32) {
        *static_cast<std::int32_t*>(value) = static_cast<std::int32_t>(to);
    } else {
        type.set_integer(value, to);
    }
}

void set_enumeration(const TypeInfo& type, void* value, std::string_view name) {
    for (const EnumeratorInfo& each : type.enumerators) {
        if (each.name == name) return type.set_integer(value, each.value);
    }
    fail(ErrorCode::store_corrupt, type.name, name, choices_of(type));
}

void set_text(const TypeInfo& type, void* value, const std::string& text) {
    switch (type.kind) {
        case Kind::text: return type.set_text(value, text);
        case Kind::timestamp:
            if (text == "infinity") {
                *static_cast<Timestamp*>(value) = timestamp_max;
            } else if (text == "-infinity") {
                *static_cast<Timestamp*>(value) = timestamp_min;
            } else {
                *static_cast<Timestamp*>(value) = parse_timestamp(text);
            }
            return;
        case Kind::date: *static_cast<Date*>(value) = parse_date(text); return;
        case Kind::scalar: return type.parse(value, text);
        case Kind::enumeration: return set_enumeration(type, value, text);
        default: return read_json(text, {&type, value});
    }
}

}  // namespace

TableInfo make_table(const TypeInfo& record, const TableSpec& spec) {
    TableInfo table;
    table.name = spec.name;
    table.record = &record;
    add_columns(table, record, "", {});
    table.key = positions_of(table, spec.key);
    for (const std::string_view index : spec.indexes) table.indexes.push_back({std::string{index}, positions_of(table, index)});
    return table;
}

const void* value_of(const ColumnInfo& column, const void* record) {
    void* at = const_cast<void*>(record);
    for (const FieldInfo* field : column.path) at = field->get(at);
    return column.nullable ? column.path.back()->type()->optional_get(at) : at;
}

Cell cell_of(const ColumnInfo& column, const void* record) {
    const void* value = value_of(column, record);
    if (value == nullptr) return {};
    if (column.kind == ColumnKind::integer) return integer_of(*column.type, value);
    return text_of(*column.type, value);
}

void set_cell(const ColumnInfo& column, void* record, const Cell& cell) {
    void* at = record;
    for (const FieldInfo* field : column.path) at = field->get(at);
    if (column.nullable) {
        const TypeInfo& optional = *column.path.back()->type();
        if (std::holds_alternative<std::monostate>(cell)) return optional.clear(at);
        at = optional.optional_emplace(at);
    }
    try {
        if (column.kind == ColumnKind::integer) return set_integer(*column.type, at, std::get<std::int64_t>(cell));
        set_text(*column.type, at, std::get<std::string>(cell));
    } catch (const std::bad_variant_access&) {
        fail(ErrorCode::store_corrupt, column.name, "", "a value of the column's type");
    }
}

}  // namespace marketplace
