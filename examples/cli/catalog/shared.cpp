#include "shared.hpp"

#include <marketplace/core/error.hpp>

#include <chrono>
#include <iomanip>
#include <sstream>

namespace catalog_cli {

using namespace marketplace;
using namespace marketplace::catalog;

VendorProductId parse_item(const std::string& text, const char* argument) {
    const std::size_t slash = text.find('/');
    if (slash == 0 || slash == text.npos || slash + 1 == text.size()) {
        fail(ErrorCode::invalid_value, argument, text, "VENDOR/SKU");
    }
    return {VendorId{text.substr(0, slash)}, text.substr(slash + 1)};
}

VariantId variant_named(CatalogEngine& engine, const std::string& of) {
    if (of.find('/') == of.npos) return VariantId{of};
    const VendorProductId item = parse_item(of, "OF");
    if (const auto found = engine.variant_of(item)) return *found;
    fail(ErrorCode::not_found, "OF", of, "an item of the catalog that is listed");
}

std::string text_of(const VendorProductId& id) { return id.vendor_id.value + "/" + id.sku; }

Timestamp now() {
    using namespace std::chrono;
    return Timestamp{duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string probability_text(double probability) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(3) << probability;
    return out.str();
}

std::string counted(std::int64_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace catalog_cli
