#pragma once
// What is true of an engine's tables whatever happened, computed again from the rows alone.

#include "scripted_provider.hpp"

#include <marketplace/ports/store.hpp>

#include <string>
#include <vector>

namespace marketplace::simulation {

/// Everything that is wrong, in words; empty for a sound store.
/// - The ledger verifies: chain, folds, constraints, debits equal to credits; clearing accounts stand at zero.
/// - Money at the provider is what was captured, less refunds and payouts that were paid.
/// - The shares of an order sum to its total, and so do those of each line; refunds sum to what the order says,
///   and to no more than its total.
/// - A payout is the sum of its items, claimed by it alone, and there is one for each payee, currency and period.
/// - What a payee is owed by items equals what its accounts hold; none of them is overdrawn.
/// - Lots, balances, totals and the liability of points agree.
/// - Events and the ledger are numbered without gaps.
[[nodiscard]] std::vector<std::string> violations_of(Store& store);

/// What is wrong between the payouts of a store and what a provider saw: a payment under two keys or with two
/// contents, a payout that is paid and was never asked for, one paid more than once.
[[nodiscard]] std::vector<std::string> violations_of(Store& store, const ScriptedProvider& provider);

}  // namespace marketplace::simulation
