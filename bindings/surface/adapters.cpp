#include "module.hpp"

#include <marketplace/adapters/credit_transfer.hpp>

namespace marketplace::surface {

void register_adapters(Registry& registry) {
    Module module{registry, "adapters"};
    module.function("write_credit_transfer", {"debtor", "message_id", "instructions"}, &write_credit_transfer);
    module.function("credit_transfer_refusal", {"instruction"}, &credit_transfer_refusal);
    module.function("credit_transfer_id", {"id"}, &credit_transfer_id);
    module.function("is_iban", {"text"}, &is_iban);
}

}  // namespace marketplace::surface
