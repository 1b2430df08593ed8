#pragma once
// An order may be captured in parts: by several payments, or one parcel after the other. A refund goes back by the
// way on which the money came, and never more by one way than came on it.

#include <marketplace/money/money.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::payments {

/// One capture of an order, and what was given back of it.
struct Capture {
    std::string id;          ///< what the payment provider calls it
    Amount amount_minor;     ///< captured, 0 or more
    Amount refunded_minor;   ///< so far, at most `amount_minor`

    friend bool operator==(const Capture&, const Capture&) = default;
};
MARKETPLACE_COMPILED_RECORD(Capture, (id, amount_minor, refunded_minor));

/// Which captures a refund is taken from.
enum class CaptureOrder {
    oldest_first,   ///< fewest calls to the provider
    newest_first,   ///< where old captures can no longer be refunded
    in_proportion,  ///< to what is left of each, by largest remainder
};
MARKETPLACE_COMPILED_ENUM(CaptureOrder, oldest_first, newest_first, in_proportion)

/// A part of a refund, of one capture.
struct CaptureRefund {
    std::string capture_id;
    Amount amount_minor;     ///< above 0

    friend bool operator==(const CaptureRefund&, const CaptureRefund&) = default;
};
MARKETPLACE_COMPILED_RECORD(CaptureRefund, (capture_id, amount_minor));

/// Divides a refund over the captures of an order, oldest first, in their order. The parts sum to the amount, and none
/// exceeds what is left of its capture; captures that give nothing are left out. Throws `over_refund` naming what is
/// left of all of them, `out_of_range` for amounts below zero or more refunded than captured, `duplicate_key` for two
/// captures of one id.
[[nodiscard]] std::vector<CaptureRefund> distribute_refund(std::span<const Capture> captures, Amount amount,
                                                           CaptureOrder order);

}  // namespace marketplace::payments
