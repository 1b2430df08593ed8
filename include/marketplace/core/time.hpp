#pragma once
// Instants in UTC, and the business calendar of a time zone.
//
// An instant is a count of microseconds; a month, a week or "the end of the day" only exists in a
// time zone. Zones come from the system's time zone database through Howard Hinnant's date library,
// the reference implementation of what C++20 standardised and g++ 12 does not ship yet.

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace marketplace {

/// An instant, in microseconds since 1970-01-01T00:00:00Z.
struct Timestamp {
    std::int64_t micros = 0;

    friend constexpr bool operator==(Timestamp, Timestamp) = default;
    friend constexpr auto operator<=>(Timestamp, Timestamp) = default;
};

/// An elapsed time in microseconds; a day in it is always 24 hours.
struct Duration {
    std::int64_t micros = 0;

    [[nodiscard]] static Duration days(std::int64_t count);
    [[nodiscard]] static Duration hours(std::int64_t count);
    [[nodiscard]] static Duration seconds(std::int64_t count);

    friend constexpr bool operator==(Duration, Duration) = default;
    friend constexpr auto operator<=>(Duration, Duration) = default;
};

[[nodiscard]] Timestamp operator+(Timestamp at, Duration by);
[[nodiscard]] Timestamp operator-(Timestamp at, Duration by);
[[nodiscard]] Duration operator-(Timestamp a, Timestamp b);

/// A day of the civil calendar, for example 2018-02-28.
struct Date {
    std::int32_t year = 1970;
    std::int32_t month = 1;  ///< 1 to 12
    std::int32_t day = 1;    ///< 1 to 31

    friend constexpr bool operator==(const Date&, const Date&) = default;
    friend constexpr auto operator<=>(const Date&, const Date&) = default;
};

/// Half open: `from` is inside, `to` is not.
struct TimeWindow {
    Timestamp from;
    Timestamp to;

    [[nodiscard]] constexpr bool contains(Timestamp at) const noexcept {
        return from <= at && at < to;
    }
    friend constexpr bool operator==(const TimeWindow&, const TimeWindow&) = default;
    friend constexpr auto operator<=>(const TimeWindow&, const TimeWindow&) = default;
};

inline constexpr Timestamp timestamp_min{INT64_MIN};
inline constexpr Timestamp timestamp_max{INT64_MAX};

/// Reads RFC 3339: "2017-07-09T21:57:05Z", with fraction up to micros, with any offset. A space may
/// stand for the T; "infinity" and "-infinity" are the bounds. Throws `invalid_time`.
[[nodiscard]] Timestamp parse_timestamp(std::string_view text);

/// Fixed width: "2017-07-09T21:57:05.000000Z"; outside the years 0 to 9999 "infinity" or "-infinity".
[[nodiscard]] std::string to_string(Timestamp at);

/// Reads "2017-07-09". Throws `invalid_time`.
[[nodiscard]] Date parse_date(std::string_view text);
[[nodiscard]] std::string to_string(const Date& date);

/// Throws `invalid_time` if there is no such day.
void validate(const Date& date, std::string_view field = "date");

[[nodiscard]] Date add_days(const Date& date, std::int64_t days);
/// Clamps to the last day: 31 January + 1 month = 28 February.
[[nodiscard]] Date add_months(const Date& date, std::int64_t months);
[[nodiscard]] std::int32_t days_in_month(std::int32_t year, std::int32_t month);
/// 1 is Monday, 7 is Sunday (ISO 8601).
[[nodiscard]] std::int32_t weekday_of(const Date& date);
[[nodiscard]] std::int64_t days_between(const Date& from, const Date& to);

/// A time zone of the IANA database. A small value; safe to share between threads.
class TimeZone {
public:
    /// UTC.
    TimeZone();
    /// "America/Sao_Paulo". Throws `unknown_time_zone`.
    explicit TimeZone(std::string_view name);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// The civil day on which an instant falls.
    [[nodiscard]] Date date_of(Timestamp at) const;
    /// The first instant of a civil day. Where midnight is skipped by a clock change, the first
    /// instant after the gap; where it comes twice, the first one.
    [[nodiscard]] Timestamp start_of(const Date& date) const;
    /// An instant from civil clock time; gaps and repeats resolve as in `start_of`.
    [[nodiscard]] Timestamp at(const Date& date, std::int32_t hour, std::int32_t minute = 0,
                               std::int32_t second = 0) const;
    /// The same clock time `months` and `days` later on the civil calendar, clamped to month ends.
    [[nodiscard]] Timestamp add(Timestamp at, std::int64_t months, std::int64_t days) const;

    friend bool operator==(const TimeZone& a, const TimeZone& b) { return a.name_ == b.name_; }

private:
    std::string name_;
    const void* zone_ = nullptr;  ///< owned by the time zone database; null is UTC
};

}  // namespace marketplace
