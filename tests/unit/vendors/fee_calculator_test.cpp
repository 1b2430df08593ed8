#include <doctest/doctest.h>

#include <marketplace/vendors/fee_calculator.hpp>

using namespace marketplace;
using namespace marketplace::vendors;

namespace {

FeeRule rule(FeeKind kind, std::int64_t amount) {
    FeeRule out;
    out.code = "fee";
    out.kind = kind;
    out.currency = Currency{"EUR"};
    out.amount_minor = Amount{amount};
    return out;
}

FeeFacts facts() {
    FeeFacts out;
    out.vendor_id = VendorId{"v1"};
    out.source = "2024-01";
    return out;
}

SubscriptionUse use(const char* period, const char* from, const char* to) {
    SubscriptionUse out;
    out.vendor_id = VendorId{"v1"};
    out.period_from = parse_date(period);
    out.used_from = parse_date(from);
    out.used_to = parse_date(to);
    return out;
}

Amount sum(const std::vector<FeeCharge>& charges) {
    Amount total;
    for (const FeeCharge& each : charges) total += each.amount_minor;
    return total;
}

std::string refusal(const FeeRule& rule) {
    try {
        validate(rule);
        return "accepted";
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + " " + error.field();
    }
}

std::string dates(const std::vector<Date>& days) {
    std::string out;
    for (const Date& day : days) out += to_string(day) + " ";
    return out;
}

}  // namespace

TEST_CASE("C28: 29.90 a month from 17 February is 12 of 28 days, 12.81") {
    const auto charges =
        calculate_subscription(rule(FeeKind::subscription, 2990), use("2018-02-01", "2018-02-17", "2018-03-01"));
    REQUIRE(charges.size() == 1);
    CHECK(charges[0].amount_minor == Amount{1281});
    CHECK(charges[0].measure == "2990 * 12 / 28 days");
    CHECK(charges[0].id == "v1/fee/2018-02-17");
}

