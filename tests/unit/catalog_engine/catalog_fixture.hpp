#pragma once
// Two vendors with forty products each, in words of their own, for the tests of the catalog's engine.

#include <marketplace/adapters/memory.hpp>
#include <marketplace/adapters/sqlite.hpp>
#include <marketplace/catalog_engine/catalog_engine.hpp>
#include <marketplace/core/sha256.hpp>

#include <string>
#include <vector>

namespace marketplace::catalog::testing {

inline Timestamp day(std::int64_t number) { return Timestamp{} + Duration::days(number); }

inline Money euros(std::int64_t cents) { return {Amount{cents}, Currency{"EUR"}}; }

inline FeedItem item(const std::string& id, const std::string& title, std::int64_t cents) {
    FeedItem out;
    out.id = id;
    out.title = title;
    out.price = euros(cents);
    return out;
}

/// Forty products, or another number, in the words of a vendor.
inline FeedContents assortment(const std::string& vendor, int count = 40) {
    const std::vector<std::string> brands{"Sony", "Bose", "Linksys", "Panasonic", "Garmin"};
    const std::vector<std::string> things{"turntable", "wireless headphones", "ethernet switch", "cordless phone"};
    FeedContents out;
    for (int i = 0; i < count; ++i) {
        const std::string& brand = brands[static_cast<std::size_t>(i) % brands.size()];
        const std::string& thing = things[static_cast<std::size_t>(i) % things.size()];
        const std::string code = "PX" + std::to_string(1000 + 37 * i);
        const bool is_acme = vendor == "acme";
        out.items.push_back(item(std::to_string(i), is_acme ? brand + " " + code + " " + thing
                                                            : brand + " " + thing + " - " + code,
                                 2000 + 350 * i + (is_acme ? 0 : 50)));
    }
    out.report.items = count;
    out.report.is_complete = true;
    return out;
}

inline FeedSync feed(const std::string& vendor, std::int64_t version) {
    FeedSync out;
    out.vendor_id = VendorId{vendor};
    out.version = version;
    out.digest = sha256_hex(vendor + std::to_string(version));
    out.at = day(version);
    return out;
}

inline std::vector<std::shared_ptr<Store>> stores() { return {make_memory_store(), make_sqlite_store({})}; }

}  // namespace marketplace::catalog::testing
