// Credits sum to one, items give back exactly what they earned, volume rewards telescope.

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/affiliate/affiliate_commission.hpp>
#include <marketplace/affiliate/attribution.hpp>

#include <boost/multiprecision/cpp_int.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;
using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

namespace {

std::int64_t in(std::int64_t from, std::int64_t to) { return *rc::gen::inRange<std::int64_t>(from, to + 1); }

Timestamp hour(std::int64_t hours) { return Timestamp{} + Duration::hours(hours); }

std::vector<Touch> any_touches() {
    std::vector<Touch> out;
    const std::int64_t count = in(0, 12);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::string affiliate(1, static_cast<char>('a' + in(0, 4)));
        const TouchKind kind = in(0, 9) == 0 ? TouchKind::coupon : TouchKind::click;
        out.push_back({AffiliateId{affiliate}, CampaignId{std::to_string(in(0, 1))}, hour(in(0, 24 * 120)), kind});
    }
    return out;
}

AttributionPolicy any_policy() {
    AttributionPolicy policy;
    policy.window_days = in(1, 90);
    policy.restarted_by_click = *rc::gen::arbitrary<bool>();
    policy.coupon_overrides = *rc::gen::arbitrary<bool>();
    policy.credit =
        *rc::gen::element(CreditRule::first_touch, CreditRule::last_touch, CreditRule::linear, CreditRule::position);
    policy.end_credit = Rate{in(0, 50), 100};
    return policy;
}

/// Whether any touch of the affiliate and campaign lives at the conversion; the slow twin walks back from it.
bool lives(const std::vector<Touch>& touches, const Touch& one, Timestamp converted_at,
           const AttributionPolicy& policy) {
    std::vector<Timestamp> clicks;
    bool any_code = false;
    bool own_code = false;
    for (const Touch& touch : touches) {
        if (touch.at > converted_at) continue;
        const bool code = touch.kind != TouchKind::click;
        any_code = any_code || code;
        if (touch.affiliate_id != one.affiliate_id || touch.campaign_id != one.campaign_id) continue;
        own_code = own_code || code;
        clicks.push_back(touch.at);
    }
    if (own_code) return true;
    if (any_code && policy.coupon_overrides) return false;
    std::sort(clicks.begin(), clicks.end());
    Timestamp expires = timestamp_min;
    for (const Timestamp click : clicks) {
        if (click >= expires || policy.restarted_by_click) expires = click + Duration::days(policy.window_days);
    }
    return converted_at < expires;
}

}  // namespace

TEST_CASE("credits sum to one exactly and belong to living cookies only") {
    CHECK(rc::check([] {
        const auto touches = any_touches();
        const auto policy = any_policy();
        const Timestamp converted_at = hour(in(0, 24 * 150));
        const auto credits = attribute(touches, converted_at, policy);
        cpp_rational sum = 0;
        for (const Credit& credit : credits) {
            sum += cpp_rational(credit.credit.numerator(), credit.credit.denominator());
            RC_ASSERT(credit.credit > Rate{});
            RC_ASSERT(lives(touches, {credit.affiliate_id, credit.campaign_id, {}, {}}, converted_at, policy));
        }
        const bool any = std::any_of(touches.begin(), touches.end(),
                                     [&](const Touch& t) { return lives(touches, t, converted_at, policy); });
        RC_ASSERT(sum == (any ? 1 : 0));
        if (any) {
            const std::int64_t reward = in(-100'000, 100'000);
            std::int64_t divided = 0;
            for (const Amount part : divide_reward({reward}, credits)) divided += part.value;
            RC_ASSERT(divided == reward);
        }
    }));
}

TEST_CASE("an item and its clawbacks are worth original * (1 - progress) after each refund, whenever it locks") {
    CHECK(rc::check([] {
        const TimeZone utc;
        AffiliateItem item;
        item.id = AffiliateItemId{"i"};
        item.order_id = OrderId{"o"};
        item.original_minor = item.amount_minor = {in(1, 5000)};
        std::vector<AffiliateItem> items{item};
        const std::int64_t whole = in(1, 2000);
        std::int64_t done = 0;
        for (int i = 0; i < 20 && done < whole; ++i) {
            if (in(0, 5) == 0 && items[0].status == ItemStatus::pending) items[0].status = ItemStatus::locked;
            done = i == 19 ? whole : std::min(whole, done + in(0, whole / 4));
            items = refund_items(items, OrderId{"o"}, {RefundId{std::to_string(i)}, {done, whole}, Timestamp{i}, ""},
                                 {}, utc);
            std::int64_t worth = 0;
            for (const AffiliateItem& one : items) worth += one.amount_minor.value;
            const cpp_rational exact = cpp_rational(item.original_minor.value) * done / whole;
            const cpp_int reversed = (2 * numerator(exact) + denominator(exact)) / (2 * denominator(exact));
            RC_ASSERT(cpp_int(item.original_minor.value) - reversed == cpp_int(worth));
        }
    }));
}

TEST_CASE("a volume reward is the exact sum over minor units, rounded once, and telescopes") {
    CHECK(rc::check([] {
        std::vector<VolumeBand> bands;
        std::int64_t from = 0;
        const std::int64_t count = in(1, 4);
        for (std::int64_t i = 0; i < count; ++i, from += in(1, 40)) bands.push_back({{from}, Rate{in(0, 1000), 1000}});
        const std::int64_t whole = in(0, 150);
        cpp_rational exact = 0;
        for (std::int64_t unit = 0; unit < whole; ++unit) {
            const auto above = std::find_if(bands.begin(), bands.end(),
                                            [&](const VolumeBand& band) { return band.from_minor.value > unit; });
            const Rate& rate = (above - 1)->rate;
            exact += cpp_rational(rate.numerator(), rate.denominator());
        }
        const cpp_int expected = (2 * numerator(exact) + denominator(exact)) / (2 * denominator(exact));
        std::int64_t sum = 0;
        for (std::int64_t volume = 0; volume < whole;) {
            const std::int64_t next = std::min(whole, volume + in(1, 30));
            sum += volume_reward({volume}, {next}, bands).amount_minor.value;
            volume = next;
        }
        RC_ASSERT(expected == cpp_int(sum));
    }));
}
