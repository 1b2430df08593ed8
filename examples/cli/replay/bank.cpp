#include "bank.hpp"

#include <marketplace/adapters/payment_file.hpp>

namespace replay {

using namespace marketplace;

namespace {

/// Takes what it is asked for; the idempotency key is its reference.
class Bank final : public PaymentProvider {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "bank"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        return {ProviderOutcome::accepted, instruction.idempotency_key, ""};
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery& query) override {
        return {ProviderPayoutState::paid, query.idempotency_key, ""};
    }
};

}  // namespace

std::unique_ptr<PaymentProvider> make_bank(const std::optional<std::filesystem::path>& folder) {
    if (!folder) return std::make_unique<Bank>();
    std::filesystem::create_directories(*folder);
    PaymentFileOptions options;
    options.directory = folder->string();
    return make_payment_file(options);
}

}  // namespace replay
