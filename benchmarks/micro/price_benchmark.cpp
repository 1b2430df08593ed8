// How fast prices are kept: one price change among ten thousand variants, and the buy box of ten offers.

#include <marketplace/catalog/best_offer.hpp>
#include <marketplace/catalog/price_history.hpp>
#include <marketplace/catalog/price_statistics.hpp>

#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

/// Changes of prices: `variants` variants with up to `offers` offers each.
std::vector<PriceChange> changes(std::size_t variants, std::size_t offers) {
    std::mt19937 random{1};
    std::vector<PriceChange> out;
    for (int i = 0; i < 200'000; ++i) {
        const auto price = static_cast<std::int64_t>(1000 + random() % 500);
        out.push_back({VariantId{"variant-" + std::to_string(random() % variants)},
                       OfferId{"offer-" + std::to_string(random() % offers)}, Amount{price}});
    }
    return out;
}

void change_a_price(benchmark::State& state) {
    const auto all = changes(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
    MarketPrices market;
    market.apply(all);
    for (auto _ : state) market.apply(all);
    state.SetItemsProcessed(state.iterations() * std::ssize(all));
}
BENCHMARK(change_a_price)->Args({1, 10})->Args({10'000, 10})->Args({1, 1000})->Args({1, 100'000});

void summary_of_prices(benchmark::State& state) {
    const auto all = changes(1, static_cast<std::size_t>(state.range(0)));
    MarketPrices market;
    market.apply(all);
    const PriceStatistics* statistics = market.find(all.front().variant_id);
    for (auto _ : state) benchmark::DoNotOptimize(statistics->summary());
}
BENCHMARK(summary_of_prices)->Arg(10)->Arg(1000);

Offer offer(int number) {
    Offer out;
    out.id = OfferId{"offer-" + std::to_string(number)};
    out.vendor_id = VendorId{"vendor-" + std::to_string(number)};
    out.product_id = ProductId{"product"};
    out.variant_id = VariantId{"variant"};
    out.currency = Currency{"EUR"};
    out.price_minor = {1000 + 17 * (number % 7)};
    out.quantity_breaks = {{5, {900}}};
    out.shipping = {{"DE", "standard", {490}, {0}, 2, 4}, {"FR", "standard", {900}, {0}, 3, 6}};
    out.tax_rate = Rate{19, 100};
    out.tax = TaxInclusion::inclusive;
    out.stock = number;
    out.condition = OfferCondition::brand_new;
    out.valid_to = {1000};
    out.rating = VendorRating{40 + number % 10, 10, 5};
    out.vendor_tier = 1;
    return out;
}

void best_offer_of_ten(benchmark::State& state) {
    std::vector<Offer> offers;
    for (int i = 1; i <= 10; ++i) offers.push_back(offer(i));
    OfferContext context;
    context.country = "DE";
    context.quantity = 1;
    context.currency = Currency{"EUR"};
    context.conditions = {OfferCondition::brand_new};
    const BuyBoxPolicy policy = policy_of(BuyBoxPreset::balanced);
    for (auto _ : state) benchmark::DoNotOptimize(best_offer(offers, context, policy));
}
BENCHMARK(best_offer_of_ten);

/// Entries two days apart; with late ones every tenth begins before the one that was recorded before it.
std::vector<PriceEntry> entries_of(std::int64_t count, bool has_late) {
    std::vector<PriceEntry> out;
    for (std::int64_t i = 0; i < count; ++i) {
        const Timestamp at = Timestamp{} + Duration::days(2 * i);
        const bool is_late = has_late && i % 10 == 9;
        out.push_back({is_late ? at + Duration::days(-3) : at, {1000 + i % 50}, false, true, at, ""});
    }
    return out;
}

void record_a_price(benchmark::State& state) {
    const auto entries = entries_of(state.range(0), state.range(1) != 0);
    for (auto _ : state) {
        PriceRecorder recorder{PriceHistory{OfferId{"o"}, Currency{"EUR"}, "web", {}}};
        for (const PriceEntry& each : entries) benchmark::DoNotOptimize(recorder.append(each, LateEntry::append));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(record_a_price)->ArgNames({"entries", "late"})->Args({1000, 0})->Args({100'000, 0})->Args({100'000, 1});

void append_a_price(benchmark::State& state) {
    const auto entries = entries_of(state.range(0), false);
    for (auto _ : state) {
        PriceHistory history{OfferId{"o"}, Currency{"EUR"}, "web", {}};
        for (const PriceEntry& each : entries) benchmark::DoNotOptimize(append(history, each, LateEntry::append));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(append_a_price)->ArgName("entries")->Arg(1000)->Arg(10'000);

void lowest_before_among_entries(benchmark::State& state) {
    PriceHistory history{OfferId{"o"}, Currency{"EUR"}, "web", {}};
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        const Timestamp at = Timestamp{} + Duration::days(i);
        history.entries.push_back({at, {1000 + i % 50}, i + 1 == state.range(0), true, at, ""});
    }
    const Timestamp now = history.entries.back().from;
    for (auto _ : state) benchmark::DoNotOptimize(lowest_before(history, now, {}));
}
BENCHMARK(lowest_before_among_entries)->Arg(100)->Arg(1000);

}  // namespace
