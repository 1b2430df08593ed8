#include <doctest/doctest.h>

#include <marketplace/catalog/price_history.hpp>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

Timestamp day(std::int64_t number) {
    return Timestamp{} + Duration::days(number);
}

PriceEntry entry(std::int64_t from, std::int64_t price, bool is_reduced = false) {
    return {day(from), {price}, is_reduced, true, day(from), ""};
}

PriceHistory history(std::initializer_list<PriceEntry> entries) {
    PriceHistory out{OfferId{"o1"}, Currency{"EUR"}, "web", {}};
    for (const PriceEntry& each : entries) static_cast<void>(append(out, each, LateEntry::append));
    return out;
}

}  // namespace

TEST_CASE("the running promotion does not count itself, and an earlier one does") {
    const PriceHistory shop = history({entry(0, 100), entry(80, 80, true), entry(85, 100), entry(100, 90, true)});
    const PriorPrice prior = lowest_before(shop, day(110), {});
    CHECK(prior.rule == PriorPriceRule::lowest_in_window);
    CHECK(prior.price_minor == Amount{80});
    CHECK(prior.entry == 1);
    CHECK(prior.entry_from == day(80));
    CHECK(prior.entry_to == day(85));
    CHECK(prior.window_from == day(70));
    CHECK(prior.reduction_from == day(100));
    CHECK(prior.current_minor == Amount{90});
    // 80, 100, 90: what looks like 10 % off is no reduction at all.
    CHECK_FALSE(announce(prior, Rounding::down).is_reduction);
    CHECK(announce(lowest_before(shop, day(82), {}), Rounding::down).percent == 20);
}

TEST_CASE("a reduction in steps begins at its last step, or by policy at its first") {
    const PriceHistory shop = history({entry(0, 100), entry(50, 90, true), entry(55, 70, true)});
    CHECK(lowest_before(shop, day(56), {}).price_minor == Amount{90});
    ReductionPolicy policy;
    policy.progressive_keeps_first = true;
    const PriorPrice prior = lowest_before(shop, day(56), policy);
    CHECK(prior.price_minor == Amount{100});
    CHECK(prior.is_progressive);
    CHECK(prior.reduction_from == day(50));
    CHECK(announce(prior, Rounding::down) == ReductionClaim{true, Rate{3, 10}, 30});
    const PriceHistory up = history({entry(0, 100), entry(50, 70, true), entry(55, 90, true)});
    CHECK(lowest_before(up, day(56), policy).price_minor == Amount{70});
    const PriceHistory broken = history({entry(0, 100), entry(50, 90, true), entry(52, 100), entry(55, 70, true)});
    CHECK(lowest_before(broken, day(56), policy).price_minor == Amount{90});
}

TEST_CASE("young products, perishable goods and empty shelves follow the policy") {
    const PriceHistory young = history({entry(0, 100), entry(10, 90, true)});
    CHECK(lowest_before(young, day(11), {}).rule == PriorPriceRule::lowest_since_on_sale);
    ReductionPolicy strict;
    strict.short_history_allowed = false;
    CHECK(lowest_before(young, day(11), strict).rule == PriorPriceRule::history_too_short);

    const PriceHistory fish = history({entry(0, 60), entry(40, 100), entry(50, 90, true)});
    ReductionPolicy exempt;
    exempt.perishable_exempt = true;
    CHECK(lowest_before(fish, day(51), exempt, true).price_minor == Amount{100});
    CHECK(lowest_before(fish, day(51), exempt, true).rule == PriorPriceRule::price_just_before);
    CHECK(lowest_before(fish, day(51), exempt, false).price_minor == Amount{60});
    CHECK(lowest_before(fish, day(51), {}, true).price_minor == Amount{60});

    PriceHistory shelf = history({entry(0, 100)});
    PriceEntry empty = entry(30, 50);
    empty.is_in_stock = false;
    CHECK(append(shelf, empty, LateEntry::refuse) == AppendOutcome::appended);
    CHECK(append(shelf, entry(40, 100), LateEntry::refuse) == AppendOutcome::appended);
    CHECK(append(shelf, entry(50, 80, true), LateEntry::refuse) == AppendOutcome::appended);
    CHECK(lowest_before(shelf, day(50), {}).price_minor == Amount{50});
    ReductionPolicy stocked;
    stocked.out_of_stock_counts = false;
    CHECK(lowest_before(shelf, day(50), stocked).price_minor == Amount{100});
}

