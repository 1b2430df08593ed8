// Random commands on a wallet, beside a slow twin: same points in the same lots, nothing lost, nothing twice.

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "wallet_twin.hpp"

#include <marketplace/loyalty/points_expiry.hpp>
#include <marketplace/loyalty/points_redeemer.hpp>

#include <functional>

using namespace marketplace;
using namespace marketplace::loyalty;
using namespace marketplace::loyalty::twin;

namespace {

std::int64_t in(std::int64_t from, std::int64_t to) { return *rc::gen::inRange<std::int64_t>(from, to + 1); }

Program any_program() {
    Program p;
    p.id = ProgramId{"p"};
    p.currency = Currency{"EUR"};
    EarnRule rule;
    rule.id = RuleId{"r"};
    rule.points_per_minor = Rate{in(1, 3), in(1, 7)};
    p.earn.rules.push_back(rule);
    p.activation.mode =
        *rc::gen::element(ActivationMode::immediate, ActivationMode::after_days, ActivationMode::on_event);
    p.activation.from = ActivationStart::earned;
    if (p.activation.mode == ActivationMode::after_days) p.activation.days = in(0, 4);
    p.expiry.mode = *rc::gen::element(ExpiryMode::none, ExpiryMode::rolling, ExpiryMode::sliding);
    if (p.expiry.mode != ExpiryMode::none) p.expiry.days = in(0, 9);
    p.refund.earned =
        *rc::gen::element(EarnedRefund::only_pending, EarnedRefund::within_balance, EarnedRefund::unlimited);
    p.refund.expired_lot = *rc::gen::element(ExpiredLotRefund::restore_with_grace, ExpiredLotRefund::restore_expired,
                                             ExpiredLotRefund::no);
    p.refund.grace_days = in(0, 5);
    validate(p);
    return p;
}

/// Wallet and twin side by side, and what the host remembers.
class Walk {
public:
    explicit Walk(Program program) : program_(std::move(program)) {
        wallet_ = empty_wallet(CustomerId{"m"}, program_.id);
        twin_.program = program_;
    }

    void step() {
        twin_.now += in(0, 40) * 3'600'000'000;
        command_ = std::to_string(++count_);
        switch (in(0, 10)) {
            case 0: case 1: return earn_order();
            case 2: return give();
            case 3:
                run([&](const Wallet& w) { return run_activation(program_, w, {id(), now()}); },
                    [&] { twin_.activate(""); });
                return;
            case 4:
                run([&](const Wallet& w) { return run_expiry(program_, w, {id(), now()}); }, [&] { twin_.expire(); });
                return;
            case 5: return activate_order();
            case 6: return spend();
            case 7: return set_aside();
            case 8: return resolve();
            case 9: return refund_order();
            default: return take_away();
        }
    }

    /// Everything that must hold at every moment.
    void check() const {
        const MemberBalance& b = wallet_.balance;
        std::int64_t active = 0;
        std::int64_t pending = 0;
        for (const Lot& lot : wallet_.lots) {
            RC_ASSERT(lot.remaining >= Points{});
            RC_ASSERT(lot.remaining <= lot.amount);
            RC_ASSERT(twin_.lots.at(lot.id.value).points == lot.remaining.value);
            RC_ASSERT(twin_.lots.at(lot.id.value).state == name_of(lot.state));
            active += lot.state == LotState::active ? lot.remaining.value : 0;
            pending += lot.state == LotState::pending ? lot.remaining.value : 0;
        }
        RC_ASSERT(wallet_.lots.size() == twin_.lots.size());
        RC_ASSERT(b.active.value == active);
        RC_ASSERT(b.pending.value == pending);
        RC_ASSERT(b.debt.value == twin_.debt);
        RC_ASSERT(b.debt == Points{} || program_.refund.earned == EarnedRefund::unlimited);
        RC_ASSERT(b.lifetime_earned.value == twin_.earned);
        RC_ASSERT(b.spent.value == twin_.spent);
        RC_ASSERT(b.expired.value == twin_.expired);
        RC_ASSERT(b.reversed.value == twin_.reversed);
        RC_ASSERT(b.adjusted.value == twin_.adjusted);
        RC_ASSERT(b.lifetime_earned + b.debt == b.active + b.pending + b.spent + b.expired + b.reversed + b.adjusted);
        RC_ASSERT(available(wallet_, now()).value == twin_.available(twin_.now));
    }

    /// After every order is refunded whole, each reversal sums to what was earned and each return to what was spent.
    void refund_everything() {
        for (std::size_t i = 0; i < orders_.size(); ++i) {
            command_ = "whole " + std::to_string(i);
            refund(i, twin_orders_[i].value - twin_orders_[i].refunded);
            check();
            for (const LinePoints& line : orders_[i].lines) {
                RC_ASSERT(line.reversed == line.earned);
                RC_ASSERT(line.returned == line.redeemed);
                RC_ASSERT(line.refunded_minor == line.value_minor);
            }
            for (const SpentLot& lot : orders_[i].spent) RC_ASSERT(lot.returned == lot.points);
        }
    }

private:
    CommandId id() const { return CommandId{command_}; }
    Timestamp now() const { return Timestamp{twin_.now}; }

