#include <marketplace/catalog/price_text.hpp>

#include "text/characters.hpp"

#include <marketplace/core/error.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace marketplace::catalog {
namespace {

struct Sign {
    std::string_view text;
    std::string_view code;
};

/// Signs that mean one currency. "kr" and "¥" mean several: they count as the fallback's.
constexpr std::array signs{Sign{"US$", "USD"}, Sign{"C$", "CAD"}, Sign{"A$", "AUD"}, Sign{"R$", "BRL"},
                           Sign{"$", "USD"},   Sign{"€", "EUR"},  Sign{"£", "GBP"},  Sign{"zł", "PLN"},
                           Sign{"Kč", "CZK"},  Sign{"₹", "INR"},  Sign{"₺", "TRY"},  Sign{"₴", "UAH"},
                           Sign{"₽", "RUB"},   Sign{"₩", "KRW"},  Sign{"Fr.", "CHF"}};
constexpr std::array<std::string_view, 4> open_signs{"kr.", "kr", "¥", "Kr"};
/// Blanks and marks that part thousands: no-break, narrow and thin blanks, apostrophes.
constexpr std::array<std::string_view, 6> fillers{"\u00A0", "\u202F", "\u2009", "\u2019", " ", "'"};

[[noreturn]] void refuse(std::string_view text) {
    fail(ErrorCode::parse_error, "price", text, "one number, with or without a currency: 12.99, 1.299,00 €");
}

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

/// Takes the currency out of a text.
Currency take_currency(std::string& text, Currency fallback) {
    for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
        const bool is_code = is_capital(text[at]) && is_capital(text[at + 1]) && is_capital(text[at + 2]) &&
                             (at == 0 || !is_letter(text[at - 1])) &&
                             (at + 3 == text.size() || !is_letter(text[at + 3]));
        if (!is_code) continue;
        const Currency out{text.substr(at, 3)};
        text.erase(at, 3);
        return out;
    }
    for (const Sign& sign : signs) {
        const std::size_t at = text.find(sign.text);
        if (at == text.npos) continue;
        text.erase(at, sign.text.size());
        return Currency{sign.code};
    }
    for (const std::string_view sign : open_signs) {
        const std::size_t at = text.find(sign);
        if (at == text.npos) continue;
        text.erase(at, sign.size());
        break;
    }
    return fallback;
}

/// The place of the decimal separator in digits, points and commas, or npos.
std::size_t decimal_separator(std::string_view number, const Currency& currency) {
    const std::size_t last = number.find_last_of(".,");
    if (last == number.npos) return last;
    const char other = number[last] == '.' ? ',' : '.';
    if (number.find(other) != number.npos) return last;
    const bool is_single = number.find(number[last]) == last;
    if (!is_single) return number.npos;
    const std::size_t behind = number.size() - last - 1;
    const bool parts_thousands = behind == 3 && last >= 1 && last <= 3 && number[0] != '0' && currency.exponent() != 3;
    return parts_thousands ? number.npos : last;
}

/// Whether the separators before the decimal one are all the same and part thousands, or in India lakhs: the last group
/// has three digits, those before it two or three.
bool has_sound_groups(std::string_view whole) {
    const std::size_t first = whole.find_first_of(".,");
    if (first == whole.npos) return true;
    if (first == 0 || first > 3) return false;
    for (std::size_t at = first; at < whole.size();) {
        const std::size_t next = std::min(whole.find_first_of(".,", at + 1), whole.size());
        const std::size_t digits = next - at - 1;
        const bool is_last = next == whole.size();
        if (whole[at] != whole[first] || digits > 3 || digits < (is_last ? 3U : 2U)) return false;
        at = next;
    }
    return true;
}

}  // namespace

Money read_price(std::string_view text, Currency fallback, Rounding rounding) {
    std::string rest{text};
    const Currency currency = take_currency(rest, fallback);
    for (const std::string_view each : fillers) replace_all(rest, each, "");
    if (rest.ends_with(",-") || rest.ends_with(".-")) rest.resize(rest.size() - 2);  // "12,-"
    const bool is_number = !rest.empty() && std::ranges::any_of(rest, is_digit) &&
                           rest.find_first_not_of("0123456789.,") == rest.npos;
    if (!is_number) refuse(text);
    const std::size_t decimal = decimal_separator(rest, currency);
    std::string whole = rest.substr(0, decimal);
    const std::string part = decimal == rest.npos ? std::string{} : rest.substr(decimal + 1);
    if (!has_sound_groups(whole) || part.find_first_of(".,") != part.npos) refuse(text);
    std::erase_if(whole, [](char c) { return !is_digit(c); });
    if (whole.empty()) whole = "0";
    return parse_money(part.empty() ? whole : whole + "." + part, currency, rounding);
}

}  // namespace marketplace::catalog
