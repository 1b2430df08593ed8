// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/order/order.hpp>

namespace marketplace {

MARKETPLACE_COMPILE(VendorType)
MARKETPLACE_COMPILE(OrderLine)
MARKETPLACE_COMPILE(Order)

}  // namespace marketplace
