#pragma once
// What the tags of OpenStreetMap say about who may go where, and how fast. Free of any reader, so that every build can
// test it.

#include <marketplace/routing/road.hpp>

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace marketplace::routing::detail {

/// Key and value pairs of one object.
class OsmTags {
public:
    OsmTags() = default;
    OsmTags(std::initializer_list<std::pair<std::string_view, std::string_view>> tags) : tags_(tags) {}

    void clear() { tags_.clear(); }
    void add(std::string_view key, std::string_view value) { tags_.emplace_back(key, value); }
    /// Empty if there is no such key.
    [[nodiscard]] std::string_view operator[](std::string_view key) const;
    /// The value of the first key that is there.
    [[nodiscard]] std::string_view first_of(std::initializer_list<std::string_view> keys) const;

private:
    std::vector<std::pair<std::string_view, std::string_view>> tags_;
};

/// Metres an hour with the direction of the way and against it; 0: closed.
struct WaySpeeds {
    std::int32_t forward = 0;
    std::int32_t backward = 0;

    friend bool operator==(const WaySpeeds&, const WaySpeeds&) = default;
};
using WayRules = std::array<WaySpeeds, travel_mode_count>;

/// What a way is for each mode; all closed for what is no road. `motor_percent` of the permitted speed is the pace of
/// cars and trucks.
[[nodiscard]] WayRules way_rules(const OsmTags& tags, std::int32_t motor_percent);

/// Bit m: mode m cannot pass a node with these tags, as at a bollard.
[[nodiscard]] std::uint8_t barrier_to(const OsmTags& tags);

/// A value of `maxspeed` in metres an hour: "50", "30 mph", "DE:urban", "walk", "none". Nothing for what says no speed.
[[nodiscard]] std::optional<std::int32_t> speed_of(std::string_view maxspeed);

}  // namespace marketplace::routing::detail
