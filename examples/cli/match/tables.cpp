#include "tables.hpp"

#include <marketplace/catalog/price_text.hpp>
#include <marketplace/core/csv.hpp>
#include <marketplace/core/error.hpp>

#include <algorithm>
#include <array>
#include <fstream>

namespace match {

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

enum class Role { id, title, brand, part_number, gtin, price, currency, description, other };

struct RoleName {
    std::string_view header;  ///< letters and digits alone
    Role role;
    std::string_view says;
};

constexpr std::array role_names{
    RoleName{"id", Role::id, "id"},
    RoleName{"title", Role::title, "title"},
    RoleName{"name", Role::title, "title"},
    RoleName{"producttitle", Role::title, "title"},
    RoleName{"productname", Role::title, "title"},
    RoleName{"brand", Role::brand, "brand"},
    RoleName{"brandname", Role::brand, "brand"},
    RoleName{"manufacturer", Role::brand, "brand"},
    RoleName{"maker", Role::brand, "brand"},
    RoleName{"modelno", Role::part_number, "part number"},
    RoleName{"modelnumber", Role::part_number, "part number"},
    RoleName{"model", Role::part_number, "part number"},
    RoleName{"mpn", Role::part_number, "part number"},
    RoleName{"partnumber", Role::part_number, "part number"},
    RoleName{"gtin", Role::gtin, "gtin"},
    RoleName{"gtin13", Role::gtin, "gtin"},
    RoleName{"ean", Role::gtin, "gtin"},
    RoleName{"upc", Role::gtin, "gtin"},
    RoleName{"isbn", Role::gtin, "gtin"},
    RoleName{"price", Role::price, "price"},
    RoleName{"currency", Role::currency, "currency"},
    RoleName{"pricecurrency", Role::currency, "currency"},
    RoleName{"description", Role::description, "description"},
    RoleName{"desc", Role::description, "description"},
    RoleName{"longdescription", Role::description, "description"},
    RoleName{"shortdescription", Role::description, "description"},
};

/// Letters and digits, in lower case.
std::string plain(std::string_view header) {
    std::string out;
    for (const char c : header) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        const char lower = is_upper ? static_cast<char>(c - 'A' + 'a') : c;
        if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) out += lower;
    }
    return out;
}

const RoleName* role_of(std::string_view header) {
    const std::string name = plain(header);
    const auto found = std::ranges::find(role_names, std::string_view{name}, &RoleName::header);
    return found == role_names.end() ? nullptr : &*found;
}

ByteSource source_of(std::ifstream& in) {
    return [&in](std::span<char> buffer) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        return static_cast<std::size_t>(in.gcount());
    };
}

/// Reads a file record by record; the first is the header. Errors get the file's name.
template <class F>
void read_csv(const std::filesystem::path& file, F&& visit) {
    std::ifstream in{file, std::ios::binary};
    if (!in) fail(ErrorCode::not_found, "file", file.string(), "a file that can be read");
    try {
        CsvReader reader{source_of(in)};
        std::vector<std::string_view> fields;
        std::size_t width = 0;
        while (reader.next(fields)) {
            const std::string line = "line " + std::to_string(reader.line());
            if (width == 0) width = fields.size();
            if (fields.size() != width) {
                fail(ErrorCode::invalid_csv, line, std::to_string(fields.size()) + " fields",
                     std::to_string(width) + " fields, as in the header");
            }
            visit(fields, line);
        }
        if (width == 0) fail(ErrorCode::invalid_csv, "line 1", "", "a header");
    } catch (const Error& error) {
        throw error.within(file.filename().string());
    }
}

/// A price tells how alike two products are; one that cannot be read tells nothing.
std::optional<Money> price_of(std::string_view text, Currency currency) {
    if (text.empty()) return std::nullopt;
    try {
        return read_price(text, currency, Rounding::half_up);
    } catch (const Error&) {
        return std::nullopt;
    }
}

