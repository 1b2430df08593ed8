// The only file that knows the time zone library.

#include <marketplace/core/error.hpp>
#include <marketplace/core/time.hpp>

#include <date/tz.h>

namespace marketplace {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

const date::time_zone* zone_of(const void* zone) { return static_cast<const date::time_zone*>(zone); }

date::sys_seconds to_sys(Timestamp at) {
    return std::chrono::floor<seconds>(date::sys_time<microseconds>{microseconds{at.micros}});
}

constexpr std::int64_t micros_at(std::chrono::year_month_day date) {
    return microseconds{std::chrono::sys_days{date}.time_since_epoch()}.count();
}

/// Where civil days are known in every zone: the calendar of `Date`, less a day for the offset.
constexpr Timestamp civil_min{micros_at(std::chrono::year{-9999} / 1 / 2)};
constexpr Timestamp civil_max{micros_at(std::chrono::year{9999} / 12 / 31)};

/// Clock time since 1970-01-01T00:00:00 on the wall of the zone, in micros.
std::int64_t local_micros(const void* zone, Timestamp at) {
    if (at < civil_min || at > civil_max) {
        fail(ErrorCode::invalid_time, "time", to_string(at), "an instant of the years -9999 to 9999");
    }
    if (zone == nullptr) return at.micros;
    const auto offset = zone_of(zone)->get_info(to_sys(at)).offset;
    return at.micros + microseconds{offset}.count();
}

Timestamp resolve(const void* zone, std::int64_t wall_micros) {
    if (zone == nullptr) return {wall_micros};
    const date::local_time<microseconds> wall{microseconds{wall_micros}};
    const auto info = zone_of(zone)->get_info(std::chrono::floor<seconds>(wall));
    if (info.result == date::local_info::nonexistent) {
        return {microseconds{info.first.end.time_since_epoch()}.count()};
    }
    return {wall_micros - microseconds{info.first.offset}.count()};
}

std::int64_t wall_of(const Date& day, std::int64_t second_of_day) {
    const std::int64_t days = days_between(Date{1970, 1, 1}, day);
    return (days * 86'400 + second_of_day) * 1'000'000;
}

}  // namespace

TimeZone::TimeZone() : name_("UTC") {}

TimeZone::TimeZone(std::string_view name) : name_(name) {
    if (name_ == "UTC" || name_ == "Etc/UTC") return;
    try {
        zone_ = date::locate_zone(name_);
    } catch (const std::runtime_error&) {
        fail(ErrorCode::unknown_time_zone, "time_zone", name, "a name of the IANA database, such as America/Sao_Paulo");
    }
}

Date TimeZone::date_of(Timestamp at) const {
    const std::int64_t wall = local_micros(zone_, at);
    std::int64_t days = wall / 86'400'000'000;
    if (wall % 86'400'000'000 < 0) --days;
    return add_days(Date{1970, 1, 1}, days);
}

Timestamp TimeZone::start_of(const Date& day) const { return resolve(zone_, wall_of(day, 0)); }

Timestamp TimeZone::at(const Date& day, std::int32_t hour, std::int32_t minute, std::int32_t second) const {
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
        const std::string clock = std::to_string(hour) + ":" + std::to_string(minute) + ":" + std::to_string(second);
        fail(ErrorCode::invalid_time, "time", clock, "00:00:00 to 23:59:59");
    }
    return resolve(zone_, wall_of(day, hour * 3600 + minute * 60 + second));
}

Timestamp TimeZone::add(Timestamp at, std::int64_t months, std::int64_t days) const {
    const std::int64_t wall = local_micros(zone_, at);
    const Date day = date_of(at);
    const std::int64_t within_day = wall - wall_of(day, 0);
    return resolve(zone_, wall_of(add_days(add_months(day, months), days), 0) + within_day);
}

}  // namespace marketplace
