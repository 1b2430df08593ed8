#pragma once
// What an order and its refunds mean for a vendor, taken apart for its statement: goods, taxes, shipping, and what the
// platform takes and gives back.

#include "orders.hpp"

#include <marketplace/affiliate/reversal.hpp>

#include <vector>

namespace marketplace::engine_detail {

/// One entry of a statement; each kind once.
struct PayeeEntry {
    payments::EntryKind kind = payments::EntryKind::adjustment;
    Amount amount_minor;
};

/// What an order left to a vendor after the refunds that `state` tells of; the entries sum to `share`. What they do not
/// explain is held by disputes, or was adjusted.
[[nodiscard]] std::vector<PayeeEntry> sale_entries(const LoadedOrder& loaded, const affiliate::ReversalState& state,
                                                   const std::string& vendor, Amount share);

/// What a refund changes for a vendor; the entries sum to `share`.
[[nodiscard]] std::vector<PayeeEntry> refund_entries(const LoadedOrder& loaded, const affiliate::Reversal& reversal,
                                                     const std::string& vendor, Amount share);

}  // namespace marketplace::engine_detail
