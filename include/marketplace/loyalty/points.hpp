#pragma once
// Points, and the records of a member's wallet: lots, an append-only list of entries, which lots an entry
// took from, reservations, and the balance.
//
// Every point lies in a lot that says when it expires. Spending takes from the lots that expire soonest and
// records which ones, so that a refund puts points back where they came from.

#include <marketplace/order/order.hpp>

#include <optional>
#include <string>
#include <vector>

namespace marketplace::loyalty {

/// A whole number of points. Arithmetic throws `overflow` instead of wrapping.
struct Points {
    std::int64_t value = 0;

    static constexpr std::string_view kind() noexcept { return "Points"; }

    friend constexpr bool operator==(Points, Points) = default;
    friend constexpr auto operator<=>(Points, Points) = default;
};

[[nodiscard]] constexpr Points operator+(Points a, Points b) { return {checked_add(a.value, b.value)}; }
[[nodiscard]] constexpr Points operator-(Points a, Points b) { return {checked_subtract(a.value, b.value)}; }
[[nodiscard]] constexpr Points operator-(Points a) { return {checked_subtract(0, a.value)}; }
constexpr Points& operator+=(Points& a, Points b) { return a = a + b; }
constexpr Points& operator-=(Points& a, Points b) { return a = a - b; }

MARKETPLACE_ID(CommandId);      // of what the host asked for; ids of everything it creates derive from it
MARKETPLACE_ID(EntryId);        // "{command id}/{n}", n from 0
MARKETPLACE_ID(ReservationId);  // the id of the command that made the hold
MARKETPLACE_ID(RewardId);

/// Where the points of a lot come from.
enum class LotSource {
    order,     ///< earned by an order
    event,     ///< earned by something else: a review, a birthday, a referral
    manual,    ///< given by a person
    transfer,  ///< came from another member
    restored,  ///< spent points that came back after their own lot had expired
};
MARKETPLACE_COMPILED_ENUM(LotSource, order, event, manual, transfer, restored)

/// The life of a lot.
enum class LotState {
    pending,    ///< not usable yet
    active,     ///< usable until `expires_at`
    expired,
    exhausted,  ///< nothing left; points that come back make it active again
    cancelled,  ///< taken back before it was ever active
};
MARKETPLACE_COMPILED_ENUM(LotState, pending, active, expired, exhausted, cancelled)

/// Points that came together and expire together.
struct Lot {
    LotId id;                ///< "{command id}/{n}" of the command that made it
    CustomerId member;
    ProgramId program;
    LotSource source = LotSource::order;
    OrderId order_id;        ///< the order that earned it; else empty
    LotId origin;            ///< for `transfer` and `restored`: the lot in which the points were before
    Points amount;           ///< what came, above 0
    Points remaining;        ///< what is left of it, 0 to `amount`
    LotState state = LotState::pending;
    Timestamp earned_at;
    std::optional<Timestamp> active_at;   ///< when it became or will become usable; none: waits for an event
    std::optional<Timestamp> expires_at;  ///< the first instant at which it is not usable; none: never, or pending

    friend bool operator==(const Lot&, const Lot&) = default;
};
MARKETPLACE_COMPILED_RECORD(Lot, (id, member, program, source, order_id, origin, amount, remaining, state, earned_at,
                                  active_at, expires_at));

/// What happened to points.
enum class EntryType {
    earn,            ///< a lot came, pending or active
    activate,        ///< a pending lot became usable
    hold,            ///< points were set aside at checkout
    release,         ///< and became free again
    redeem,          ///< points were spent
    reverse_earn,    ///< earned points were taken back because of a refund
    reverse_redeem,  ///< spent points came back because of a refund
    settle_debt,     ///< points paid a debt that an earlier reversal had left
    expire,
    transfer_out,
    transfer_in,
    adjust,          ///< points were taken away by a person
};
MARKETPLACE_COMPILED_ENUM(EntryType, earn, activate, hold, release, redeem, reverse_earn, reverse_redeem, settle_debt,
                          expire, transfer_out, transfer_in, adjust)

/// One thing that happened to a member's points; never changed once written. The id makes it unique, and since
/// it derives from the command, a command that is told twice cannot write twice.
struct Entry {
    EntryId id;
    CustomerId member;
    ProgramId program;
    EntryType type = EntryType::earn;
    Points points;       ///< 0 or more; the type says in which direction
    Timestamp at;
    OrderId order_id;    ///< empty where no order is concerned
    std::string cause;   ///< for people: the rule, the reward, the reason given

    friend bool operator==(const Entry&, const Entry&) = default;
};
MARKETPLACE_COMPILED_RECORD(Entry, (id, member, program, type, points, at, order_id, cause));
[[nodiscard]] inline TableSpec table_spec(const Entry*) { return {"loyalty_entry", "id", {"member,at"}}; }

/// How many points of an entry came from, or went to, one lot.
struct Consumption {
    EntryId entry_id;
    LotId lot_id;
    Points points;  ///< above 0

