// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/money/allocation.hpp>
#include <marketplace/money/currency.hpp>
#include <marketplace/money/exchange.hpp>
#include <marketplace/money/money.hpp>
#include <marketplace/money/rounding.hpp>

namespace marketplace {

MARKETPLACE_COMPILE(AllocationMode)
MARKETPLACE_COMPILE(AllocationOptions)
MARKETPLACE_COMPILE(Allocation)
MARKETPLACE_COMPILE(ProviderName)
MARKETPLACE_COMPILE(ExchangeRate)
MARKETPLACE_COMPILE(ProviderAmount)
MARKETPLACE_COMPILE(Money)
MARKETPLACE_COMPILE(Rounding)

}  // namespace marketplace
