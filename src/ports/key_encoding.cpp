#include <marketplace/ports/key_encoding.hpp>

#include <algorithm>

namespace marketplace::ports_detail {
namespace {

// A text ends with two zero bytes, and a zero byte within it is followed by
// 0xFF, so that a text sorts before any longer one that begins with it.
constexpr std::size_t integer_bytes = 8;

std::int64_t take_integer(std::string_view& rest) {
    std::uint64_t shifted = 0;
    for (std::size_t i = 0; i < integer_bytes; ++i) shifted = shifted << 8 | static_cast<unsigned char>(rest[i]);
    rest.remove_prefix(integer_bytes);
    return static_cast<std::int64_t>(shifted ^ (std::uint64_t{1} << 63));
}

std::string take_text(std::string_view& rest) {
    std::string text;
    while (true) {
        const std::size_t zero = rest.find('\0');
        const bool is_end = rest[zero + 1] == '\0';
        text.append(rest.substr(0, is_end ? zero : zero + 1));
        rest.remove_prefix(zero + 2);
        if (is_end) return text;
    }
}

}  // namespace

/// Surely within the years that texts can say; spares writing the text.
[[nodiscard]] static bool is_ordinary(Timestamp at) {
    constexpr std::int64_t year_9000 = 221'845'305'600'000'000;
    return at.micros >= 0 && at.micros < year_9000;
}

Held nothing_held() { return {nullptr, [](void*) {}}; }

Held copy_of(const TypeInfo& type, const void* record) { return {type.clone(record), type.destroy}; }

std::vector<const ColumnInfo*> columns_to_check(const TableInfo& table) {
    std::vector<const ColumnInfo*> columns;
    for (const ColumnInfo& column : table.columns) {
        const Kind kind = column.type->kind;
        if (kind == Kind::timestamp || kind == Kind::date || kind == Kind::enumeration || kind == Kind::real)
            columns.push_back(&column);
    }
    return columns;
}

void check_storable(std::span<const ColumnInfo* const> columns, const void* record) {
    std::string scratch;
    for (const ColumnInfo* column : columns) {
        const void* value = value_of(*column, record);
        const bool is_sound = value == nullptr || (column->type->kind == Kind::timestamp &&
                                                   is_ordinary(*static_cast<const Timestamp*>(value)));
        if (!is_sound) static_cast<void>(text_of(*column, value, scratch));
    }
}

void encode(std::string& out, std::monostate) { out += rank_null; }

void encode(std::string& out, std::int64_t value) {
    const std::uint64_t shifted = static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63);
    char bytes[1 + integer_bytes] = {rank_integer};
    for (std::size_t i = 0; i < integer_bytes; ++i)
        bytes[1 + i] = static_cast<char>(shifted >> (8 * (integer_bytes - 1 - i)) & 0xFF);
    out.append(bytes, sizeof bytes);
}

void encode(std::string& out, std::string_view text) {
    out.reserve(out.size() + text.size() + 3);
    out += rank_text;
    for (std::size_t zero = text.find('\0'); zero != std::string_view::npos; zero = text.find('\0')) {
        out.append(text.substr(0, zero + 1)).push_back('\xFF');
        text.remove_prefix(zero + 1);
    }
    out.append(text).append(2, '\0');
}

void encode(std::string& out, const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return encode(out, std::string_view{*text});
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) return encode(out, *integer);
    encode(out, std::monostate{});
}

std::string encoded(std::span<const Cell> cells) {
    std::string out;
    for (const Cell& cell : cells) encode(out, cell);
    return out;
}

std::vector<Cell> decoded(std::string_view key) {
    std::vector<Cell> cells;
    while (!key.empty()) {
        const char rank = key.front();
        key.remove_prefix(1);
        if (rank == rank_integer) {
            cells.emplace_back(take_integer(key));
        } else if (rank == rank_text) {
            cells.emplace_back(take_text(key));
        } else {
            cells.emplace_back();
        }
    }
    return cells;
}

void encode(std::string& out, const TableInfo& table, std::span<const std::size_t> columns, const void* record) {
    std::string scratch;
    for (const std::size_t position : columns) {
        const ColumnInfo& column = table.columns[position];
        const void* value = value_of(column, record);
        if (value == nullptr) {
            encode(out, std::monostate{});
        } else if (column.kind == ColumnKind::integer) {
            encode(out, integer_of(column, value));
        } else {
            encode(out, text_of(column, value, scratch));
        }
    }
}

std::string encoded(const TableInfo& table, std::span<const std::size_t> columns, const void* record) {
    std::string out;
    encode(out, table, columns, record);
    return out;
}

KeyRange range_behind_prefix(const Scan& scan) {
    KeyRange range;
    if (scan.from) {
        encode(range.first, *scan.from);
    } else if (scan.to) {
        range.first += after_null;
    }
    if (scan.to) {
        encode(range.last, *scan.to);
    } else {
        range.last += after_all;
    }
    if (scan.after.empty()) return range;
    std::string after = encoded(std::span{scan.after}.subspan(scan.prefix.size()));
    if (scan.descending) {
        range.last = std::min(range.last, after);
    } else if (after >= range.first) {
        range.first = std::move(after);
        range.first_excluded = true;
    }
    return range;
}

KeyRange range_of(const Scan& scan) {
    const std::string prefix = encoded(scan.prefix);
    KeyRange range = range_behind_prefix(scan);
    range.first.insert(0, prefix);
    range.last.insert(0, prefix);
    return range;
}

}  // namespace marketplace::ports_detail
