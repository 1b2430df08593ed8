#pragma once
// What somebody says about a product, as far as it tells which product it is: the input of matching.

#include <marketplace/core/record.hpp>
#include <marketplace/money/money.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace marketplace::catalog {

/// A product in the words of a vendor, or of the master catalog. Whatever is not known stays empty.
struct Listing {
    std::int64_t key = 0;     ///< the caller's number
    std::string title;
    std::string brand;        ///< or manufacturer
    std::string part_number;  ///< of the manufacturer: MPN, model number
    std::string gtin;         ///< as it was given; what is no GTIN tells nothing
    std::string description;
    std::string other;        ///< words of every other column
    std::optional<Money> price;
    /// What a text model of the host's makes of `blocking_text_of`, of any length but 0. Empty for none.
    std::vector<double> embedding;

    friend bool operator==(const Listing&, const Listing&) = default;
};
MARKETPLACE_COMPILED_RECORD(Listing, (key, title, brand, part_number, gtin, description, other, price, embedding));

/// The text by which a listing is found among others, and of which an embedding is made: title, brand and part number.
[[nodiscard]] std::string blocking_text_of(const Listing& listing);

}  // namespace marketplace::catalog
