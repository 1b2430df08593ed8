// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/loyalty/points.hpp>
#include <marketplace/loyalty/points_calculator.hpp>
#include <marketplace/loyalty/points_expiry.hpp>
#include <marketplace/loyalty/points_redeemer.hpp>
#include <marketplace/loyalty/points_reversal.hpp>
#include <marketplace/loyalty/points_transfer.hpp>
#include <marketplace/loyalty/program.hpp>
#include <marketplace/loyalty/rewards_manager.hpp>
#include <marketplace/loyalty/wallet.hpp>

namespace marketplace::loyalty {

MARKETPLACE_COMPILE(LotSource)
MARKETPLACE_COMPILE(LotState)
MARKETPLACE_COMPILE(Lot)
MARKETPLACE_COMPILE(EntryType)
MARKETPLACE_COMPILE(Entry)
MARKETPLACE_COMPILE(Consumption)
MARKETPLACE_COMPILE(ReservationState)
MARKETPLACE_COMPILE(Reservation)
MARKETPLACE_COMPILE(DayPoints)
MARKETPLACE_COMPILE(MemberBalance)
MARKETPLACE_COMPILE(LinePoints)
MARKETPLACE_COMPILE(SpentLot)
MARKETPLACE_COMPILE(OrderPoints)
MARKETPLACE_COMPILE(LineAmount)
MARKETPLACE_COMPILE(EarnContext)
MARKETPLACE_COMPILE(LineEarning)
MARKETPLACE_COMPILE(PointsCalculation)
MARKETPLACE_COMPILE(EarnOrder)
MARKETPLACE_COMPILE(GrantPoints)
MARKETPLACE_COMPILE(WalletRun)
MARKETPLACE_COMPILE(OrderStep)
MARKETPLACE_COMPILE(RedeemPoints)
MARKETPLACE_COMPILE(RedemptionQuote)
MARKETPLACE_COMPILE(QuoteRequest)
MARKETPLACE_COMPILE(HoldPoints)
MARKETPLACE_COMPILE(ResolveHold)
MARKETPLACE_COMPILE(DeductPoints)
MARKETPLACE_COMPILE(RefundOrder)
MARKETPLACE_COMPILE(RefundPoints)
MARKETPLACE_COMPILE(TransferPoints)
MARKETPLACE_COMPILE(TransferOutcome)
MARKETPLACE_COMPILE(EarnConditions)
MARKETPLACE_COMPILE(EarnRule)
MARKETPLACE_COMPILE(Stacking)
MARKETPLACE_COMPILE(CapMode)
MARKETPLACE_COMPILE(EarnPolicy)
MARKETPLACE_COMPILE(ActivationMode)
MARKETPLACE_COMPILE(ActivationStart)
MARKETPLACE_COMPILE(ActivationPolicy)
MARKETPLACE_COMPILE(ExpiryMode)
MARKETPLACE_COMPILE(PeriodEnd)
MARKETPLACE_COMPILE(YearDay)
MARKETPLACE_COMPILE(ExpiryPolicy)
MARKETPLACE_COMPILE(RedemptionPolicy)
MARKETPLACE_COMPILE(EarnedRefund)
MARKETPLACE_COMPILE(ExpiredLotRefund)
MARKETPLACE_COMPILE(PointsRefundPolicy)
MARKETPLACE_COMPILE(Program)
MARKETPLACE_COMPILE(RewardLevel)
MARKETPLACE_COMPILE(LevelDowngrade)
MARKETPLACE_COMPILE(RewardLevels)
MARKETPLACE_COMPILE(LevelMove)
MARKETPLACE_COMPILE(LevelChange)
MARKETPLACE_COMPILE(RewardItem)
MARKETPLACE_COMPILE(RedeemReward)
MARKETPLACE_COMPILE(Wallet)
MARKETPLACE_COMPILE(RefusalReason)
MARKETPLACE_COMPILE(Refusal)
MARKETPLACE_COMPILE(WalletOutcome)

}  // namespace marketplace::loyalty
