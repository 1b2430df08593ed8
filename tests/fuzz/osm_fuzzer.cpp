// Maps of OpenStreetMap, as XML and PBF.

#include "fuzzing.hpp"

#include <marketplace/routing/road_formats.hpp>

using namespace marketplace;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto roads = fuzz::accepted([&] { return routing::read_roads(fuzz::text_of(data, size)); });
    if (roads) static_cast<void>(roads->summary());
    return 0;
}