    /// Applies a command to both; then the same command once more, which must change nothing.
    template <class Call, class Obvious>
    WalletOutcome run(const Call& call, const Obvious& obvious) {
        const WalletOutcome outcome = call(wallet_);
        RC_ASSERT(!outcome.replayed);
        for (const Entry& entry : outcome.entries) check_entry(entry, outcome);
        wallet_ = applied(wallet_, outcome);
        if (!outcome.refusal) obvious();
        if (!outcome.entries.empty()) {
            const WalletOutcome again = call(wallet_);
            RC_ASSERT(again.replayed);
            RC_ASSERT(again.entries == outcome.entries);
            RC_ASSERT(applied(wallet_, again) == wallet_);
        }
        return outcome;
    }

    /// Points that leave as spent, settled or transferred come from lots that are usable at that moment.
    void check_entry(const Entry& entry, const WalletOutcome& outcome) const {
        Points sum;
        const bool takes = entry.type == EntryType::redeem || entry.type == EntryType::settle_debt ||
                           entry.type == EntryType::adjust;
        for (const Consumption& each : outcome.consumptions) {
            if (each.entry_id != entry.id) continue;
            RC_ASSERT(each.points > Points{});
            sum += each.points;
            if (!takes) continue;
            for (const Lot& lot : wallet_.lots) {
                if (lot.id == each.lot_id && lot.state == LotState::active) RC_ASSERT(is_usable(lot, now()));
                if (lot.id == each.lot_id)
                    RC_ASSERT(lot.state != LotState::expired && lot.state != LotState::cancelled);
            }
        }
        const bool all = takes || entry.type == EntryType::earn || entry.type == EntryType::expire ||
                         entry.type == EntryType::activate || entry.type == EntryType::reverse_redeem;
        if (all) RC_ASSERT(sum == entry.points);
    }

    void earn_order() {
        Order order;
        order.id = OrderId{"order " + command_};
        order.currency = program_.currency;
        order.placed_at = now();
        OrderLine line;
        line.id = OrderLineId{"l"};
        line.vendor_id = VendorId{"v"};
        line.unit_price_minor = Amount{in(1, 60)};
        order.lines.push_back(line);
        const std::int64_t price = line.unit_price_minor.value;
        EarnOrder command;
        command.command_id = CommandId{command_ + "e"};
        command.at = now();
        command.order = order;
        TwinOrder twin_order;
        twin_order.value = price;
        const RedemptionQuote use = quote(program_, wallet_, {now(), Amount{price}, Points{in(0, 30)}, {}});
        if (use.points > Points{}) {
            const RedeemPoints redeem_command{id(), now(), order.id, use.points, Amount{price}, ""};
            const WalletOutcome paid = run([&](const Wallet& w) { return redeem(program_, w, redeem_command); },
                                           [&] { twin_order.spent = twin_.spend(use.points.value); });
            RC_ASSERT(!paid.refusal);
            command.points_paid_minor = use.value_minor;
            for (const Consumption& each : paid.consumptions) {
                if (each.entry_id.value == command_ + "/0") command.spent.push_back(each);
            }
        }
        const Rate rate = *program_.earn.rules[0].points_per_minor;
        twin_order.earned = (price - use.value_minor.value) * rate.numerator() / rate.denominator();
        const WalletOutcome outcome = run([&](const Wallet& w) { return earn(program_, w, command); }, [&] {
            if (twin_order.earned > 0) twin_order.lot = twin_.earn(command_ + "e", twin_order.earned, order.id.value);
        });
        orders_.push_back(*outcome.order);
        twin_orders_.push_back(twin_order);
    }

    void give() {
        const std::int64_t points = in(1, 20);
        run([&](const Wallet& w) { return grant(program_, w, {id(), now(), Points{points}, LotSource::event, ""}); },
            [&] { twin_.earn(command_, points, ""); });
    }

    void activate_order() {
        if (orders_.empty()) return;
        const OrderId order =
            orders_[static_cast<std::size_t>(in(0, static_cast<std::int64_t>(orders_.size()) - 1))].order_id;
        run([&](const Wallet& w) { return activate(program_, w, {id(), now(), order}); },
            [&] { twin_.activate(order.value); });
    }

