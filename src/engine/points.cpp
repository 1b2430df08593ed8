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

/// How long points are surely kept for an order that is not paid yet. A later capture gets them if they are
/// still there, and its discount in any case, since the customer paid the rest.
constexpr std::int64_t points_hold_seconds = 7 * 86'400;

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

/// Spends what an order's placement set aside; the lots from which it came.
std::vector<loyalty::Consumption> spend_held(Unit& unit, const Program& program, Wallet& wallet,
                                             const OrderId& order) {
    const Reservation* hold = hold_of(wallet, order);
    if (hold == nullptr) return {};
    const loyalty::ResolveHold command{command_of(unit, "redeem"), unit.at(), hold->id, "order " + order.value};
    const WalletOutcome outcome = loyalty::capture(program, wallet, command);
    store_outcome(unit, program, wallet.balance, outcome);
    wallet = loyalty::applied(wallet, outcome);
    return outcome.consumptions;
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
    WalletOutcome outcome =
        loyalty::hold(*program, wallet, {redeem, unit.at() + Duration::seconds(points_hold_seconds)});
    if (outcome.refusal) return;
    loaded.stored.redeemed_minor = outcome.holds.front().value_minor;
    store_outcome(unit, *program, wallet.balance, std::move(outcome));
}

void release_points(Unit& unit, const StoredOrder& stored) {
    if (stored.redeemed_minor.value == 0 || !takes_part(unit, stored)) return;
    const auto program = program_of(unit);
    const Wallet wallet = load_wallet(unit, stored.customer_id, program->id);
    const Reservation* hold = hold_of(wallet, stored.id);
    if (hold == nullptr) return;
    const loyalty::ResolveHold command{command_of(unit, "release"), unit.at(), hold->id, "order " + stored.id.value};
    store_outcome(unit, *program, wallet.balance, loyalty::release(*program, wallet, command));
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
    const std::int64_t activated =
        run_members(unit, "activate", members_due(unit, LotState::pending), loyalty::run_activation);
    return activated + run_members(unit, "expire", members_due(unit, LotState::active), loyalty::run_expiry);
}

}  // namespace marketplace::engine_detail
