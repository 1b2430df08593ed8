#include <marketplace/loyalty/points_calculator.hpp>

#include <marketplace/loyalty/points_expiry.hpp>
#include <marketplace/money/allocation.hpp>

#include "earn_rules.hpp"
#include "wallet_change.hpp"

#include <algorithm>

namespace marketplace::loyalty {
namespace {

using detail::WalletChange;

/// The total of each line, less what was refunded before.
std::vector<Amount> values_of(const Order& order, const std::vector<LineAmount>& refunded) {
    std::vector<Amount> values;
    for (const OrderLine& line : order.lines) values.push_back(total_of(line));
    for (const LineAmount& refund : refunded) {
        const auto line = std::find_if(order.lines.begin(), order.lines.end(),
                                       [&](const OrderLine& each) { return each.id == refund.line_id; });
        if (line == order.lines.end())
            fail(ErrorCode::not_found, "refunded", refund.line_id.value, "a line of the order");
        Amount& value = values[static_cast<std::size_t>(line - order.lines.begin())];
        if (refund.amount_minor < Amount{} || refund.amount_minor > value) {
            fail(ErrorCode::out_of_range, "refunded", std::to_string(refund.amount_minor.value),
                 "0 to " + std::to_string(value.value));
        }
        value -= refund.amount_minor;
    }
    return values;
}

/// A total over the lines in proportion to their values; nothing where there is nothing.
std::vector<Amount> spread(Amount total, const std::vector<Amount>& values) {
    std::vector<std::int64_t> weights;
    for (const Amount value : values) weights.push_back(value.value);
    if (total == Amount{}) return std::vector<Amount>(values.size());
    return allocate(total, weights).parts;
}

Amount sum_of(const std::vector<Amount>& amounts) {
    Amount sum;
    for (const Amount amount : amounts) sum += amount;
    return sum;
}

void require_payable(Amount points_paid, const std::vector<Amount>& values) {
    const Amount total = sum_of(values);
    if (points_paid < Amount{} || points_paid > total) {
        fail(ErrorCode::out_of_range, "points_paid_minor", std::to_string(points_paid.value),
             "0 to " + std::to_string(total.value) + ", what the order costs");
    }
}

void require_multipliers(const std::vector<Rate>& multipliers, std::size_t lines) {
    if (!multipliers.empty() && multipliers.size() != lines) {
        fail(ErrorCode::out_of_range, "line_multipliers", std::to_string(multipliers.size()),
             "none, or " + std::to_string(lines) + ", one for each line");
    }
    for (const Rate& each : multipliers) {
        if (each < Rate{}) fail(ErrorCode::rate_out_of_range, "line_multipliers", to_string(each), "0 or more");
    }
}

/// Merchandise after discounts, with tax and shipping as the program wants them.
Amount full_base_of(const EarnPolicy& earn, const OrderLine& line) {
    Amount base = gross_of(line) - line.discount_vendor_minor - line.discount_platform_minor;
    if (earn.include_tax) {
        base += line.tax_added_minor;
    } else {
        base -= std::min(base, line.tax_included_minor);
    }
    return earn.include_shipping ? base + line.shipping_minor : base;
}

/// The base in the proportion in which the line is paid in money.
Amount base_of(const EarnPolicy& earn, const OrderLine& line, Amount paid_in_money) {
    const Amount total = total_of(line);
    if (total == Amount{}) return {};
    return multiply(full_base_of(earn, line), Rate{paid_in_money.value, total.value}, Rounding::half_up);
}

void apply_limit(PointsCalculation& out, const EarnPolicy& earn, RefusalReason reason, Points limit) {
    if (out.points <= limit) return;
    out.limited = Refusal{reason, out.points_rounded.value, limit.value};
    out.points = earn.cap_mode == CapMode::reject ? Points{} : limit;
}

void split_over_lines(PointsCalculation& out) {
    if (out.points == Points{}) return;
    std::vector<Rate> weights;
    for (const LineEarning& line : out.lines) weights.push_back(line.points_exact);
    const std::vector<Amount> parts = allocate_by_rates(Amount{out.points.value}, weights).parts;
    for (std::size_t i = 0; i < parts.size(); ++i) out.lines[i].points = Points{parts[i].value};
}

Points sum_of(const std::vector<Consumption>& spent) {
    Points sum;
    for (const Consumption& each : spent) sum += each.points;
    return sum;
}

OrderPoints freeze(const EarnOrder& command, const MemberBalance& balance, const PointsCalculation& calculation) {
    OrderPoints facts{command.order.id, balance.member, balance.program, calculation.program_version,
                      command.order.currency, {}, {}, {}};
    std::vector<Amount> values;
    for (const LineEarning& line : calculation.lines) values.push_back(line.value_minor);
    const std::vector<Amount> redeemed = spread(Amount{sum_of(command.spent).value}, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const LineEarning& line = calculation.lines[i];
        facts.lines.push_back({line.line_id, line.value_minor, line.base_minor, line.points,
                               Points{redeemed[i].value}, {}, {}, {}});
    }
    for (const Consumption& each : command.spent) facts.spent.push_back({each.lot_id, each.points, {}});
    return facts;
}

/// Adds a lot that is active already if its time has come.
const Lot& add_earned_lot(WalletChange& change, Lot lot, std::optional<Timestamp> active_at) {
    lot.earned_at = change.at();
    lot.active_at = active_at;
    lot.state = active_at && *active_at <= change.at() ? LotState::active : LotState::pending;
    if (lot.state == LotState::active) lot.expires_at = expiry_of(change.program(), *active_at);
    change.balance().lifetime_earned += lot.amount;
    return change.add_lot(std::move(lot));
}

LotId credit_order(WalletChange& change, const EarnOrder& command, Points points) {
    const EntryId entry = change.record(EntryType::earn, points, command.order.id, "");
    Lot lot;
    lot.source = LotSource::order;
    lot.order_id = command.order.id;
    lot.amount = points;
    const auto active_at = activation_of(change.program(), command.at, command.delivered_at);
    const LotId id = add_earned_lot(change, std::move(lot), active_at).id;
    change.consumed(entry, id, points);
    detail::count_on_day(change.balance().earned_on, change.zone().date_of(command.at), points);
    if (change.program().expiry.extend_on_earn) change.slide();
    return id;
}

}  // namespace

PointsCalculation calculate(const Program& program, const Order& order, const EarnContext& context) {
    marketplace::validate(order);
    require_same(program.currency, order.currency, "order.currency");
    const std::vector<Amount> values = values_of(order, context.refunded);
    require_payable(context.points_paid_minor, values);
    require_multipliers(context.line_multipliers, order.lines.size());
    const std::vector<Amount> paid = spread(context.points_paid_minor, values);
    PointsCalculation out;
    out.order_id = order.id;
    out.program = program.id;
    out.program_version = program.version;
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        LineEarning line;
        line.line_id = order.lines[i].id;
        line.value_minor = values[i];
        line.base_minor = base_of(program.earn, order.lines[i], values[i] - paid[i]);
        out.base_minor += line.base_minor;
        out.lines.push_back(std::move(line));
    }
    out.tier_multiplier = detail::tier_multiplier_of(program.earn, context.tier);
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        const Rate own = context.line_multipliers.empty() ? Rate{1, 1} : context.line_multipliers[i];
        const OrderLine& line = order.lines[i];
        const detail::RuleSubject subject{order, line, context.tier, out.base_minor, out.tier_multiplier, own};
        detail::apply_rules(program.earn, subject, out.lines[i]);
        out.points_exact = out.points_exact + out.lines[i].points_exact;
    }
    out.points_rounded = Points{out.points_exact.of(1, program.earn.rounding)};
    out.points = out.points_rounded;
    if (program.earn.order_max) apply_limit(out, program.earn, RefusalReason::order_limit, *program.earn.order_max);
    if (program.earn.day_max) {
        const Points left = std::max(Points{}, *program.earn.day_max - context.earned_today);
        apply_limit(out, program.earn, RefusalReason::day_limit, left);
    }
    split_over_lines(out);
    return out;
}

