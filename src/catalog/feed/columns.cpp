#include "columns.hpp"

#include "utf8.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

namespace marketplace::catalog::feed {
namespace {

struct Known {
    std::string_view key;
    Target target;
    std::int32_t rank = 0;
};

/// https://support.google.com/merchants/answer/7052112, and the names that shops use beside them.
constexpr auto google_columns = std::to_array<Known>({
    {"id", Target::id}, {"offer_id", Target::id, 1}, {"sku", Target::id, 2},
    {"item_group_id", Target::group_id}, {"group_id", Target::group_id, 1},
    {"title", Target::title}, {"description", Target::description}, {"summary", Target::description, 1},
    {"content", Target::description, 2}, {"brand", Target::brand}, {"manufacturer", Target::brand, 1},
    {"gtin", Target::gtin}, {"ean", Target::gtin, 1}, {"upc", Target::gtin, 2}, {"isbn", Target::gtin, 3},
    {"barcode", Target::gtin, 4}, {"mpn", Target::part_number}, {"part_number", Target::part_number, 1},
    {"product_type", Target::category}, {"category", Target::category, 1},
    {"google_product_category", Target::category, 2},
    {"link", Target::link}, {"image_link", Target::image_link}, {"price", Target::price},
    {"sale_price", Target::sale_price}, {"sale_price_effective_date", Target::sale_period},
    {"availability", Target::availability}, {"quantity", Target::stock}, {"stock", Target::stock, 1},
    {"inventory", Target::stock, 2}, {"condition", Target::condition},
    {"shipping", Target::shipping},
});

/// The header of the template in Medusa's admin; the names of 1.x have no "Product" or "Variant" before some of them.
constexpr auto medusa_columns = std::to_array<Known>({
    {"variant_sku", Target::id}, {"variant_id", Target::id, 1}, {"product_handle", Target::group_id},
    {"product_id", Target::group_id, 1}, {"product_title", Target::title}, {"variant_title", Target::title, 1},
    {"product_description", Target::description}, {"product_subtitle", Target::description, 1},
    {"product_brand", Target::brand}, {"variant_ean", Target::gtin},
    {"variant_upc", Target::gtin, 1}, {"variant_barcode", Target::gtin, 2}, {"product_type", Target::category},
    {"product_thumbnail", Target::image_link}, {"product_image_1_url", Target::image_link, 1},
    {"product_image_1", Target::image_link, 2}, {"image_1_url", Target::image_link, 3},
    {"variant_inventory_quantity", Target::stock},
});

constexpr auto member_columns = std::to_array<Known>({
    {"id", Target::id}, {"group_id", Target::group_id}, {"title", Target::title},
    {"description", Target::description}, {"brand", Target::brand}, {"gtin", Target::gtin},
    {"part_number", Target::part_number}, {"category", Target::category}, {"link", Target::link},
    {"image_link", Target::image_link}, {"price", Target::price}, {"sale_price", Target::sale_price},
    {"sale_from", Target::sale_from}, {"sale_to", Target::sale_to}, {"availability", Target::availability},
    {"stock", Target::stock}, {"condition", Target::condition},
});

/// Attributes that have one name whatever a feed calls them.
constexpr auto attribute_names = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"color", "color"}, {"colour", "color"}, {"size", "size"}, {"material", "material"}, {"pattern", "pattern"},
    {"multipack", "multipack"}, {"gender", "gender"}, {"age_group", "age_group"},
    {"additional_image_link", "additional_image_link"}, {"variant_material", "material"},
    {"product_material", "material"},
});

const Known* find(std::span<const Known> table, std::string_view key) {
    const auto found = std::ranges::find(table, key, &Known::key);
    return found == table.end() ? nullptr : &*found;
}

Column column_of(std::string_view name, std::string_view key, std::span<const Known> table) {
    Column out = attribute_column(name);
    if (const Known* known = find(table, key)) {
        out.target = known->target;
        out.rank = known->rank;
        return out;
    }
    const auto found = std::ranges::find(attribute_names, key, [](const auto& each) { return each.first; });
    if (found != attribute_names.end()) out.attribute = found->second;
    return out;
}

