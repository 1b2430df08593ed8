// Prices against twins that are slow and obvious: sorted lists, days one by one, every pair compared.

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/catalog/best_offer.hpp>
#include <marketplace/catalog/price_history.hpp>
#include <marketplace/catalog/price_statistics.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

std::int64_t in(std::int64_t from, std::int64_t to) {
    return *rc::gen::inRange<std::int64_t>(from, to);
}

std::vector<std::int64_t> distances(const std::vector<std::int64_t>& values, std::int64_t center) {
    std::vector<std::int64_t> out;
    for (const std::int64_t value : values) out.push_back(std::abs(value - center));
    std::ranges::sort(out);
    return out;
}

std::int64_t lower_middle(const std::vector<std::int64_t>& sorted) {
    return sorted[(sorted.size() - 1) / 2];
}

/// The ids of all outliers, each price looked at.
std::set<std::string> outliers_twin(const std::map<std::string, std::int64_t>& prices, const OutlierPolicy& policy) {
    std::set<std::string> out;
    if (std::ssize(prices) < policy.offers_min) return out;
    std::vector<std::int64_t> sorted;
    for (const auto& [id, price] : prices) sorted.push_back(price);
    std::ranges::sort(sorted);
    const std::int64_t median = lower_middle(sorted);
    std::vector<std::int64_t> logs;
    for (const std::int64_t price : sorted) logs.push_back(log2_of(price));
    const std::int64_t spread = lower_middle(distances(logs, log2_of(median)));
    for (const auto& [id, price] : prices) {
        const bool is_far = std::abs(log2_of(price) - log2_of(median)) > policy.deviations_max * spread;
        const bool is_apart = std::max(price, median) * 10'000 >= std::min(price, median) * policy.ratio_min_bps;
        if (is_far && is_apart) out.insert(id);
    }
    return out;
}

}  // namespace

