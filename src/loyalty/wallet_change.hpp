#pragma once
// One command at work on a copy of a wallet: moves points between lots and balance so that both always agree,
// numbers entries and lots, and remembers what changed.

#include <marketplace/loyalty/wallet.hpp>

#include <set>

namespace marketplace::loyalty::detail {

/// The outcome of a command that is known to have been done, or nothing.
[[nodiscard]] std::optional<WalletOutcome> replay_of(const Wallet& wallet, const CommandId& command);
/// Nothing changes, for a reason.
[[nodiscard]] WalletOutcome refused(const Wallet& wallet, const Refusal& refusal);
/// Throws unless there is a command id and the wallet belongs to the program.
void require_command(const Program& program, const Wallet& wallet, const CommandId& command);

class WalletChange {
public:
    WalletChange(const Program& program, const Wallet& wallet, const CommandId& command, Timestamp at);

    [[nodiscard]] const Wallet& wallet() const { return wallet_; }
    [[nodiscard]] const Program& program() const { return program_; }
    [[nodiscard]] Timestamp at() const { return at_; }
    [[nodiscard]] const TimeZone& zone() const { return zone_; }
    [[nodiscard]] MemberBalance& balance() { return wallet_.balance; }

    /// Usable points that no hold binds; not below 0.
    [[nodiscard]] Points free() const;
    /// The position of a lot. Throws `not_found`.
    [[nodiscard]] std::size_t find_lot(const LotId& id) const;
    /// A lot that is about to be changed in ways that leave the balance as it is.
    [[nodiscard]] Lot& edit(std::size_t position);
    /// A hold that is about to be changed. Throws `not_found`.
    [[nodiscard]] Reservation& edit_hold(const ReservationId& id);
    void add_hold(const Reservation& hold);

    /// Writes an entry and returns its id.
    EntryId record(EntryType type, Points points, const OrderId& order, std::string_view cause);
    void consumed(const EntryId& entry, const LotId& lot, Points points);

    /// Adds a lot of so many points, pending or active; the balance follows. Id, member, program and
    /// remaining are filled in.
    const Lot& add_lot(Lot lot);
    /// Makes a pending lot active from an instant, with the expiry that the program gives it then.
    void activate(std::size_t position, Timestamp active_at);
    /// Takes points out of a pending or active lot.
    void take(const EntryId& entry, std::size_t position, Points points);
    /// Takes points out of the usable lots, soonest expiry first, then the oldest. There must be enough.
    std::vector<SpentLot> consume(const EntryId& entry, Points points);
    /// Puts points back into a lot that has not expired.
    void put_back(const EntryId& entry, std::size_t position, Points points);
    /// Moves the expiry of usable lots that have one to what activity now gives them, never to an earlier time.
    void slide();

    /// Pays debt out of what is free, and tells what changed.
    [[nodiscard]] WalletOutcome finish();

private:
    void settle_debt();

    const Program& program_;
    Wallet wallet_;
    CommandId command_;
    Timestamp at_;
    TimeZone zone_;
    WalletOutcome outcome_;
    std::set<std::size_t> lots_changed_;
    std::set<std::size_t> holds_changed_;
    std::int64_t lots_added_ = 0;
};

/// Counts points on the civil day of an instant.
void count_on_day(DayPoints& count, const Date& day, Points points);
/// What was counted on a day.
[[nodiscard]] Points counted_on(const DayPoints& count, const Date& day);

}  // namespace marketplace::loyalty::detail
