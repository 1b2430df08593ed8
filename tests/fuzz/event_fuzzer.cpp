// Events as JSON: what hosts send the engine, of every kind, with all that it carries.

#include "fuzzing.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/engine/events.hpp>

using namespace marketplace;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto event = fuzz::accepted([&] { return from_json<Event>(fuzz::text_of(data, size)); });
    if (!event) return 0;
    const auto text = fuzz::accepted([&] { return to_json(*event); });  // refuses an instant that has no text
    if (text) fuzz::require(from_json<Event>(*text) == *event, "an accepted event is read again from its JSON");
    return 0;
}
