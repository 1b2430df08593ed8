#include <marketplace/payments/payout_processor.hpp>

#include <algorithm>
#include <set>

namespace marketplace::payments {
namespace {

Amount bound_of(const std::map<std::string, Amount>& bounds, Currency currency, Amount otherwise) {
    const auto found = bounds.find(std::string{currency.code()});
    return found == bounds.end() ? otherwise : found->second;
}

void validate_request(const PayoutRequest& request) {
    const auto require = [](bool sound, std::string_view field, std::string_view value, std::string_view expected) {
        if (!sound) fail(value.empty() ? ErrorCode::missing_field : ErrorCode::out_of_range, field, value, expected);
    };
    require(!request.payout_id.empty(), "payout_id", "", "an id for the payout");
    require(!request.payee_id.empty(), "payee_id", "", "the id of the payee");
    require(!request.day.period_key.empty(), "day.period_key", "", "a payout day");
    require(request.owed_minor >= Amount{}, "owed_minor", std::to_string(request.owed_minor.value), "0 or more");
    require(request.reserve_held_minor >= Amount{}, "reserve_held_minor",
            std::to_string(request.reserve_held_minor.value), "0 or more");
}

void validate_items(const PayoutRequest& request, std::span<const PayoutItem> items) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
        try {
            validate(items[i]);
            require_same(request.currency, items[i].currency, "currency");
            if (items[i].payee_party != request.payee_party || items[i].payee_id != request.payee_id) {
                fail(ErrorCode::invalid_value, "payee_id", items[i].payee_id, "items of " + request.payee_id);
            }
            if (!seen.insert(items[i].id).second) {
                fail(ErrorCode::duplicate_key, "id", items[i].id, "an item that occurs once");
            }
        } catch (const Error& error) {
            throw error.within("items[" + std::to_string(i) + "]");
        }
    }
}

bool is_available(const PayoutRequest& request, const PayoutItem& item) {
    if (item.available_at > request.now) return false;
    return item.amount_minor < Amount{} || item.available_at < request.day.closes_at;
}

/// The items that can be paid now, oldest first, so that the decision does not depend on the order given.
std::vector<PayoutItem> choose(const PayoutRequest& request, std::span<const PayoutItem> items,
                               PayoutExplanation& explanation) {
    std::vector<PayoutItem> chosen;
    for (const PayoutItem& item : items) {
        ++explanation.items_considered;
        if (!item.payout_id.empty()) {
            ++explanation.items_claimed_before;
        } else if (!is_available(request, item)) {
            ++explanation.items_not_available;
        } else {
            (item.amount_minor < Amount{} ? explanation.debits_minor : explanation.credits_minor) +=
                item.amount_minor < Amount{} ? -item.amount_minor : item.amount_minor;
            chosen.push_back(item);
        }
    }
    std::sort(chosen.begin(), chosen.end(), [](const PayoutItem& a, const PayoutItem& b) {
        return std::tie(a.available_at, a.id) < std::tie(b.available_at, b.id);
    });
    return chosen;
}

bool is_moved_between_payouts(EntryKind kind) {
    return kind == EntryKind::reserve_settlement || kind == EntryKind::carry_over ||
           kind == EntryKind::negative_balance;
}

/// What to keep back of an amount that could be paid.
Amount reserve_of(const PayoutSchedule& schedule, const PayoutRequest& request, std::span<const PayoutItem> items,
                  Amount payable, PayoutExplanation& explanation) {
    if (schedule.reserve.is_zero()) return {};
    Amount base;
    Amount funded;  // by items of a cancelled payout, which come back together with what they reserved
    for (const PayoutItem& item : items) {
        if (item.kind == EntryKind::reserve_funding) {
            funded -= item.amount_minor;
        } else if (!is_moved_between_payouts(item.kind)) {
            base += item.amount_minor;
        }
    }
    base = std::clamp(base, Amount{}, payable);
    explanation.reserve_base_minor = base;
    // Rounded down, and the rate is less than one: something is always left to pay.
    const Amount wanted = multiply(base, schedule.reserve, Rounding::down) - funded;
    const Amount room = bound_of(schedule.reserve_maximum_minor, request.currency, Amount{INT64_MAX}) -
                        request.reserve_held_minor;
    return std::max(Amount{}, std::min(wanted, room));
}

/// Builds the records of a payout that is made.
class Builder {
public:
    Builder(const PayoutRequest& request, std::vector<PayoutItem> chosen, PayoutDecision& decision)
        : request_(request), decision_(decision) {
        decision_.stamped = std::move(chosen);
        for (PayoutItem& item : decision_.stamped) item.payout_id = request.payout_id;
    }

