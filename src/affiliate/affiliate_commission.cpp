#include <marketplace/affiliate/affiliate_commission.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace marketplace::affiliate {
namespace {

bool is_locked(ItemStatus status) { return status == ItemStatus::locked || status == ItemStatus::paid; }
bool is_closed(ItemStatus status) { return status == ItemStatus::rejected || status == ItemStatus::refunded; }

struct Transition {
    ItemStatus from;
    ItemAction action;
    ItemStatus to;
};

constexpr Transition transitions[] = {
    {ItemStatus::pending, ItemAction::approve, ItemStatus::approved},
    {ItemStatus::pending, ItemAction::hold, ItemStatus::on_hold},
    {ItemStatus::pending, ItemAction::reject, ItemStatus::rejected},
    {ItemStatus::on_hold, ItemAction::release, ItemStatus::pending},
    {ItemStatus::on_hold, ItemAction::reject, ItemStatus::rejected},
    {ItemStatus::approved, ItemAction::hold, ItemStatus::on_hold},
    {ItemStatus::approved, ItemAction::lock, ItemStatus::locked},
    {ItemStatus::approved, ItemAction::reject, ItemStatus::rejected},
    {ItemStatus::locked, ItemAction::pay, ItemStatus::paid},
};

ItemStatus status_after(const AffiliateItem& item, ItemAction action) {
    for (const Transition& known : transitions) {
        if (known.from == item.status && known.action == action) return known.to;
    }
    fail(ErrorCode::invalid_transition, "status", name_of(item.status),
         "a status from which one can " + std::string{name_of(action)} + "; item " + item.id.value);
}

/// The earliest instant of an action; most may come at any time.
Timestamp earliest(const AffiliateItem& item, ItemAction action, const TimeZone& zone) {
    switch (action) {
        case ItemAction::approve: return item.schedule.approvable_at;
        case ItemAction::lock: return item.schedule.locks_at;
        case ItemAction::pay: return zone.start_of(item.schedule.pays_on);
        case ItemAction::hold:
        case ItemAction::release:
        case ItemAction::reject: return timestamp_min;
    }
    return timestamp_min;
}

/// A negative item that was earned on the day of the refund and only waits for its lock.
AffiliateItem clawback_of(const AffiliateItem& item, Amount amount, const ItemRefund& refund, const ItemTerms& terms,
                          const TimeZone& zone) {
    AffiliateItem out = item;
    out.id = AffiliateItemId{item.id.value + "/" + refund.refund_id.value};
    out.kind = ItemKind::clawback;
    out.status = ItemStatus::approved;
    out.original_minor = -amount;
    out.amount_minor = -amount;
    out.reversed_minor = {};
    out.occurred_at = refund.at;
    out.schedule = schedule_of(refund.at, terms.lock, terms.pay, zone);
    out.source_item_id = item.id;
    out.source_affiliate_id = item.affiliate_id;
    out.reason = refund.reason;
    return out;
}

void lower(AffiliateItem& item, Amount amount, std::string_view reason) {
    item.amount_minor -= amount;
    item.reason = reason;
    if (item.amount_minor == Amount{}) item.status = ItemStatus::refunded;
}

bool takes_part(const AffiliateItem& item, const OrderId& order_id) {
    const bool earned = item.kind == ItemKind::sale || item.kind == ItemKind::referral;
    return earned && item.order_id == order_id && !is_closed(item.status);
}

/// The ids of an item and of everything that derives from it, in any number of levels.
std::set<AffiliateItemId> family_of(const std::vector<AffiliateItem>& items, const AffiliateItemId& id) {
    std::set<AffiliateItemId> family{id};
    for (bool grew = true; grew;) {
        grew = false;
        for (const AffiliateItem& item : items) {
            if (!item.source_item_id.empty() && family.contains(item.source_item_id))
                grew |= family.insert(item.id).second;
        }
    }
    return family;
}

AffiliateItem& item_in(std::vector<AffiliateItem>& items, const AffiliateItemId& id) {
    const auto found =
        std::find_if(items.begin(), items.end(), [&](const AffiliateItem& item) { return item.id == id; });
    if (found == items.end()) fail(ErrorCode::not_found, "id", id.value, "one of the items");
    return *found;
}

}  // namespace

AffiliateItem advance(AffiliateItem item, ItemAction action, Timestamp at, const TimeZone& zone,
                      std::string_view reason) {
    const ItemStatus next = status_after(item, action);
    const Timestamp from = earliest(item, action, zone);
    if (at < from) {
        fail(ErrorCode::out_of_order, "at", to_string(at),
             "not before " + to_string(from) + " to " + std::string{name_of(action)} + " item " + item.id.value);
    }
    item.status = next;
    if (!reason.empty()) item.reason = reason;
    return item;
}

