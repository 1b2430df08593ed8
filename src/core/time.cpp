#include <marketplace/core/time.hpp>

#include <marketplace/core/checked.hpp>
#include <marketplace/core/detail/time_text.hpp>

#include <array>
#include <charconv>
#include <cstring>

namespace marketplace {
namespace {

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t micros_per_day = 86'400 * micros_per_second;
constexpr std::int64_t year_max = 9999;  ///< beyond, `std::chrono` wraps silently; the lowest is -9999

constexpr std::int64_t day_number(int year, unsigned month, unsigned day) {
    using namespace std::chrono;
    const year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    return sys_days{date}.time_since_epoch().count();
}

constexpr std::int64_t day_min = day_number(-year_max, 1, 1);
constexpr std::int64_t day_max = day_number(year_max, 12, 31);
constexpr std::int64_t written_day_min = day_number(0, 1, 1);  ///< what four digits of a year can say

bool is_writable(std::int64_t days) { return days >= written_day_min && days <= day_max; }

std::int64_t floor_days(std::int64_t micros) {
    const std::int64_t days = micros / micros_per_day;
    return micros % micros_per_day < 0 ? days - 1 : days;
}

std::chrono::sys_days to_sys_days(const Date& date) {
    validate(date);
    return std::chrono::year{date.year} / std::chrono::month{static_cast<unsigned>(date.month)} /
           std::chrono::day{static_cast<unsigned>(date.day)};
}

Date from_sys_days(std::chrono::sys_days days) {
    const std::chrono::year_month_day ymd{days};
    return {static_cast<int>(ymd.year()), static_cast<std::int32_t>(static_cast<unsigned>(ymd.month())),
            static_cast<std::int32_t>(static_cast<unsigned>(ymd.day()))};
}

/// Reads fixed-width decimal fields from the front of a text and remembers the whole for its errors.
class Reader {
public:
    Reader(std::string_view text, std::string_view expected) : whole_(text), rest_(text), expected_(expected) {}

