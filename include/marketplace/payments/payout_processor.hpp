#pragma once
// Decides what one payee is paid now, and explains it. Pure: the same items and instant give the same
// decision, and a second run after the first was stored sees no items that it could pay again.
//
// Parts that stay behind are pairs of items that sum to zero: one that reduces this payout and one,
// unstamped, that raises a later one. So the sum of all items never changes by planning, and payouts made
// plus items left always equal what was earned.

#include <marketplace/payments/payout.hpp>
#include <marketplace/payments/payout_schedule.hpp>

namespace marketplace::payments {

/// Why something stays behind, or nothing is paid at all.
enum class PayoutCarry {
    none,
    nothing_due,       ///< no item can be paid now, or they cancel each other out
    negative_balance,  ///< refunds, fees and debts exceed the earnings; they are netted next time
    below_minimum,     ///< the whole balance waits
    above_maximum,     ///< a payout was made; the excess waits
    payee_held,        ///< the payee is suspended; everything waits
    not_covered,       ///< of the engine: what is due is not available, since a later day has taken it; it waits
    not_planned,       ///< of the engine: planning was refused, for a reason to look into; everything waits
};
MARKETPLACE_COMPILED_ENUM(PayoutCarry, none, nothing_due, negative_balance, below_minimum, above_maximum, payee_held,
                          not_covered, not_planned)

/// Whom to pay, for which period, in which currency.
struct PayoutRequest {
    PayoutId payout_id;             ///< id of the payout, if one comes of it
    PayeeParty payee_party = PayeeParty::vendor;
    std::string payee_id;
    Currency currency;
    std::string account_reference;
    bool held = false;              ///< the payee is suspended: nothing is paid
    Amount owed_minor;              ///< a debt outside the items, such as an old receivable; 0 or more
    Amount reserve_held_minor;      ///< what is kept back by earlier payouts and not settled
    PayoutDay day;                  ///< from `next_payout_date`; its close bounds the earnings
    Timestamp now;

    friend bool operator==(const PayoutRequest&, const PayoutRequest&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutRequest, (payout_id, payee_party, payee_id, currency, account_reference, held,
                                            owed_minor, reserve_held_minor, day, now));

/// The numbers behind a decision. due = credits - debits; paid = due - recovered - reserved - excess.
struct PayoutExplanation {
    std::int64_t items_considered = 0;
    std::int64_t items_not_available = 0;  ///< still on hold, or after the close of the period
    std::int64_t items_claimed_before = 0; ///< stamped by another payout
    Amount credits_minor;
    Amount debits_minor;
    Amount recovered_minor;                ///< of `owed_minor`
    Amount reserve_base_minor;
    Amount reserved_minor;
    Amount minimum_minor;
    std::optional<Amount> maximum_minor;
    Amount excess_minor;                   ///< beyond the maximum

    friend bool operator==(const PayoutExplanation&, const PayoutExplanation&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutExplanation, (items_considered, items_not_available, items_claimed_before,
                                                credits_minor, debits_minor, recovered_minor, reserve_base_minor,
                                                reserved_minor, minimum_minor, maximum_minor, excess_minor));

/// What to store, all of it in one transaction.
struct PayoutDecision {
    std::optional<Payout> payout;
    std::vector<PayoutItem> stamped;    ///< items of the payout with its stamp: claimed ones, then new ones
    std::vector<PayoutItem> scheduled;  ///< new unstamped items: excess and reserve, for later payouts
    PayoutCarry carried = PayoutCarry::none;
    Amount carried_minor;               ///< balance that could be paid by its date but is not; may be negative
    PayoutExplanation explanation;

    friend bool operator==(const PayoutDecision&, const PayoutDecision&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutDecision, (payout, stamped, scheduled, carried, carried_minor, explanation));

/// Plans one payout. Items that another payout has claimed or that are not available yet are passed over;
/// negative items count from the instant of their availability even after the close of the period, so
/// that a refund of this morning reduces what is paid today.
/// A debt is recovered whole by the first payout that can bear it, before anything is paid. Then the
/// reserve (rate of the earnings, rounded down), the minimum and the maximum apply, in this order.
/// Throws `currency_mismatch` or `invalid_value` for items of another payee, `duplicate_key` for an item
/// that occurs twice, and what `validate` throws.
[[nodiscard]] PayoutDecision plan_payout(const PayoutSchedule& schedule, const PayoutRequest& request,
                                         std::span<const PayoutItem> items);

}  // namespace marketplace::payments
