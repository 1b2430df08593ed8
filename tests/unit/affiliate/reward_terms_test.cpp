#include <doctest/doctest.h>

#include <marketplace/affiliate/reward_terms.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;

namespace {

const TimeZone utc;
const LockPolicy impact_lock{0, 27, LockAnchor::end_of_month, 0};
const PayPolicy impact_pay{0, 20, PayAnchor::end_of_lock_month, {}};

Timestamp at(std::string_view text) { return parse_timestamp(text); }

std::vector<VolumeBand> impact_bands() {
    return {{{0}, Rate::parse("4%")}, {{20'000}, Rate::parse("6%")}, {{40'000}, Rate::parse("8%")}};
}

}  // namespace

TEST_CASE("27 days after the end of the month: January locks on 28 February and is paid on 20 March") {
    for (const char* sold : {"2023-01-01T00:00:00Z", "2023-01-15T12:00:00Z", "2023-01-31T23:59:59Z"}) {
        const RewardSchedule schedule = schedule_of(at(sold), impact_lock, impact_pay, utc);
        CHECK(schedule.locks_at == at("2023-02-28T00:00:00Z"));
        CHECK(schedule.pays_on == Date{2023, 3, 20});
    }
    CHECK(schedule_of(at("2023-02-01T00:00:00Z"), impact_lock, impact_pay, utc).locks_at == at("2023-03-28T00:00:00Z"));
}

TEST_CASE("the month is that of the time zone") {
    const TimeZone tokyo{"Asia/Tokyo"};
    const RewardSchedule schedule = schedule_of(at("2023-01-31T16:00:00Z"), impact_lock, impact_pay, tokyo);
    CHECK(schedule.locks_at == at("2023-03-27T15:00:00Z"));  // it was February already: 28 March, midnight in Tokyo
    CHECK(schedule.pays_on == Date{2023, 4, 20});
}

TEST_CASE("delays from the event keep its clock time, and payment may count from the lock") {
    const LockPolicy lock{1, 2, LockAnchor::event, 0};
    const PayPolicy pay{0, 5, PayAnchor::lock, {}};
    const RewardSchedule schedule = schedule_of(at("2023-01-31T10:00:00Z"), lock, pay, utc);
    CHECK(schedule.locks_at == at("2023-03-02T10:00:00Z"));
    CHECK(schedule.pays_on == Date{2023, 3, 7});
}

TEST_CASE("a reward does not lock within its holding period") {
    const LockPolicy lock{0, 7, LockAnchor::event, 30};
    const RewardSchedule schedule = schedule_of(at("2023-01-01T10:00:00Z"), lock, {}, utc);
    CHECK(schedule.approvable_at == at("2023-01-31T10:00:00Z"));
    CHECK(schedule.locks_at == schedule.approvable_at);
}

TEST_CASE("negative delays are refused") {
    CHECK_THROWS_AS(validate(LockPolicy{-1, 0, LockAnchor::event, 0}), Error);
    CHECK_THROWS_AS(validate(PayPolicy{0, -1, PayAnchor::lock, {}}), Error);
    CHECK_THROWS_AS(validate(PayPolicy{0, 0, PayAnchor::lock, {-1}}), Error);
}

TEST_CASE("recurrence: the first sale only, some months, for ever") {
    const Timestamp first = at("2023-01-31T10:00:00Z");
    const Timestamp later = at("2023-02-28T09:59:59Z");
    CHECK(is_rewarded(first, first, {0}, utc));
    CHECK_FALSE(is_rewarded(first, later, {0}, utc));
    CHECK(is_rewarded(first, later, {1}, utc));
    CHECK_FALSE(is_rewarded(first, at("2023-02-28T10:00:00Z"), {1}, utc));
    CHECK(is_rewarded(first, at("2099-01-01T00:00:00Z"), {std::nullopt}, utc));
    CHECK_FALSE(is_rewarded(first, at("2022-01-01T00:00:00Z"), {std::nullopt}, utc));
}