    void spend() {
        const std::int64_t points = in(1, 40);
        const RedeemPoints command{id(), now(), OrderId{"other"}, Points{points}, Amount{points}, ""};
        const std::int64_t before = twin_.available(twin_.now);
        const WalletOutcome outcome = run([&](const Wallet& w) { return redeem(program_, w, command); },
                                          [&] { twin_.spend(points); });
        RC_ASSERT(outcome.refusal.has_value() == (points > before));
    }

    void set_aside() {
        const std::int64_t points = in(1, 25);
        const std::int64_t until = twin_.now + in(1, 72) * 3'600'000'000;
        const RedeemPoints command{id(), now(), OrderId{"other"}, Points{points}, Amount{points}, ""};
        const std::int64_t before = twin_.available(until - 1);
        const WalletOutcome outcome =
            run([&](const Wallet& w) { return hold(program_, w, {command, Timestamp{until}}); }, [&] {
                twin_.holds[command_] = {points, until, true};
                twin_.settle();
            });
        RC_ASSERT(outcome.refusal.has_value() == (points > before));
        if (!outcome.refusal) holds_.push_back(command_);
    }

    void resolve() {
        if (holds_.empty()) return;
        const std::string name = holds_[static_cast<std::size_t>(in(0, static_cast<std::int64_t>(holds_.size()) - 1))];
        TwinHold& hold = twin_.holds[name];
        const ResolveHold command{id(), now(), ReservationId{name}, ""};
        if (in(0, 1) == 0) {
            const bool open = hold.open;
            const WalletOutcome outcome = run([&](const Wallet& w) { return release(program_, w, command); }, [&] {
                hold.open = false;
                twin_.settle();
            });
            RC_ASSERT(outcome.refusal.has_value() == !open);
            return;
        }
        const bool binds = twin_.now < hold.expires;
        const std::int64_t there = binds ? twin_.usable_points(twin_.now) : twin_.available(twin_.now);
        const bool possible = hold.open && there >= hold.points;
        const WalletOutcome outcome = run([&](const Wallet& w) { return capture(program_, w, command); }, [&] {
            hold.open = false;
            twin_.spend(hold.points);
        });
        RC_ASSERT(outcome.refusal.has_value() == !possible);
    }

    void refund(std::size_t i, std::int64_t amount) {
        RefundOrder command;
        command.command_id = id();
        command.at = now();
        command.order = orders_[i];
        command.amount_minor = Amount{amount};
        std::int64_t kept = 0;
        const WalletOutcome outcome = run([&](const Wallet& w) { return loyalty::refund(program_, w, command); },
                                          [&] { kept = twin_.refund(command_, twin_orders_[i], amount); });
        RC_ASSERT(outcome.kept.value == kept);
        orders_[i] = *outcome.order;
        RC_ASSERT(orders_[i].lines[0].reversed.value == twin_orders_[i].reversed);
        RC_ASSERT(orders_[i].lines[0].returned.value == twin_orders_[i].returned);
    }

    void refund_order() {
        if (orders_.empty()) return;
        const auto i = static_cast<std::size_t>(in(0, static_cast<std::int64_t>(orders_.size()) - 1));
        const std::int64_t left = twin_orders_[i].value - twin_orders_[i].refunded;
        if (left > 0) refund(i, in(1, left));
    }

    void take_away() {
        const std::int64_t points = in(1, 15);
        run([&](const Wallet& w) { return deduct(program_, w, {id(), now(), Points{points}, ""}); }, [&] {
            for (std::int64_t n = 0; n < points; ++n) twin_.take_first();
            twin_.adjusted += points;
            twin_.settle();
        });
    }

    Program program_;
    Wallet wallet_;
    Twin twin_;
    std::string command_;
    std::int64_t count_ = 0;
    std::vector<OrderPoints> orders_;
    std::vector<TwinOrder> twin_orders_;
    std::vector<std::string> holds_;
};

}  // namespace

TEST_CASE("any sequence of commands moves every point as the slow twin does") {
    CHECK(rc::check([] {
        Walk walk{any_program()};
        const std::int64_t steps = in(1, 60);
        for (std::int64_t i = 0; i < steps; ++i) {
            walk.step();
            walk.check();
        }
        walk.refund_everything();
    }));
}

