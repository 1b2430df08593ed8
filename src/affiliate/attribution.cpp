#include <marketplace/affiliate/attribution.hpp>

#include <marketplace/money/allocation.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

bool uses_code(const Touch& touch) { return touch.kind != TouchKind::click; }

/// The touches that count, in order of time; equal times in order of affiliate, so that the order in which
/// they were handed in never decides.
std::vector<Touch> counting(std::span<const Touch> touches, Timestamp converted_at, const AttributionPolicy& policy) {
    std::vector<Touch> out;
    for (const Touch& touch : touches) {
        if (touch.at <= converted_at) out.push_back(touch);
    }
    if (policy.coupon_overrides && std::any_of(out.begin(), out.end(), uses_code)) {
        std::erase_if(out, [](const Touch& touch) { return !uses_code(touch); });
    }
    std::sort(out.begin(), out.end(), [](const Touch& a, const Touch& b) {
        return std::tie(a.at, a.affiliate_id, a.campaign_id, a.kind) <
               std::tie(b.at, b.affiliate_id, b.campaign_id, b.kind);
    });
    return out;
}

/// A cookie of one affiliate and campaign while it lives.
struct Cookie {
    Credit credit;
    Timestamp expires_at;
    bool used_code = false;  ///< a code used on the order does not expire

    [[nodiscard]] bool lives(Timestamp at) const { return used_code || at < expires_at; }
};

Duration window_of(const Touch& touch, const AttributionPolicy& policy) {
    const auto own = policy.window_days_by_campaign.find(touch.campaign_id.value);
    return Duration::days(own == policy.window_days_by_campaign.end() ? policy.window_days : own->second);
}

void touch_cookie(Cookie& cookie, const Touch& touch, const AttributionPolicy& policy) {
    const bool fresh = cookie.credit.touches == 0 || !cookie.lives(touch.at);
    if (fresh) cookie.credit = {touch.affiliate_id, touch.campaign_id, {}, touch.at, touch.at, 0};
    if (fresh || policy.restarted_by_click) cookie.expires_at = touch.at + window_of(touch, policy);
    cookie.used_code = cookie.used_code || uses_code(touch);
    cookie.credit.last_touch_at = touch.at;
    cookie.credit.touches += 1;
}

/// The living cookies in order of their first touch.
std::vector<Credit> living(const std::vector<Touch>& touches, Timestamp converted_at, const AttributionPolicy& policy) {
    std::vector<Cookie> cookies;
    for (const Touch& touch : touches) {
        auto found = std::find_if(cookies.begin(), cookies.end(), [&](const Cookie& cookie) {
            return cookie.credit.affiliate_id == touch.affiliate_id && cookie.credit.campaign_id == touch.campaign_id;
        });
        if (found == cookies.end()) found = cookies.insert(cookies.end(), Cookie{});
        touch_cookie(*found, touch, policy);
    }
    std::vector<Credit> out;
    for (const Cookie& cookie : cookies) {
        if (cookie.lives(converted_at)) out.push_back(cookie.credit);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Credit& a, const Credit& b) { return a.first_touch_at < b.first_touch_at; });
    return out;
}

std::size_t last_of(const std::vector<Credit>& credits) {
    std::size_t last = 0;
    for (std::size_t i = 1; i < credits.size(); ++i) {
        if (credits[i].last_touch_at >= credits[last].last_touch_at) last = i;
    }
    return last;
}

/// The ends get theirs, the others the rest in equal parts; with nobody between, the ends share it. If
/// the first touch was also the last one, its cookie holds both ends.
void credit_by_position(std::vector<Credit>& credits, const Rate& end) {
    const std::size_t last = last_of(credits);
    const auto between = static_cast<std::int64_t>(credits.size()) - (last == 0 ? 1 : 2);
    if (between == 0) {
        const Rate each{1, static_cast<std::int64_t>(credits.size())};
        for (Credit& credit : credits) credit.credit = each;
        return;
    }
    const Rate rest = (Rate{1, 1} - end - end) / Rate{between, 1};
    for (std::size_t i = 0; i < credits.size(); ++i) {
        if (i != 0 && i != last) credits[i].credit = rest;
    }
    credits[0].credit = credits[0].credit + end;
    credits[last].credit = credits[last].credit + end;
}

void give_credit(std::vector<Credit>& credits, const AttributionPolicy& policy) {
    switch (policy.credit) {
        case CreditRule::first_touch: credits.front().credit = Rate{1, 1}; return;
        case CreditRule::last_touch: credits[last_of(credits)].credit = Rate{1, 1}; return;
        case CreditRule::linear:
            for (Credit& credit : credits) credit.credit = Rate{1, static_cast<std::int64_t>(credits.size())};
            return;
        case CreditRule::position: credit_by_position(credits, policy.end_credit); return;
    }
}

}  // namespace

void validate(const AttributionPolicy& policy) {
    const auto require_window = [](std::int64_t days, std::string_view field) {
        if (days >= 1 && days <= 36'500) return;
        fail(ErrorCode::out_of_range, field, std::to_string(days), "1 to 36500 days");
    };
    require_window(policy.window_days, "window_days");
    for (const auto& [campaign, days] : policy.window_days_by_campaign) {
        require_window(days, "window_days_by_campaign." + campaign);
    }
    if (policy.end_credit < Rate{} || policy.end_credit > Rate{1, 2}) {
        fail(ErrorCode::out_of_range, "end_credit", to_string(policy.end_credit), "0% to 50%");
    }
}

std::vector<Credit> attribute(std::span<const Touch> touches, Timestamp converted_at, const AttributionPolicy& policy) {
    validate(policy);
    std::vector<Credit> credits = living(counting(touches, converted_at, policy), converted_at, policy);
    if (credits.empty()) return credits;
    give_credit(credits, policy);
    std::erase_if(credits, [](const Credit& credit) { return credit.credit.is_zero(); });
    return credits;
}

std::vector<Amount> divide_reward(Amount reward, std::span<const Credit> credits) {
    std::vector<Rate> weights;
    for (const Credit& credit : credits) weights.push_back(credit.credit);
    return allocate_by_rates(reward, weights).parts;
}

}  // namespace marketplace::affiliate
