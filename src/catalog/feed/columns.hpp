#pragma once
// What the columns of feeds mean: from their names in the header to the fields of an item.

#include <marketplace/money/currency.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog::feed {

/// Where a value goes. Up to `condition` an item takes one value of each.
enum class Target : std::uint8_t {
    id, group_id, title, description, brand, gtin, part_number, category, link, image_link,
    price, sale_price, sale_period, sale_from, sale_to, availability, stock, condition,
    price_in_currency,  ///< a price in the currency that the column names
    shipping,
    option_name,
    option_value,
    attribute,
};
inline constexpr std::size_t single_targets = static_cast<std::size_t>(Target::condition) + 1;

/// The parts of a way of delivery in one text.
enum class ShippingPart : std::uint8_t { country, region, service, price, other };

/// A column, an element or a member.
struct Column {
    std::string name;             ///< as written
    Target target = Target::attribute;
    std::int32_t rank = 0;        ///< of two columns for one target the lower one is taken
    std::int32_t number = 0;      ///< of an option
    Currency currency;            ///< of a price in a currency
    std::string attribute;        ///< the name of an attribute in the item
    std::vector<ShippingPart> shipping_parts;
};

/// A column of Google's specification: any case, blanks or underscores, with or without "g:".
[[nodiscard]] Column google_column(std::string_view name);

/// A column of Medusa's product CSV, 2.x and 1.x.
[[nodiscard]] Column medusa_column(std::string_view name);

/// A member of an object with `FeedItem`'s names.
[[nodiscard]] Column member_column(std::string_view name);

/// An attribute under its name as written.
[[nodiscard]] Column attribute_column(std::string_view name);

/// Lower case, with underscores for blanks and hyphens, without "g:".
[[nodiscard]] std::string column_key(std::string_view name);

}  // namespace marketplace::catalog::feed
