#include <doctest/doctest.h>

#include <marketplace/ports/payment_provider.hpp>

#include <vector>

using namespace marketplace;

namespace {

struct Echo final : PaymentProvider {
    [[nodiscard]] std::string_view name() const noexcept override { return "echo"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        return {ProviderOutcome::accepted, instruction.idempotency_key, ""};
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery&) override { return {}; }
};

}  // namespace

TEST_CASE("a provider without a batch of its own is asked one by one, in order") {
    Echo echo;
    std::vector<PayoutInstruction> all(2);
    all[0].idempotency_key = "a";
    all[1].idempotency_key = "b";
    const auto out = echo.submit_payouts(all);
    REQUIRE(out.size() == 2);
    CHECK(out[0].reference == "a");
    CHECK(out[1].reference == "b");
}
