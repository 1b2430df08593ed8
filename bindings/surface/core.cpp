#include "module.hpp"

#include <marketplace/core/sha256.hpp>
#include <marketplace/core/time.hpp>

namespace marketplace::surface {

void register_core(Registry& registry) {
    Module core{registry, "core"};
    core.function("parse_timestamp", {"text"}, &parse_timestamp);
    core.function("format_timestamp", {"at"}, [](Timestamp at) { return to_string(at); }).cpp("to_string(Timestamp)");
    core.function("parse_date", {"text"}, &parse_date);
    core.function("format_date", {"date"}, [](const Date& date) { return to_string(date); }).cpp("to_string(Date)");
    core.function("add_days", {"date", "days"}, &add_days);
    core.function("add_months", {"date", "months"}, &add_months);
    core.function("days_in_month", {"year", "month"}, &days_in_month);
    core.function("weekday_of", {"date"}, &weekday_of);
    core.function("days_between", {"from", "to"}, &days_between);
    core.function("date_of", {"zone", "at"}, [](const TimeZone& zone, Timestamp at) { return zone.date_of(at); })
        .cpp("TimeZone::date_of");
    core.function("start_of", {"zone", "date"},
                  [](const TimeZone& zone, const Date& date) { return zone.start_of(date); })
        .cpp("TimeZone::start_of");
    core.function("time_at", {"zone", "date", "hour", {"minute", std::int32_t{0}}, {"second", std::int32_t{0}}},
                  [](const TimeZone& zone, const Date& date, std::int32_t hour, std::int32_t minute,
                     std::int32_t second) { return zone.at(date, hour, minute, second); })
        .cpp("TimeZone::at");
    core.function("add_calendar", {"zone", "at", "months", "days"},
                  [](const TimeZone& zone, Timestamp at, std::int64_t months, std::int64_t days) {
                      return zone.add(at, months, days);
                  })
        .cpp("TimeZone::add");
    core.function("sha256_hex", {"bytes"}, &sha256_hex).takes_long();
}

}  // namespace marketplace::surface
