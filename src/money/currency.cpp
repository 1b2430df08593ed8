#include <marketplace/money/currency.hpp>

#include <algorithm>
#include <array>

namespace marketplace {
namespace {

constexpr auto table = std::to_array<CurrencyInfo>({
#include "currency_table.inc"
});

static_assert(std::is_sorted(table.begin() + 1, table.end(),
                             [](const auto& a, const auto& b) { return a.code < b.code; }));

constexpr std::string_view stripe_zero_decimal =
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF";
/// Written with two decimals that Stripe demands to be zero.
constexpr std::string_view stripe_whole_units = "HUF ISK TWD";

}  // namespace

std::span<const CurrencyInfo> currency_table() noexcept { return table; }

Currency::Currency(std::string_view code) {
    if (code == table[0].code) return;
    const auto found = std::lower_bound(table.begin() + 1, table.end(), code,
                                        [](const CurrencyInfo& row, std::string_view key) { return row.code < key; });
    if (found == table.end() || found->code != code) {
        fail(ErrorCode::unknown_currency, "currency", code, "an ISO 4217 code in capitals, such as EUR");
    }
    index_ = static_cast<std::uint16_t>(found - table.begin());
}

const CurrencyInfo& Currency::info() const noexcept { return table[index_]; }

int Currency::exponent() const {
    if (info().exponent < 0) fail(ErrorCode::unknown_currency, "currency", code(), "a currency with a minor unit");
    return info().base == 5 ? 2 : info().exponent;
}

std::int64_t Currency::minor_per_major() const {
    if (info().exponent < 0) fail(ErrorCode::unknown_currency, "currency", code(), "a currency with a minor unit");
    std::int64_t units = 1;
    for (int i = 0; i < info().exponent; ++i) units *= info().base;
    return units;
}

ProviderCurrency provider_currency(ProviderName provider, Currency currency) {
    const int exponent = currency.exponent();
    if (provider == ProviderName::iso) return {exponent, 1};
    if (stripe_zero_decimal.find(currency.code()) != std::string_view::npos) return {0, 1};
    if (stripe_whole_units.find(currency.code()) != std::string_view::npos) return {2, 100};
    if (exponent == 3) return {3, 10};
    return {exponent == 0 ? 2 : exponent, 1};
}

}  // namespace marketplace
