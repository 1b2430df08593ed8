#pragma once
// A record that has a field of every kind.

#include <marketplace/core/record.hpp>

namespace marketplace::samples {

enum class Colour { red, dark_green };
MARKETPLACE_ENUM(Colour, red, dark_green)

struct Grams {
    std::int64_t value = 0;
    static constexpr std::string_view kind() noexcept { return "Grams"; }
    friend bool operator==(Grams, Grams) = default;
};

struct Point {
    std::int32_t x = 0;
    std::int32_t y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};
MARKETPLACE_RECORD(Point, (x, y));

struct LongLine {
    std::int64_t length = 0;
    friend bool operator==(const LongLine&, const LongLine&) = default;
};
MARKETPLACE_RECORD(LongLine, (length));

}  // namespace marketplace::samples

template <>
inline constexpr bool marketplace::is_strong_integer<marketplace::samples::Grams> = true;

namespace marketplace::samples {

struct Everything {
    bool flag = false;
    std::int32_t small = 0;
    std::int64_t big = 0;
    Grams strong;
    double ratio = 0;
    std::string text;
    OrderId order;
    Timestamp when;
    Duration length;
    Date day;
    Colour colour = Colour::red;
    Point point;
    std::optional<std::int64_t> maybe;
    std::vector<Point> list;
    std::map<std::string, std::int64_t> dictionary;
    std::variant<Point, LongLine> choice;
    friend bool operator==(const Everything&, const Everything&) = default;
};
MARKETPLACE_RECORD(Everything, (flag, small, big, strong, ratio, text, order, when, length, day, colour, point, maybe,
                                list, dictionary, choice));

}  // namespace marketplace::samples
