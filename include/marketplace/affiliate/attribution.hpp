#pragma once
// Who brought the customer: from touches (clicks, coupons) to credits that sum to one exactly.

#include <marketplace/money/money.hpp>

#include <map>
#include <span>
#include <string>
#include <vector>

namespace marketplace::affiliate {

/// How an affiliate met the customer. Clicks set a cookie; a coupon or a referral code was used on the order.
enum class TouchKind { click, coupon, code };
MARKETPLACE_COMPILED_ENUM(TouchKind, click, coupon, code)

/// One contact of a customer with an affiliate's link, coupon or code.
struct Touch {
    AffiliateId affiliate_id;
    CampaignId campaign_id;
    Timestamp at;
    TouchKind kind = TouchKind::click;

    friend bool operator==(const Touch&, const Touch&) = default;
    friend auto operator<=>(const Touch&, const Touch&) = default;
};
MARKETPLACE_COMPILED_RECORD(Touch, (affiliate_id, campaign_id, at, kind));

/// How one sale is credited when several affiliates touched the customer.
enum class CreditRule {
    first_touch,  ///< all to the one whose cookie is the oldest
    last_touch,   ///< all to the one who touched last
    linear,       ///< equal credits; an affiliate's cookie counts once, however often it was clicked
    position,     ///< `end_credit` each to the first and the last, the rest equally to those between
};
MARKETPLACE_COMPILED_ENUM(CreditRule, first_touch, last_touch, linear, position)

/// How touches become credits.
struct AttributionPolicy {
    std::int64_t window_days = 30;  ///< a cookie lives so many days of 24 hours; 1 or more
    bool restarted_by_click = true; ///< a click on a living cookie starts its window anew
    CreditRule credit = CreditRule::last_touch;
    Rate end_credit{2, 5};          ///< for `position`: 0 to 1/2
    bool coupon_overrides = true;   ///< if a coupon or code was used, clicks do not count
    /// By campaign id, where a campaign has agreed on another window than `window_days`.
    std::map<std::string, std::int64_t> window_days_by_campaign;

    friend bool operator==(const AttributionPolicy&, const AttributionPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(AttributionPolicy, (window_days, restarted_by_click, credit, end_credit, coupon_overrides,
                                                window_days_by_campaign));

/// One affiliate's part of a sale.
struct Credit {
    AffiliateId affiliate_id;
    CampaignId campaign_id;
    Rate credit;              ///< above 0; those of a sale sum to 1
    Timestamp first_touch_at; ///< the oldest touch of the living cookie
    Timestamp last_touch_at;
    std::int64_t touches = 0; ///< how many touches the cookie has seen

    friend bool operator==(const Credit&, const Credit&) = default;
};
MARKETPLACE_COMPILED_RECORD(Credit, (affiliate_id, campaign_id, credit, first_touch_at, last_touch_at, touches));

/// Throws `out_of_range` naming the field.
void validate(const AttributionPolicy& policy);

/// The credits of a conversion, in order of the first touch; empty if no cookie lived and no code was used.
/// Touches after the conversion do not count; a cookie set at t lives while the conversion is before
/// t + window. A touch on a dead cookie sets a new one. The order of `touches` does not matter.
[[nodiscard]] std::vector<Credit> attribute(std::span<const Touch> touches, Timestamp converted_at,
                                            const AttributionPolicy& policy);

/// A reward divided by credits, to the last minor unit; in the order of the credits.
[[nodiscard]] std::vector<Amount> divide_reward(Amount reward, std::span<const Credit> credits);

}  // namespace marketplace::affiliate
