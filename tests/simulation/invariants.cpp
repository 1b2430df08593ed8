#include "invariants.hpp"

#include <marketplace/engine/engine.hpp>
#include <marketplace/ledger/template.hpp>
#include <marketplace/ledger/verification.hpp>
#include <marketplace/loyalty/points_expiry.hpp>

#include <marketplace/core/json.hpp>

#include <algorithm>
#include <set>
#include <tuple>

namespace marketplace::simulation {
namespace {

using payments::PayoutStatus;

/// All rows of the tables that the checks read, and what they find.
struct Look {
    explicit Look(Store& store) : transaction(store.begin()) {}

    std::unique_ptr<Transaction> transaction;
    std::vector<std::string> found;

    template <class T>
    std::vector<T> all() {
        return scan_all<T>(*transaction, {});
    }
    Amount balance(const ledger::Account& account) {
        const auto stored = get<ledger::Account>(*transaction, account.id);
        return stored ? ledger::balance_of(*stored) : Amount{};
    }
    /// What a payee owes, with what it will owe if a dispute is lost.
    Amount owed(const ledger::Account& receivable) {
        const auto stored = get<ledger::Account>(*transaction, receivable.id);
        return stored ? ledger::balance_of(*stored) + ledger::pending_incoming_of(*stored) : Amount{};
    }
    /// Whether there is a row of the owner of an account of a payee.
    bool knows_payee(const ledger::Account& account) {
        for (const StoredPayee& payee : all<StoredPayee>()) {
            const std::string_view id = payee.id.empty() ? name_of(payee.party) : std::string_view{payee.id};
            if (name_of(payee.party) == account.owner_type && id == account.owner_id &&
                payee.currency == account.currency)
                return true;
        }
        return false;
    }
    void equal(Amount expected, Amount actual, const std::string& what) {
        if (expected == actual) return;
        found.push_back(what + ": expected " + std::to_string(expected.value) + ", found " +
                        std::to_string(actual.value));
    }
    void equal(std::int64_t expected, std::int64_t actual, const std::string& what) {
        equal(Amount{expected}, Amount{actual}, what);
    }
    void require(bool holds, const std::string& what) {
        if (!holds) found.push_back(what);
    }
};

void check_ledger(Look& look) {
    ledger::LedgerState state;
    state.accounts = look.all<ledger::Account>();
    state.postings = look.all<ledger::Posting>();
    state.pendings = look.all<ledger::Pending>();
    state.head = get<ledger::ChainHead>(*look.transaction, "main").value_or(ledger::genesis("main"));
    const ledger::VerifyReport report = ledger::verify(state);
    for (const ledger::Violation& violation : report.violations) {
        look.found.push_back("ledger: " + violation.subject + ": " + violation.text);
    }
    look.require(report.sound, "the ledger does not verify");
    for (const ledger::CurrencySums& sums : report.sums) {
        look.equal(sums.debits_posted_minor, sums.credits_posted_minor, "debits and credits");
        look.equal(Amount{}, look.balance(ledger::clearing(sums.currency)), "clearing account");
    }
    std::set<std::string> ids;
    for (const ledger::Posting& posting : state.postings) {
        look.require(ids.insert(posting.id.value).second, "two postings of one id: " + posting.id.value);
    }
}

void check_cash(Look& look) {
    std::map<Currency, Amount> expected;
    for (const StoredOrder& order : look.all<StoredOrder>()) {
        expected[order.currency] += order.captured_minor;
        const bool is_whole = order.captured_minor == order.total_minor - order.redeemed_minor;
        look.require(!order.captured_at || is_whole, "captured, and not in full: " + order.id.value);
    }
    for (const StoredRefund& refund : look.all<StoredRefund>()) {
        expected[refund.currency] -= refund.amount_minor - refund.points_minor;
    }
    for (const StoredDispute& dispute : look.all<StoredDispute>()) {
        const bool is_charged = dispute.steps.back().fee_booking == affiliate::Booking::post_hold;
        if (is_charged) expected[dispute.currency] -= dispute.fee_minor;
    }
    for (const payments::Payout& payout : look.all<payments::Payout>()) {
        if (payout.status == PayoutStatus::paid) expected[payout.currency] -= payout.amount_minor;
    }
    for (const auto& [currency, amount] : expected) {
        const Amount actual =
            look.balance(ledger::psp_pending("bank", currency)) + look.balance(ledger::psp_available("bank", currency));
        look.equal(amount, actual, "money at the provider in " + std::string{currency.code()});
    }
}

void check_orders(Look& look) {
    std::map<std::string, Amount> shares;
    std::map<std::string, Amount> refunds;
    for (const StoredCommission& row : look.all<StoredCommission>()) {
        Amount line;
        for (const affiliate::Share& share : row.commission.shares) line += share.amount_minor;
        look.equal(row.commission.total_minor, line, "shares of a line of " + row.order_id.value);
        shares[row.order_id.value] += line;
    }
    for (const StoredRefund& row : look.all<StoredRefund>()) refunds[row.order_id.value] += row.amount_minor;
    for (const StoredOrder& order : look.all<StoredOrder>()) {
        look.equal(order.total_minor, shares[order.id.value], "shares of " + order.id.value);
        look.equal(order.refunded_minor, refunds[order.id.value], "refunds of " + order.id.value);
        look.require(order.refunded_minor <= order.total_minor, "refunded beyond the total: " + order.id.value);
    }
}

void check_payouts(Look& look) {
    std::map<std::string, Amount> claimed;
    std::map<std::string, std::int64_t> counts;
    for (const payments::PayoutItem& item : look.all<payments::PayoutItem>()) {
        claimed[item.payout_id.value] += item.amount_minor;
        ++counts[item.payout_id.value];
    }
    std::set<std::tuple<payments::PayeeParty, std::string, Currency, std::string>> periods;
    std::set<std::string> ids;
    for (const payments::Payout& payout : look.all<payments::Payout>()) {
        const bool keeps_items = payout.status != PayoutStatus::cancelled;
        look.equal(keeps_items ? payout.amount_minor : Amount{}, claimed[payout.id.value],
                   "items of " + payout.id.value);
        look.equal(keeps_items ? payout.item_count : 0, counts[payout.id.value],
                   "number of items of " + payout.id.value);
        const bool is_first =
            periods.insert({payout.payee_party, payout.payee_id, payout.currency, payout.period_key}).second;
        look.require(is_first, "a second payout for one period: " + payout.id.value);
        ids.insert(payout.id.value);
    }
    for (const auto& [id, amount] : claimed) {
        look.require(id.empty() || ids.contains(id), "items claimed by a payout that does not exist: " + id);
    }
}

using PayeeKey = std::tuple<payments::PayeeParty, std::string, Currency>;

/// What is written down of each payee's debt and reserve is what the ledger says; no reserve exceeds its maximum.
void check_reserves(Look& look) {
    std::map<PayeeKey, Amount> reserved;
    for (const StoredReserve& reserve : look.all<StoredReserve>()) {
        look.require(reserve.due_at.has_value() != reserve.released_at.has_value(),
                     "reserve of " + reserve.payout_id.value + " is held or released");
        if (reserve.due_at) reserved[{reserve.payee_party, reserve.payee_id, reserve.currency}] += reserve.amount_minor;
    }
    for (const StoredPayee& payee : look.all<StoredPayee>()) {
        const std::string id = payee.id.empty() ? std::string{name_of(payee.party)} : payee.id;
        const std::string_view party = name_of(payee.party);
        look.equal(reserved[{payee.party, payee.id, payee.currency}], payee.reserved_minor, "reserved of " + id);
        look.equal(payee.reserved_minor, look.balance(ledger::party_reserved(party, id, payee.currency)),
                   "reserved account of " + id);
        look.equal(payee.owed_minor, look.balance(ledger::party_receivable(party, id, payee.currency)),
                   "debt of " + id);
        if (payee.currency == Currency{"EUR"})
            look.require(payee.reserved_minor <= Amount{2000}, "more reserved than the maximum: " + id);
    }
    for (const ledger::Account& account : look.all<ledger::Account>()) {
        if (!account.id.value.starts_with("recv:")) continue;
        const bool is_known = ledger::balance_of(account) == Amount{} || look.knows_payee(account);
        look.require(is_known, "a debt of nobody: " + account.id.value);
    }
}

/// The commission in force of each line: the frozen one and its adjustments, of which the shares sum to the line.
void check_adjustments(Look& look) {
    std::map<std::pair<std::string, std::string>, Amount> deltas;
    std::map<std::string, std::int64_t> counts;
    for (const StoredAdjustment& row : look.all<StoredAdjustment>()) {
        look.equal(counts[row.order_id.value]++, row.number, "number of an adjustment of " + row.order_id.value);
        if (row.adjustment.target == affiliate::AdjustmentTarget::share)
            deltas[{row.order_id.value, row.adjustment.line_id.value}] += row.adjustment.delta_minor;
    }
    for (const auto& [line, sum] : deltas) look.equal(Amount{}, sum, "adjustments of " + line.first);
    for (const StoredOrder& order : look.all<StoredOrder>())
        look.equal(counts[order.id.value], order.adjustments, "adjustments counted of " + order.id.value);
}

/// What an order's open disputes hold is what it says, and no decided one holds anything.
void check_disputes(Look& look) {
    std::map<std::string, Amount> disputed;
    for (const StoredDispute& dispute : look.all<StoredDispute>()) {
        const bool is_open = dispute.status == DisputeStatus::open;
        if (is_open) disputed[dispute.order_id.value] += dispute.amount_minor;
        for (const DisputeHold& hold : dispute.holds) {
            const auto pending = get<ledger::Pending>(*look.transaction, PostingId{hold.hold_id});
            const bool holds = pending && pending->state == ledger::PendingState::open;
            look.require(holds == is_open, "hold of a dispute: " + hold.hold_id);
        }
    }
    for (const StoredOrder& order : look.all<StoredOrder>())
        look.equal(disputed[order.id.value], order.disputed_minor, "disputed of " + order.id.value);
}

bool is_paid_out(affiliate::Party party) {
    using enum affiliate::Party;
    return party != platform && party != tax_authority && party != payment_processor && party != rounding;
}

/// Orders with captures that have names: they sum to what was captured, and their refunds to what was given back.
void check_captures(Look& look) {
    std::map<std::string, Amount> captured;
    std::map<std::string, Amount> refunded;
    for (const StoredCapture& row : look.all<StoredCapture>()) {
        captured[row.order_id.value] += row.capture.amount_minor;
        refunded[row.order_id.value] += row.capture.refunded_minor;
        look.require(row.capture.refunded_minor <= row.capture.amount_minor, "capture of " + row.order_id.value);
    }
    std::map<std::string, Amount> cash;
    for (const StoredRefund& refund : look.all<StoredRefund>())
        cash[refund.order_id.value] += refund.amount_minor - refund.points_minor;
    Amount prepaid;
    for (const StoredOrder& order : look.all<StoredOrder>()) {
        if (!order.captured_at) prepaid += order.captured_minor - order.refunded_minor;
        if (!captured.contains(order.id.value)) continue;
        look.equal(order.captured_minor, captured[order.id.value], "captures of " + order.id.value);
        look.equal(cash[order.id.value], refunded[order.id.value], "refunds over captures of " + order.id.value);
    }
    Amount booked;
    for (const ledger::Account& account : look.all<ledger::Account>()) {
        if (account.id.value.ends_with(":prepaid")) booked += ledger::balance_of(account);
    }
    look.equal(prepaid, booked, "captured and not earned");
}

using Waiting = std::map<AccountId, Amount>;

/// Adds what a share of an order that is not delivered waits with. Whose hold began with the shipment waits in that.
void add_waiting(Waiting& waiting, const StoredOrder& order, const affiliate::Beneficiary& beneficiary, Amount amount) {
    const Currency currency = order.currency;
    const bool is_early = std::find(order.early.begin(), order.early.end(), beneficiary) != order.early.end();
    if (!is_paid_out(beneficiary.party) || is_early) return;
    const std::string& id = beneficiary.id;
    const std::string_view party = name_of(beneficiary.party);
    waiting[ledger::party_pending(party, id.empty() ? party : std::string_view{id}, currency).id] += amount;
}

/// What orders that are captured and not delivered have earned, less what refunds and disputes took of it.
void add_undelivered(Look& look, Waiting& waiting) {
    std::map<OrderId, StoredOrder> undelivered;
    std::map<std::pair<OrderId, OrderLineId>, std::string> vendors;
    for (const StoredOrder& order : look.all<StoredOrder>()) {
        // What an order left that was refunded in full waits for nothing: it is in the holds.
        const bool waits = order.captured_at && !order.fulfilled_at && order.status != OrderStatus::refunded;
        if (waits) undelivered[order.id] = order;
    }
    for (const StoredCommission& row : look.all<StoredCommission>()) {
        vendors[{row.order_id, row.commission.line_id}] = row.commission.vendor_id.value;
        if (!undelivered.contains(row.order_id)) continue;
        for (const affiliate::Share& share : row.commission.shares)
            add_waiting(waiting, undelivered[row.order_id], share.beneficiary, share.amount_minor);
    }
    for (const StoredAdjustment& row : look.all<StoredAdjustment>()) {
        const bool moves = row.adjustment.target == affiliate::AdjustmentTarget::share;
        if (!moves || !undelivered.contains(row.order_id)) continue;
        add_waiting(waiting, undelivered[row.order_id], row.adjustment.beneficiary, row.adjustment.delta_minor);
    }
    for (const StoredReversal& row : look.all<StoredReversal>()) {
        const OrderId& id = row.state.order_id;
        if (!undelivered.contains(id)) continue;
        for (const affiliate::LineReversalState& line : row.state.lines) {
            const affiliate::Beneficiary vendor{affiliate::Party::vendor, vendors[{id, line.line_id}]};
            for (const affiliate::Share& back : line.shares)
                add_waiting(waiting, undelivered[id], back.beneficiary, -back.amount_minor);
            for (const affiliate::ReversedCharge& charge : line.charges) {
                for (const affiliate::Share& kept : charge.retained) {
                    add_waiting(waiting, undelivered[id], kept.beneficiary, kept.amount_minor);
                    add_waiting(waiting, undelivered[id], vendor, -kept.amount_minor);
                }
            }
        }
    }
}

/// What waits for a payee in the ledger is what its holds say, and what its orders that are not delivered will say.
void check_pending(Look& look) {
    Waiting waiting;
    for (const StoredHold& hold : look.all<StoredHold>()) {
        const std::string_view party = name_of(hold.payee_party);
        const std::string& id = hold.payee_id;
        waiting[ledger::party_pending(party, id.empty() ? party : std::string_view{id}, hold.currency).id] +=
            hold.amount_minor;
    }
    add_undelivered(look, waiting);
    for (const ledger::Account& account : look.all<ledger::Account>()) {
        const bool is_pending = account.id.value.starts_with("liab:") && account.id.value.ends_with(":pending");
        if (is_pending) look.equal(waiting[account.id], ledger::available_of(account), "waiting: " + account.id.value);
    }
}

/// Items that nobody has claimed are what is available and on hold, less what is owed back.
void check_payees(Look& look) {
    std::map<PayeeKey, Amount> open;
    std::map<PayeeKey, Amount> held;
    for (const payments::PayoutItem& item : look.all<payments::PayoutItem>()) {
        Amount& sum = open[{item.payee_party, item.payee_id, item.currency}];
        if (item.payout_id.empty()) sum += item.amount_minor;
    }
    for (const StoredHold& hold : look.all<StoredHold>())
        held[{hold.payee_party, hold.payee_id, hold.currency}] += hold.amount_minor;
    for (const auto& [key, amount] : open) {
        const auto& [party, id, currency] = key;
        const auto available =
            get<ledger::Account>(*look.transaction, ledger::party_available(name_of(party), id, currency).id);
        const Amount free = available ? ledger::available_of(*available) : Amount{};
        const Amount owed_back = look.owed(ledger::party_receivable(name_of(party), id, currency));
        const Amount reserved = look.balance(ledger::party_reserved(name_of(party), id, currency));
        look.equal(amount, free + held[key] + reserved - owed_back,
                   "open items of " + std::string{name_of(party)} + " " + id);
    }
    for (const ledger::Account& account : look.all<ledger::Account>()) {
        look.require(ledger::keeps_constraints(account), "overdrawn: " + account.id.value);
    }
}

void check_members(Look& look, std::map<ProgramId, loyalty::Points>& outstanding) {
    std::map<std::pair<ProgramId, CustomerId>, loyalty::Points> left;
    for (const auto& [lot, due_at] : look.all<StoredLot>()) {
        look.require(lot.remaining.value >= 0 && lot.remaining <= lot.amount, "lot " + lot.id.value);
        const bool counts = lot.state == loyalty::LotState::pending || lot.state == loyalty::LotState::active;
        if (counts) left[{lot.program, lot.member}] += lot.remaining;
    }
    for (const loyalty::MemberBalance& member : look.all<loyalty::MemberBalance>()) {
        const loyalty::Points here = member.active + member.pending;
        outstanding[member.program] += here;
        look.equal(left[{member.program, member.member}].value, here.value, "points of " + member.member.value);
        const loyalty::Points sum =
            here + member.spent + member.expired + member.reversed + member.transferred + member.adjusted - member.debt;
        look.equal(member.lifetime_earned.value, sum.value, "history of the points of " + member.member.value);
    }
}

void check_points(Look& look) {
    std::map<ProgramId, loyalty::Points> outstanding;
    check_members(look, outstanding);
    for (const LoyaltyTotals& totals : look.all<LoyaltyTotals>()) {
        look.equal(outstanding[totals.program].value, totals.outstanding.value, "points outstanding");
        const auto policy =
            get<PolicyVersion>(*look.transaction, PolicyKind::loyalty_program, totals.program, totals.program_version);
        if (!policy) {
            look.found.push_back("the program of the points was not published");
            continue;
        }
        const auto program = from_json<loyalty::Program>(policy->document);
        look.equal(loyalty::liability(totals.outstanding, program), totals.liability_minor, "liability of points");
        look.equal(totals.liability_minor,
                   look.balance(ledger::loyalty_liability(totals.program.value, program.currency)),
                   "liability account of points");
    }
}

void check_numbers(Look& look) {
    std::int64_t number = 0;
    std::vector<StoredEvent> events = look.all<StoredEvent>();
    std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
    for (const StoredEvent& event : events) look.equal(++number, event.sequence, "number of " + event.id.value);
    const auto state = get<EngineState>(*look.transaction, "engine");
    look.equal(number, state ? state->events : 0, "number of events");
}

}  // namespace

std::vector<std::string> violations_of(Store& store) {
    Look look{store};
    check_ledger(look);
    check_cash(look);
    check_orders(look);
    check_payouts(look);
    check_payees(look);
    check_captures(look);
    check_reserves(look);
    check_adjustments(look);
    check_disputes(look);
    check_pending(look);
    check_points(look);
    check_numbers(look);
    return std::move(look.found);
}

std::vector<std::string> violations_of(Store& store, const ScriptedProvider& provider) {
    Look look{store};
    for (const std::string& key : provider.conflicts()) look.found.push_back("one key for two payments: " + key);
    Amount paid;
    std::map<std::string, std::int64_t> attempts_paid;
    for (const auto& [key, instruction] : provider.seen()) {
        const bool is_paid = provider.is_paid(key);
        attempts_paid[instruction.id.value] += is_paid ? 1 : 0;
    }
    std::map<std::string, std::int64_t> returns;
    Amount left;
    for (const ledger::Posting& posting : look.all<ledger::Posting>()) {
        if (posting.kind != ledger::PostingKind::single) continue;
        if (posting.code == "payout") left += posting.amount_minor;
        if (posting.code != "payout_returned") continue;
        left -= posting.amount_minor;
        ++returns[posting.reference];
    }
    for (const payments::Payout& payout : look.all<payments::Payout>()) {
        const std::string key = payments::idempotency_key_of(payout);
        const auto request = provider.seen().find(key);
        const bool is_asked = request != provider.seen().end();
        if (is_asked) look.equal(payout.amount_minor, request->second.amount_minor, "what was asked for " + key);
        const std::int64_t times = attempts_paid[payout.id.value] - returns[payout.id.value];
        look.require(times <= 1, "paid twice: " + payout.id.value);
        look.require(payout.status != PayoutStatus::cancelled || times == 0, "paid and cancelled: " + payout.id.value);
        if (payout.status != PayoutStatus::paid) continue;
        look.require(is_asked, "paid and never asked for: " + key);
        paid += payout.amount_minor;
    }
    look.equal(paid, left, "money that left for payouts");
    return std::move(look.found);
}

}  // namespace marketplace::simulation