WalletOutcome earn(const Program& program, const Wallet& wallet, const EarnOrder& command) {
    detail::require_command(program, wallet, command.command_id);
    if (auto replay = detail::replay_of(wallet, command.command_id)) return *replay;
    WalletChange change{program, wallet, command.command_id, command.at};
    const Points today = detail::counted_on(wallet.balance.earned_on, change.zone().date_of(command.at));
    const PointsCalculation calculation =
        calculate(program, command.order, {command.tier, command.points_paid_minor, command.refunded, today,
                                           command.line_multipliers});
    OrderPoints facts = freeze(command, wallet.balance, calculation);
    if (calculation.points == Points{}) {
        WalletOutcome outcome;
        outcome.balance = wallet.balance;
        outcome.refusal = calculation.limited;
        outcome.order = std::move(facts);
        return outcome;
    }
    facts.lot_id = credit_order(change, command, calculation.points);
    WalletOutcome outcome = change.finish();
    outcome.order = std::move(facts);
    return outcome;
}

WalletOutcome grant(const Program& program, const Wallet& wallet, const GrantPoints& command) {
    detail::require_command(program, wallet, command.command_id);
    if (command.points < Points{1}) {
        fail(ErrorCode::out_of_range, "points", std::to_string(command.points.value), "1 or more");
    }
    if (command.source != LotSource::event && command.source != LotSource::manual) {
        fail(ErrorCode::invalid_value, "source", name_of(command.source), "event or manual");
    }
    if (auto replay = detail::replay_of(wallet, command.command_id)) return *replay;
    WalletChange change{program, wallet, command.command_id, command.at};
    const EntryId entry = change.record(EntryType::earn, command.points, {}, command.cause);
    Lot lot;
    lot.source = command.source;
    lot.amount = command.points;
    const LotId id = add_earned_lot(change, std::move(lot), command.at).id;
    change.consumed(entry, id, command.points);
    if (program.expiry.extend_on_earn) change.slide();
    return change.finish();
}

}  // namespace marketplace::loyalty
