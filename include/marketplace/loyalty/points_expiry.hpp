#pragma once
// When points become usable and when they stop being so, and what outstanding points stand for in the ledger.
//
// Points are usable through the end of their last civil day in the time zone of the program; at 00:00 of the
// next day they are not, whether the run that writes it down has come or not.

#include <marketplace/loyalty/wallet.hpp>

namespace marketplace::loyalty {

/// The last day on which points that become active on a day can be used; none: they do not expire. Months
/// clamp to the end of a shorter month: 31 January + 1 month is 28 February.
[[nodiscard]] std::optional<Date> last_day_of(const ExpiryPolicy& policy, const Date& active_on);

/// The first instant at which points that become active at an instant cannot be used.
[[nodiscard]] std::optional<Timestamp> expiry_of(const Program& program, Timestamp active_at);

/// When points that are earned at an instant become usable; none: an event decides, delivery or the host's.
[[nodiscard]] std::optional<Timestamp> activation_of(const Program& program, Timestamp earned_at,
                                                     std::optional<Timestamp> delivered_at);

/// A run over one wallet, or something that a member did.
struct WalletRun {
    CommandId command_id;
    Timestamp at;

    friend bool operator==(const WalletRun&, const WalletRun&) = default;
};
MARKETPLACE_COMPILED_RECORD(WalletRun, (command_id, at));

/// Something that happened to the order which earned points.
struct OrderStep {
    CommandId command_id;
    Timestamp at;
    OrderId order_id;

    friend bool operator==(const OrderStep&, const OrderStep&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderStep, (command_id, at, order_id));

/// The order was delivered: the days until its points become usable begin. Lots whose time is set already
/// keep it; with 0 days they become usable now.
[[nodiscard]] WalletOutcome deliver(const Program& program, const Wallet& wallet, const OrderStep& step);
/// The event came for which the points of an order wait: they become usable now.
[[nodiscard]] WalletOutcome activate(const Program& program, const Wallet& wallet, const OrderStep& step);

/// Pending lots whose time has come become active. Their expiry counts from that time, not from the run.
[[nodiscard]] WalletOutcome run_activation(const Program& program, const Wallet& wallet, const WalletRun& run);
/// Active lots whose time is over become expired, one entry each. A lot expires once, however often this runs.
[[nodiscard]] WalletOutcome run_expiry(const Program& program, const Wallet& wallet, const WalletRun& run);
/// The member did something that counts as activity: a sliding expiry moves, never to an earlier time.
[[nodiscard]] WalletOutcome record_activity(const Program& program, const Wallet& wallet, const WalletRun& run);

/// What outstanding points (active + pending) stand for: points * fair value, rounded half up.
[[nodiscard]] Amount liability(Points outstanding, const Program& program);
/// What a change of outstanding points adds to the liability; such differences never drift from the whole.
[[nodiscard]] Amount liability_change(Points before, Points after, const Program& program);

}  // namespace marketplace::loyalty
