// Every table of the engine, in one list.

#include <marketplace/affiliate/tier_evaluation.hpp>
#include <marketplace/affiliate/tier_history.hpp>
#include <marketplace/affiliate/tier_metrics.hpp>
#include <marketplace/engine/engine.hpp>
#include <marketplace/ledger/journal.hpp>

namespace marketplace {

std::vector<const TableInfo*> engine_tables() {
    return {&table_of<StoredEvent>(),
            &table_of<PolicyVersion>(),
            &table_of<StoredOrder>(),
            &table_of<StoredOrderLine>(),
            &table_of<StoredCommission>(),
            &table_of<StoredShare>(),
            &table_of<StoredReversal>(),
            &table_of<StoredRefund>(),
            &table_of<StoredCapture>(),
            &table_of<StoredCaptureRefund>(),
            &table_of<StoredDispute>(),
            &table_of<StoredAdjustment>(),
            &table_of<StoredRestatement>(),
            &table_of<StoredHold>(),
            &table_of<StoredPayee>(),
            &table_of<StoredReserve>(),
            &table_of<OutboxEntry>(),
            &table_of<EngineState>(),
            &table_of<vendors::Vendor>(),
            &table_of<payments::PayoutItem>(),
            &table_of<payments::Payout>(),
            &table_of<payments::PayoutSchedule>(),
            &table_of<vendors::FeeCharge>(),
            &table_of<ledger::Account>(),
            &table_of<ledger::Posting>(),
            &table_of<ledger::Pending>(),
            &table_of<ledger::ChainHead>(),
            &table_of<affiliate::TierState>(),
            &table_of<affiliate::TierEvaluation>(),
            &table_of<affiliate::TierAssignment>(),
            &table_of<affiliate::DailyMetrics>(),
            &table_of<StoredTierRun>(),
            &table_of<StoredLateFact>(),
            &table_of<PlanAssignment>(),
            &table_of<StoredVolume>(),
            &table_of<StoredFirstOrder>(),
            &table_of<StoredContext>(),
            &table_of<LoyaltyTotals>(),
            &table_of<loyalty::MemberBalance>(),
            &table_of<StoredLot>(),
            &table_of<StoredPointsHold>(),
            &table_of<loyalty::Entry>(),
            &table_of<loyalty::Consumption>(),
            &table_of<loyalty::Reservation>(),
            &table_of<loyalty::OrderPoints>()};
}

}  // namespace marketplace
