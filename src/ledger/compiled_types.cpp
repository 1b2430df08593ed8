// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/ledger/account.hpp>
#include <marketplace/ledger/chain.hpp>
#include <marketplace/ledger/flows.hpp>
#include <marketplace/ledger/history.hpp>
#include <marketplace/ledger/journal.hpp>
#include <marketplace/ledger/posting.hpp>
#include <marketplace/ledger/verification.hpp>

namespace marketplace::ledger {

MARKETPLACE_COMPILE(Side)
MARKETPLACE_COMPILE(Account)
MARKETPLACE_COMPILE(ChainHead)
MARKETPLACE_COMPILE(ChainReport)
MARKETPLACE_COMPILE(FlowContext)
MARKETPLACE_COMPILE(Leg)
MARKETPLACE_COMPILE(TimeAxis)
MARKETPLACE_COMPILE(StatementRow)
MARKETPLACE_COMPILE(AccountStatement)
MARKETPLACE_COMPILE(Changes)
MARKETPLACE_COMPILE(PostingKind)
MARKETPLACE_COMPILE(PostingRequest)
MARKETPLACE_COMPILE(Posting)
MARKETPLACE_COMPILE(PendingState)
MARKETPLACE_COMPILE(Pending)
MARKETPLACE_COMPILE(PostingOutcome)
MARKETPLACE_COMPILE(PostingResult)
MARKETPLACE_COMPILE(Invariant)
MARKETPLACE_COMPILE(Violation)
MARKETPLACE_COMPILE(CurrencySums)
MARKETPLACE_COMPILE(VerifyReport)
MARKETPLACE_COMPILE(LedgerState)

}  // namespace marketplace::ledger
