#include <marketplace/catalog/feed_item.hpp>

namespace marketplace::catalog {

/// Colour, size and the like belong into `other`: matching extracts attributes from there for its check of variants,
/// while words added to the title would change how well titles agree, and with it every candidate that is found. Links
/// are left out, since their words are of no product.
Listing listing_of(const FeedItem& item, std::int64_t key) {
    Listing out{key, item.title, item.brand, item.part_number, item.gtin, item.description, "", item.price};
    for (const auto& [name, value] : item.attributes) {
        if (value.starts_with("http://") || value.starts_with("https://")) continue;
        if (!out.other.empty()) out.other += ' ';
        out.other += value;
    }
    return out;
}

}  // namespace marketplace::catalog
