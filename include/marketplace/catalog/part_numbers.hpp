#pragma once
// Manufacturer part numbers, folded and keyed with the brand: a number means something beside its brand only, and
// "PS-LX350H" of "Sony Corp." is "pslx350h" of "SONY".

#include <marketplace/core/record.hpp>

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace marketplace::catalog {

/// A part number that can be looked up.
struct PartKey {
    std::string brand;   ///< as `fold_brand` writes it
    std::string number;  ///< letters and digits alone

    friend bool operator==(const PartKey&, const PartKey&) = default;
    friend auto operator<=>(const PartKey&, const PartKey&) = default;
};
MARKETPLACE_COMPILED_RECORD(PartKey, (brand, number));

/// Letters and digits of a brand, without the forms of companies at its end: "Müller GmbH & Co. KG" is "muller". Empty
/// where nothing is named: "", "n/a", "unbranded", "generic".
[[nodiscard]] std::string fold_brand(std::string_view text);

/// The key of a part number. None without a brand, for one letter or digit, and for what is typed to fill a field:
/// "n/a", "does not apply", "0000", "12345".
[[nodiscard]] std::optional<PartKey> part_key(std::string_view brand, std::string_view number);

}  // namespace marketplace::catalog
