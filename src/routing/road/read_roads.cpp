#include "read_formats.hpp"

#include <marketplace/core/detail/validation.hpp>

namespace marketplace::routing {
namespace detail {
namespace {

constexpr std::size_t head_bytes = 64;

bool is_markup(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && bytes[first] == '<';
}

/// libosmium's name of a format, or nothing for an edge list.
std::string openstreetmap_format(std::string_view bytes) {
    if (bytes.starts_with("\x1f\x8b")) return "osm.gz";
    if (bytes.starts_with("BZh")) return "osm.bz2";
    if (is_markup(bytes)) return "osm";
    // A PBF begins with the length of a header whose type is this text.
    const std::string_view head = bytes.substr(0, head_bytes);
    return head.starts_with('\0') && head.find("OSMHeader") != std::string_view::npos ? "pbf" : "";
}

}  // namespace

std::array<bool, travel_mode_count> wanted_modes(const RoadReadOptions& options) {
    marketplace::detail::require_between(options.motor_percent, 1, 1000, "motor_percent");
    std::array<bool, travel_mode_count> wanted{};
    for (const TravelMode mode : options.modes) wanted[static_cast<std::size_t>(mode)] = true;
    if (options.modes.empty()) wanted.fill(true);
    return wanted;
}

}  // namespace detail

RoadNetwork read_roads(std::string_view bytes, const RoadReadOptions& options) {
    const std::string format = detail::openstreetmap_format(bytes);
    if (format.empty()) return detail::read_edge_list(bytes, options);
    return detail::read_openstreetmap(bytes, format, options);
}

bool reads_openstreetmap() noexcept { return detail::has_openstreetmap; }

}  // namespace marketplace::routing
