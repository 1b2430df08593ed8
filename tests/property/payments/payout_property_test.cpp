// Any sequence of earnings, refunds, payout runs, lost answers, late answers and repetitions: what was
// paid plus what is left equals what was earned, and no money leaves twice.

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/payments/payout_processor.hpp>
#include <marketplace/payments/statement.hpp>

#include <map>

using namespace marketplace;
using namespace marketplace::payments;

namespace {

/// A bank that may refuse, may pay and lose its answer, or lose the question; it pays a key once.
struct Bank {
    std::map<std::string, Amount> paid;

    /// 0 pays and says so, 1 refuses, 2 pays and the answer is lost, 3 the question is lost.
    PayoutAction ask(const Payout& payout, int mood) {
        const std::string key = idempotency_key_of(payout);
        if (paid.contains(key)) return PayoutAction::accept;
        if (mood == 1) return PayoutAction::reject;
        if (mood != 3) paid[key] = payout.amount_minor;
        return mood == 0 ? PayoutAction::accept : PayoutAction::lose;
    }
    PayoutAction reconcile(const Payout& payout) const {
        return paid.contains(idempotency_key_of(payout)) ? PayoutAction::settle : PayoutAction::reject;
    }
};

struct World {
    PayoutSchedule schedule;
    std::map<std::string, PayoutItem> items;
    std::map<std::string, Payout> payouts;
    Bank bank;
    Amount earned;
    Timestamp now = parse_timestamp("2024-01-01T08:00:00Z");
    std::optional<Date> last;
    int serial = 0;
    std::vector<std::pair<std::string, PayoutCommand>> told;

    void earn(std::int64_t amount) {
        PayoutItem item;
        item.id = "e" + std::to_string(++serial);
        item.payee_id = "v1";
        item.currency = Currency{"EUR"};
        item.kind = amount < 0 ? EntryKind::refund_earnings : EntryKind::earnings;
        item.amount_minor = Amount{amount};
        item.recorded_at = now;
        item.available_at = amount < 0 ? now : available_at(now, schedule);
        earned += item.amount_minor;
        items[item.id] = item;
    }
    void put(const PayoutItem& item) { items[item.id] = item; }
    void run() {
        const auto day = next_payout_date(schedule, last, now);
        if (day->pays_at > now) return;
        last = day->pays_on;
        PayoutRequest request;
        request.payout_id = PayoutId{"po:" + day->period_key};
        request.payee_id = "v1";
        request.currency = Currency{"EUR"};
        request.day = *day;
        request.now = now;
        std::vector<PayoutItem> all;
        for (const auto& [id, item] : items) all.push_back(item);
        const PayoutDecision out = plan_payout(schedule, request, all);
        if (!out.payout) {
            RC_ASSERT(out.stamped.empty() && out.scheduled.empty());
            return;
        }
        RC_ASSERT(payouts.emplace(out.payout->id.value, *out.payout).second);
        RC_ASSERT(sum_of(out.stamped) == out.payout->amount_minor);
        for (const PayoutItem& item : out.stamped) put(item);
        for (const PayoutItem& item : out.scheduled) put(item);
    }
    void tell(Payout& payout, PayoutAction action) {
        PayoutCommand command;
        command.action = action;
        command.attempt_epoch = payout.attempt_epoch;
        command.at = now;
        payout = advance(payout, command).payout;
        if (action != PayoutAction::cancel) told.emplace_back(payout.id.value, command);
    }
    /// A report that comes again, at any later time.
    void tell_again(std::size_t which) {
        if (told.empty()) return;
        const auto& [id, command] = told[which % told.size()];
        payouts.at(id) = advance(payouts.at(id), command).payout;
    }
    /// The payee's account is closed: the money comes back.
    void send_back(Payout& payout) {
        if (payout.status != PayoutStatus::paid) return;
        bank.paid.erase(idempotency_key_of(payout));
        tell(payout, PayoutAction::come_back);
    }
    void send(Payout& payout, int mood) {
        PayoutCommand command;
        command.attempt_epoch = payout.attempt_epoch;
        if (!advance(payout, command).accepted) return;
        tell(payout, PayoutAction::submit);
        tell(payout, bank.ask(payout, mood));
        if (mood == 2) tell(payout, PayoutAction::submit);  // a worker that tries again at once
    }
    void cancel(Payout& payout) {
        const bool was = payout.status == PayoutStatus::cancelled;
        tell(payout, PayoutAction::cancel);
        if (was || payout.status != PayoutStatus::cancelled) return;
        std::vector<PayoutItem> stamped;
        for (const auto& [id, item] : items) {
            if (item.payout_id == payout.id) stamped.push_back(item);
        }
        for (const PayoutItem& item : release_items(payout, stamped)) put(item);
    }
    void check() const {
        Amount left;
        std::map<std::string, Amount> claimed;
        for (const auto& [id, item] : items) {
            (item.payout_id.empty() ? left : claimed[item.payout_id.value]) += item.amount_minor;
        }
        Amount in_payouts;
        for (const auto& [id, payout] : payouts) {
            if (payout.status == PayoutStatus::cancelled) continue;
            RC_ASSERT(claimed[id] == payout.amount_minor);
            in_payouts += payout.amount_minor;
        }
        RC_ASSERT(in_payouts + left == earned);
        check_bank();
    }
    /// Each payout left the bank at most once, over all of its attempts, and never after it was given up.
    void check_bank() const {
        std::map<std::string, int> times;
        for (const auto& [key, amount] : bank.paid) {
            const std::string id = key.substr(0, key.rfind(':'));
            RC_ASSERT(++times[id] == 1);
            RC_ASSERT(payouts.at(id).amount_minor == amount);
            RC_ASSERT(payouts.at(id).status != PayoutStatus::cancelled);
            RC_ASSERT(payouts.at(id).status != PayoutStatus::failed);
        }
        for (const auto& [id, payout] : payouts) {
            if (payout.status == PayoutStatus::paid) RC_ASSERT(times[id] == 1);
        }
    }
};

/// A number of the whole range in every run; rapidcheck alone would begin with small ones only.
template <class T>
T between(T low, T high) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(low, high));
}

