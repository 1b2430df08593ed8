#include "catalog.hpp"
#include "shared.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

#include <iomanip>
#include <iostream>

namespace catalog_cli {

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

std::string text_of(const std::vector<Claimant>& sources) {
    std::string out;
    for (const Claimant& each : sources) {
        out += out.empty() ? "" : ", ";
        out += each.vendor_id.empty() ? each.sku : each.vendor_id.value + "/" + each.sku;
    }
    return out.empty() ? "nobody" : out;
}

void print(const GoldenRecord& record) {
    for (const GoldenProvenance& each : record.provenance) {
        std::cout << "  " << std::left << std::setw(20) << each.field << each.value << "  (" << name_of(each.rule)
                  << ": " << text_of(each.sources) << ")\n";
        for (const GoldenClaim& other : each.conflicts) {
            std::cout << "  " << std::setw(20) << "" << "not '" << other.value << "' of " << text_of(other.sources)
                      << '\n';
        }
    }
}

void print(const MasterProduct& product) {
    std::cout << product.id.value << "  product of " << counted(std::ssize(product.variants), "variant") << '\n';
    for (const OptionAxis& axis : product.axes) {
        std::cout << "  " << axis.name << ':';
        for (const std::string& value : axis.values) std::cout << ' ' << value;
        std::cout << '\n';
    }
}

}  // namespace

int show(const ShowOptions& options) {
    CatalogEngine engine{cli::open_store(options.store, {.must_exist = true})};
    const auto record = engine.record_of(variant_named(engine, options.of));
    if (!record) fail(ErrorCode::not_found, "OF", options.of, "a variant of the catalog");
    if (options.json) {
        std::cout << to_json(*record) << '\n';
        return 0;
    }
    std::cout << record->variant_id.value << "  " << record->record.title << '\n';
    print(record->record);
    if (const auto product = engine.product(record->product_id)) print(*product);
    return 0;
}

}  // namespace catalog_cli
