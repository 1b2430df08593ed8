// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/adapters/credit_transfer.hpp>
#include <marketplace/adapters/payment_file.hpp>
#include <marketplace/adapters/sqlite.hpp>

namespace marketplace {

MARKETPLACE_COMPILE(CreditTransferDebtor)
MARKETPLACE_COMPILE(PaymentFileOptions)
MARKETPLACE_COMPILE(Durability)

}  // namespace marketplace