std::vector<AffiliateItem> refund_items(std::vector<AffiliateItem> items, const OrderId& order_id,
                                        const ItemRefund& refund, const ItemTerms& terms, const TimeZone& zone) {
    const Progress progress = refund.progress;
    if (progress.whole < 1 || progress.done < 0 || progress.done > progress.whole) {
        fail(ErrorCode::out_of_range, "progress", std::to_string(progress.done) + "/" + std::to_string(progress.whole),
             "0 to 1");
    }
    if (refund.refund_id.empty()) fail(ErrorCode::missing_field, "refund_id", "", "an id of the refund");
    std::vector<AffiliateItem> added;
    for (AffiliateItem& item : items) {
        if (!takes_part(item, order_id)) continue;
        const Amount now = prorate(item.original_minor, progress, item.reversed_minor);
        const Amount amount = now - item.reversed_minor;
        if (amount == Amount{}) continue;
        item.reversed_minor = now;
        if (is_locked(item.status)) {
            added.push_back(clawback_of(item, amount, refund, terms, zone));
        } else {
            lower(item, amount, refund.reason);
        }
    }
    items.insert(items.end(), added.begin(), added.end());
    return items;
}

std::vector<AffiliateItem> reject_items(std::vector<AffiliateItem> items, const AffiliateItemId& id,
                                        std::string_view reason) {
    const std::set<AffiliateItemId> family = family_of(items, id);
    bool found = false;
    for (AffiliateItem& item : items) {
        if (!family.contains(item.id)) continue;
        found = found || item.id == id;
        if (item.id != id && is_closed(item.status)) continue;
        item.status = status_after(item, ItemAction::reject);
        item.reason = reason;
    }
    if (!found) fail(ErrorCode::not_found, "id", id.value, "one of the items");
    return items;
}

std::vector<AffiliateItem> hold_items(std::vector<AffiliateItem> items, const AffiliateItemId& id,
                                      std::string_view reason) {
    if (reason.empty()) fail(ErrorCode::missing_field, "reason", "", "why the items have to wait");
    const std::set<AffiliateItemId> family = family_of(items, id);
    static_cast<void>(status_after(item_in(items, id), ItemAction::hold));
    for (AffiliateItem& item : items) {
        const bool stays = item.kind == ItemKind::clawback || item.status == ItemStatus::on_hold;
        if (!family.contains(item.id) || stays || is_closed(item.status)) continue;
        item.status = status_after(item, ItemAction::hold);
        item.reason = reason;
    }
    return items;
}

std::vector<AffiliateItem> release_items(std::vector<AffiliateItem> items, const AffiliateItemId& id) {
    const std::set<AffiliateItemId> family = family_of(items, id);
    const AffiliateItem& held = item_in(items, id);
    static_cast<void>(status_after(held, ItemAction::release));
    const std::string reason = held.reason;
    for (AffiliateItem& item : items) {
        const bool waits = item.status == ItemStatus::on_hold && item.reason == reason;
        if (family.contains(item.id) && waits) item.status = status_after(item, ItemAction::release);
    }
    return items;
}

std::vector<AffiliateItem> referral_items(const AffiliateItem& source, std::span<const AffiliateId> recruiters,
                                          const ReferralPolicy& policy) {
    std::vector<AffiliateItem> out;
    std::set<AffiliateId> chain{source.affiliate_id};
    for (std::size_t i = 0; i < recruiters.size() && i < policy.level_rates.size(); ++i) {
        const Rate& rate = policy.level_rates[i];
        if (rate < Rate{} || rate > Rate{1, 1}) {
            fail(ErrorCode::rate_out_of_range, "level_rates[" + std::to_string(i) + "]", to_string(rate), "0% to 100%");
        }
        if (!chain.insert(recruiters[i]).second) break;
        AffiliateItem item = source;
        item.id = AffiliateItemId{source.id.value + "/level-" + std::to_string(i + 1)};
        item.affiliate_id = recruiters[i];
        item.kind = ItemKind::referral;
        item.original_minor = multiply(source.original_minor, rate, Rounding::half_up);
        item.amount_minor = item.original_minor;
        item.source_item_id = source.id;
        item.source_affiliate_id = source.affiliate_id;
        if (item.original_minor != Amount{}) out.push_back(std::move(item));
    }
    return out;
}

std::vector<AffiliateStatement> statements_of(std::span<const AffiliateItem> items, const Date& day,
                                              const PayPolicy& policy) {
    validate(policy);
    std::map<std::pair<AffiliateId, Currency>, AffiliateStatement> by_payee;
    for (const AffiliateItem& item : items) {
        if (item.status != ItemStatus::locked || item.schedule.pays_on > day) continue;
        AffiliateStatement& statement = by_payee[{item.affiliate_id, item.currency}];
        statement.affiliate_id = item.affiliate_id;
        statement.currency = item.currency;
        statement.day = day;
        statement.due_minor += item.amount_minor;
        statement.items.push_back(item.id);
    }
    std::vector<AffiliateStatement> out;
    for (auto& [payee, statement] : by_payee) {
        statement.below_minimum = statement.due_minor <= Amount{} || statement.due_minor < policy.minimum_minor;
        if (statement.below_minimum) statement.items.clear();
        out.push_back(std::move(statement));
    }
    return out;
}

}  // namespace marketplace::affiliate