void append(std::string& text, std::string_view more) {
    if (more.empty()) return;
    if (!text.empty()) text += ' ';
    text += more;
}

Listing listing_of(std::span<const std::string_view> fields, std::span<const Role> roles) {
    Listing out;
    std::string_view price;
    std::string_view currency;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        switch (roles[i]) {
            case Role::id: break;
            case Role::title: append(out.title, fields[i]); break;
            case Role::brand: append(out.brand, fields[i]); break;
            case Role::part_number: append(out.part_number, fields[i]); break;
            case Role::gtin: out.gtin = fields[i]; break;
            case Role::price: price = fields[i]; break;
            case Role::currency: currency = fields[i]; break;
            case Role::description: append(out.description, fields[i]); break;
            case Role::other: append(out.other, fields[i]); break;
        }
    }
    // Where no currency is named all prices are in the same one, whichever it is.
    out.price = price_of(price, Currency{"USD"});
    if (out.price && currency.size() == 3) out.price->currency = Currency{currency};
    return out;
}

/// The role of each column. A table without a title has its first column of text as one.
std::vector<Role> roles_of(std::span<const std::string_view> header, std::vector<std::string>& says) {
    std::vector<Role> out;
    for (const std::string_view each : header) {
        const RoleName* name = role_of(each);
        out.push_back(name == nullptr ? Role::other : name->role);
        says.push_back(std::string{each} + " as " + std::string{name == nullptr ? "other words" : name->says});
    }
    if (std::ranges::find(out, Role::id) == out.end()) {
        fail(ErrorCode::missing_field, "line 1", "", "a column id");
    }
    if (std::ranges::find(out, Role::title) == out.end()) {
        const auto first = std::ranges::find(out, Role::other);
        if (first == out.end()) fail(ErrorCode::missing_field, "line 1", "", "a column title or name");
        *first = Role::title;
        says[static_cast<std::size_t>(first - out.begin())] = std::string{header[static_cast<std::size_t>(
                                                                  first - out.begin())]} + " as title";
    }
    return out;
}

}  // namespace

Table read_table(const std::filesystem::path& file) {
    Table out;
    std::vector<Role> roles;
    std::size_t id = 0;
    read_csv(file, [&](const std::vector<std::string_view>& fields, const std::string& line) {
        if (roles.empty()) {
            roles = roles_of(fields, out.columns);
            id = static_cast<std::size_t>(std::ranges::find(roles, Role::id) - roles.begin());
            return;
        }
        Listing listing = listing_of(fields, roles);
        listing.key = static_cast<std::int64_t>(out.listings.size());
        if (!out.key_of.emplace(fields[id], listing.key).second) {
            fail(ErrorCode::invalid_value, line + ".id", fields[id], "an id that no other line has");
        }
        out.listings.push_back(std::move(listing));
    });
    return out;
}

std::vector<LabelledPair> read_labels(const std::filesystem::path& file, const Table& left, const Table& right) {
    std::vector<LabelledPair> out;
    bool is_header = true;
    const auto key = [](const Table& table, std::string_view id, const std::string& path) {
        const auto found = table.key_of.find(std::string{id});
        if (found == table.key_of.end()) fail(ErrorCode::invalid_value, path, id, "an id of the table");
        return found->second;
    };
    read_csv(file, [&](const std::vector<std::string_view>& fields, const std::string& line) {
        if (fields.size() < 3) fail(ErrorCode::invalid_csv, line, "", "a left id, a right id and a label");
        if (std::exchange(is_header, false)) return;
        const std::string_view label = fields.back();
        if (label != "0" && label != "1") fail(ErrorCode::invalid_value, line + ".label", label, "0 or 1");
        out.push_back({{key(left, fields[0], line + ".left"), key(right, fields[1], line + ".right")}, label == "1"});
    });
    return out;
}

}  // namespace match
