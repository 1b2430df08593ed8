#pragma once
// Points from one member to another. They keep the expiry of the lots in which they were.

#include <marketplace/loyalty/wallet.hpp>

namespace marketplace::loyalty {

/// A member gives points to another.
struct TransferPoints {
    CommandId command_id;
    Timestamp at;
    Points points;
    std::string cause;

    friend bool operator==(const TransferPoints&, const TransferPoints&) = default;
};
MARKETPLACE_COMPILED_RECORD(TransferPoints, (command_id, at, points, cause));

/// What is to be stored in both wallets, in one transaction. A refusal or replay stands in both.
struct TransferOutcome {
    WalletOutcome from;
    WalletOutcome to;

    friend bool operator==(const TransferOutcome&, const TransferOutcome&) = default;
};
MARKETPLACE_COMPILED_RECORD(TransferOutcome, (from, to));

/// Moves points that are available, those that expire soonest first. A debt of the receiver is paid first.
/// The entries of the receiver are "{command id}/in/{n}". Throws `invalid_value` when both are the same member.
[[nodiscard]] TransferOutcome transfer(const Program& program, const Wallet& from, const Wallet& to,
                                       const TransferPoints& command);

}  // namespace marketplace::loyalty
