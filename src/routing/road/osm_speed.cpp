#include "osm_tags.hpp"

#include <charconv>
#include <cmath>

namespace marketplace::routing::detail {
namespace {

constexpr double metres_a_mile = 1609.344;
constexpr double metres_a_nautical_mile = 1852;
constexpr double kilometres_an_hour_max = 300;
constexpr std::int32_t no_limit_speed = 130'000;  // what Germany advises where it limits nothing
constexpr std::int32_t walking_speed = 7'000;

struct NamedSpeed {
    std::string_view name;
    std::int32_t speed;
};

// Wiki, "Key:maxspeed" and "Speed limits": what a country's rules are called. A name with a country comes before the
// same one without.
constexpr auto named_speeds = std::to_array<NamedSpeed>({
    {"none", no_limit_speed},
    {"walk", walking_speed},
    {"DE:rural", 100'000},
    {"DE:motorway", no_limit_speed},
    {"DE:living_street", walking_speed},
    {"AT:rural", 100'000},
    {"CH:rural", 80'000},
    {"CH:motorway", 120'000},
    {"CH:trunk", 100'000},
    {"FR:rural", 80'000},
    {"ES:motorway", 120'000},
    {"BE:motorway", 120'000},
    {"NL:rural", 80'000},
    {"NL:motorway", 100'000},
    {"PL:motorway", 140'000},
    {"RU:urban", 60'000},
    {"RU:motorway", 110'000},
    {"SE:rural", 70'000},
    {"SE:motorway", 110'000},
    {"GB:nsl_single", 96'561},
    {"GB:nsl_dual", 112'654},
    {"GB:motorway", 112'654},
    {"GB:nsl_restricted", 48'280},
    {"GB:urban", 48'280},
    {"urban", 50'000},
    {"rural", 90'000},
    {"trunk", 100'000},
    {"motorway", 130'000},
    {"living_street", 10'000},
    {"bicycle_road", 30'000},
});

std::optional<std::int32_t> metres_an_hour(double number, std::string_view unit) {
    double factor = 1000;
    if (unit == "mph")
        factor = metres_a_mile;
    else if (unit == "knots")
        factor = metres_a_nautical_mile;
    else if (!unit.empty() && unit != "km/h" && unit != "kmh" && unit != "kph")
        return std::nullopt;
    const double speed = number * factor;
    if (!(speed >= 1000 && speed <= kilometres_an_hour_max * 1000)) return std::nullopt;
    return static_cast<std::int32_t>(std::llround(speed));
}

/// "50", "30 mph".
std::optional<std::int32_t> number_with_unit(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    while (unit.starts_with(' ')) unit.remove_prefix(1);
    while (unit.ends_with(' ')) unit.remove_suffix(1);
    return metres_an_hour(number, unit);
}

/// "DE:zone30", "DE:zone:30", "zone:30".
std::optional<std::int32_t> zone_speed(std::string_view text) {
    const std::size_t zone = text.find("zone");
    if (zone == std::string_view::npos) return std::nullopt;
    text.remove_prefix(zone + 4);
    if (text.starts_with(':')) text.remove_prefix(1);
    return number_with_unit(text);
}

}  // namespace

std::optional<std::int32_t> speed_of(std::string_view maxspeed) {
    if (const auto number = number_with_unit(maxspeed)) return number;
    if (const auto zone = zone_speed(maxspeed)) return zone;
    const std::size_t colon = maxspeed.find(':');
    const std::string_view without_country = colon == std::string_view::npos ? "" : maxspeed.substr(colon + 1);
    for (const NamedSpeed& named : named_speeds) {
        if (named.name == maxspeed || named.name == without_country) return named.speed;
    }
    return std::nullopt;
}

}  // namespace marketplace::routing::detail
