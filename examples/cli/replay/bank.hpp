#pragma once
// The bank of a replay: it takes every payment, and tells at the second visit after that it has paid.

#include <marketplace/engine/engine.hpp>
#include <marketplace/ports/payment_provider.hpp>

#include <deque>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <vector>

namespace replay {

/// A payment that the bank has taken.
struct TakenPayment {
    marketplace::PayoutId payout_id;
    std::string key;        ///< of its instruction
    std::string reference;  ///< the bank's
    marketplace::Timestamp at;
};

class Bank {
public:
    /// Writes files of payment instructions into a folder, or, without one, takes the payments and writes nothing. What
    /// an earlier run over the same database brought to the bank, it has taken.
    Bank(marketplace::Engine& engine, const std::optional<std::filesystem::path>& folder);
    ~Bank();
    Bank(const Bank&) = delete;
    Bank& operator=(const Bank&) = delete;

    /// Brings the payments that were asked for until now, on a thread of its own.
    void visit(marketplace::Timestamp now);
    /// What has been paid, to be told to the engine: by now, all of it but for what the last visit brought.
    [[nodiscard]] std::vector<marketplace::Event> paid(marketplace::Timestamp now);
    /// The same with what all but the last one brought, and with what that one brought. Nobody may stream meanwhile.
    [[nodiscard]] std::vector<marketplace::Event> paid_before_last_visit(marketplace::Timestamp now);
    [[nodiscard]] std::vector<marketplace::Event> paid_at_end(marketplace::Timestamp now);
    /// Whether `paid` would wait for somebody who is still at the bank.
    [[nodiscard]] bool keeps_waiting() const;
    /// Whether `paid_before_last_visit` would.
    [[nodiscard]] bool keeps_waiting_before_last() const;

private:
    using Taken = std::vector<TakenPayment>;

    /// Whether any but so many of the last visits is not over.
    [[nodiscard]] bool waits_for_visits_before(std::size_t last) const;
    void add_taken_of_first_visit();
    [[nodiscard]] std::vector<marketplace::Event> events_of_taken(marketplace::Timestamp now);

    marketplace::Engine& engine_;
    std::unique_ptr<marketplace::PaymentProvider> provider_;
    Taken taken_;                                   ///< and not told yet, of visits that are over
    std::deque<std::shared_future<Taken>> visits_;  ///< that are not over, or whose payments take their time
};

}  // namespace replay
