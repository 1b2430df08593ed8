// Strategies by kind of vendor as JSON.

#include "fuzzing.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/vendors/strategy.hpp>

using namespace marketplace;
using namespace marketplace::vendors;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto config = fuzz::accepted([&] { return from_json<StrategyConfig>(fuzz::text_of(data, size)); });
    if (!config) return 0;
    fuzz::require(from_json<StrategyConfig>(to_json(*config)) == *config, "strategies are read again from their JSON");
    static_cast<void>(fuzz::accepted([&] {
        validate(*config);
        return true;
    }));
    for (const VendorType type : {VendorType::shop, VendorType::brand, VendorType::distributor})
        static_cast<void>(strategy_for(*config, type));
    return 0;
}
