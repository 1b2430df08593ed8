// Between the fields of a record and what is stored in a column.

#include <marketplace/core/detail/time_text.hpp>
#include <marketplace/core/json.hpp>
#include <marketplace/ports/table.hpp>

#include <limits>

namespace marketplace {
namespace {

std::string_view enumerator_name(const ColumnInfo& column, std::int64_t value) {
    // Most enumerations count from 0.
    const auto& all = column.type->enumerators;
    const auto position = static_cast<std::uint64_t>(value);
    if (position < all.size() && all[position].value == value) return all[position].name;
    for (const EnumeratorInfo& each : column.type->enumerators) {
        if (each.value == value) return each.name;
    }
    fail(ErrorCode::unknown_choice, column.name, std::to_string(value), choices_of(*column.type));
}

/// Texts say the years 0 to 9999 and the two bounds; what would not come back the same is refused.
std::string_view timestamp_text(const ColumnInfo& column, Timestamp at, std::string& scratch) {
    detail::TimeText buffer;
    const std::string_view text = detail::write_text(buffer, at);
    const bool is_bound = at == timestamp_min || at == timestamp_max;
    if (text.back() == 'y' && !is_bound)
        fail(ErrorCode::invalid_time, column.name, std::to_string(at.micros) + " micros",
             "an instant of the years 0 to 9999");
    return scratch.assign(text);
}

std::string date_text(const ColumnInfo& column, const Date& date) {
    validate(date, column.name);
    if (date.year < 0) fail(ErrorCode::invalid_time, column.name, to_string(date), "a day of the years 0 to 9999");
    return to_string(date);
}

/// The place of a column's value in a record that is being filled.
void* open_value(const ColumnInfo& column, void* record) {
    void* at = static_cast<char*>(record) + column.offset;
    return column.nullable ? column.field->optional_emplace(at) : at;
}

void set_enumeration(const TypeInfo& type, void* value, std::string_view name) {
    for (const EnumeratorInfo& each : type.enumerators) {
        if (each.name == name) return type.set_integer(value, each.value);
    }
    fail(ErrorCode::unknown_choice, "", name, choices_of(type));
}

void parse_text(const TypeInfo& type, void* value, std::string_view text) {
    switch (type.kind) {
        case Kind::timestamp: *static_cast<Timestamp*>(value) = parse_timestamp(text); return;
        case Kind::date: *static_cast<Date*>(value) = parse_date(text); return;
        case Kind::scalar: return type.parse(value, text);
        case Kind::enumeration: return set_enumeration(type, value, text);
        default: return read_json(text, {&type, value});
    }
}

}  // namespace

const void* value_of(const ColumnInfo& column, const void* record) {
    const void* at = static_cast<const char*>(record) + column.offset;
    return column.nullable ? column.field->optional_get(at) : at;
}

std::int64_t integer_of(const ColumnInfo& column, const void* value) {
    switch (column.type->kind) {
        case Kind::boolean: return *static_cast<const bool*>(value) ? 1 : 0;
        case Kind::int32: return *static_cast<const std::int32_t*>(value);
        default: return column.type->get_integer(value);
    }
}

std::string_view text_of(const ColumnInfo& column, const void* value, std::string& scratch) {
    const TypeInfo& type = *column.type;
    switch (type.kind) {
        case Kind::text: return type.get_text(value);
        case Kind::enumeration: return enumerator_name(column, type.get_integer(value));
        case Kind::timestamp: return timestamp_text(column, *static_cast<const Timestamp*>(value), scratch);
        case Kind::date: scratch = date_text(column, *static_cast<const Date*>(value)); break;
        case Kind::scalar: scratch = type.format(value); break;
        default:
            scratch.clear();
            try {
                write_json(scratch, {&type, value});
            } catch (const Error& error) {
                throw error.within(column.name);
            }
    }
    return scratch;
}

void set_null(const ColumnInfo& column, void* record) {
    if (!column.nullable) fail(ErrorCode::store_corrupt, column.name, "null", "a value");
    column.field->clear(static_cast<char*>(record) + column.offset);
}

void set_integer(const ColumnInfo& column, void* record, std::int64_t value) {
    if (column.kind != ColumnKind::integer)
        fail(ErrorCode::store_corrupt, column.name, std::to_string(value), "a text");
    void* into = open_value(column, record);
    switch (column.type->kind) {
        case Kind::boolean:
            if (value != 0 && value != 1) fail(ErrorCode::store_corrupt, column.name, std::to_string(value), "0 or 1");
            *static_cast<bool*>(into) = value != 0;
            return;
        case Kind::int32:
            if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max()) {
                fail(ErrorCode::store_corrupt, column.name, std::to_string(value), "an integer within 32 bits");
            }
            *static_cast<std::int32_t*>(into) = static_cast<std::int32_t>(value);
            return;
        default: column.type->set_integer(into, value);
    }
}

void set_text(const ColumnInfo& column, void* record, std::string_view text) {
    if (column.kind == ColumnKind::integer) fail(ErrorCode::store_corrupt, column.name, text, "an integer");
    void* into = open_value(column, record);
    if (column.type->kind == Kind::text) return column.type->set_text(into, text);
    try {
        parse_text(*column.type, into, text);
    } catch (const Error& error) {
        // Whatever the type said of the text: it was written by this library, so the stored value is damaged.
        fail(ErrorCode::store_corrupt, column.name, text, error.what());
    }
}

Cell cell_of(const ColumnInfo& column, const void* record) {
    const void* value = value_of(column, record);
    if (value == nullptr) return {};
    if (column.kind == ColumnKind::integer) return integer_of(column, value);
    std::string scratch;
    return std::string{text_of(column, value, scratch)};
}

std::vector<Cell> cells_of(const TableInfo& table, std::span<const std::size_t> columns, const void* record) {
    std::vector<Cell> cells;
    cells.reserve(columns.size());
    for (const std::size_t column : columns) cells.push_back(cell_of(table.columns[column], record));
    return cells;
}

}  // namespace marketplace
