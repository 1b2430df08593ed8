#include <marketplace/catalog/identifiers.hpp>

#include <marketplace/core/error.hpp>

namespace marketplace::catalog {
namespace {

constexpr std::size_t digits_max = 14;
constexpr std::int64_t gtin_8_end = 100'000'000;
constexpr std::int64_t gtin_13_end = 10'000'000'000'000;

/// The digits of a text, in order; an X at the end of nine counts as ten, for ISBN-10.
struct Digits {
    std::array<std::uint8_t, digits_max> at{};
    std::size_t size = 0;
    GtinFault fault = GtinFault::none;
};

bool is_separator(char c) { return c == ' ' || c == '-' || c == '\t'; }

Digits digits_of(std::string_view text) noexcept {
    Digits out;
    for (const char c : text) {
        if (is_separator(c)) continue;
        const bool is_digit = c >= '0' && c <= '9';
        const bool is_ten = (c == 'X' || c == 'x') && out.size == 9;
        if (!is_digit && !is_ten) return out.fault = GtinFault::not_digits, out;
        if (out.size == digits_max) return out.fault = GtinFault::wrong_length, out;
        out.at[out.size++] = is_ten ? std::uint8_t{10} : static_cast<std::uint8_t>(c - '0');
    }
    if (out.size == 0) out.fault = GtinFault::empty;
    if (out.size > 10 && out.at[9] == 10) out.fault = GtinFault::not_digits;
    return out;
}

std::int64_t number_of(const Digits& digits, std::size_t count) noexcept {
    std::int64_t out = 0;
    for (std::size_t i = 0; i < count; ++i) out = out * 10 + digits.at[i];
    return out;
}

/// The check digit behind a number: weight 3 for its last digit, 1 for the one before, and so on.
std::int64_t check_digit(std::int64_t payload) noexcept {
    std::int64_t sum = 0;
    for (std::int64_t weight = 3; payload > 0; payload /= 10, weight = 4 - weight) sum += payload % 10 * weight;
    return (10 - sum % 10) % 10;
}

bool is_sound(std::int64_t number) noexcept { return check_digit(number / 10) == number % 10; }

std::int64_t with_check_digit(std::int64_t payload) noexcept { return payload * 10 + check_digit(payload); }

/// The 11 digits before the check digit of the GTIN-12, from the number system and the six digits of a UPC-E.
std::int64_t expanded(std::int64_t system, std::int64_t six) noexcept {
    const std::int64_t last = six % 10;
    const std::int64_t first_two = six / 10000;
    const std::int64_t first_three = six / 1000;
    const std::int64_t first_four = six / 100;
    const std::int64_t first_five = six / 10;
    std::int64_t body = 0;  // manufacturer and item, five digits each
    if (last <= 2) body = (first_two * 1000 + last * 100) * 100'000 + first_five % 1000;
    else if (last == 3) body = first_three * 100 * 100'000 + first_five % 100;
    else if (last == 4) body = first_four * 10 * 100'000 + first_five % 10;
    else body = first_five * 100'000 + last;
    return system * 10'000'000'000 + body;
}

/// The number of a UPC-E of eight digits, or none.
std::optional<std::int64_t> upc_e(const Digits& digits) noexcept {
    if (digits.at[0] > 1) return std::nullopt;
    const std::int64_t six = number_of(digits, 7) % 1'000'000;
    const std::int64_t number = with_check_digit(expanded(digits.at[0], six));
    if (number % 10 != digits.at[7]) return std::nullopt;
    return number;
}

GtinReading accepted(std::int64_t number, GtinForm form) noexcept {
    return {Gtin{number}, form, range_of(Gtin{number}), GtinFault::none};
}

GtinReading refused(GtinFault fault) noexcept { return {Gtin{}, GtinForm::gtin_13, GtinRange::item, fault}; }

GtinReading eight(const Digits& digits) noexcept {
    const std::int64_t number = number_of(digits, 8);
    const std::optional<std::int64_t> wide = upc_e(digits);
    if (wide && (digits.at[0] == 0 || !is_sound(number))) return accepted(*wide, GtinForm::upc_e);
    if (!is_sound(number)) return refused(GtinFault::check_digit);
    return accepted(number, GtinForm::gtin_8);
}

GtinReading ten(const Digits& digits) noexcept {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < 10; ++i) sum += static_cast<std::int64_t>(10 - i) * digits.at[i];
    if (sum % 11 != 0) return refused(GtinFault::check_digit);
    return accepted(with_check_digit(978'000'000'000 + number_of(digits, 9)), GtinForm::isbn_10);
}

/// Whether the digits before the check digit are one digit over and over, or each follows the one before.
bool is_filler(std::int64_t payload) noexcept {
    constexpr std::int64_t seven_digits = 1'000'000;
    if (payload == 0) return true;
    if (payload < seven_digits) return false;
    const std::int64_t step = (payload / 10 % 10 - payload % 10 + 10) % 10;
    if (step != 0 && step != 1 && step != 9) return false;
    for (; payload >= 10; payload /= 10) {
        if ((payload / 10 % 10 - payload % 10 + 10) % 10 != step) return false;
    }
    return true;
}

/// By the first two digits of the GTIN-13; those that matter here all have two.
GtinRange range_of_two(std::int64_t prefix) noexcept {
    if (prefix == 2 || prefix == 4 || (prefix >= 20 && prefix <= 29)) return GtinRange::restricted;
    if (prefix == 5 || prefix >= 98) return GtinRange::coupon;
    return GtinRange::item;
}

std::string_view expectation(GtinFault fault) {
    switch (fault) {
        case GtinFault::none:
        case GtinFault::empty: break;
        case GtinFault::not_digits: return "digits, with blanks and hyphens between them";
        case GtinFault::wrong_length: return "8, 12, 13 or 14 digits, or 10 of an ISBN";
        case GtinFault::check_digit: return "a number whose check digit is right";
    }
    return "a GTIN, UPC or ISBN";
}

}  // namespace

GtinReading read_gtin(std::string_view text) noexcept {
    const Digits digits = digits_of(text);
    if (digits.fault != GtinFault::none) return refused(digits.fault);
    GtinForm form{};
    switch (digits.size) {
        case 8: return eight(digits);
        case 10: return ten(digits);
        case 12: form = GtinForm::gtin_12; break;
        case 13: form = GtinForm::gtin_13; break;
        case 14: form = GtinForm::gtin_14; break;
        default: return refused(GtinFault::wrong_length);
    }
    const std::int64_t number = number_of(digits, digits.size);
    return is_sound(number) ? accepted(number, form) : refused(GtinFault::check_digit);
}

void read_gtins(std::span<const std::string_view> texts, std::span<GtinReading> out) {
    if (texts.size() != out.size()) {
        fail(ErrorCode::invalid_value, "out", std::to_string(out.size()), std::to_string(texts.size()) + " readings");
    }
    for (std::size_t i = 0; i < texts.size(); ++i) out[i] = read_gtin(texts[i]);
}

Gtin parse_gtin(std::string_view text, std::string_view field) {
    const GtinReading reading = read_gtin(text);
    if (reading.fault != GtinFault::none) fail(ErrorCode::invalid_value, field, text, expectation(reading.fault));
    return reading.gtin;
}

std::string to_string(Gtin gtin) {
    std::string out(digits_max, '0');
    std::int64_t rest = gtin.number;
    for (std::size_t i = digits_max; i-- > 0; rest /= 10) out[i] = static_cast<char>('0' + rest % 10);
    return out;
}

GtinRange range_of(Gtin gtin) noexcept {
    const std::int64_t number = gtin.number % gtin_13_end;
    if (is_filler(number / 10)) return GtinRange::filler;
    if (number < gtin_8_end) {
        const std::int64_t first = number / 10'000'000;
        return first == 0 || first == 2 ? GtinRange::restricted : GtinRange::item;
    }
    const std::int64_t prefix = number / 10'000'000'000;
    switch (prefix) {
        case 952: return GtinRange::demonstration;
        case 977: return GtinRange::serial;
        case 978: return GtinRange::book;
        case 979: return number / 1'000'000'000 == 9790 ? GtinRange::music : GtinRange::book;
        default: return range_of_two(prefix / 10);
    }
}

bool is_worldwide(Gtin gtin) noexcept {
    const GtinRange range = range_of(gtin);
    return range == GtinRange::item || range == GtinRange::book || range == GtinRange::music;
}

std::int32_t pack_indicator(Gtin gtin) noexcept { return static_cast<std::int32_t>(gtin.number / gtin_13_end); }

Gtin item_in_pack(Gtin gtin) noexcept { return Gtin{with_check_digit(gtin.number % gtin_13_end / 10)}; }

std::int32_t check_digit_of(std::string_view digits) {
    std::int64_t payload = 0;
    bool is_number = !digits.empty() && digits.size() <= 17;
    for (const char c : digits) {
        is_number = is_number && c >= '0' && c <= '9';
        if (is_number) payload = payload * 10 + (c - '0');
    }
    if (!is_number) fail(ErrorCode::invalid_value, "digits", digits, "1 to 17 digits");
    return static_cast<std::int32_t>(check_digit(payload));
}

std::optional<Gtin> expand_upc_e(std::string_view text) noexcept {
    const Digits digits = digits_of(text);
    if (digits.fault != GtinFault::none) return std::nullopt;
    const std::int64_t number = number_of(digits, digits.size);
    if (digits.size == 6) return Gtin{with_check_digit(expanded(0, number))};
    if (digits.size == 7 && digits.at[0] <= 1) {
        return Gtin{with_check_digit(expanded(digits.at[0], number % 1'000'000))};
    }
    if (digits.size != 8) return std::nullopt;
    const std::optional<std::int64_t> wide = upc_e(digits);
    return wide ? std::optional{Gtin{*wide}} : std::nullopt;
}

std::string isbn_10_of(Gtin gtin) {
    if (gtin.number / 10'000'000'000 != 978) return {};
    std::string out = to_string(gtin).substr(4, 9);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < out.size(); ++i) sum += static_cast<std::int64_t>(10 - i) * (out[i] - '0');
    const std::int64_t check = (11 - sum % 11) % 11;
    return out + (check == 10 ? 'X' : static_cast<char>('0' + check));
}

}  // namespace marketplace::catalog