TEST_CASE("statistics equal those of a sorted list after any changes") {
    CHECK(rc::check([] {
        PriceStatistics statistics;
        std::map<std::string, std::int64_t> twin;
        const std::int64_t most = *rc::gen::element<std::int64_t>(4, 300, 100'000);
        const std::int64_t changes = in(1, 120);
        for (std::int64_t i = 0; i < changes; ++i) {
            const std::string id = std::to_string(in(0, 40));
            if (in(0, 4) == 0) {
                RC_ASSERT(statistics.remove(OfferId{id}) == (twin.erase(id) == 1));
            } else {
                twin[id] = in(1, most);
                statistics.set(OfferId{id}, {twin[id]});
            }
        }
        RC_ASSERT(statistics.size() == std::ssize(twin));
        if (twin.empty()) return;
        std::vector<std::int64_t> sorted;
        for (const auto& [id, price] : twin) sorted.push_back(price);
        std::ranges::sort(sorted);
        const std::int64_t parts = in(1, 12);
        const std::int64_t part = in(0, parts + 1);
        std::size_t rank = 1;  // the first rank that covers the share
        while (static_cast<std::int64_t>(rank) * parts < part * std::ssize(sorted)) ++rank;
        RC_ASSERT(statistics.quantile(Rate{part, parts}).value == sorted[rank - 1]);
        RC_ASSERT(statistics.median().value == lower_middle(sorted));
        RC_ASSERT(statistics.median_deviation().value == lower_middle(distances(sorted, lower_middle(sorted))));
        std::set<std::string> found;
        for (const PriceOutlier& each : statistics.outliers({})) found.insert(each.offer_id.value);
        RC_ASSERT(found == outliers_twin(twin, {}));

        PriceStatistics other_order;
        for (auto each = twin.rbegin(); each != twin.rend(); ++each) {
            other_order.set(OfferId{each->first}, {each->second});
        }
        RC_ASSERT(other_order.summary() == statistics.summary());
        RC_ASSERT(other_order.outliers({}) == statistics.outliers({}));
    }));
}

namespace {

Timestamp day(std::int64_t number) {
    return Timestamp{} + Duration::days(number);
}

/// The entry in force on a day by what was known on another; -1 for none.
int in_force(const PriceHistory& history, std::int64_t on, std::int64_t known_on) {
    int best = -1;
    for (int i = 0; i < static_cast<int>(history.entries.size()); ++i) {
        const PriceEntry& entry = history.entries[static_cast<std::size_t>(i)];
        if (entry.from > day(on) || entry.recorded_at > day(known_on)) continue;
        if (best < 0 || entry.from >= history.entries[static_cast<std::size_t>(best)].from) best = i;
    }
    return best;
}

/// The prior price, day by day; -1 where the price is not reduced or nothing counts.
std::int64_t lowest_twin(const PriceHistory& history, std::int64_t at, const ReductionPolicy& policy) {
    const auto of = [&](int i) -> const PriceEntry& { return history.entries[static_cast<std::size_t>(i)]; };
    const int now = in_force(history, at, 10'000);
    if (now < 0 || !of(now).is_reduced) return -1;
    std::int64_t start = at;
    Amount price = of(now).price_minor;
    while (start > 0) {
        const int before = in_force(history, start - 1, 10'000);
        if (before < 0 || !of(before).is_reduced) break;
        const Amount earlier = of(before).price_minor;
        if (earlier != price && !(earlier > price && policy.progressive_keeps_first)) break;
        price = earlier;
        --start;
    }
    std::int64_t lowest = -1;
    for (std::int64_t each = std::max<std::int64_t>(0, start - policy.days); each < start; ++each) {
        for (const std::int64_t known_on : {std::int64_t{10'000}, each}) {
            const int entry = in_force(history, each, policy.shown_prices_count ? known_on : 10'000);
            if (entry < 0 || (!of(entry).is_in_stock && !policy.out_of_stock_counts)) continue;
            const std::int64_t found = of(entry).price_minor.value;
            if (lowest < 0 || found < lowest) lowest = found;
        }
    }
    return lowest;
}

}  // namespace

TEST_CASE("the price before a reduction equals that of a search day by day") {
    CHECK(rc::check([] {
        PriceHistory history{OfferId{"o"}, Currency{"EUR"}, "web", {}};
        std::int64_t recorded = 0;
        const std::int64_t entries = in(1, 25);
        for (std::int64_t i = 0; i < entries; ++i) {
            recorded += in(0, 8);
            const std::int64_t from = std::max<std::int64_t>(0, recorded + in(-6, 4));
            const PriceEntry entry{day(from), {in(1, 8)}, in(0, 2) == 0, in(0, 4) != 0, day(recorded), ""};
            RC_ASSERT(append(history, entry, LateEntry::append) != AppendOutcome::refused_late);
        }
        ReductionPolicy policy;
        policy.days = static_cast<std::int32_t>(in(1, 40));
        policy.progressive_keeps_first = in(0, 2) == 0;
        policy.out_of_stock_counts = in(0, 2) == 0;
        policy.shown_prices_count = in(0, 2) == 0;
        std::vector<Timestamp> days;
        for (std::int64_t at = 0; at < recorded + 10; ++at) days.push_back(day(at));
        const std::vector<PriorPrice> found = lowest_before_each(history, days, policy);
        for (std::size_t at = 0; at < days.size(); ++at) {
            const std::int64_t twin = lowest_twin(history, static_cast<std::int64_t>(at), policy);
            RC_ASSERT((has_price(found[at]) ? found[at].price_minor.value : -1) == twin);
            if (!has_price(found[at])) continue;
            RC_ASSERT(found[at].window_from <= found[at].entry_from);
            RC_ASSERT(found[at].entry_from < found[at].entry_to);
            RC_ASSERT(found[at].entry_to <= found[at].reduction_from);
            const PriceEntry& entry = history.entries[static_cast<std::size_t>(found[at].entry)];
            RC_ASSERT(entry.price_minor == found[at].price_minor);
        }
    }));
}

TEST_CASE("a recorder answers as appending does, and has the same entries, in any order of time") {
    CHECK(rc::check([] {
        const PriceHistory empty{OfferId{"o"}, Currency{"EUR"}, "web", {}};
        PriceHistory twin = empty;
        PriceRecorder recorder{empty};
        std::vector<PriceEntry> taken;
        std::vector<AppendOutcome> outcomes;
        std::int64_t recorded = 0;
        const std::int64_t back = in(0, 12);
        const LateEntry late = *rc::gen::element(LateEntry::refuse, LateEntry::append);
        for (std::int64_t i = in(0, 40); i > 0; --i) {
            recorded += in(0, 4);
            const Timestamp from = day(recorded + in(-back, 4));
            const PriceEntry entry{from, {in(-1, 8)}, false, true, day(recorded - in(0, 2)), ""};
            if (in(0, 10) == 0) recorder = PriceRecorder{twin};  // one that begins with what is there
            std::string expected;
            std::string found;
            AppendOutcome of_twin{};
            AppendOutcome of_recorder{};
            try {
                of_twin = append(twin, entry, late);
            } catch (const Error& error) {
                expected = error.what();
            }
            try {
                of_recorder = recorder.append(entry, late);
            } catch (const Error& error) {
                found = error.what();
            }
            RC_ASSERT(found == expected);
            RC_ASSERT(of_recorder == of_twin);
            RC_ASSERT(recorder.history() == twin);
            if (!expected.empty()) continue;
            taken.push_back(entry);
            outcomes.push_back(of_twin);
        }
        const AppendedEntries all = append_each(empty, taken, late);
        RC_ASSERT(all.history == twin);
        RC_ASSERT(all.outcomes == outcomes);
    }));
}

namespace {

Offer any_offer(int number) {
    Offer out;
    out.id = OfferId{"o" + std::to_string(number)};
    out.vendor_id = VendorId{"v" + std::to_string(in(0, 4))};
    out.product_id = ProductId{"p"};
    out.variant_id = VariantId{"v"};
    out.currency = Currency{"EUR"};
    out.price_minor = {in(0, 12) * 10};
    if (in(0, 2) == 0) out.quantity_breaks = {{in(2, 5), {in(0, 100)}}};
    for (std::int64_t i = in(0, 4); i > 0; --i) {
        const auto days = static_cast<std::int32_t>(in(0, 6));
        const std::string country = *rc::gen::element<std::string>("DE", "FR");
        out.shipping.push_back({country, *rc::gen::element<std::string>("a", "b"), {in(0, 30)}, {in(0, 5)}, 0, days});
    }
    out.tax_rate = Rate{in(0, 25), 100};
    out.tax = in(0, 2) == 0 ? TaxInclusion::inclusive : TaxInclusion::exclusive;
    out.stock = in(0, 8);
    out.condition = in(0, 4) == 0 ? OfferCondition::used : OfferCondition::brand_new;
    out.valid_from = {in(0, 3)};
    out.valid_to = {in(3, 9)};
    if (in(0, 3) != 0) out.rating = VendorRating{in(0, 11), 2, 5};
    out.vendor_tier = static_cast<std::int32_t>(in(0, 3));
    return out;
}

/// What the buyer pays, by every way there is; -1 for nobody delivers. Only non-negative numbers, half up.
std::pair<std::int64_t, std::int64_t> landed_twin(const Offer& offer, const OfferContext& context) {
    std::int64_t piece = offer.price_minor.value;
    for (const QuantityBreak& each : offer.quantity_breaks) {
        if (context.quantity >= each.quantity_from) piece = each.price_minor.value;
    }
    std::pair<std::int64_t, std::int64_t> best{-1, -1};
    for (const ShippingOption& way : offer.shipping) {
        if (way.country != context.country || (context.days_max && way.days_max > *context.days_max)) continue;
        const std::int64_t cost = way.first_minor.value + (context.quantity - 1) * way.further_minor.value;
        const std::pair<std::int64_t, std::int64_t> found{cost, way.days_max};
        if (best.first < 0 || found < best) best = found;
    }
    if (best.first < 0) return best;
    const std::int64_t stated = piece * context.quantity + best.first;
    const std::int64_t percent = offer.tax_rate->numerator() * 100 / offer.tax_rate->denominator();
    const bool is_inclusive = offer.tax == TaxInclusion::inclusive;
    const std::int64_t base = is_inclusive ? 100 + percent : 100;
    const std::int64_t tax = (2 * stated * percent + base) / (2 * base);
    best.first = stated;
    if (is_inclusive && !context.includes_tax) best.first -= tax;
    if (!is_inclusive && context.includes_tax) best.first += tax;
    return best;
}

bool is_eligible_twin(const Offer& offer, const OfferContext& context) {
    return offer.valid_from <= context.at && context.at < offer.valid_to &&
           offer.condition == OfferCondition::brand_new && offer.stock >= context.quantity &&
           landed_twin(offer, context).first >= 0;
}

}  // namespace

TEST_CASE("the cheapest at the door wins, as when every offer is computed by hand, in any order") {
    CHECK(rc::check([] {
        std::vector<Offer> offers;
        const int count = static_cast<int>(in(0, 9));
        for (int i = 0; i < count; ++i) offers.push_back(any_offer(i));
        OfferContext context;
        context.country = "DE";
        context.quantity = in(1, 6);
        context.at = {in(0, 8)};
        context.currency = Currency{"EUR"};
        context.conditions = {OfferCondition::brand_new};
        context.includes_tax = in(0, 2) == 0;
        if (in(0, 2) == 0) context.days_max = 3;
        const BuyBox box = best_offer(offers, context, policy_of(BuyBoxPreset::lowest_landed_price));
        std::map<std::string, std::pair<std::int64_t, std::int64_t>> twin;
        for (const Offer& offer : offers) {
            if (is_eligible_twin(offer, context)) twin[offer.id.value] = landed_twin(offer, context);
        }
        RC_ASSERT(box.ranked.size() == twin.size());
        RC_ASSERT(box.refused.size() == offers.size() - twin.size());
        for (const OfferScore& each : box.ranked) {
            const std::pair found{each.price.landed.minor.value, std::int64_t{each.price.days_max}};
            RC_ASSERT(twin.at(each.offer_id.value) == found);
            RC_ASSERT(twin.at(box.ranked.front().offer_id.value).first <= found.first);
        }
        const BuyBoxPolicy policy = policy_of(*rc::gen::element(BuyBoxPreset::balanced, BuyBoxPreset::premium));
        const BuyBox scored = best_offer(offers, context, policy);
        std::ranges::reverse(offers);
        if (!offers.empty()) std::ranges::rotate(offers, offers.begin() + in(0, count));
        RC_ASSERT(best_offer(offers, context, policy) == scored);
        for (std::size_t i = 1; i < scored.ranked.size(); ++i) {
            RC_ASSERT(scored.ranked[i - 1].score >= scored.ranked[i].score);
        }
        for (const OfferScore& each : scored.ranked) {
            std::int64_t lowest = INT64_MAX;
            for (const auto& [id, price] : twin) lowest = std::min(lowest, price.first);
            const std::int64_t own = twin.at(each.offer_id.value).first;
            RC_ASSERT(each.price_part == (own == lowest ? 10'000 : lowest * 10'000 / own));
        }
    }));
}
