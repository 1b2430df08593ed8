#include "bank.hpp"

#include <marketplace/adapters/payment_file.hpp>

#include <chrono>
#include <utility>

namespace replay {

using namespace marketplace;

namespace {

constexpr std::int64_t payments_at_once = 5000;

/// Visits of which nothing is told yet. A visit takes some groups of the stream: one in which the payments are taken
/// from the outbox, those until this one is durable, and as many to note that they are at the bank.
constexpr std::size_t visits_untold = 1;

/// Takes what it is asked for; the idempotency key is its reference.
class TakesAll final : public PaymentProvider {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "bank"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        return {ProviderOutcome::accepted, instruction.idempotency_key, ""};
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery& query) override {
        return {ProviderPayoutState::paid, query.idempotency_key, ""};
    }
};

std::unique_ptr<PaymentProvider> provider_of(const std::optional<std::filesystem::path>& folder) {
    if (!folder) return std::make_unique<TakesAll>();
    std::filesystem::create_directories(*folder);
    PaymentFileOptions options;
    options.directory = folder->string();
    return make_payment_file(options);
}

/// What an earlier run brought and was not told about.
std::vector<TakenPayment> taken_before(Engine& engine) {
    Scan submitted;
    submitted.index = "status,created_at";
    submitted.prefix = {make_cell(payments::PayoutStatus::submitted)};
    std::vector<TakenPayment> taken;
    const auto transaction = engine.store().begin();
    scan<payments::Payout>(*transaction, submitted, [&](const payments::Payout& payout) {
        const bool is_answered = !payout.provider_reference.empty();
        if (is_answered)
            taken.push_back({payout.id, payments::idempotency_key_of(payout), payout.provider_reference,
                             payout.updated_at});
        return true;
    });
    return taken;
}

/// Where payments are taken, and noted.
class Counter final : public PaymentProvider {
public:
    explicit Counter(PaymentProvider& provider) : provider_(provider) {}

    [[nodiscard]] std::string_view name() const noexcept override { return provider_.name(); }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        return submit_payouts({&instruction, 1}).front();
    }
    [[nodiscard]] std::vector<ProviderResult> submit_payouts(std::span<const PayoutInstruction> instructions) override {
        std::vector<ProviderResult> results = provider_.submit_payouts(instructions);
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (results[i].outcome != ProviderOutcome::accepted) continue;
            const PayoutInstruction& each = instructions[i];
            taken.push_back({each.id, each.idempotency_key, results[i].reference, each.requested_at});
        }
        return results;
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery& query) override {
        return provider_.query_payout(query);
    }

    std::vector<TakenPayment> taken;

private:
    PaymentProvider& provider_;
};

}  // namespace

Bank::Bank(Engine& engine, const std::optional<std::filesystem::path>& folder)
    : engine_(engine), provider_(provider_of(folder)), taken_(taken_before(engine)) {}
Bank::~Bank() = default;

void Bank::visit(Timestamp now) {
    std::shared_future<Taken> before = visits_.empty() ? std::shared_future<Taken>{} : visits_.back();
    visits_.push_back(std::async(std::launch::async, [this, now, before = std::move(before)]() mutable {
        if (before.valid()) before.wait();
        before = {};  // else each visit would keep all that were before
        Counter counter{*provider_};
        DeliveryReport report;
        do report = engine_.deliver(counter, now, payments_at_once);
        while (report.delivered + report.failed == payments_at_once);
        return std::move(counter.taken);
    }));
}

bool Bank::waits_for_visits_before(std::size_t last) const {
    using namespace std::chrono_literals;
    // One visit waits for the one before.
    return visits_.size() > last && visits_[visits_.size() - last - 1].wait_for(0s) != std::future_status::ready;
}

bool Bank::keeps_waiting() const { return waits_for_visits_before(visits_untold); }
bool Bank::keeps_waiting_before_last() const { return waits_for_visits_before(1); }

std::vector<Event> Bank::paid(Timestamp now) {
    while (visits_.size() > visits_untold) add_taken_of_first_visit();
    return events_of_taken(now);
}

std::vector<Event> Bank::paid_before_last_visit(Timestamp now) {
    while (visits_.size() > 1) add_taken_of_first_visit();
    return events_of_taken(now);
}

std::vector<Event> Bank::paid_at_end(Timestamp now) {
    while (!visits_.empty()) add_taken_of_first_visit();
    return events_of_taken(now);
}

void Bank::add_taken_of_first_visit() {
    const Taken& taken = visits_.front().get();
    taken_.insert(taken_.end(), taken.begin(), taken.end());
    visits_.pop_front();
}

std::vector<Event> Bank::events_of_taken(Timestamp now) {
    std::vector<Event> events;
    std::erase_if(taken_, [&](const TakenPayment& payment) {
        if (payment.at > now) return false;
        const std::string day = to_string(payment.at).substr(0, 10);  // ids grow with time
        events.push_back({EventId{day + "/paid/" + payment.key}, now,
                          PayoutSettled{payment.payout_id, PayoutOutcome::paid, payment.reference}});
        return true;
    });
    return events;
}

}  // namespace replay
