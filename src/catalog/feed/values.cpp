#include "values.hpp"

#include "utf8.hpp"

#include <marketplace/catalog/price_text.hpp>
#include <marketplace/core/error.hpp>

#include <algorithm>
#include <charconv>

namespace marketplace::catalog::feed {
namespace {

constexpr std::string_view price_form = "one number, with or without a currency: 12.99 EUR, 1.299,00 €";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Letters alone, in lower case: "In-Stock" and "in_stock" are "instock".
std::string letters_of(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (!is_ascii_letter(c)) continue;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

/// A minus before the number: "-5 EUR", "EUR -5". The dash of "12,-" stands behind it.
bool is_negative(std::string_view text) {
    const std::size_t digit = text.find_first_of("0123456789");
    const std::string_view before = text.substr(0, digit);
    return digit != text.npos && (before.find('-') != before.npos || before.find("\u2212") != before.npos);
}

void refuse_negative(std::string_view text) {
    if (is_negative(text)) fail(ErrorCode::out_of_range, "", text, "a price of 0 or more");
}

/// The texts between separators.
std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        out.push_back(trimmed(text.substr(at, end - at)));
        at = end + 1;
    }
    return out;
}

/// Whether a text begins with the country of a way of delivery. A comma within a price ("4,95 EUR") is followed by
/// none.
bool begins_shipping(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with(':')) return true;
    return text.size() > 2 && is_ascii_letter(text[0]) && is_ascii_letter(text[1]) && text[2] == ':';
}

std::vector<std::string_view> split_shipping(std::string_view text, bool has_country_first) {
    std::vector<std::string_view> out;
    std::size_t begin = 0;
    for (std::size_t at = text.find(','); has_country_first && at != text.npos; at = text.find(',', at + 1)) {
        if (!begins_shipping(text.substr(at + 1))) continue;
        out.push_back(text.substr(begin, at - begin));
        begin = at + 1;
    }
    out.push_back(text.substr(begin));
    return out;
}

FeedShipping read_one_shipping(std::string_view text, const std::vector<ShippingPart>& parts,
                               const FeedOptions& options) {
    const std::vector<std::string_view> values = split(text, ':');
    if (values.size() < parts.size()) {
        fail(ErrorCode::parse_error, "", text,
             std::to_string(parts.size()) + " parts with colons between them, for example US:CA:Overnight:16.00 USD");
    }
    FeedShipping out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i] == ShippingPart::country) out.country = values[i];
        if (parts[i] == ShippingPart::region) out.region = values[i];
        if (parts[i] == ShippingPart::service) out.service = values[i];
        if (parts[i] == ShippingPart::price && !values[i].empty()) {
            out.price = read_feed_price(values[i], options.currency);
        }
    }
    out.country = read_country(out.country, options.country);
    return out;
}

/// RFC 3339 of an instant that leaves out seconds, the colon of the offset or the offset.
std::string completed_instant(std::string_view text) {
    std::string out{text};
    const std::size_t clock = out.find_first_of("Tt ");
    if (clock == out.npos) return out;
    std::size_t offset = out.find_first_of("Zz+-", clock);
    if (offset == out.npos) {
        offset = out.size();
        out += 'Z';
    }
    while (offset > clock && out[offset - 1] == ' ') out.erase(--offset, 1);
    const bool is_short_offset = out.size() - offset == 5 && out[offset] != 'Z';
    if (is_short_offset) out.insert(offset + 3, ":");
    if (offset - clock == 6) out.insert(offset, ":00");
    return out;
}

}  // namespace

Money read_feed_price(std::string_view text, std::optional<Currency> fallback) {
    refuse_negative(text);
    if (std::ranges::none_of(text, is_digit)) fail(ErrorCode::parse_error, "", text, price_form);
    try {
        return read_price(text, fallback.value_or(Currency{}));
    } catch (const Error& error) {
        const bool names_none = error.code() == ErrorCode::unknown_currency && !fallback && error.value() == "XXX";
        if (names_none)
            fail(error.code(), "", text, "a currency in the price, or one in the options for prices without");
        throw;
    }
}

Money read_decimal_price(std::string_view text, Currency currency) {
    refuse_negative(text);
    return parse_money(text, currency);
}

Timestamp read_instant(std::string_view text) {
    const auto refuse = [&] {
        fail(ErrorCode::invalid_time, "", text, "a day with a time, for example 2026-02-24T11:07+0100");
    };
    if (text.empty() || !is_digit(text.front())) refuse();
    try {
        return parse_timestamp(completed_instant(text));
    } catch (const Error&) {
        refuse();
    }
    return {};
}

std::pair<Timestamp, Timestamp> read_period(std::string_view text) {
    const std::vector<std::string_view> ends = split(text, '/');
    if (ends.size() != 2) {
        fail(ErrorCode::invalid_time, "", text, "two times, for example 2026-02-24T11:07+0100/2026-02-28T23:07+0100");
    }
    return {read_instant(ends[0]), read_instant(ends[1])};
}

FeedAvailability read_availability(std::string_view text) {
    const std::string_view word = text.substr(text.rfind('/') + 1);  // "https://schema.org/InStock"
    const std::string key = letters_of(word);
    if (key == "instock") return FeedAvailability::in_stock;
    if (key == "outofstock") return FeedAvailability::out_of_stock;
    if (key == "preorder") return FeedAvailability::preorder;
    if (key == "backorder") return FeedAvailability::backorder;
    fail(ErrorCode::unknown_choice, "", text, "in_stock, out_of_stock, preorder or backorder");
}

OfferCondition read_condition(std::string_view text) {
    const std::string key = letters_of(text);
    if (key == "new") return OfferCondition::brand_new;
    for (const EnumeratorInfo& each : type_of<OfferCondition>().enumerators) {
        const auto value = static_cast<OfferCondition>(each.value);
        if (value != OfferCondition::unstated && letters_of(each.name) == key) return value;
    }
    fail(ErrorCode::unknown_choice, "", text, "new, refurbished, used, open_box, used_acceptable or damaged");
}

std::int64_t read_stock(std::string_view text) {
    std::int64_t out = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, out);
    if (error == std::errc::result_out_of_range || (error == std::errc{} && rest == end && out < 0)) {
        fail(ErrorCode::out_of_range, "", text, "a number of pieces, 0 or more");
    }
    if (error != std::errc{} || rest != end) fail(ErrorCode::parse_error, "", text, "a whole number of pieces");
    return out;
}

std::string read_country(std::string_view text, std::string_view fallback) {
    std::string out{text.empty() ? fallback : text};
    if (out.empty()) fail(ErrorCode::missing_field, "", "", "a country, for example DE, here or in the options");
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const bool is_code = out.size() == 2 && std::ranges::all_of(out, is_ascii_letter);
    if (!is_code) fail(ErrorCode::invalid_value, "", text, "two letters of ISO 3166 for the country, for example DE");
    return out;
}

std::vector<FeedShipping> read_shipping(std::string_view text, const std::vector<ShippingPart>& parts,
                                        const FeedOptions& options) {
    std::vector<FeedShipping> out;
    const bool has_country_first = !parts.empty() && parts.front() == ShippingPart::country;
    for (const std::string_view each : split_shipping(text, has_country_first)) {
        out.push_back(read_one_shipping(each, parts, options));
    }
    return out;
}

}  // namespace marketplace::catalog::feed
