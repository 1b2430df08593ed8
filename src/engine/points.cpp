#include "points.hpp"

#include <marketplace/loyalty/points_expiry.hpp>
#include <marketplace/loyalty/points_redeemer.hpp>
#include <marketplace/loyalty/points_reversal.hpp>

#include <algorithm>
#include <utility>

namespace marketplace::engine_detail {
namespace {

using loyalty::CommandId;
using loyalty::Lot;
using loyalty::LotState;
using loyalty::MemberBalance;
using loyalty::OrderPoints;
using loyalty::Points;
using loyalty::Program;
using loyalty::Reservation;
using loyalty::ReservationState;
using loyalty::Wallet;
using loyalty::WalletOutcome;

bool has_program(const Unit& unit) { return !unit.state.program.id.empty(); }

std::shared_ptr<const Program> program_of(Unit& unit) { return unit.policies.program(unit.store, unit.state.program); }

/// Points belong to somebody, and to the currency of the program.
bool takes_part(Unit& unit, const StoredOrder& stored) {
    return has_program(unit) && !stored.customer_id.empty() && program_of(unit)->currency == stored.currency;
}

CommandId command_of(const Unit& unit, std::string_view part) {
    return CommandId{unit.event.id.value + "/" + std::string{part}};
}

Scan rows_of(const CustomerId& member, const ProgramId& program) {
    Scan own;
    own.prefix = make_key(member, program);
    return own;
}

/// Most members are new, and need no search for lots: these come with a balance.
Wallet load_wallet(Unit& unit, const CustomerId& member, const ProgramId& program) {
    Wallet wallet = loyalty::empty_wallet(member, program);
    const Scan own = rows_of(member, program);
    if (auto balance = get<MemberBalance>(unit.store, member, program)) {
        wallet.balance = std::move(*balance);
        scan<StoredLot>(unit.store, own, [&](const StoredLot& row) {
            wallet.lots.push_back(row.lot);
            return true;
        });
        wallet.holds = scan_all<Reservation>(unit.store, own);
    } else {
        unit.store.expect_none(table_of<StoredLot>(), own);
        unit.store.expect_none(table_of<Reservation>(), own);
    }
    return wallet;
}

std::optional<Timestamp> due_at(const Lot& lot) {
    switch (lot.state) {
        case LotState::pending: return lot.active_at;
        case LotState::active: return lot.expires_at;
        case LotState::expired:
        case LotState::exhausted:
        case LotState::cancelled: break;
    }
    return std::nullopt;
}

void put_lot(Unit& unit, Lot lot) {
    const auto due = due_at(lot);
    put(unit.store, StoredLot{std::move(lot), due});
}

Points outstanding_of(const MemberBalance& balance) { return balance.active + balance.pending; }

LoyaltyTotals load_totals(Unit& unit, const Program& program) {
    return get<LoyaltyTotals>(unit.store, program.id).value_or(LoyaltyTotals{program.id, program.version});
}

/// The liability follows the points of all members together, so that rounding never adds up.
void book_liability(Unit& unit, const Program& program, LoyaltyTotals totals) {
    const Amount now = loyalty::liability(totals.outstanding, program);
    unit.ledger.move(ledger::promo_expense(program.currency),
                     ledger::loyalty_liability(program.id.value, program.currency), now - totals.liability_minor,
                     "points_liability", program.id.value);
    totals.program_version = program.version;
    totals.liability_minor = now;
    put(unit.store, totals);
}

void count_change(Unit& unit, const Program& program, const MemberBalance& before, const MemberBalance& after) {
    LoyaltyTotals totals = load_totals(unit, program);
    totals.earned += after.lifetime_earned - before.lifetime_earned;
    totals.reversed += after.reversed - before.reversed;
    totals.redeemed += after.spent - before.spent;
    totals.expired += after.expired - before.expired;
    totals.adjusted += after.adjusted - before.adjusted;
    totals.outstanding += outstanding_of(after) - outstanding_of(before);
    book_liability(unit, program, totals);
}

/// Stores what an operation on a wallet changed. A refusal is for the caller to know.
void store_outcome(Unit& unit, const Program& program, const MemberBalance& before, WalletOutcome outcome) {
    if (outcome.order) put(unit.store, std::move(*outcome.order));
    if (outcome.replayed || outcome.refusal) return;
    for (loyalty::Entry& entry : outcome.entries) put(unit.store, std::move(entry));
    for (loyalty::Consumption& consumption : outcome.consumptions) put(unit.store, std::move(consumption));
    for (Lot& lot : outcome.lots) put_lot(unit, std::move(lot));
    for (Reservation& hold : outcome.holds) put(unit.store, std::move(hold));
    if (outcome.balance == before) return;
    count_change(unit, program, before, outcome.balance);
    put(unit.store, std::move(outcome.balance));
}

/// The hold that an order's points wait in; the placement of the order made it.
const Reservation* hold_of(const Wallet& wallet, const OrderId& order) {
    const auto found = std::find_if(wallet.holds.begin(), wallet.holds.end(), [&](const Reservation& hold) {
        return hold.order_id == order && hold.state == ReservationState::held;
    });
    return found == wallet.holds.end() ? nullptr : &*found;
}

loyalty::ResolveHold resolve_command(const Unit& unit, std::string_view part, const Reservation& hold) {
    return {command_of(unit, part), unit.at(), hold.id, "order " + hold.order_id.value};
}

void release_hold(Unit& unit, const Program& program, const Wallet& wallet, const Reservation& hold) {
    const auto command = resolve_command(unit, "release/" + hold.order_id.value, hold);
    store_outcome(unit, program, wallet.balance, loyalty::release(program, wallet, command));
    erase<StoredPointsHold>(unit.store, hold.order_id);
}

/// Spends what an order's placement set aside; the lots from which it came.
std::vector<loyalty::Consumption> spend_held(Unit& unit, const Program& program, Wallet& wallet,
                                             const OrderId& order) {
    const Reservation* hold = hold_of(wallet, order);
    if (hold == nullptr) return {};
    const WalletOutcome outcome = loyalty::capture(program, wallet, resolve_command(unit, "redeem", *hold));
    erase<StoredPointsHold>(unit.store, order);
    store_outcome(unit, program, wallet.balance, outcome);
    wallet = loyalty::applied(wallet, outcome);
    return outcome.consumptions;
}

/// What the level that a line's vendor had at the placement gives for points; nothing where no level does.
std::vector<Rate> multipliers_of(Unit& unit, const Order& order) {
    if (unit.state.tier_policy.id.empty()) return {};
    const auto loaded = unit.policies.tier_policy(unit.store, unit.state.tier_policy);
    const auto& levels = loaded->policy.levels;
    const Rate one{1, 1};
    if (std::all_of(levels.begin(), levels.end(),
                    [&](const auto& level) { return level.benefits.points_multiplier == one; }))
        return {};
    std::vector<Rate> multipliers;
    for (const OrderLine& line : order.lines) {
        const std::int64_t position = line.tier.empty() ? -1 : affiliate::position_of(loaded->policy, line.tier);
        multipliers.push_back(position < 0 ? one
                                           : levels[static_cast<std::size_t>(position)].benefits.points_multiplier);
    }
    return multipliers;
}

/// Points that were set aside for orders that nobody paid in time are free again.
void release_lapsed(Unit& unit) {
    Scan due;
    due.index = "expires_at";
    due.to = make_cell(Timestamp{checked_add(unit.at().micros, 1)});
    const auto program = program_of(unit);
    for (const StoredPointsHold& row : scan_all<StoredPointsHold>(unit.store, due)) {
        const Wallet wallet = load_wallet(unit, row.member, program->id);
        if (const Reservation* hold = hold_of(wallet, row.order_id)) release_hold(unit, *program, wallet, *hold);
    }
}

/// Members who have a lot in a state whose time has come.
std::vector<CustomerId> members_due(Unit& unit, LotState state) {
    Scan due;
    due.index = "due_at";
    due.from = Cell{std::string{}};  // what time does not change has no due time
    due.to = make_cell(Timestamp{checked_add(unit.at().micros, 1)});
    std::vector<CustomerId> members;
    scan<StoredLot>(unit.store, due, [&](const StoredLot& row) {
        if (row.lot.state == state) members.push_back(row.lot.member);
        return true;
    });
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    return members;
}

using WalletOperation = WalletOutcome (*)(const Program&, const Wallet&, const loyalty::WalletRun&);

std::int64_t run_members(Unit& unit, std::string_view part, const std::vector<CustomerId>& members,
                         WalletOperation operation) {
    const auto program = program_of(unit);
    std::int64_t lots = 0;
    for (const CustomerId& member : members) {
        const Wallet wallet = load_wallet(unit, member, program->id);
        const auto command = command_of(unit, std::string{part} + "/" + member.value);
        WalletOutcome outcome = operation(*program, wallet, {command, unit.at()});
        lots += static_cast<std::int64_t>(outcome.lots.size());
        store_outcome(unit, *program, wallet.balance, std::move(outcome));
    }
    return lots;
}

}  // namespace

void revalue_points(Unit& unit) {
    const auto program = program_of(unit);
    book_liability(unit, *program, load_totals(unit, *program));
}

void require_same_currency(Unit& unit, const Program& program) {
    if (!has_program(unit)) return;
    const Currency booked = program_of(unit)->currency;
    if (program.currency == booked) return;
    fail(ErrorCode::invalid_program, "program.currency", program.currency.code(),
         std::string{booked.code()} + ", in which the points that are there are booked");
}

void hold_points(Unit& unit, LoadedOrder& loaded, Points points_max) {
    if (points_max.value < 0) {
        fail(ErrorCode::out_of_range, "redeem_points_max", std::to_string(points_max.value), "0 or more points");
    }
    if (points_max.value == 0 || !takes_part(unit, loaded.stored)) return;
    const auto program = program_of(unit);
    const Wallet wallet = load_wallet(unit, loaded.stored.customer_id, program->id);
    const loyalty::QuoteRequest wanted{unit.at(), loaded.stored.total_minor, points_max, std::nullopt};
    const loyalty::RedemptionQuote quote = loyalty::quote(*program, wallet, wanted);
    if (quote.points.value == 0) return;
    const loyalty::RedeemPoints redeem{command_of(unit, "hold"), unit.at(),  loaded.stored.id, quote.points,
                                       loaded.stored.total_minor, "order " + loaded.stored.id.value};
    const Timestamp expires_at = unit.at() + Duration::seconds(program->redemption.hold_seconds);
    WalletOutcome outcome = loyalty::hold(*program, wallet, {redeem, expires_at});
    if (outcome.refusal) return;
    put(unit.store, StoredPointsHold{loaded.stored.id, loaded.stored.customer_id, expires_at});
    loaded.stored.redeemed_minor = outcome.holds.front().value_minor;
    store_outcome(unit, *program, wallet.balance, std::move(outcome));
}

void release_points(Unit& unit, const StoredOrder& stored) {
    if (stored.redeemed_minor.value == 0 || !takes_part(unit, stored)) return;
    const auto program = program_of(unit);
    const Wallet wallet = load_wallet(unit, stored.customer_id, program->id);
    const Reservation* hold = hold_of(wallet, stored.id);
    if (hold == nullptr) return;
    release_hold(unit, *program, wallet, *hold);
}

void keep_points(Unit& unit, StoredOrder& stored, const OrderCaptured& payload) {
    if (stored.redeemed_minor == Amount{} || !takes_part(unit, stored)) return;
    const Amount left = stored.total_minor - stored.redeemed_minor - stored.captured_minor;
    if (payload.amount_minor && *payload.amount_minor < left) return;  // the last part spends the points
    const auto program = program_of(unit);
    const Wallet wallet = load_wallet(unit, stored.customer_id, program->id);
    const Reservation* hold = hold_of(wallet, stored.id);
    if (hold != nullptr && !loyalty::capture(*program, wallet, resolve_command(unit, "redeem", *hold)).refusal) return;
    if (!payload.amount_minor) {
        fail(ErrorCode::insufficient_points, "amount_minor", "",
             "the money that was paid, since the points that were set aside for the order are no longer available");
    }
    if (hold != nullptr) release_hold(unit, *program, wallet, *hold);
    stored.redeemed_minor = {};
}

void earn_points(Unit& unit, const LoadedOrder& loaded) {
    if (!takes_part(unit, loaded.stored)) return;
    const auto program = program_of(unit);
    Wallet wallet = load_wallet(unit, loaded.stored.customer_id, program->id);
    loyalty::EarnOrder command;
    command.command_id = command_of(unit, "earn");
    command.at = unit.at();
    command.order = loaded.order;
    command.points_paid_minor = loaded.stored.redeemed_minor;
    command.line_multipliers = multipliers_of(unit, loaded.order);
    command.spent = spend_held(unit, *program, wallet, loaded.stored.id);
    store_outcome(unit, *program, wallet.balance, loyalty::earn(*program, wallet, command));
}

void deliver_points(Unit& unit, const StoredOrder& stored) {
    if (!takes_part(unit, stored)) return;
    const auto program = program_of(unit);
    const Wallet wallet = load_wallet(unit, stored.customer_id, program->id);
    const loyalty::OrderStep step{command_of(unit, "deliver"), unit.at(), stored.id};
    store_outcome(unit, *program, wallet.balance, loyalty::deliver(*program, wallet, step));
}

void reverse_points(Unit& unit, const StoredOrder& stored, const affiliate::Reversal& reversal) {
    if (!takes_part(unit, stored)) return;
    const auto facts = get<OrderPoints>(unit.store, stored.id, ProgramId{unit.state.program.id});
    if (!facts) return;  // captured before there was a program
    // What an order earned is reversed by the program under which it was earned.
    const auto program = unit.policies.program(unit.store, {facts->program.value, facts->program_version});
    const Wallet wallet = load_wallet(unit, stored.customer_id, program->id);
    loyalty::RefundOrder command;
    command.command_id = command_of(unit, "refund");
    command.at = unit.at();
    command.order = *facts;
    for (const affiliate::LineReversal& line : reversal.lines) {
        if (line.refunded_minor.value != 0) command.lines.push_back({line.line_id, line.refunded_minor});
    }
    if (command.lines.empty()) return;
    command.reason = reversal.reason;
    store_outcome(unit, *program_of(unit), wallet.balance, loyalty::refund(*program, wallet, command));
}

std::string apply(Unit& unit, const PointsActivated& payload) {
    if (!has_program(unit)) fail(ErrorCode::out_of_order, "program", "", "a loyalty program that was published before");
    const StoredOrder stored = load_stored_order(unit, payload.order_id);
    if (!stored.captured_at)
        fail(ErrorCode::out_of_order, "order_id", stored.id.value, "an order whose payment was captured");
    std::size_t lots = 0;
    if (takes_part(unit, stored)) {
        const auto program = program_of(unit);
        const Wallet wallet = load_wallet(unit, stored.customer_id, program->id);
        WalletOutcome outcome =
            loyalty::activate(*program, wallet, {command_of(unit, "activate"), unit.at(), stored.id});
        lots = outcome.lots.size();
        store_outcome(unit, *program, wallet.balance, std::move(outcome));
    }
    return "order " + stored.id.value + (lots == 0 ? " has no points to activate" : ": its points can be used");
}

std::string apply(Unit& unit, const PointsAdjusted& payload) {
    if (!has_program(unit)) fail(ErrorCode::out_of_order, "program", "", "a loyalty program that was published before");
    if (payload.customer_id.empty()) fail(ErrorCode::missing_field, "customer_id", "", "a member");
    if (payload.reason.empty()) fail(ErrorCode::missing_field, "reason", "", "why points are given or taken away");
    if (payload.points.value == 0)
        fail(ErrorCode::out_of_range, "points", "0", "above 0 to give, below 0 to take away");
    const auto program = program_of(unit);
    const Wallet wallet = load_wallet(unit, payload.customer_id, program->id);
    const bool gives = payload.points.value > 0;
    WalletOutcome outcome =
        gives ? loyalty::grant(*program, wallet, {command_of(unit, "adjust"), unit.at(), payload.points,
                                                  loyalty::LotSource::manual, payload.reason})
              : loyalty::deduct(*program, wallet,
                                {command_of(unit, "adjust"), unit.at(), -payload.points, payload.reason});
    if (outcome.refusal) {
        fail(ErrorCode::insufficient_points, "points", std::to_string(payload.points.value),
             "at most " + std::to_string(outcome.refusal->limit) + " points to take away");
    }
    store_outcome(unit, *program, wallet.balance, std::move(outcome));
    return std::to_string(payload.points.value) + " points for " + payload.customer_id.value;
}

std::int64_t run_points(Unit& unit) {
    if (!has_program(unit)) return 0;
    release_lapsed(unit);
    const std::int64_t activated =
        run_members(unit, "activate", members_due(unit, LotState::pending), loyalty::run_activation);
    return activated + run_members(unit, "expire", members_due(unit, LotState::active), loyalty::run_expiry);
}

}  // namespace marketplace::engine_detail
