#include "words.hpp"

#include <marketplace/core/checked.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace marketplace::routing::detail {
namespace {

constexpr std::string_view blanks = " \t\r\v\f";
constexpr double coordinate_max = 1e9;
constexpr std::size_t whole_digits_max = 18;    ///< 10^18 fits in 64 bits
constexpr std::size_t decimal_digits_max = 12;  ///< what lies beyond changes no scaled number

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Decimal {
    bool is_negative = false;
    std::int64_t whole = 0;
    std::int64_t fraction = 0;  ///< over `unit`
    std::int64_t unit = 1;
};

/// Digits with at most one point; nothing if the text is anything else or longer than 64 bits hold.
std::optional<Decimal> plain_decimal(std::string_view text) {
    Decimal out;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        out.is_negative = text.front() == '-';
        text.remove_prefix(1);
    }
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    std::string_view fraction = text.substr(std::min(point + 1, text.size()));
    if (whole.size() + fraction.size() == 0 || whole.size() > whole_digits_max) return std::nullopt;
    if (!std::all_of(whole.begin(), whole.end(), is_digit)) return std::nullopt;
    if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return std::nullopt;
    fraction = fraction.substr(0, decimal_digits_max);
    for (const char c : whole) out.whole = out.whole * 10 + (c - '0');
    for (const char c : fraction) {
        out.fraction = out.fraction * 10 + (c - '0');
        out.unit *= 10;
    }
    return out;
}

std::optional<double> real_number(std::string_view text) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole_text = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return is_whole_text && std::isfinite(value) ? std::optional{value} : std::nullopt;
}

/// A decimal, also one that is written with an exponent ("7.0e+01"), as old files do.
Decimal decimal_of(const Word& word, std::string_view field) {
    if (const auto plain = plain_decimal(word.text)) return *plain;
    const auto value = real_number(word.text);
    if (!value) refuse(ErrorCode::invalid_value, word, field, "a number");
    if (std::abs(*value) > static_cast<double>(no_limit)) refuse(ErrorCode::out_of_range, word, field, "at most 2^50");
    Decimal out;
    out.is_negative = *value < 0;
    out.whole = static_cast<std::int64_t>(std::abs(*value));
    out.unit = 1'000'000;
    out.fraction = std::llround((std::abs(*value) - static_cast<double>(out.whole)) * 1e6);
    if (out.fraction == out.unit) {
        ++out.whole;
        out.fraction = 0;
    }
    return out;
}

/// The number of bytes that the first character of a text takes in UTF-8; 0 for what is none.
std::size_t character_size(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return 0;
    }
    // Longer than needed, halves of a pair, or beyond the last character.
    const unsigned second = byte(1);
    const bool is_wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                          (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    return is_wrong ? 0 : size;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t size = character_size(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> out;
    std::size_t number = 1;
    for (std::size_t at = 0; at < text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = trimmed(text.substr(at, end - at));
        if (!line.empty() && line.front() != '#') out.push_back({number, line});
        at = end + 1;
    }
    return out;
}

std::vector<Word> words_of(const Line& line) {
    std::vector<Word> out;
    for (std::size_t at = 0; at < line.text.size();) {
        const std::size_t begin = line.text.find_first_not_of(blanks, at);
        if (begin == std::string_view::npos) break;
        at = std::min(line.text.find_first_of(blanks, begin), line.text.size());
        out.push_back({line.number, line.text.substr(begin, at - begin)});
    }
    return out;
}

std::string upper_case(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

std::string name_of_text(std::string_view text) {
    std::string out{text};
    if (!is_utf8(text)) {
        for (char& c : out) {
            if (static_cast<unsigned char>(c) >= 0x80) c = '?';
        }
    }
    return out;
}

bool begins_with_number(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    if (!text.empty() && text.front() == '.') text.remove_prefix(1);
    return !text.empty() && is_digit(text.front());
}

std::string at_line(std::size_t line, std::string_view field) {
    std::string out = "line " + std::to_string(line);
    if (!field.empty()) out.append(", ").append(field);
    return out;
}

void refuse(ErrorCode code, const Word& word, std::string_view field, std::string_view expected) {
    fail(code, at_line(word.line, field), word.text.substr(0, 40), expected);
}

std::int64_t whole_number(const Word& word, std::string_view field, std::int64_t least, std::int64_t most) {
    const Decimal number = decimal_of(word, field);
    if (number.fraction != 0) refuse(ErrorCode::invalid_value, word, field, "a whole number");
    const std::int64_t value = number.is_negative ? -number.whole : number.whole;
    if (value < least || value > most) {
        const std::string above = least == 1 && most == no_limit ? "a number above 0" : "a number from ";
        const std::string range = std::to_string(least) + " to " + std::to_string(most);
        refuse(ErrorCode::out_of_range, word, field, least == 1 && most == no_limit ? above : above + range);
    }
    return value;
}

double coordinate(const Word& word, std::string_view field) {
    const auto value = real_number(word.text);
    if (!value) refuse(ErrorCode::invalid_value, word, field, "a number");
    if (std::abs(*value) > coordinate_max) refuse(ErrorCode::out_of_range, word, field, "at most 1000000000");
    return *value;
}

std::int64_t Scale::quantity(const Word& word, std::string_view field) const {
    const Decimal number = decimal_of(word, field);
    if (number.is_negative && number.whole + number.fraction != 0)
        refuse(ErrorCode::out_of_range, word, field, "a number from 0 on");
    if (number.whole > no_limit) refuse(ErrorCode::out_of_range, word, field, "at most 2^50");
    const int128 exact = wide_multiply(number.whole, number.unit) * factor + wide_multiply(number.fraction, factor);
    int128 value = exact / number.unit;
    const int128 rest = exact % number.unit;
    if (rounding == DistanceRounding::nearest && rest * 2 >= number.unit) ++value;
    if (rounding == DistanceRounding::up && rest != 0) ++value;
    if (value > no_limit) refuse(ErrorCode::out_of_range, word, field, "at most 2^50");
    return static_cast<std::int64_t>(value);
}

Scale scale_of(Convention convention) {
    switch (convention) {
        case Convention::dimacs:
            return {convention, 10, DistanceRounding::truncate};
        case Convention::milli:
            return {convention, 1000, DistanceRounding::nearest};
        case Convention::exact:
            return {convention, 100'000, DistanceRounding::nearest};
        case Convention::nearest:
        case Convention::automatic:
            break;
    }
    return {Convention::nearest, 1, DistanceRounding::nearest};
}

}  // namespace marketplace::routing::detail
