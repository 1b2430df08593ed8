#pragma once
// Whoever moves money: a bank file, Stripe, a host's own.
//
// A provider may be asked the same thing many times and pays once: the idempotency key says what is the
// same. What it does not know for certain it reports as `unknown`; the caller then asks `query` and never
// repeats under another key.

#include <marketplace/money/money.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace {

/// One payment to be made.
struct PayoutInstruction {
    PayoutId id;
    std::string payee_id;
    std::string payee_name;
    std::string account;          ///< of the payee, as the provider knows it: an IBAN, an account id
    Currency currency;
    Amount amount_minor;          ///< 1 or more
    std::string reference;        ///< what the payee reads on the bank statement
    std::string idempotency_key;  ///< of the attempt
    Date execute_on;
    Timestamp requested_at;

    friend bool operator==(const PayoutInstruction&, const PayoutInstruction&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutInstruction, (id, payee_id, payee_name, account, currency, amount_minor, reference,
                                                idempotency_key, execute_on, requested_at));

/// How a submission ended.
enum class ProviderOutcome {
    accepted,  ///< taken, now or by an earlier call with the same key
    rejected,  ///< refused for certain: no money moves for this key
    unknown,   ///< nobody can tell; reconcile before anything else
};
MARKETPLACE_COMPILED_ENUM(ProviderOutcome, accepted, rejected, unknown)

/// The answer to a submission.
struct ProviderResult {
    ProviderOutcome outcome = ProviderOutcome::unknown;
    std::string reference;  ///< what the provider calls the payment; empty unless accepted
    std::string reason;     ///< empty if accepted

    friend bool operator==(const ProviderResult&, const ProviderResult&) = default;
};
MARKETPLACE_COMPILED_RECORD(ProviderResult, (outcome, reference, reason));

/// What to look for. After an unknown outcome there is no reference, so the key and day are always given.
struct PayoutQuery {
    std::string idempotency_key;
    std::string reference;
    Date execute_on;

    friend bool operator==(const PayoutQuery&, const PayoutQuery&) = default;
};
MARKETPLACE_COMPILED_RECORD(PayoutQuery, (idempotency_key, reference, execute_on));

/// Where a payment stands at the provider.
enum class ProviderPayoutState {
    not_found,   ///< the provider is certain that it has no such payment and will not make it
    processing,
    paid,
    failed,
    unknown,     ///< could not be found out now
};
MARKETPLACE_COMPILED_ENUM(ProviderPayoutState, not_found, processing, paid, failed, unknown)

/// The answer to a query.
struct ProviderPayout {
    ProviderPayoutState state = ProviderPayoutState::unknown;
    std::string reference;
    std::string reason;

    friend bool operator==(const ProviderPayout&, const ProviderPayout&) = default;
};
MARKETPLACE_COMPILED_RECORD(ProviderPayout, (state, reference, reason));

/// Moves money. Implementations are safe for use from several threads and throw only for misuse; what goes
/// wrong at the provider is an outcome.
class PaymentProvider {
public:
    PaymentProvider() = default;
    PaymentProvider(const PaymentProvider&) = delete;
    PaymentProvider& operator=(const PaymentProvider&) = delete;
    virtual ~PaymentProvider() = default;

    /// The name under which payouts remember their provider.
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;
    [[nodiscard]] virtual ProviderResult submit_payout(const PayoutInstruction& instruction) = 0;
    /// Many at once, answered in their order; for providers that have a cheaper way than one by one.
    [[nodiscard]] virtual std::vector<ProviderResult> submit_payouts(std::span<const PayoutInstruction> instructions) {
        std::vector<ProviderResult> out;
        out.reserve(instructions.size());
        for (const PayoutInstruction& each : instructions) out.push_back(submit_payout(each));
        return out;
    }
    [[nodiscard]] virtual ProviderPayout query_payout(const PayoutQuery& query) = 0;
};

}  // namespace marketplace
