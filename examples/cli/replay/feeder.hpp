#pragma once
// Feeds an engine with the events of a replay, and keeps in touch with the bank.

#include "bank.hpp"
#include "replay.hpp"

#include <marketplace/engine/engine.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace replay {

/// Longer than a visit of the bank takes where events are dense, so that nobody waits for the one before.
inline constexpr std::int64_t days_between_visits = 56;

/// Feeds the engine in groups, of which each is written while the next one is applied.
class Feeder {
public:
    Feeder(marketplace::Engine& engine, const Options& options);

    void add(marketplace::Event event);
    /// Takes note of what the bank has paid by the last visit, and brings it what was asked for until today: once
    /// that is in the engine, and while the next days go on.
    void visit_bank();
    /// The last visit, and what all have paid; waits until all of it is durable. The last one goes while the payments
    /// of those before are told.
    void end();

    [[nodiscard]] std::int64_t done() const noexcept { return done_; }

private:
    void flush();
    void stream();
    /// Until it is durable, so that nobody waits for a group that does not come.
    void drain();

    marketplace::Engine& engine_;
    Bank bank_;
    std::size_t group_size_;
    std::vector<marketplace::Event> group_;
    std::int64_t days_of_group_ = 0;  ///< that end in it
    marketplace::Timestamp last_day_;
    std::optional<marketplace::Timestamp> visit_on_;  ///< this day, of the bank
    std::int64_t done_ = 0;
};

}  // namespace replay
