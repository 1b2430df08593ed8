#pragma once
// Money that goes back by somebody else's decision: an order cancelled before capture, a chargeback.
//
// Everything here is a value saying what is to be booked; nothing is booked. A chargeback is held while
// it is open (the amount is not refundable a second time), given up when won, posted when lost.

#include <marketplace/affiliate/reversal.hpp>

#include <string>
#include <vector>

namespace marketplace::affiliate {

/// What is to be done with entries of the ledger.
enum class Booking {
    hold,       ///< write them as pending
    post_hold,  ///< the pending ones become final
    void_hold,  ///< the pending ones disappear without a trace in balances
};
MARKETPLACE_COMPILED_ENUM(Booking, hold, post_hold, void_hold)

/// An order that was never captured: its pending shares become void and nothing is posted.
struct Cancellation {
    OrderId order_id;
    Currency currency;
    Timestamp at;
    Booking booking = Booking::void_hold;
    std::string reason;
    std::vector<Share> shares;  ///< what was expected by whom, and will not come

    friend bool operator==(const Cancellation&, const Cancellation&) = default;
};
MARKETPLACE_COMPILED_RECORD(Cancellation, (order_id, currency, at, booking, reason, shares));

/// Throws `invalid_value` when something of the order was refunded: it was captured then.
[[nodiscard]] Cancellation cancel_before_capture(const OrderCommission& frozen, const ReversalState& state,
                                                 Timestamp at, std::string reason);

/// The terms of a dispute. The fee is moved from the liable party to the payment processor.
struct DisputeTerms {
    Amount fee_minor;                 ///< 0 or more, in the currency of the order
    Beneficiary liable;               ///< who pays the fee: a vendor, the platform
    bool fee_returned_if_won = false; ///< whether the processor gives the fee back

    friend bool operator==(const DisputeTerms&, const DisputeTerms&) = default;
};
MARKETPLACE_COMPILED_RECORD(DisputeTerms, (fee_minor, liable, fee_returned_if_won));

/// A step of a dispute: the reversal and the fee, and what is to be done with each.
struct DisputeStep {
    Booking booking = Booking::hold;      ///< of `reversal`
    Booking fee_booking = Booking::hold;  ///< of `fee_shares`
    DisputeTerms terms;
    Reversal reversal;
    std::vector<Share> fee_shares;        ///< sum to zero; empty without a fee
    ReversalState state;                  ///< of refunds after this step

    friend bool operator==(const DisputeStep&, const DisputeStep&) = default;
};
MARKETPLACE_COMPILED_RECORD(DisputeStep, (booking, fee_booking, terms, reversal, fee_shares, state));

/// Holds a reversal, made by `reverse` with the disputed amount, and the fee.
[[nodiscard]] DisputeStep dispute_opened(const Reversal& reversal, const DisputeTerms& terms);
/// Gives the reversal up; `state` is the refunds of the commission by now, other refunds included.
[[nodiscard]] DisputeStep dispute_won(const DisputeStep& opened, const ReversalState& state);
/// Posts the reversal and the fee.
[[nodiscard]] DisputeStep dispute_lost(const DisputeStep& opened, const ReversalState& state);

}  // namespace marketplace::affiliate