    std::int32_t digits(std::size_t width) {
        if (rest_.size() < width) refuse();
        std::int32_t value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const char c = rest_[i];
            if (c < '0' || c > '9') refuse();
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(width);
        return value;
    }
    void literal(char c) {
        if (!accept(c)) refuse();
    }
    bool accept(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::int64_t fraction_micros() {
        std::int64_t micros = 0;
        std::int64_t unit = micros_per_second / 10;
        std::size_t count = 0;
        for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count) {
            // Finer than a microsecond cannot be kept, and is not dropped in silence.
            if (unit == 0 && rest_[count] != '0') refuse();
            micros += (rest_[count] - '0') * unit;
            unit /= 10;
        }
        if (count == 0) refuse();
        rest_.remove_prefix(count);
        return micros;
    }
    void end() {
        if (!rest_.empty()) refuse();
    }
    [[noreturn]] void refuse() const { fail(ErrorCode::invalid_time, "time", whole_, expected_); }

private:
    std::string_view whole_;
    std::string_view rest_;
    std::string_view expected_;
};

std::int64_t read_offset_micros(Reader& reader) {
    if (reader.accept('Z') || reader.accept('z')) return 0;
    std::int64_t sign = 1;
    if (reader.accept('-')) {
        sign = -1;
    } else {
        reader.literal('+');
    }
    const std::int64_t hours = reader.digits(2);
    reader.accept(':');
    const std::int64_t minutes = reader.digits(2);
    if (hours > 23 || minutes > 59) reader.refuse();
    return sign * (hours * 3600 + minutes * 60) * micros_per_second;
}

[[noreturn]] void refuse_shift(const Date& date, std::int64_t by, std::string_view unit) {
    std::string shift = to_string(date) + " and " + std::to_string(by) + " ";
    fail(ErrorCode::invalid_time, "date", shift.append(unit), "a day of the years -9999 to 9999");
}

void put_digits(char* out, std::int32_t value, int width) noexcept {
    for (int i = width - 1; i >= 0; --i) {
        out[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

/// Into "0000-00-00".
void write_date(char* out, const Date& date) noexcept {
    put_digits(out, date.year, 4);
    put_digits(out + 5, date.month, 2);
    put_digits(out + 8, date.day, 2);
}

}  // namespace

Duration Duration::days(std::int64_t count) { return {checked_multiply(count, micros_per_day)}; }
Duration Duration::hours(std::int64_t count) { return {checked_multiply(count, 3600 * micros_per_second)}; }
Duration Duration::seconds(std::int64_t count) { return {checked_multiply(count, micros_per_second)}; }

Timestamp operator+(Timestamp at, Duration by) { return {checked_add(at.micros, by.micros)}; }
Timestamp operator-(Timestamp at, Duration by) { return {checked_subtract(at.micros, by.micros)}; }
Duration operator-(Timestamp a, Timestamp b) { return {checked_subtract(a.micros, b.micros)}; }

void validate(const Date& date, std::string_view field) {
    const bool sound = date.year >= -year_max && date.year <= year_max && date.month >= 1 && date.month <= 12 &&
                       date.day >= 1 && date.day <= days_in_month(date.year, date.month);
    if (!sound) fail(ErrorCode::invalid_time, field, to_string(date), "a day of the calendar");
}

Timestamp parse_timestamp(std::string_view text) {
    if (text == "infinity") return timestamp_max;
    if (text == "-infinity") return timestamp_min;
    Reader reader{text, "RFC 3339, for example 2017-07-09T21:57:05Z"};
    Date date;
    date.year = reader.digits(4);
    reader.literal('-');
    date.month = reader.digits(2);
    reader.literal('-');
    date.day = reader.digits(2);
    if (!reader.accept('T') && !reader.accept('t')) reader.literal(' ');
    const std::int64_t hour = reader.digits(2);
    reader.literal(':');
    const std::int64_t minute = reader.digits(2);
    reader.literal(':');
    const std::int64_t second = reader.digits(2);
    const std::int64_t fraction = reader.accept('.') ? reader.fraction_micros() : 0;
    const std::int64_t offset = read_offset_micros(reader);
    reader.end();
    if (hour > 23 || minute > 59 || second > 59) reader.refuse();
    validate(date, "time");
    const std::int64_t days = to_sys_days(date).time_since_epoch().count();
    const std::int64_t seconds = hour * 3600 + minute * 60 + second;
    const Timestamp at{days * micros_per_day + seconds * micros_per_second + fraction - offset};
    if (!is_writable(floor_days(at.micros))) reader.refuse();  // the offset left the years 0 to 9999
    return at;
}

std::string_view detail::write_text(TimeText& text, Timestamp at) noexcept {
    using namespace std::chrono;
    const std::int64_t days = floor_days(at.micros);
    if (!is_writable(days)) return at.micros > 0 ? "infinity" : "-infinity";
    const std::int64_t rest = at.micros - days * micros_per_day;
    const auto seconds = static_cast<std::int32_t>(rest / micros_per_second);
    std::memcpy(text.data(), "0000-00-00T00:00:00.000000Z", text.size());
    write_date(text.data(), from_sys_days(sys_days{std::chrono::days{days}}));
    put_digits(text.data() + 11, seconds / 3600, 2);
    put_digits(text.data() + 14, seconds / 60 % 60, 2);
    put_digits(text.data() + 17, seconds % 60, 2);
    put_digits(text.data() + 20, static_cast<std::int32_t>(rest % micros_per_second), 6);
    return {text.data(), text.size()};
}

std::string to_string(Timestamp at) {
    detail::TimeText text;
    return std::string{detail::write_text(text, at)};
}

Date parse_date(std::string_view text) {
    Reader reader{text, "a day, for example 2017-07-09"};
    Date date;
    date.year = reader.digits(4);
    reader.literal('-');
    date.month = reader.digits(2);
    reader.literal('-');
    date.day = reader.digits(2);
    reader.end();
    validate(date);
    return date;
}

std::string to_string(const Date& date) {
    const bool has_usual_digits = date.year >= 0 && date.year <= 9999 && date.month >= 0 && date.month <= 99 &&
                                  date.day >= 0 && date.day <= 99;
    if (has_usual_digits) {
        std::string text = "0000-00-00";
        write_date(text.data(), date);
        return text;
    }
    const auto padded = [](std::int32_t value, std::size_t width) {
        std::string text = std::to_string(value < 0 ? -value : value);
        if (text.size() < width) text.insert(0, width - text.size(), '0');
        return value < 0 ? "-" + text : text;
    };
    return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2);
}

std::int32_t days_in_month(std::int32_t year, std::int32_t month) {
    using namespace std::chrono;
    if (month < 1 || month > 12) fail(ErrorCode::invalid_time, "month", std::to_string(month), "1 to 12");
    const year_month_day_last last{std::chrono::year{year} /
                                   month_day_last{std::chrono::month{static_cast<unsigned>(month)}}};
    return static_cast<std::int32_t>(static_cast<unsigned>(last.day()));
}

Date add_days(const Date& date, std::int64_t days) {
    const std::int64_t day = checked_add(to_sys_days(date).time_since_epoch().count(), days);
    if (day < day_min || day > day_max) refuse_shift(date, days, "days");
    return from_sys_days(std::chrono::sys_days{std::chrono::days{day}});
}

Date add_months(const Date& date, std::int64_t months) {
    validate(date);
    const std::int64_t index = checked_add(static_cast<std::int64_t>(date.year) * 12 + (date.month - 1), months);
    std::int64_t year = index / 12;
    std::int64_t month = index % 12;
    if (month < 0) {
        month += 12;
        --year;
    }
    if (year < -year_max || year > year_max) refuse_shift(date, months, "months");
    Date out{static_cast<std::int32_t>(year), static_cast<std::int32_t>(month + 1), date.day};
    out.day = std::min(out.day, days_in_month(out.year, out.month));
    return out;
}

std::int32_t weekday_of(const Date& date) {
    return static_cast<std::int32_t>(std::chrono::weekday{to_sys_days(date)}.iso_encoding());
}

std::int64_t days_between(const Date& from, const Date& to) {
    return (to_sys_days(to) - to_sys_days(from)).count();
}

}  // namespace marketplace
