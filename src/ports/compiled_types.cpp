// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/ports/payment_provider.hpp>

namespace marketplace {

MARKETPLACE_COMPILE(PayoutInstruction)
MARKETPLACE_COMPILE(ProviderOutcome)
MARKETPLACE_COMPILE(ProviderResult)
MARKETPLACE_COMPILE(PayoutQuery)
MARKETPLACE_COMPILE(ProviderPayoutState)
MARKETPLACE_COMPILE(ProviderPayout)

}  // namespace marketplace
