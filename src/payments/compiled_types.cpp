// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/payments/capture.hpp>
#include <marketplace/payments/payout.hpp>
#include <marketplace/payments/payout_processor.hpp>
#include <marketplace/payments/payout_schedule.hpp>
#include <marketplace/payments/statement.hpp>

namespace marketplace::payments {

MARKETPLACE_COMPILE(Capture)
MARKETPLACE_COMPILE(CaptureOrder)
MARKETPLACE_COMPILE(CaptureRefund)
MARKETPLACE_COMPILE(PayeeParty)
MARKETPLACE_COMPILE(EntryKind)
MARKETPLACE_COMPILE(PayoutItem)
MARKETPLACE_COMPILE(PayoutStatus)
MARKETPLACE_COMPILE(Payout)
MARKETPLACE_COMPILE(PayoutAction)
MARKETPLACE_COMPILE(PayoutCommand)
MARKETPLACE_COMPILE(PayoutTransition)
MARKETPLACE_COMPILE(PayoutCarry)
MARKETPLACE_COMPILE(PayoutRequest)
MARKETPLACE_COMPILE(PayoutExplanation)
MARKETPLACE_COMPILE(PayoutDecision)
MARKETPLACE_COMPILE(PayoutScheduleKind)
MARKETPLACE_COMPILE(HoldStart)
MARKETPLACE_COMPILE(PayoutSchedule)
MARKETPLACE_COMPILE(PayoutDay)
MARKETPLACE_COMPILE(StatementEntry)
MARKETPLACE_COMPILE(StatementRequest)
MARKETPLACE_COMPILE(Statement)

}  // namespace marketplace::payments
