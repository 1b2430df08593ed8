// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/order/order.hpp>
#include <marketplace/order/spread.hpp>

namespace marketplace {

MARKETPLACE_COMPILE(VendorType)
MARKETPLACE_COMPILE(OrderLine)
MARKETPLACE_COMPILE(Order)
MARKETPLACE_COMPILE(DiscountFunding)

}  // namespace marketplace
