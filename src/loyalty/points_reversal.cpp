#include <marketplace/loyalty/points_reversal.hpp>

#include <marketplace/money/allocation.hpp>

#include "wallet_change.hpp"

#include <algorithm>

namespace marketplace::loyalty {
namespace {

using detail::WalletChange;

[[noreturn]] void refuse_amount(std::string_view field, Amount requested, Amount left) {
    fail(ErrorCode::over_refund, field, std::to_string(requested.value), "0 to " + std::to_string(left.value));
}

std::size_t find_line(const OrderPoints& order, const OrderLineId& id, std::string_view field) {
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        if (order.lines[i].line_id == id) return i;
    }
    fail(ErrorCode::not_found, field, id.value, "a line of the order");
}

template <class Of>
std::vector<Amount> of_lines(const OrderPoints& order, const Of& of) {
    std::vector<Amount> out;
    for (const LinePoints& line : order.lines) out.push_back(Amount{of(line).value});
    return out;
}

Amount sum_of(const std::vector<Amount>& amounts) {
    Amount sum;
    for (const Amount amount : amounts) sum += amount;
    return sum;
}

/// points * refunded / value, and never less than before: rounding modes that differ between versions of the
/// program must not give points back that were taken.
Amount target_of(Amount points, Amount refunded, Amount value, Amount before, Rounding rounding) {
    if (refunded == value) return points;
    const std::int64_t part = narrow(divide(wide_multiply(points.value, refunded.value), value.value, rounding));
    return std::max(before, Amount{part});
}

std::vector<Amount> cumulative(const std::vector<Amount>& parts, Amount target, const std::vector<Amount>& before) {
    return sum_of(parts) == Amount{} ? before : allocate_cumulative(parts, target, before);
}

void refund_lines(OrderPoints& order, const std::vector<LineAmount>& lines, Rounding rounding) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string field = "lines[" + std::to_string(i) + "]";
        LinePoints& line = order.lines[find_line(order, lines[i].line_id, field + ".line_id")];
        const Amount left = line.value_minor - line.refunded_minor;
        if (lines[i].amount_minor < Amount{} || lines[i].amount_minor > left) {
            refuse_amount(field + ".amount_minor", lines[i].amount_minor, left);
        }
        line.refunded_minor += lines[i].amount_minor;
        const auto target = [&](Points all, Points before) {
            return Points{target_of(Amount{all.value}, line.refunded_minor, line.value_minor, Amount{before.value},
                                    rounding).value};
        };
        line.reversed = target(line.earned, line.reversed);
        line.returned = target(line.redeemed, line.returned);
    }
}

void refund_amount(OrderPoints& order, Amount amount, Rounding rounding) {
    const auto values = of_lines(order, [](const LinePoints& line) { return line.value_minor; });
    const auto refunded = of_lines(order, [](const LinePoints& line) { return line.refunded_minor; });
    const Amount value = sum_of(values);
    const Amount before = sum_of(refunded);
    if (amount < Amount{} || amount > value - before) refuse_amount("amount_minor", amount, value - before);
    const auto spread = [&](const std::vector<Amount>& all, const std::vector<Amount>& done) {
        const Amount target = target_of(sum_of(all), before + amount, value, sum_of(done), rounding);
        return cumulative(all, target, done);
    };
    const auto reversed = spread(of_lines(order, [](const LinePoints& line) { return line.earned; }),
                                 of_lines(order, [](const LinePoints& line) { return line.reversed; }));
    const auto returned = spread(of_lines(order, [](const LinePoints& line) { return line.redeemed; }),
                                 of_lines(order, [](const LinePoints& line) { return line.returned; }));
    const auto lines = cumulative(values, before + amount, refunded);
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        order.lines[i].refunded_minor = lines[i];
        order.lines[i].reversed = Points{reversed[i].value};
        order.lines[i].returned = Points{returned[i].value};
    }
}

void refund_rest(OrderPoints& order) {
    for (LinePoints& line : order.lines) {
        line.refunded_minor = line.value_minor;
        line.reversed = line.earned;
        line.returned = line.redeemed;
    }
}

/// What is to return from one lot.
struct Return {
    std::size_t position;  ///< in the wallet
    Points points;
};

/// Last taken first; the facts follow.
std::vector<Return> unspend(const WalletChange& change, OrderPoints& order, Points points) {
    std::vector<Return> out;
    for (auto spent = order.spent.rbegin(); spent != order.spent.rend() && points > Points{}; ++spent) {
        const Points part = std::min(points, spent->points - spent->returned);
        if (part == Points{}) continue;
        spent->returned += part;
        points -= part;
        out.push_back({change.find_lot(spent->lot_id), part});
    }
    return out;
}

bool is_over(const Lot& lot, Timestamp at) {
    return lot.state == LotState::expired || (lot.expires_at && *lot.expires_at <= at);
}