TEST_CASE("a year that is fully used is charged by months that sum to the price") {
    const auto charges = calculate_subscription([] {
        FeeRule yearly = rule(FeeKind::subscription, 9'999);
        yearly.months = 12;
        return yearly;
    }(), use("2024-01-31", "2024-01-31", "2025-01-31"));
    CHECK(charges.size() == 13);
    CHECK(sum(charges) == Amount{9'999});
    CHECK(*charges.front().to == Date{2024, 2, 1});
    CHECK(*charges.back().to == Date{2025, 1, 31});
}

TEST_CASE("each part of a period is within one minor unit of price times days, for all days of a month") {
    const FeeRule monthly = rule(FeeKind::subscription, 2990);
    for (int day = 1; day <= 30; ++day) {
        SubscriptionUse part = use("2024-04-01", "2024-04-01", "2024-05-01");
        part.used_from.day = day;
        const auto charges = calculate_subscription(monthly, part);
        const std::int64_t exact_times_30 = 2990 * (31 - day);
        CHECK(std::abs(sum(charges).value * 30 - exact_times_30) < 30);
    }
    CHECK(calculate_subscription(monthly, use("2024-04-01", "2024-04-10", "2024-04-10")).empty());
}

TEST_CASE("a use outside of its period is refused") {
    const FeeRule monthly = rule(FeeKind::subscription, 2990);
    CHECK_THROWS_AS((void)calculate_subscription(monthly, use("2024-04-01", "2024-03-31", "2024-04-10")), Error);
    CHECK_THROWS_AS((void)calculate_subscription(monthly, use("2024-04-01", "2024-04-01", "2024-05-02")), Error);
    CHECK_THROWS_AS((void)calculate_subscription(monthly, use("2024-04-01", "2024-04-10", "2024-04-09")), Error);
    CHECK_THROWS_AS(
        (void)calculate_subscription(rule(FeeKind::one_off, 1), use("2024-04-01", "2024-04-01", "2024-05-01")), Error);
}

TEST_CASE("counted fees are the amount times the count, with tax of its own") {
    FeeFacts measured = facts();
    measured.count = 7;
    for (const FeeKind kind : {FeeKind::per_active_sku, FeeKind::per_listing, FeeKind::per_order, FeeKind::one_off}) {
        FeeRule fee = rule(kind, 20);
        fee.tax = Rate::parse("19%");
        const FeeCharge charge = calculate_fee(fee, measured);
        CHECK(charge.amount_minor == Amount{140});
        CHECK(charge.tax_minor == Amount{27});  // 26.6
        CHECK(charge.id == "v1/fee/2024-01");
    }
}

TEST_CASE("weight is charged by the gram, rounded once by the named mode") {
    FeeFacts measured = facts();
    measured.grams = 12'345;
    CHECK(calculate_fee(rule(FeeKind::per_kilogram, 30), measured).amount_minor == Amount{370});  // 370.35
    measured.grams = 50;
    CHECK(calculate_fee(rule(FeeKind::per_kilogram, 30), measured).amount_minor == Amount{2});  // 1.5
    FeeRule down = rule(FeeKind::per_kilogram, 30);
    down.rounding = Rounding::down;
    CHECK(calculate_fee(down, measured).amount_minor == Amount{1});
    CHECK(calculate_fee(down, measured).measure == "30 * 50 / 1000 g");
}

TEST_CASE("a penalty is an amount for each breach and a part of the value") {
    FeeRule penalty = rule(FeeKind::penalty, 500);
    penalty.rate = Rate::parse("2.5%");
    FeeFacts measured = facts();
    measured.count = 2;
    measured.base_minor = Amount{10'000};
    CHECK(calculate_fee(penalty, measured).amount_minor == Amount{1'250});
}

TEST_CASE("the marketing fund takes its percentage of the sales") {
    FeeRule fund = rule(FeeKind::marketing_fund, 0);
    fund.rate = Rate::parse("1.5%");
    FeeFacts measured = facts();
    measured.base_minor = Amount{12'350};
    CHECK(calculate_fee(fund, measured).amount_minor == Amount{185});  // 185.25
}

TEST_CASE("unsound rules and facts are refused with the field") {
    CHECK(refusal(rule(FeeKind::one_off, 5)) == "accepted");
    CHECK(refusal(rule(FeeKind::one_off, -5)) == "out_of_range amount_minor");
    FeeRule fee = rule(FeeKind::one_off, 5);
    fee.tax = Rate{2, 1};
    CHECK(refusal(fee) == "rate_out_of_range tax");
    fee = rule(FeeKind::one_off, 5);
    fee.currency = Currency{};
    CHECK(refusal(fee) == "unknown_currency currency");
    fee = rule(FeeKind::one_off, 5);
    fee.months = 0;
    CHECK(refusal(fee) == "out_of_range months");
    fee.code.clear();
    CHECK(refusal(fee) == "missing_field code");
    FeeFacts negative = facts();
    negative.count = -1;
    CHECK_THROWS_AS((void)calculate_fee(rule(FeeKind::one_off, 5), negative), Error);
    CHECK_THROWS_AS((void)calculate_fee(rule(FeeKind::subscription, 5), facts()), Error);
    FeeFacts large = facts();
    large.count = INT64_MAX;
    CHECK_THROWS_AS((void)calculate_fee(rule(FeeKind::one_off, 5), large), Error);
}

TEST_CASE("a listing is charged when listed, when sold, and every four months without a sale") {
    const Date listed{2023, 10, 31};
    CHECK(dates(listing_fee_dates(listed, std::nullopt, {}, 4, {2024, 12, 1})) ==
          "2023-10-31 2024-02-29 2024-06-30 2024-10-31 ");
    const std::vector<Date> sold{{2024, 1, 15}, {2023, 12, 1}};
    CHECK(dates(listing_fee_dates(listed, std::nullopt, sold, 4, {2024, 9, 16})) ==
          "2023-10-31 2023-12-01 2024-01-15 2024-05-15 2024-09-15 ");
    CHECK(dates(listing_fee_dates(listed, Date{2024, 5, 15}, sold, 4, {2024, 9, 16})) ==
          "2023-10-31 2023-12-01 2024-01-15 ");
    const std::vector<Date> same_day{{2023, 10, 31}, {2023, 10, 31}};
    CHECK(listing_fee_dates(listed, std::nullopt, same_day, 4, {2023, 11, 1}).size() == 3);
    CHECK(listing_fee_dates(listed, std::nullopt, {}, 4, listed).empty());
    CHECK_THROWS_AS((void)listing_fee_dates(listed, std::nullopt, {}, 0, listed), Error);
}
