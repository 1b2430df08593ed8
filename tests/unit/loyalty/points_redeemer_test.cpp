#include <doctest/doctest.h>

#include "sample.hpp"

using namespace marketplace;
using namespace marketplace::loyalty;
using namespace marketplace::loyalty::sample;

namespace {

const char* const noon = "2024-01-02T12:00:00Z";

std::optional<Refusal> refusal_of(const Program& p, const Wallet& w, std::int64_t points, std::int64_t payable) {
    return check_redemption(p, w, redemption("x", points, noon, payable));
}

ResolveHold resolve(const std::string& command, const std::string& hold, std::string_view when) {
    return {CommandId{command}, at(when), ReservationId{hold}, ""};
}

}  // namespace

TEST_CASE("points and amounts convert to each other by exact rates and whole steps") {
    RedemptionPolicy policy;
    policy.minor_per_point = Rate{1, 3};
    CHECK(value_of(policy, Points{5}) == Amount{1});
    CHECK(points_covering(policy, Amount{1}) == Points{3});
    CHECK(points_within(policy, Amount{1}) == Points{3});  // 4 and 5 would pay no more
    policy.step = Points{2};
    CHECK(points_covering(policy, Amount{1}) == Points{4});
    CHECK(points_within(policy, Amount{1}) == Points{4});
    policy = {};
    policy.minor_per_point = Rate{5, 1};
    CHECK(points_covering(policy, Amount{11}) == Points{3});
    CHECK(points_within(policy, Amount{11}) == Points{2});
    CHECK(points_within(policy, Amount{4}) == Points{0});
}

TEST_CASE("each constraint refuses by its name and numbers") {
    Program p = program();
    Wallet w = granted(p, wallet(), "g", 1000, "2024-01-01T12:00:00Z");
    CHECK_FALSE(refusal_of(p, w, 1000, 1000));
    CHECK(refusal_of(p, w, 1001, 5000) == Refusal{RefusalReason::insufficient_points, 1001, 1000});
    p.redemption.points_min = Points{100};
    CHECK(refusal_of(p, w, 99, 5000) == Refusal{RefusalReason::below_minimum, 99, 100});
    p.redemption.step = Points{50};
    CHECK(refusal_of(p, w, 120, 5000) == Refusal{RefusalReason::not_a_multiple, 120, 50});
    p.redemption.share_max = Rate{1, 2};
    CHECK(refusal_of(p, w, 550, 1001) == Refusal{RefusalReason::exceeds_share, 550, 500});
    p.redemption.cash_min_minor = Amount{700};
    CHECK(refusal_of(p, w, 350, 1000) == Refusal{RefusalReason::cash_remainder, 350, 300});
    p.redemption.day_max = Points{200};
    CHECK(refusal_of(p, w, 250, 1000) == Refusal{RefusalReason::exceeds_day, 250, 200});
    CHECK_THROWS_AS(static_cast<void>(refusal_of(p, w, 0, 1000)), Error);
}

TEST_CASE("a quote is the most that is not refused and wastes no point") {
    Program p = program();
    Wallet w = granted(p, wallet(), "g", 1000, "2024-01-01T12:00:00Z");
    p.redemption.share_max = Rate{1, 2};
    p.redemption.step = Points{50};
    RedemptionQuote found = quote(p, w, {at(noon), Amount{1333}, {}, {}});
    CHECK(found.points == Points{650});
    CHECK(found.points_left == Points{350});
    found = quote(p, w, {at(noon), Amount{1333}, Points{170}, {}});
    CHECK(found.points == Points{150});
    p.redemption.points_min = Points{200};
    CHECK(quote(p, w, {at(noon), Amount{1333}, Points{170}, {}}).points == Points{0});
    p.redemption = {};
    p.redemption.minor_per_point = Rate{1, 100};
    p.redemption.points_min = Points{150};
    found = quote(p, w, {at(noon), Amount{1333}, Points{199}, {}});  // 100 to 199 points all pay 0.01
    CHECK(found.points == Points{150});
    CHECK(found.value_minor == Amount{1});
}

TEST_CASE("points are taken from the lot that expires soonest, lots without an end last, then the oldest") {
    Program p = program();
    Wallet w = granted(p, wallet(), "endless", 10, "2024-01-01T08:00:00Z");
    p.expiry = {ExpiryMode::rolling, 0, 30, PeriodEnd::none, {}, true, true};
    w = granted(p, w, "long", 10, "2024-01-01T09:00:00Z");
    w = granted(p, w, "long too", 10, "2024-01-01T10:00:00Z");
    p.expiry.days = 3;
    w = granted(p, w, "short", 10, "2024-01-01T11:00:00Z");
    const WalletOutcome outcome = redeem(p, w, redemption("r", 35, noon));
    REQUIRE(outcome.consumptions.size() == 4);
    CHECK(outcome.consumptions[0].lot_id == LotId{"short/0"});
    CHECK(outcome.consumptions[1].lot_id == LotId{"long/0"});
    CHECK(outcome.consumptions[2].lot_id == LotId{"long too/0"});
    CHECK(outcome.consumptions[3] == Consumption{EntryId{"r/0"}, LotId{"endless/0"}, Points{5}});
}

