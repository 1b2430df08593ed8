// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/vendors/analytics.hpp>
#include <marketplace/vendors/fee_calculator.hpp>
#include <marketplace/vendors/onboarding.hpp>
#include <marketplace/vendors/strategy.hpp>
#include <marketplace/vendors/vendor.hpp>

namespace marketplace::vendors {

MARKETPLACE_COMPILE(FactKind)
MARKETPLACE_COMPILE(SalesFact)
MARKETPLACE_COMPILE(ProductSales)
MARKETPLACE_COMPILE(SalesMetrics)
MARKETPLACE_COMPILE(SalesTally)
MARKETPLACE_COMPILE(Cohort)
MARKETPLACE_COMPILE(FeeKind)
MARKETPLACE_COMPILE(FeeRule)
MARKETPLACE_COMPILE(FeeFacts)
MARKETPLACE_COMPILE(FeeCharge)
MARKETPLACE_COMPILE(SubscriptionUse)
MARKETPLACE_COMPILE(RequirementKind)
MARKETPLACE_COMPILE(SubmissionState)
MARKETPLACE_COMPILE(Requirement)
MARKETPLACE_COMPILE(VendorAction)
MARKETPLACE_COMPILE(VendorCommand)
MARKETPLACE_COMPILE(OnboardingPolicy)
MARKETPLACE_COMPILE(VendorRefusal)
MARKETPLACE_COMPILE(VendorTransition)
MARKETPLACE_COMPILE(Drift)
MARKETPLACE_COMPILE(EarningModel)
MARKETPLACE_COMPILE(HoldPolicy)
MARKETPLACE_COMPILE(CatalogRight)
MARKETPLACE_COMPILE(VendorStrategy)
MARKETPLACE_COMPILE(StrategyConfig)
MARKETPLACE_COMPILE(VendorStatus)
MARKETPLACE_COMPILE(SuspensionReason)
MARKETPLACE_COMPILE(Vendor)

}  // namespace marketplace::vendors