TEST_CASE("late entries are refused or kept as what they are") {
    PriceHistory shop = history({entry(0, 100), entry(40, 80), entry(50, 70, true)});
    PriceEntry correction = entry(40, 100);
    correction.recorded_at = day(60);
    const PriceHistory before = shop;
    CHECK(append(shop, correction, LateEntry::refuse) == AppendOutcome::refused_late);
    CHECK(shop == before);
    CHECK(append(shop, correction, LateEntry::append) == AppendOutcome::corrected);
    CHECK(shop.entries.size() == 4);
    // Buyers saw 80 until day 50, whatever is said about it on day 60.
    CHECK(lowest_before(shop, day(55), {}).price_minor == Amount{80});
    ReductionPolicy newest;
    newest.shown_prices_count = false;
    const PriorPrice corrected = lowest_before(shop, day(55), newest);
    CHECK(corrected.price_minor == Amount{100});
    CHECK(corrected.entry == 0);
    PriceEntry late = entry(20, 60);
    late.recorded_at = day(61);
    CHECK(append(shop, late, LateEntry::append) == AppendOutcome::appended_late);
    CHECK(lowest_before(shop, day(55), {}).price_minor == Amount{60});
    CHECK(lowest_before(shop, day(55), {}).is_entry_late);
    CHECK_THROWS_WITH_AS(static_cast<void>(append(shop, entry(59, 1), LateEntry::append)),
                         doctest::Contains("recorded_at"), Error);
}

TEST_CASE("many entries are appended in one call") {
    const PriceHistory shop = history({entry(10, 100)});
    const AppendedEntries done = append_each(shop, std::vector{entry(10, 90), entry(20, 80)}, LateEntry::refuse);
    CHECK(done.outcomes == std::vector{AppendOutcome::refused_late, AppendOutcome::appended});
    CHECK(done.history.entries.size() == 2);
    CHECK_THROWS_WITH_AS(static_cast<void>(append_each(shop, std::vector{entry(5, 1)}, LateEntry::append)),
                         doctest::Contains("entries[0].recorded_at"), Error);
}

TEST_CASE("a price that was in force for no time does not count") {
    const PriceHistory shop = history({entry(0, 100), entry(40, 10), entry(40, 95), entry(50, 90, true)});
    CHECK(lowest_before(shop, day(50), {}).price_minor == Amount{95});
}

TEST_CASE("where there is nothing to announce the answer says why") {
    const PriceHistory shop = history({entry(10, 100, true), entry(20, 100)});
    CHECK(lowest_before(shop, day(5), {}).rule == PriorPriceRule::no_price_yet);
    CHECK(lowest_before(shop, day(25), {}).rule == PriorPriceRule::no_reduction);
    const PriorPrice none = lowest_before(shop, day(15), {});
    CHECK(none.rule == PriorPriceRule::no_price_counts);
    CHECK_FALSE(has_price(none));
    CHECK_THROWS_WITH_AS(static_cast<void>(announce(none, Rounding::down)), doctest::Contains("prior.rule"), Error);
    ReductionPolicy policy;
    policy.days = 0;
    CHECK_THROWS_WITH_AS(static_cast<void>(lowest_before(shop, day(15), policy)), doctest::Contains("policy.days"),
                         Error);
    PriceHistory nameless;
    CHECK_THROWS_WITH_AS(static_cast<void>(append(nameless, entry(0, 1), LateEntry::append)),
                         doctest::Contains("offer_id"), Error);
    PriceHistory good = shop;
    CHECK_THROWS_WITH_AS(static_cast<void>(append(good, entry(30, -1), LateEntry::append)),
                         doctest::Contains("price_minor"), Error);
}
