// Loyalty programs as JSON.

#include "fuzzing.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/loyalty/program.hpp>

using namespace marketplace;
using namespace marketplace::loyalty;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto program = fuzz::accepted([&] { return parse_program(fuzz::text_of(data, size)); });
    if (!program) return 0;
    fuzz::require(parse_program(to_json(*program)) == *program, "an accepted program is read again from its JSON");
    return 0;
}
