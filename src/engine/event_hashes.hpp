#pragma once
// What tells whether two events of one id have the same content: the SHA-256 of the event's JSON. Those of a group are
// calculated on a thread of their own, from the last event to the first, while events are applied from the first on.

#include "../ports/worker.hpp"

#include <marketplace/engine/events.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace marketplace::engine_detail {

[[nodiscard]] std::string hash_of(const Event& event);

class EventHashes {
public:
    /// While it lives, the hashes of these events, which must stay as they are, are calculated ahead.
    class Ahead {
    public:
        Ahead(EventHashes& hashes, std::span<const Event> events);
        ~Ahead();
        Ahead(const Ahead&) = delete;
        Ahead& operator=(const Ahead&) = delete;

        /// Of the event at this position. Throws what `hash_of` throws.
        [[nodiscard]] std::string take(std::size_t position);

    private:
        EventHashes& hashes_;
        std::span<const Event> events_;
    };

private:
    enum class State : int { free, taken, done, failed };
    struct Slot {
        std::atomic<State> state = State::free;
        std::string hash;
    };

    [[nodiscard]] static bool claim(Slot& slot) noexcept;
    void calculate();

    std::span<const Event> events_;
    std::vector<Slot> slots_;
    std::atomic<bool> ends_ = false;
    std::optional<ports_detail::Worker> worker_;  ///< last, since it uses the others
};

}  // namespace marketplace::engine_detail
