#pragma once
// ISO 4217 currencies, and how payment providers deviate from the standard.

#include <marketplace/core/record.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace marketplace {

/// One row of the ISO 4217 table.
struct CurrencyInfo {
    std::string_view code;      ///< "EUR"
    std::int16_t number;        ///< ISO numeric code
    std::int8_t exponent;       ///< decimals of the minor unit; -1 where there is no minor unit
    std::int8_t base;           ///< minor units of one major unit are base^exponent: 10, or 5 for MGA and MRU
    std::string_view name;
    bool withdrawn = false;     ///< no longer legal tender; kept so that orders of its time can be read
};

/// A currency of the ISO 4217 table. A two byte value; the default is XXX, "no currency".
class Currency {
public:
    constexpr Currency() = default;
    /// "EUR". Throws `unknown_currency`.
    explicit Currency(std::string_view code);

    [[nodiscard]] const CurrencyInfo& info() const noexcept;
    [[nodiscard]] std::string_view code() const noexcept { return info().code; }
    /// Decimals in ISO 4217; 2 for MGA and MRU, whose amounts are written with two decimals though a
    /// major unit is five minor ones. Throws `unknown_currency` where there is no minor unit.
    [[nodiscard]] int exponent() const;
    /// Minor units of one major unit: 100 for EUR, 1 for JPY, 1000 for KWD, 5 for MGA.
    [[nodiscard]] std::int64_t minor_per_major() const;

    /// By position in the table, which is alphabetical by code.
    friend constexpr bool operator==(Currency, Currency) = default;
    friend constexpr auto operator<=>(Currency, Currency) = default;

private:
    std::uint16_t index_ = 0;
};

/// The codes of ISO 4217 including funds, metals, and codes that were withdrawn since 2007; preceded by XXX.
[[nodiscard]] std::span<const CurrencyInfo> currency_table() noexcept;

/// How a provider wants amounts of a currency.
struct ProviderCurrency {
    std::int32_t exponent = 2;  ///< decimals of the integer that the provider's API takes
    std::int64_t step = 1;      ///< the integer must be a multiple of this
};

/// Providers whose amounts deviate from ISO 4217.
enum class ProviderName { stripe, iso };
MARKETPLACE_COMPILED_ENUM(ProviderName, stripe, iso)

/// The provider's rule for a currency. Stripe: zero-decimal list without ISK and with MGA and UGX; HUF,
/// TWD and ISK amounts with two decimals in steps of 100; three-decimal amounts end in 0.
[[nodiscard]] ProviderCurrency provider_currency(ProviderName provider, Currency currency);

template <>
struct ScalarTraits<Currency> {
    static constexpr std::string_view name = "Currency";
    static std::string format(Currency currency) { return std::string{currency.code()}; }
    static Currency parse(std::string_view text) { return Currency{text}; }
};

}  // namespace marketplace