TEST_CASE("a spend limit truncates or rejects, and the tightest one decides") {
    const Timestamp now = at("2023-03-08T12:00:00Z");  // a Wednesday
    const std::vector<SpentAmount> spent{{at("2023-03-08T01:00:00Z"), {100}}, {at("2023-03-06T00:00:00Z"), {200}},
                                         {at("2023-03-05T23:59:59Z"), {400}}, {at("2023-02-28T23:59:59Z"), {800}}};
    const auto decide = [&](std::vector<SpendLimit> limits) { return limit_spend({50}, now, spent, limits, utc); };
    CHECK(decide({}).granted_minor.value == 50);
    CHECK(decide({{SpendWindow::day, {150}, OverLimit::truncate}}).verdict == SpendVerdict::granted);
    const SpendDecision cut = decide({{SpendWindow::day, {130}, OverLimit::truncate}});
    CHECK(cut.verdict == SpendVerdict::truncated);
    CHECK(cut.granted_minor.value == 30);
    CHECK(cut.spent_minor.value == 100);
    CHECK(decide({{SpendWindow::day, {130}, OverLimit::reject}}).verdict == SpendVerdict::rejected);
    CHECK(decide({{SpendWindow::week, {320}, OverLimit::truncate}}).granted_minor.value == 20);
    CHECK(decide({{SpendWindow::month, {710}, OverLimit::truncate}}).granted_minor.value == 10);
    CHECK(decide({{SpendWindow::all_time, {1505}, OverLimit::truncate}}).granted_minor.value == 5);
    CHECK(decide({{SpendWindow::all_time, {1500}, OverLimit::truncate}}).verdict == SpendVerdict::rejected);
    const SpendDecision both =
        decide({{SpendWindow::day, {130}, OverLimit::truncate}, {SpendWindow::month, {710}, OverLimit::truncate}});
    CHECK(both.granted_minor.value == 10);
    CHECK(both.limit->window == SpendWindow::month);
}

TEST_CASE("C29: 500.00 of volume at 4, 6 and 8 % from 0, 200 and 400 earns 28.00") {
    const VolumeReward reward = volume_reward({0}, {50'000}, impact_bands());
    CHECK(reward.amount_minor.value == 2800);
    REQUIRE(reward.bands.size() == 3);
    CHECK(reward.bands[2].base_minor.value == 10'000);
}

TEST_CASE("volume rewards telescope over the sales of a period and take back what was refunded") {
    std::int64_t sum = 0;
    for (std::int64_t volume = 0; volume < 49'995; volume += 333) {
        const std::int64_t next = std::min<std::int64_t>(volume + 333, 50'000);
        sum += volume_reward({volume}, {next}, impact_bands()).amount_minor.value;
        if (next == 50'000) break;
    }
    CHECK(sum == 2800);
    CHECK(volume_reward({50'000}, {40'000}, impact_bands()).amount_minor.value == -800);
    CHECK(volume_reward({0}, {20'000}, impact_bands()).amount_minor.value == 800);
    CHECK(volume_reward({0}, {0}, impact_bands()).amount_minor.value == 0);
    CHECK(volume_reward({0}, {500}, {}).amount_minor.value == 0);
}

TEST_CASE("bands out of order, rates above one and negative volumes are refused") {
    const auto refused = [](std::vector<VolumeBand> bands) {
        try {
            (void)volume_reward({0}, {1}, bands);
        } catch (const Error& error) {
            return error.code();
        }
        return ErrorCode::internal;
    };
    CHECK(refused({{{1}, {}}}) == ErrorCode::thresholds_out_of_order);
    CHECK(refused({{{0}, {}}, {{0}, {}}}) == ErrorCode::thresholds_out_of_order);
    CHECK(refused({{{0}, Rate{2, 1}}}) == ErrorCode::rate_out_of_range);
    CHECK_THROWS_AS((void)volume_reward({-1}, {1}, {}), Error);
}