TEST_CASE("refunds by line and by amount, mixed, never take back and sum to everything") {
    CHECK(rc::check([] {
        OrderPoints facts;
        const std::int64_t count = in(1, 4);
        for (std::int64_t i = 0; i < count; ++i) {
            LinePoints line;
            line.line_id = OrderLineId{std::to_string(i)};
            line.value_minor = Amount{in(1, 500)};
            line.earned = Points{in(0, 90)};
            line.redeemed = Points{in(0, 90)};
            facts.lines.push_back(line);
        }
        PointsRefundPolicy policy;
        policy.rounding = *rc::gen::element(Rounding::half_up, Rounding::floor, Rounding::up, Rounding::half_even);
        const OrderPoints begin = facts;
        Points reversed;
        Points restored;
        const auto apply = [&](const std::vector<LineAmount>& lines, std::optional<Amount> amount) {
            const RefundPoints step = refund_points(policy, facts, lines, amount);
            for (std::size_t i = 0; i < facts.lines.size(); ++i) {
                RC_ASSERT(step.order.lines[i].reversed >= facts.lines[i].reversed);
                RC_ASSERT(step.order.lines[i].reversed <= facts.lines[i].earned);
                RC_ASSERT(step.order.lines[i].returned >= facts.lines[i].returned);
                RC_ASSERT(step.order.lines[i].returned <= facts.lines[i].redeemed);
            }
            reversed += step.reverse;
            restored += step.restore;
            facts = step.order;
        };
        for (std::int64_t n = in(0, 6); n > 0; --n) {
            Amount left;
            for (const LinePoints& line : facts.lines) left += line.value_minor - line.refunded_minor;
            const LinePoints& line = facts.lines[static_cast<std::size_t>(in(0, count - 1))];
            if (in(0, 1) == 0) {
                apply({}, Amount{in(0, left.value)});
            } else {
                apply({{line.line_id, Amount{in(0, (line.value_minor - line.refunded_minor).value)}}}, {});
            }
        }
        apply({}, {});
        Points earned;
        Points redeemed;
        for (const LinePoints& line : begin.lines) {
            earned += line.earned;
            redeemed += line.redeemed;
        }
        RC_ASSERT(reversed == earned);
        RC_ASSERT(restored == redeemed);
    }));
}

TEST_CASE("refunds of amounts follow the formula of the whole order exactly") {
    CHECK(rc::check([] {
        OrderPoints facts;
        Amount value;
        Points earned;
        for (std::int64_t n = in(1, 4); n > 0; --n) {
            LinePoints line;
            line.line_id = OrderLineId{std::to_string(n)};
            line.value_minor = Amount{in(1, 500)};
            line.earned = Points{in(0, 90)};
            value += line.value_minor;
            earned += line.earned;
            facts.lines.push_back(line);
        }
        std::int64_t refunded = 0;
        std::int64_t reversed = 0;
        for (std::int64_t n = in(1, 6); n > 0; --n) {
            const std::int64_t amount = in(0, value.value - refunded);
            const RefundPoints step = refund_points({}, facts, {}, Amount{amount});
            refunded += amount;
            reversed += step.reverse.value;
            facts = step.order;
            RC_ASSERT(reversed == (2 * earned.value * refunded + value.value) / (2 * value.value));
        }
    }));
}

TEST_CASE("points for an amount: the fewest that cover it, and the most worth within it") {
    CHECK(rc::check([] {
        RedemptionPolicy policy;
        policy.minor_per_point = Rate{in(1, 9), in(1, 9)};
        policy.step = Points{in(1, 6)};
        const Amount amount{in(0, 80)};
        // The slow twin tries one step after the other.
        std::int64_t cover = 0;
        while (value_of(policy, Points{cover}) < amount) cover += policy.step.value;
        std::int64_t within = 0;
        for (std::int64_t p = 0; value_of(policy, Points{p}) <= amount; p += policy.step.value) {
            if (value_of(policy, Points{p}) > value_of(policy, Points{within})) within = p;
        }
        RC_ASSERT(points_covering(policy, amount).value == cover);
        RC_ASSERT(points_within(policy, amount).value == within);
    }));
}

TEST_CASE("a quote is never refused, and nothing above its value is allowed") {
    CHECK(rc::check([] {
        Program p;
        p.id = ProgramId{"p"};
        p.currency = Currency{"EUR"};
        p.redemption.minor_per_point = Rate{in(1, 9), in(1, 9)};
        p.redemption.step = Points{in(1, 4)};
        p.redemption.points_min = Points{in(0, 20)};
        p.redemption.share_max = Rate{in(0, 4), 4};
        p.redemption.cash_min_minor = Amount{in(0, 30)};
        if (in(0, 1) == 0) p.redemption.day_max = Points{in(0, 60)};
        Wallet w = empty_wallet(CustomerId{"m"}, p.id);
        w = applied(w, grant(p, w, {CommandId{"g"}, Timestamp{}, Points{in(1, 80)}, LotSource::event, ""}));
        const Amount payable{in(0, 120)};
        const RedemptionQuote found = quote(p, w, {Timestamp{}, payable, {}, {}});
        for (std::int64_t points = 1; points <= 90; ++points) {
            const RedeemPoints command{CommandId{"r"}, Timestamp{}, OrderId{}, Points{points}, payable, ""};
            const bool allowed = !check_redemption(p, w, command);
            if (points == found.points.value) RC_ASSERT(allowed);
            if (allowed) RC_ASSERT(value_of(p.redemption, Points{points}) <= found.value_minor);
        }
    }));
}
