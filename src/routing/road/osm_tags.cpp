#include "osm_tags.hpp"

#include <algorithm>

namespace marketplace::routing::detail {
namespace {

/// Kilometres an hour where the tags say no speed; 0: closed unless the tags open it. For cars the permitted speed.
struct RoadClass {
    std::string_view name;
    std::int32_t car;
    std::int32_t bicycle;
    std::int32_t foot;
};

// Wiki, "Key:highway", and "OSM tags for routing/Access restrictions" for who may go there if nothing is said.
constexpr auto road_classes = std::to_array<RoadClass>({
    {"motorway", 120, 0, 0}, {"motorway_link", 60, 0, 0},  {"trunk", 100, 0, 0},        {"trunk_link", 50, 0, 0},
    {"primary", 70, 16, 5},  {"primary_link", 50, 16, 5},  {"secondary", 60, 16, 5},    {"secondary_link", 50, 16, 5},
    {"tertiary", 50, 16, 5}, {"tertiary_link", 40, 16, 5}, {"unclassified", 50, 16, 5}, {"residential", 40, 16, 5},
    {"road", 40, 16, 5},     {"living_street", 10, 10, 5}, {"service", 20, 14, 5},      {"track", 0, 12, 5},
    {"cycleway", 0, 18, 5},  {"path", 0, 12, 5},           {"bridleway", 0, 0, 5},      {"footway", 0, 0, 5},
    {"pedestrian", 0, 0, 5}, {"corridor", 0, 0, 4},        {"steps", 0, 0, 3},
});
constexpr RoadClass ferry{"ferry", 15, 15, 15};

constexpr std::int32_t truck_km_h_max = 80;
constexpr std::int32_t opened_motor_km_h = 15;  // where a class is closed and a tag opens it: tracks, squares
constexpr std::int32_t opened_bicycle_km_h = 12;
constexpr std::int32_t opened_foot_km_h = 5;
constexpr std::int32_t pushing_km_h = 5;  // bicycle=dismount

enum class Access : std::uint8_t { unsaid, open, closed, dismount };

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// Wiki, "Key:access". Who delivers may go where destination, delivery and customers may.
Access access_of(std::string_view value) {
    if (is_one_of(value, {"yes", "permissive", "designated", "official", "destination", "delivery", "customers"}))
        return Access::open;
    if (is_one_of(value, {"no", "private", "agricultural", "forestry", "military", "emergency", "use_sidepath",
                          "permit", "residents", "employees"}))
        return Access::closed;
    return value == "dismount" ? Access::dismount : Access::unsaid;
}

/// The most special key decides: `motorcar` before `motor_vehicle` before `vehicle` before `access`.
Access access_for(const OsmTags& tags, TravelMode mode) {
    const auto first = [&](std::initializer_list<std::string_view> keys) {
        for (const std::string_view key : keys) {
            if (const Access access = access_of(tags[key]); access != Access::unsaid) return access;
        }
        return Access::unsaid;
    };
    switch (mode) {
        case TravelMode::car:
            return first({"motorcar", "motor_vehicle", "vehicle", "access"});
        case TravelMode::truck:
            return first({"hgv", "goods", "motor_vehicle", "vehicle", "access"});
        case TravelMode::bicycle:
            return first({"bicycle", "vehicle", "access"});
        case TravelMode::foot:
            break;
    }
    return first({"foot", "access"});
}

const RoadClass* class_of(const OsmTags& tags) {
    const std::string_view highway = tags["highway"];
    for (const RoadClass& each : road_classes) {
        if (each.name == highway) return &each;
    }
    return highway.empty() && tags["route"] == "ferry" ? &ferry : nullptr;
}

bool is_motor(TravelMode mode) { return mode == TravelMode::car || mode == TravelMode::truck; }

/// A tag opens what the class does not, but `access=yes` alone says nothing about cars on a footway.
bool is_said_for(const OsmTags& tags, TravelMode mode) {
    switch (mode) {
        case TravelMode::car:
            return !tags.first_of({"motorcar", "motor_vehicle", "vehicle"}).empty();
        case TravelMode::truck:
            return !tags.first_of({"hgv", "goods", "motor_vehicle", "vehicle"}).empty();
        case TravelMode::bicycle:
            return !tags["bicycle"].empty();
        case TravelMode::foot:
            break;
    }
    return !tags["foot"].empty();
}

/// Kilometres an hour by class and access; 0: closed.
std::int32_t class_speed(const RoadClass& road, const OsmTags& tags, TravelMode mode) {
    const Access access = access_for(tags, mode);
    if (access == Access::closed) return 0;
    if (access == Access::dismount) return mode == TravelMode::bicycle ? pushing_km_h : 0;
    const std::int32_t usual = is_motor(mode) ? road.car : mode == TravelMode::bicycle ? road.bicycle : road.foot;
    if (usual > 0 || access != Access::open) return usual;
    if (!is_said_for(tags, mode)) return 0;
    if (mode == TravelMode::foot) return opened_foot_km_h;
    return mode == TravelMode::bicycle ? opened_bicycle_km_h : opened_motor_km_h;
}

std::optional<std::int32_t> maximum(const OsmTags& tags, TravelMode mode, bool forward) {
    const std::string_view direction = forward ? "maxspeed:forward" : "maxspeed:backward";
    std::optional<std::int32_t> least;
    const auto consider = [&](std::string_view value) {
        const auto speed = value.empty() ? std::nullopt : speed_of(value);
        if (speed && (!least || *speed < *least)) least = speed;
    };
    consider(tags[direction].empty() ? tags["maxspeed"] : tags[direction]);
    if (!least) consider(tags.first_of({"maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic"}));
    if (mode == TravelMode::truck) consider(tags["maxspeed:hgv"]);
    return least;
}

std::int32_t metres_an_hour(const RoadClass& road, const OsmTags& tags, TravelMode mode, bool forward,
                            std::int32_t motor_percent) {
    std::int32_t speed = class_speed(road, tags, mode) * 1000;
    if (speed == 0 || mode == TravelMode::foot || &road == &ferry) return speed;
    const auto limit = maximum(tags, mode, forward);
    if (!is_motor(mode)) return limit ? std::min(speed, *limit) : speed;
    if (limit) speed = *limit;
    if (mode == TravelMode::truck) speed = std::min(speed, truck_km_h_max * 1000);
    return std::max(1, static_cast<std::int32_t>(std::int64_t{speed} * motor_percent / 100));
}

enum class Direction : std::uint8_t { both, forward, backward, neither };

Direction direction_of(std::string_view oneway) {
    if (is_one_of(oneway, {"yes", "true", "1"})) return Direction::forward;
    if (is_one_of(oneway, {"-1", "reverse"})) return Direction::backward;
    return oneway == "reversible" ? Direction::neither : Direction::both;  // nobody knows which way it is now
}

/// Wiki, "Key:oneway". People on foot are bound by `oneway:foot` alone.
Direction direction_for(const OsmTags& tags, TravelMode mode) {
    if (mode == TravelMode::foot) return direction_of(tags["oneway:foot"]);
    if (mode == TravelMode::bicycle) {
        if (!tags["oneway:bicycle"].empty()) return direction_of(tags["oneway:bicycle"]);
        for (const std::string_view key : {"cycleway", "cycleway:left", "cycleway:right", "cycleway:both"}) {
            if (tags[key].starts_with("opposite")) return Direction::both;
        }
    } else if (const std::string_view special = tags.first_of({"oneway:motor_vehicle", "oneway:vehicle"});
               !special.empty()) {
        return direction_of(special);
    }
    if (!tags["oneway"].empty()) return direction_of(tags["oneway"]);
    const bool is_implied = is_one_of(tags["junction"], {"roundabout", "circular"}) || tags["highway"] == "motorway";
    return is_implied ? Direction::forward : Direction::both;
}

}  // namespace

std::string_view OsmTags::operator[](std::string_view key) const {
    const auto found = std::find_if(tags_.begin(), tags_.end(), [&](const auto& tag) { return tag.first == key; });
    return found == tags_.end() ? std::string_view{} : found->second;
}

std::string_view OsmTags::first_of(std::initializer_list<std::string_view> keys) const {
    for (const std::string_view key : keys) {
        if (const std::string_view value = (*this)[key]; !value.empty()) return value;
    }
    return {};
}

WayRules way_rules(const OsmTags& tags, std::int32_t motor_percent) {
    WayRules rules;
    const RoadClass* road = class_of(tags);
    if (road == nullptr) return rules;
    for (std::size_t i = 0; i < travel_mode_count; ++i) {
        const auto mode = static_cast<TravelMode>(i);
        const Direction direction = direction_for(tags, mode);
        if (direction == Direction::neither) continue;
        if (direction != Direction::backward) rules[i].forward = metres_an_hour(*road, tags, mode, true, motor_percent);
        if (direction != Direction::forward)
            rules[i].backward = metres_an_hour(*road, tags, mode, false, motor_percent);
    }
    return rules;
}

/// Wiki, "Key:barrier".
std::uint8_t barrier_to(const OsmTags& tags) {
    const std::string_view barrier = tags["barrier"];
    if (barrier.empty()) return 0;  // the access of an entrance is that of its building
    const bool stops_motor = is_one_of(
        barrier, {"bollard", "block", "cycle_barrier", "motorcycle_barrier", "jersey_barrier", "log", "planter",
                  "stile", "kissing_gate", "turnstile", "full-height_turnstile", "wall", "fence", "debris", "chain"});
    const bool stops_bicycle =
        is_one_of(barrier, {"stile", "kissing_gate", "turnstile", "full-height_turnstile", "wall", "fence"});
    const bool stops_foot = is_one_of(barrier, {"wall", "fence"});
    std::uint8_t bits = 0;
    for (std::size_t i = 0; i < travel_mode_count; ++i) {
        const auto mode = static_cast<TravelMode>(i);
        const Access access = access_for(tags, mode);
        const bool stops = is_motor(mode) ? stops_motor : mode == TravelMode::bicycle ? stops_bicycle : stops_foot;
        const bool is_open = access == Access::open || (access == Access::dismount && mode == TravelMode::bicycle);
        if (access == Access::closed || (stops && !is_open)) bits |= static_cast<std::uint8_t>(1U << i);
    }
    return bits;
}

}  // namespace marketplace::routing::detail
