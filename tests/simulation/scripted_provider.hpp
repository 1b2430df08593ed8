#pragma once
// A payment provider whose answers follow from a seed: it accepts, rejects, does not know, or the call breaks
// off, before or after the payment was noted. It watches that an idempotency key always means one payment.

#include "random.hpp"

#include <marketplace/ports/payment_provider.hpp>

#include <map>
#include <string>
#include <vector>

namespace marketplace::simulation {

/// How a payment ends, by its idempotency key; the same in every run with the same seed.
struct Fate {
    ProviderOutcome answer = ProviderOutcome::accepted;
    bool is_paid = true;  ///< whether the money arrives in the end; never for rejected ones
};
[[nodiscard]] Fate fate_of(std::uint64_t seed, std::string_view idempotency_key);

class ScriptedProvider final : public PaymentProvider {
public:
    /// `break_percent` of the calls throw.
    ScriptedProvider(std::uint64_t seed, std::int64_t break_percent)
        : seed_(seed), random_(seed), break_percent_(break_percent) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "bank"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override;
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery& query) override;

    /// From now on no call breaks off.
    void mend() noexcept { break_percent_ = 0; }

    /// What was asked for, by key, with the time of the first request.
    [[nodiscard]] const std::map<std::string, PayoutInstruction>& seen() const noexcept { return seen_; }
    /// Whether the money of this key arrives.
    [[nodiscard]] bool is_paid(std::string_view key) const { return fate_of(seed_, key).is_paid; }
    [[nodiscard]] std::int64_t calls() const noexcept { return calls_; }
    [[nodiscard]] std::int64_t breaks() const noexcept { return breaks_; }
    /// Keys that came with two contents.
    [[nodiscard]] const std::vector<std::string>& conflicts() const noexcept { return conflicts_; }

private:
    void note(const PayoutInstruction& instruction);

    std::uint64_t seed_;
    Random random_;
    std::int64_t break_percent_;
    std::int64_t calls_ = 0;
    std::int64_t breaks_ = 0;
    std::map<std::string, PayoutInstruction> seen_;
    std::vector<std::string> conflicts_;
};

}  // namespace marketplace::simulation
