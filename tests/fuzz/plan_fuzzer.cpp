// Commission plans as JSON.

#include "fuzzing.hpp"

#include <marketplace/affiliate/compiled_plan.hpp>
#include <marketplace/core/json.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto plan = fuzz::accepted([&] { return parse_plan(fuzz::text_of(data, size)); });
    if (!plan) return 0;
    fuzz::require(parse_plan(to_json(*plan)) == *plan, "an accepted plan is read again from its JSON");
    fuzz::require(compile(*plan).plan() == *plan, "an accepted plan compiles");
    return 0;
}