PayoutSchedule any_schedule() {
    PayoutSchedule schedule;
    schedule.id = "any";
    schedule.kind =
        *rc::gen::element(PayoutScheduleKind::daily, PayoutScheduleKind::weekly, PayoutScheduleKind::monthly);
    schedule.delay_days = between<std::int64_t>(0, 10);
    schedule.net_days = *rc::gen::element<std::int64_t>(0, 30);
    if (*rc::gen::arbitrary<bool>()) schedule.minimum_minor["EUR"] = Amount{between<std::int64_t>(0, 500)};
    if (*rc::gen::arbitrary<bool>())
        schedule.maximum_minor["EUR"] = Amount{between<std::int64_t>(500, 3'000)};
    if (*rc::gen::arbitrary<bool>()) {
        schedule.reserve = Rate{between<std::int64_t>(1, 100), 100};
        schedule.reserve_days = between<std::int64_t>(1, 40);
    }
    schedule.time_zone = *rc::gen::element<std::string>("UTC", "Europe/Berlin", "America/Sao_Paulo");
    return schedule;
}

void step(World& world) {
    const int what = between(0, 12);
    if (what == 10) return world.tell_again(between<std::size_t>(0, 100));
    if (what <= 3) return world.earn(between<std::int64_t>(-1'000, 3'000));
    if (what <= 5) {
        world.now = world.now + Duration::days(between<std::int64_t>(0, 12));
        return world.run();
    }
    for (auto& [id, payout] : world.payouts) {
        const int mood = between(0, 4);
        if (what == 6) world.send(payout, mood);
        if (what == 7 && payout.status == PayoutStatus::unknown) world.tell(payout, world.bank.reconcile(payout));
        if (what == 8) world.tell(payout, PayoutAction::retry);
        if (what == 9 && mood == 0) world.cancel(payout);
        if (what == 11 && mood == 0) world.send_back(payout);
    }
}

}  // namespace

TEST_CASE("payouts plus balance equal earnings, and nothing is paid twice, under failures and repetition") {
    CHECK(rc::check([] {
        World world;
        world.schedule = any_schedule();
        const int steps = between(1, 120);
        for (int i = 0; i < steps; ++i) {
            step(world);
            world.check();
        }
    }));
}

TEST_CASE("consecutive statements join without a gap whatever the entries are") {
    CHECK(rc::check([](const std::vector<std::pair<std::uint16_t, std::int16_t>>& moves, std::uint16_t cut) {
        std::vector<StatementEntry> entries;
        Amount sum;
        for (const auto& [at, amount] : moves) {
            entries.push_back(
                {std::to_string(entries.size()), Timestamp{at}, EntryKind::carry_over, Amount{amount}, "", {}});
            sum += Amount{amount};
        }
        StatementRequest first;
        first.to = Timestamp{cut};
        StatementRequest second;
        second.from = Timestamp{cut};
        second.to = Timestamp{70'000};
        const Statement a = make_statement(first, entries);
        const Statement b = make_statement(second, entries);
        RC_ASSERT(a.closing_minor == b.opening_minor);
        RC_ASSERT(b.closing_minor == sum);
        RC_ASSERT(a.lines.size() + b.lines.size() == entries.size());
    }));
}
