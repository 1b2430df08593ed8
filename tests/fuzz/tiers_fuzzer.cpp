// Tier policies as JSON.

#include "fuzzing.hpp"

#include <marketplace/affiliate/shop_tier.hpp>
#include <marketplace/core/json.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto policy = fuzz::accepted([&] { return parse_tier_policy(fuzz::text_of(data, size)); });
    if (!policy) return 0;
    fuzz::require(parse_tier_policy(to_json(*policy)) == *policy, "an accepted policy is read again from its JSON");
    return 0;
}