    /// Takes an amount out of this payout.
    void take(EntryKind kind, Amount amount) {
        add(kind, -amount, "", request_.now, request_.payout_id, decision_.stamped);
    }
    /// Gives an amount to a later payout.
    void give_later(EntryKind kind, Amount amount, Timestamp available_at) {
        add(kind, amount, ":later", available_at, PayoutId{}, decision_.scheduled);
    }
    void finish() {
        Payout payout;
        payout.id = request_.payout_id;
        payout.payee_party = request_.payee_party;
        payout.payee_id = request_.payee_id;
        payout.currency = request_.currency;
        payout.amount_minor = sum_of(decision_.stamped);
        payout.reserved_minor = decision_.explanation.reserved_minor;
        payout.item_count = std::ssize(decision_.stamped);
        payout.period_key = request_.day.period_key;
        payout.pays_on = request_.day.pays_on;
        payout.account_reference = request_.account_reference;
        payout.created_at = request_.now;
        payout.updated_at = request_.now;
        validate(payout);
        decision_.payout = std::move(payout);
    }

private:
    void add(EntryKind kind, Amount amount, std::string_view suffix, Timestamp available_at, const PayoutId& stamp,
             std::vector<PayoutItem>& to) {
        PayoutItem item;
        item.id = request_.payout_id.value + ":" + std::string{name_of(kind)} + std::string{suffix};
        item.payee_party = request_.payee_party;
        item.payee_id = request_.payee_id;
        item.currency = request_.currency;
        item.kind = kind;
        item.amount_minor = amount;
        item.source = request_.payout_id.value;
        item.recorded_at = request_.now;
        item.available_at = available_at;
        item.payout_id = stamp;
        to.push_back(std::move(item));
    }

    const PayoutRequest& request_;
    PayoutDecision& decision_;
};

void build(const PayoutSchedule& schedule, const PayoutRequest& request, std::vector<PayoutItem> chosen,
           PayoutDecision& decision) {
    const PayoutExplanation& numbers = decision.explanation;
    Builder builder{request, std::move(chosen), decision};
    if (numbers.recovered_minor > Amount{}) builder.take(EntryKind::negative_balance, numbers.recovered_minor);
    if (numbers.reserved_minor > Amount{}) {
        const TimeZone zone{schedule.time_zone};
        const Date settles_on = add_days(zone.date_of(request.now), schedule.reserve_days);
        builder.take(EntryKind::reserve_funding, numbers.reserved_minor);
        builder.give_later(EntryKind::reserve_settlement, numbers.reserved_minor, zone.start_of(settles_on));
    }
    if (numbers.excess_minor > Amount{}) {
        builder.take(EntryKind::carry_over, numbers.excess_minor);
        builder.give_later(EntryKind::carry_over, numbers.excess_minor, request.now);
    }
    builder.finish();
}

PayoutDecision carry(PayoutDecision decision, PayoutCarry why, Amount amount) {
    decision.carried = why;
    decision.carried_minor = amount;
    decision.explanation.recovered_minor = Amount{};
    decision.explanation.reserved_minor = Amount{};
    return decision;
}

}  // namespace

PayoutDecision plan_payout(const PayoutSchedule& schedule, const PayoutRequest& request,
                           std::span<const PayoutItem> items) {
    validate(schedule);
    validate_request(request);
    validate_items(request, items);
    PayoutDecision decision;
    PayoutExplanation& numbers = decision.explanation;
    std::vector<PayoutItem> chosen = choose(request, items, numbers);
    numbers.minimum_minor = bound_of(schedule.minimum_minor, request.currency, Amount{});
    const Amount due = numbers.credits_minor - numbers.debits_minor;
    if (request.held) return carry(std::move(decision), PayoutCarry::payee_held, due);
    const Amount payable = due - request.owed_minor;
    if (payable < Amount{}) return carry(std::move(decision), PayoutCarry::negative_balance, payable);
    // A debt that is exactly covered waits too: a payout of nothing would reach no provider.
    if (payable == Amount{}) return carry(std::move(decision), PayoutCarry::nothing_due, Amount{});

    numbers.recovered_minor = request.owed_minor;
    numbers.reserved_minor = reserve_of(schedule, request, chosen, payable, numbers);
    Amount amount = payable - numbers.reserved_minor;
    if (amount < numbers.minimum_minor) return carry(std::move(decision), PayoutCarry::below_minimum, due);
    const Amount maximum = bound_of(schedule.maximum_minor, request.currency, Amount{INT64_MAX});
    if (maximum.value != INT64_MAX) numbers.maximum_minor = maximum;
    if (amount > maximum) {
        numbers.excess_minor = amount - maximum;
        decision.carried = PayoutCarry::above_maximum;
        decision.carried_minor = numbers.excess_minor;
    }
    build(schedule, request, std::move(chosen), decision);
    return decision;
}

}  // namespace marketplace::payments
