// Orders as JSON: records, lists, enumerations, amounts, instants and currencies.

#include "fuzzing.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/order/order.hpp>

using namespace marketplace;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto order = fuzz::accepted([&] { return from_json<Order>(fuzz::text_of(data, size)); });
    if (!order) return 0;
    fuzz::require(from_json<Order>(to_json(*order)) == *order, "an accepted order is read again from its JSON");
    const auto total = fuzz::accepted([&] {
        validate(*order);
        return total_of(*order);
    });
    fuzz::require(!total || *total >= Amount{}, "a sound order has a total of nothing or more");
    return 0;
}