    friend bool operator==(const Consumption&, const Consumption&) = default;
};
MARKETPLACE_COMPILED_RECORD(Consumption, (entry_id, lot_id, points));
[[nodiscard]] inline TableSpec table_spec(const Consumption*) {
    return {"loyalty_consumption", "entry_id,lot_id", {}};
}

/// The life of a hold.
enum class ReservationState { held, captured, released };
MARKETPLACE_COMPILED_ENUM(ReservationState, held, captured, released)

/// Points set aside while a customer pays. After `expires_at` they no longer count as set aside, and may be
/// captured only if they are still available.
struct Reservation {
    ReservationId id;
    CustomerId member;
    ProgramId program;
    OrderId order_id;
    Points points;
    Amount value_minor;    ///< what they pay of the order, frozen when they were held; currency of the program
    Timestamp created_at;
    Timestamp expires_at;  ///< the first instant at which the hold no longer binds
    ReservationState state = ReservationState::held;
    EntryId entry_id;      ///< the redemption, once captured

    friend bool operator==(const Reservation&, const Reservation&) = default;
};
MARKETPLACE_COMPILED_RECORD(Reservation, (id, member, program, order_id, points, value_minor, created_at, expires_at,
                                          state, entry_id));
[[nodiscard]] inline TableSpec table_spec(const Reservation*) {
    return {"loyalty_reservation", "member,program,id", {}};
}

/// Points counted on one civil day of the program; starts again with each day.
struct DayPoints {
    Date day;
    Points points;

    friend bool operator==(const DayPoints&, const DayPoints&) = default;
};
MARKETPLACE_COMPILED_RECORD(DayPoints, (day, points));

/// A member's points in one program. At every moment
/// lifetime_earned = active + pending + spent + expired + reversed + transferred + adjusted - debt.
struct MemberBalance {
    CustomerId member;
    ProgramId program;
    Points active;           ///< in active lots, whether held or not
    Points pending;          ///< in pending lots
    Points debt;             ///< owed by the member; points that come pay it first
    Points lifetime_earned;  ///< ever earned or given, before anything was taken back
    Points spent;            ///< redeemed, less what came back
    Points expired;
    Points reversed;         ///< earned points taken back, including those that became debt
    Points transferred;      ///< to other members, less what came from them
    Points adjusted;         ///< taken away by a person
    DayPoints earned_on;     ///< for the daily limit on earning
    DayPoints redeemed_on;   ///< for the daily limit on spending
    std::int64_t version = 0;  ///< rises with every change

    friend bool operator==(const MemberBalance&, const MemberBalance&) = default;
};
MARKETPLACE_COMPILED_RECORD(MemberBalance, (member, program, active, pending, debt, lifetime_earned, spent, expired,
                                            reversed, transferred, adjusted, earned_on, redeemed_on, version));
[[nodiscard]] inline TableSpec table_spec(const MemberBalance*) { return {"loyalty_balance", "member,program", {}}; }

/// What one line of an order earned and what was paid for it with points, and how far that was undone.
struct LinePoints {
    OrderLineId line_id;
    Amount value_minor;     ///< what the customer pays for the line, in money and points
    Amount base_minor;      ///< the part of it on which points are earned
    Points earned;
    Points redeemed;        ///< points that paid for the line
    Amount refunded_minor;  ///< of `value_minor`, so far
    Points reversed;        ///< of `earned`, so far
    Points returned;        ///< of `redeemed`, so far

    friend bool operator==(const LinePoints&, const LinePoints&) = default;
};
MARKETPLACE_COMPILED_RECORD(LinePoints,
                            (line_id, value_minor, base_minor, earned, redeemed, refunded_minor, reversed, returned));

/// Points of one lot that paid for an order.
struct SpentLot {
    LotId lot_id;
    Points points;
    Points returned;  ///< so far

    friend bool operator==(const SpentLot&, const SpentLot&) = default;
};
MARKETPLACE_COMPILED_RECORD(SpentLot, (lot_id, points, returned));

/// The frozen facts from which a refund computes: rules that change later never touch them.
struct OrderPoints {
    OrderId order_id;
    CustomerId member;
    ProgramId program;
    std::int64_t program_version = 0;
    Currency currency;
    LotId lot_id;                   ///< what the order earned; empty if nothing
    std::vector<LinePoints> lines;
    std::vector<SpentLot> spent;    ///< in the order in which they were taken

    friend bool operator==(const OrderPoints&, const OrderPoints&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderPoints, (order_id, member, program, program_version, currency, lot_id, lines, spent));
[[nodiscard]] inline TableSpec table_spec(const OrderPoints*) { return {"loyalty_order", "order_id,program", {}}; }

}  // namespace marketplace::loyalty

namespace marketplace {
template <>
inline constexpr bool is_strong_integer<loyalty::Points> = true;
}  // namespace marketplace