void restore_with_grace(WalletChange& change, const EntryId& entry, const Return& each) {
    const Lot& origin = change.wallet().lots[each.position];
    Lot lot;
    lot.source = LotSource::restored;
    lot.order_id = origin.order_id;
    lot.origin = origin.id;
    lot.amount = each.points;
    lot.state = LotState::active;
    lot.earned_at = origin.earned_at;
    lot.active_at = change.at();
    const Date last = add_days(change.zone().date_of(change.at()), change.program().refund.grace_days);
    lot.expires_at = change.zone().start_of(add_days(last, 1));
    const LotId id = change.add_lot(std::move(lot)).id;
    change.consumed(entry, id, each.points);
}

/// Returns spent points, each to where it belongs now.
void restore(WalletChange& change, OrderPoints& order, Points points, const std::string& reason) {
    std::vector<Return> alive;
    std::vector<Return> over;
    Points coming;
    const ExpiredLotRefund policy = change.program().refund.expired_lot;
    for (const Return& each : unspend(change, order, points)) {
        const bool expired = is_over(change.wallet().lots[each.position], change.at());
        if (expired && policy == ExpiredLotRefund::no) continue;
        coming += each.points;
        (expired ? over : alive).push_back(each);
    }
    if (coming == Points{}) return;
    const EntryId entry = change.record(EntryType::reverse_redeem, coming, order.order_id, reason);
    change.balance().spent -= coming;
    for (const Return& each : alive) change.put_back(entry, each.position, each.points);
    for (const Return& each : over) {
        if (policy == ExpiredLotRefund::restore_with_grace) {
            restore_with_grace(change, entry, each);
            continue;
        }
        const LotId lot = change.wallet().lots[each.position].id;
        change.consumed(entry, lot, each.points);
        change.consumed(change.record(EntryType::expire, each.points, order.order_id, reason), lot, each.points);
        change.balance().expired += each.points;
    }
}

/// How much of the reversal comes from where.
struct Sources {
    Points own;
    Points others;
    Points debt;
    Points kept;
};

Sources sources_of(const WalletChange& change, const Lot& own, Points points) {
    Sources out;
    const EarnedRefund policy = change.program().refund.earned;
    if (own.state == LotState::pending) {
        out.own = std::min(points, own.remaining);
    } else if (policy != EarnedRefund::only_pending) {
        const Points free = std::min(points, change.free());
        out.own = is_usable(own, change.at()) ? std::min(free, own.remaining) : Points{};
        out.others = free - out.own;
    }
    const Points rest = points - out.own - out.others;
    (policy == EarnedRefund::unlimited ? out.debt : out.kept) = rest;
    return out;
}

/// Takes earned points back and returns those that the policy leaves.
Points reverse(WalletChange& change, const OrderPoints& order, Points points, const std::string& reason) {
    if (points == Points{}) return {};
    const std::size_t position = change.find_lot(order.lot_id);
    const Sources sources = sources_of(change, change.wallet().lots[position], points);
    const Points taken = points - sources.kept;
    if (taken == Points{}) return sources.kept;
    const EntryId entry = change.record(EntryType::reverse_earn, taken, order.order_id, reason);
    change.take(entry, position, sources.own);
    if (sources.others > Points{}) static_cast<void>(change.consume(entry, sources.others));
    change.balance().debt += sources.debt;
    change.balance().reversed += taken;
    return sources.kept;
}

}  // namespace

RefundPoints refund_points(const PointsRefundPolicy& policy, const OrderPoints& order,
                           const std::vector<LineAmount>& lines, std::optional<Amount> amount_minor) {
    if (!lines.empty() && amount_minor) {
        fail(ErrorCode::invalid_value, "amount_minor", std::to_string(amount_minor->value),
             "either lines or an amount");
    }
    RefundPoints out{order, {}, {}};
    if (amount_minor) {
        refund_amount(out.order, *amount_minor, policy.rounding);
    } else if (lines.empty()) {
        refund_rest(out.order);
    } else {
        refund_lines(out.order, lines, policy.rounding);
    }
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        out.reverse += out.order.lines[i].reversed - order.lines[i].reversed;
        out.restore += out.order.lines[i].returned - order.lines[i].returned;
    }
    return out;
}

WalletOutcome refund(const Program& program, const Wallet& wallet, const RefundOrder& command) {
    detail::require_command(program, wallet, command.command_id);
    if (command.order.member != wallet.balance.member || command.order.program != program.id) {
        fail(ErrorCode::invalid_value, "order.member", command.order.member.value,
             "an order of this member and program");
    }
    if (auto replay = detail::replay_of(wallet, command.command_id)) return *replay;
    RefundPoints points = refund_points(program.refund, command.order, command.lines, command.amount_minor);
    WalletChange change{program, wallet, command.command_id, command.at};
    if (program.refund.return_spent) restore(change, points.order, points.restore, command.reason);
    const Points kept = reverse(change, points.order, points.reverse, command.reason);
    WalletOutcome outcome = change.finish();
    outcome.kept = kept;
    outcome.order = std::move(points.order);
    return outcome;
}

}  // namespace marketplace::loyalty
