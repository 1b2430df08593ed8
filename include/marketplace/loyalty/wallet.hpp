#pragma once
// A member's wallet as a value, and what an operation on it returns.
//
// Every operation is a function of program, wallet and command. The caller loads the wallet of one member,
// calls, and stores what changed in the same transaction; operations on one member are serialised by the
// version of the balance. An operation that is refused changes nothing and says why.

#include <marketplace/loyalty/program.hpp>

namespace marketplace::loyalty {

/// All of a member's points in one program.
struct Wallet {
    MemberBalance balance;
    std::vector<Lot> lots;           ///< all that are pending or active; for a refund also those that it names
    std::vector<Reservation> holds;  ///< all that are held; for a capture or release the one that it names
    std::vector<Entry> known;        ///< entries of the command at hand that are written already, if any

    friend bool operator==(const Wallet&, const Wallet&) = default;
};
MARKETPLACE_COMPILED_RECORD(Wallet, (balance, lots, holds, known));

/// Why an operation was refused.
enum class RefusalReason {
    insufficient_points,  ///< in points: requested, available
    below_minimum,        ///< in points: requested, least
    not_a_multiple,       ///< in points: requested, step
    exceeds_share,        ///< in minor units: value requested, most that the share of the order allows
    cash_remainder,       ///< in minor units: value requested, most that leaves enough to pay in money
    exceeds_day,          ///< in points: requested, most that is left of the day
    hold_resolved,        ///< the hold was captured or released before
    hold_expired,         ///< in points: held, available now
    order_limit,          ///< in points: earned, most for one order
    day_limit,            ///< in points: earned, most that is left of the day
    level_too_low,        ///< the reward is for other levels than the member's
    not_offered,          ///< the reward is not offered at this time
};
MARKETPLACE_COMPILED_ENUM(RefusalReason, insufficient_points, below_minimum, not_a_multiple, exceeds_share,
                          cash_remainder, exceeds_day, hold_resolved, hold_expired, order_limit, day_limit,
                          level_too_low, not_offered)

/// An operation was refused: by which constraint, and its numbers in the unit that the reason names.
struct Refusal {
    RefusalReason reason = RefusalReason::insufficient_points;
    std::int64_t requested = 0;
    std::int64_t limit = 0;

    friend bool operator==(const Refusal&, const Refusal&) = default;
};
MARKETPLACE_COMPILED_RECORD(Refusal, (reason, requested, limit));

/// What is to be stored: entries and consumptions are new, lots and holds are new or changed.
struct WalletOutcome {
    std::vector<Entry> entries;
    std::vector<Consumption> consumptions;
    std::vector<Lot> lots;
    std::vector<Reservation> holds;
    MemberBalance balance;             ///< as it is now; as it was if refused
    std::optional<OrderPoints> order;  ///< of an order that earned or was refunded
    Points kept;                       ///< points that a refund should take back and the policy leaves
    std::optional<Refusal> refusal;
    bool replayed = false;  ///< the command was done before: the entries are the old ones, nothing is to be stored

    friend bool operator==(const WalletOutcome&, const WalletOutcome&) = default;
};
MARKETPLACE_COMPILED_RECORD(WalletOutcome, (entries, consumptions, lots, holds, balance, order, kept, refusal,
                                            replayed));

/// A wallet without points.
[[nodiscard]] Wallet empty_wallet(const CustomerId& member, const ProgramId& program);

/// Whether points of the lot can be spent at an instant.
[[nodiscard]] bool is_usable(const Lot& lot, Timestamp at);
/// Points in usable lots, held or not.
[[nodiscard]] Points usable(const Wallet& wallet, Timestamp at);
/// Points in holds that bind at an instant.
[[nodiscard]] Points held(const Wallet& wallet, Timestamp at);
/// What can be spent: usable - held - debt, and never less than 0.
[[nodiscard]] Points available(const Wallet& wallet, Timestamp at);

/// The wallet after an outcome was stored. A replayed or refused outcome changes nothing.
[[nodiscard]] Wallet applied(const Wallet& wallet, const WalletOutcome& outcome);

}  // namespace marketplace::loyalty