ShippingPart shipping_part(std::string_view name) {
    const std::string key = column_key(name);
    if (key == "country") return ShippingPart::country;
    if (key == "region") return ShippingPart::region;
    if (key == "service") return ShippingPart::service;
    return key == "price" ? ShippingPart::price : ShippingPart::other;
}

/// "country:price" of the column "shipping(country:price)".
std::vector<ShippingPart> shipping_parts(std::string_view names) {
    std::vector<ShippingPart> out;
    for (std::size_t at = 0; at <= names.size();) {
        const std::size_t end = std::min(names.find(':', at), names.size());
        out.push_back(shipping_part(names.substr(at, end - at)));
        at = end + 1;
    }
    return out;
}

std::optional<Currency> currency_of(std::string_view code) {
    for (const CurrencyInfo& each : currency_table()) {
        if (each.code == code && each.exponent >= 0) return Currency{code};
    }
    return std::nullopt;
}

/// "Variant Price EUR" and 1.x's "Price EUR"; regional prices ("Price Europe [EUR]") are others than the shop's own.
std::optional<Currency> price_column(std::string_view name, std::string_view key) {
    const bool is_price = key.starts_with("variant_price_") || key.starts_with("price_");
    if (!is_price || name.size() < 3) return std::nullopt;
    const std::size_t blanks = static_cast<std::size_t>(std::ranges::count(key, '_'));
    if (blanks != (key.starts_with("variant_") ? 2U : 1U)) return std::nullopt;
    std::string code{name.substr(name.size() - 3)};
    for (char& c : code) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return currency_of(code);
}

/// "Variant Option 1 Name" and 1.x's "Option 1 Value".
bool read_option(std::string_view key, Column& out) {
    if (key.starts_with("variant_")) key.remove_prefix(8);
    if (!key.starts_with("option_")) return false;
    key.remove_prefix(7);
    const char* end = key.data() + key.size();
    const auto [rest, error] = std::from_chars(key.data(), end, out.number);
    if (error != std::errc{} || out.number < 1) return false;
    const std::string_view what{rest, static_cast<std::size_t>(end - rest)};
    if (what == "_name") out.target = Target::option_name;
    else if (what == "_value") out.target = Target::option_value;
    else return false;
    return true;
}

}  // namespace

std::string column_key(std::string_view name) {
    name = trimmed(name);
    if (name.starts_with("g:") || name.starts_with("G:")) name.remove_prefix(2);
    std::string out{trimmed(name)};
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        else if (c == ' ' || c == '-') c = '_';
    }
    return out;
}

Column attribute_column(std::string_view name) {
    Column out;
    out.name = sound_text(trimmed(name), name.size() + replacement_character.size() * name.size());
    out.attribute = out.name;
    return out;
}

Column google_column(std::string_view name) {
    const std::string key = column_key(name);
    const std::size_t open = key.find('(');
    if (open == key.npos || !key.ends_with(')')) {
        Column out = column_of(name, key, google_columns);
        if (out.target == Target::shipping) out.shipping_parts = shipping_parts("country:region:service:price");
        return out;
    }
    std::string stem = key.substr(0, open);
    while (stem.ends_with('_')) stem.pop_back();
    Column out = attribute_column(name);
    if (stem != "shipping") return out;
    out.target = Target::shipping;
    out.shipping_parts = shipping_parts(std::string_view{key}.substr(open + 1, key.size() - open - 2));
    return out;
}

Column medusa_column(std::string_view name) {
    const std::string key = column_key(name);
    Column out = column_of(name, key, medusa_columns);
    if (out.target != Target::attribute || read_option(key, out)) return out;
    if (const auto currency = price_column(trimmed(name), key)) {
        out.target = Target::price_in_currency;
        out.currency = *currency;
    }
    return out;
}

Column member_column(std::string_view name) {
    Column out = attribute_column(name);
    if (const Known* known = find(member_columns, name)) out.target = known->target;
    return out;
}

}  // namespace marketplace::catalog::feed