TEST_CASE("held points cannot be spent twice, and come free by release or time") {
    const Program p = program();
    Wallet w = granted(p, wallet(), "g", 100, "2024-01-01T12:00:00Z");
    w = applied(w, hold(p, w, {redemption("h", 60, noon), at("2024-01-02T12:15:00Z")}));
    CHECK(available(w, at("2024-01-02T12:14:59Z")) == Points{40});
    CHECK(available(w, at("2024-01-02T12:15:00Z")) == Points{100});
    CHECK(redeem(p, w, redemption("r", 50, noon)).refusal == Refusal{RefusalReason::insufficient_points, 50, 40});
    SUBCASE("captured") {
        w = applied(w, capture(p, w, resolve("c", "h", "2024-01-02T12:10:00Z")));
        CHECK(w.balance.active == Points{40});
        CHECK(w.balance.spent == Points{60});
        CHECK(w.holds[0].entry_id == EntryId{"c/0"});
        CHECK(capture(p, w, resolve("again", "h", "2024-01-02T12:11:00Z")).refusal->reason ==
              RefusalReason::hold_resolved);
        CHECK(release(p, w, resolve("free", "h", "2024-01-02T12:11:00Z")).refusal->reason ==
              RefusalReason::hold_resolved);
    }
    SUBCASE("released") {
        w = applied(w, release(p, w, resolve("c", "h", "2024-01-02T12:10:00Z")));
        CHECK(available(w, at("2024-01-02T12:10:00Z")) == Points{100});
        CHECK(capture(p, w, resolve("late", "h", "2024-01-02T12:11:00Z")).refusal->reason ==
              RefusalReason::hold_resolved);
    }
    SUBCASE("captured after its time, while the points are still there") {
        CHECK_FALSE(capture(p, w, resolve("c", "h", "2024-01-02T13:00:00Z")).refusal);
    }
    SUBCASE("captured after its time, when the points are gone") {
        w = applied(w, redeem(p, w, redemption("r", 50, "2024-01-02T12:30:00Z")));
        CHECK(capture(p, w, resolve("c", "h", "2024-01-02T13:00:00Z")).refusal ==
              Refusal{RefusalReason::hold_expired, 60, 50});
    }
    SUBCASE("unknown") { CHECK_THROWS_AS(static_cast<void>(capture(p, w, resolve("c", "nothing", noon))), Error); }
}

TEST_CASE("a hold counts only points that outlive it, so that it can be captured") {
    Program p = program();
    p.expiry = {ExpiryMode::rolling, 0, 0, PeriodEnd::none, {}, true, true};  // the end of the same day
    const Wallet w = granted(p, wallet(), "g", 100, noon);
    CHECK_FALSE(hold(p, w, {redemption("h", 100, "2024-01-02T23:50:00Z"), at("2024-01-03T00:00:00Z")}).refusal);
    CHECK(hold(p, w, {redemption("h", 100, "2024-01-02T23:50:00Z"), at("2024-01-03T00:05:00Z")}).refusal ==
          Refusal{RefusalReason::insufficient_points, 100, 0});
}

TEST_CASE("the same command again changes nothing, whichever command it is") {
    const Program p = program();
    Wallet w = granted(p, wallet(), "g", 100, "2024-01-01T12:00:00Z");
    const auto same = [&](const WalletOutcome& outcome) { return outcome.replayed && applied(w, outcome) == w; };
    w = applied(w, redeem(p, w, redemption("r", 30, noon)));
    CHECK(same(redeem(p, w, redemption("r", 30, noon))));
    w = applied(w, hold(p, w, {redemption("h", 30, noon), at("2024-01-02T12:15:00Z")}));
    CHECK(same(hold(p, w, {redemption("h", 30, noon), at("2024-01-02T12:15:00Z")})));
    w = applied(w, capture(p, w, resolve("c", "h", noon)));
    CHECK(same(capture(p, w, resolve("c", "h", noon))));
    w = applied(w, deduct(p, w, {CommandId{"d"}, at(noon), Points{5}, "mistake"}));
    CHECK(same(deduct(p, w, {CommandId{"d"}, at(noon), Points{5}, "mistake"})));
    CHECK(w.balance.active == Points{35});
    CHECK(w.balance.adjusted == Points{5});
    CHECK(is_conserved(w.balance));
}
