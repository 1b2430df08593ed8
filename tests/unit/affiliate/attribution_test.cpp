#include <doctest/doctest.h>

#include <marketplace/affiliate/attribution.hpp>
#include <marketplace/core/json.hpp>

#include <map>

using namespace marketplace;
using namespace marketplace::affiliate;

namespace {

Timestamp day(std::int64_t days) { return Timestamp{} + Duration::days(days); }

Touch click(std::string affiliate, std::int64_t at) {
    return {AffiliateId{affiliate}, CampaignId{"c"}, day(at), TouchKind::click};
}
Touch coupon(std::string affiliate, std::int64_t at) {
    return {AffiliateId{affiliate}, CampaignId{"c"}, day(at), TouchKind::coupon};
}

std::map<std::string, std::string> credited(const std::vector<Touch>& touches, std::int64_t at,
                                            const AttributionPolicy& policy) {
    std::map<std::string, std::string> out;
    for (const Credit& credit : attribute(touches, day(at), policy))
        out[credit.affiliate_id.value] = to_string(credit.credit);
    return out;
}

AttributionPolicy by(CreditRule rule) {
    AttributionPolicy policy;
    policy.credit = rule;
    return policy;
}

using Credits = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("the window is 30 days by default and ends where it is over") {
    CHECK(credited({click("a", 0)}, 29, {}) == Credits{{"a", "100%"}});
    CHECK(credited({click("a", 0)}, 30, {}).empty());
    CHECK(credited({click("a", 0)}, 0, {}) == Credits{{"a", "100%"}});
    CHECK(credited({}, 0, {}).empty());
}

TEST_CASE("a touch after the conversion does not count") { CHECK(credited({click("a", 5)}, 4, {}).empty()); }

TEST_CASE("a click restarts the window of its cookie, unless the policy says that it does not") {
    AttributionPolicy policy;
    policy.window_days = 90;
    CHECK(credited({click("a", 0), click("a", 80)}, 100, policy).size() == 1);
    policy.restarted_by_click = false;
    CHECK(credited({click("a", 0), click("a", 80)}, 100, policy).empty());
    CHECK(credited({click("a", 0), click("a", 95)}, 100, policy).size() == 1);  // the first had died, this is a new one
}

TEST_CASE("first touch and last touch") {
    const std::vector<Touch> touches{click("a", 1), click("b", 2), click("a", 3), click("c", 4), click("b", 5)};
    CHECK(credited(touches, 6, by(CreditRule::first_touch)) == Credits{{"a", "100%"}});
    CHECK(credited(touches, 6, by(CreditRule::last_touch)) == Credits{{"b", "100%"}});
}

TEST_CASE("first touch goes to the oldest cookie that lives, restarts included") {
    const std::vector<Touch> touches{click("a", 0), click("b", 10), click("a", 25)};
    CHECK(credited(touches, 35, by(CreditRule::first_touch)) == Credits{{"a", "100%"}});
    CHECK(credited({click("a", 0), click("b", 10)}, 35, by(CreditRule::first_touch)) == Credits{{"b", "100%"}});
}

TEST_CASE("linear credits each living cookie once, however often it was clicked") {
    const std::vector<Touch> touches{click("a", 1), click("a", 2), click("a", 3), click("b", 4), click("c", 5)};
    CHECK(credited(touches, 6, by(CreditRule::linear)) == Credits{{"a", "1/3"}, {"b", "1/3"}, {"c", "1/3"}});
}

TEST_CASE("position credits the ends with 40 % each and those between with the rest") {
    const std::vector<Touch> four{click("a", 1), click("b", 2), click("c", 3), click("d", 4)};
    CHECK(credited(four, 6, by(CreditRule::position)) ==
          Credits{{"a", "40%"}, {"b", "10%"}, {"c", "10%"}, {"d", "40%"}});
    const std::vector<Touch> two{click("a", 1), click("b", 2)};
    CHECK(credited(two, 6, by(CreditRule::position)) == Credits{{"a", "50%"}, {"b", "50%"}});
    CHECK(credited({click("a", 1)}, 6, by(CreditRule::position)) == Credits{{"a", "100%"}});
    const std::vector<Touch> both_ends{click("a", 1), click("b", 2), click("a", 3)};
    CHECK(credited(both_ends, 6, by(CreditRule::position)) == Credits{{"a", "80%"}, {"b", "20%"}});
}

TEST_CASE("a coupon used on the order overrides cookies, unless the policy says that it does not") {
    const std::vector<Touch> touches{click("a", 1), coupon("b", 2), click("c", 3)};
    CHECK(credited(touches, 4, {}) == Credits{{"b", "100%"}});
    AttributionPolicy policy;
    policy.coupon_overrides = false;
    CHECK(credited(touches, 4, policy) == Credits{{"c", "100%"}});
    CHECK(credited({coupon("b", 0)}, 400, {}) ==
          Credits{{"b", "100%"}});  // it was used on this order; it cannot expire
}

TEST_CASE("the order in which touches are handed in does not matter") {
    const std::vector<Touch> touches{click("a", 1), click("b", 1), click("c", 2)};
    const std::vector<Touch> turned{touches.rbegin(), touches.rend()};
    for (const CreditRule rule :
         {CreditRule::first_touch, CreditRule::last_touch, CreditRule::linear, CreditRule::position}) {
        CHECK(attribute(touches, day(3), by(rule)) == attribute(turned, day(3), by(rule)));
    }
}

TEST_CASE("a reward divided by credits sums to the reward") {
    const auto credits =
        attribute(std::vector<Touch>{click("a", 1), click("b", 2), click("c", 3)}, day(4), by(CreditRule::linear));
    CHECK(divide_reward({100}, credits) == std::vector<Amount>{{34}, {33}, {33}});
    CHECK(divide_reward({-100}, credits) == std::vector<Amount>{{-34}, {-33}, {-33}});
}

TEST_CASE("a policy that cannot be is refused, and a policy goes through JSON") {
    AttributionPolicy policy;
    policy.window_days = 0;
    CHECK_THROWS_AS(validate(policy), Error);
    policy.window_days = 30;
    policy.end_credit = Rate::parse("51%");
    CHECK_THROWS_AS(validate(policy), Error);
    CHECK(from_json<AttributionPolicy>(to_json(AttributionPolicy{})) == AttributionPolicy{});
}

TEST_CASE("a campaign may have a window of its own") {
    AttributionPolicy policy = by(CreditRule::linear);
    policy.window_days_by_campaign = {{"short", 7}, {"long", 90}};
    const auto touch = [](const char* affiliate, const char* campaign) {
        return Touch{AffiliateId{affiliate}, CampaignId{campaign}, day(0), TouchKind::click};
    };
    const std::vector<Touch> touches{touch("a", "short"), touch("b", "other"), touch("c", "long")};
    const auto living = [&](std::int64_t at) { return attribute(touches, day(at), policy).size(); };
    CHECK(living(6) == 3);
    CHECK(living(7) == 2);
    CHECK(living(30) == 1);
    CHECK(living(89) == 1);
    CHECK(living(90) == 0);
    policy.window_days_by_campaign["short"] = 0;
    CHECK_THROWS_AS(validate(policy), Error);
}
