#pragma once
// The only way in which the engine learns what time it is.

#include <marketplace/core/time.hpp>

namespace marketplace {

/// Tells the time. Implementations are safe for use from several threads.
class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    [[nodiscard]] virtual Timestamp now() const = 0;
};

/// A clock that stands still until it is told otherwise: for replays, simulations and tests. Setting it
/// while another thread reads it is not safe.
class FixedClock final : public Clock {
public:
    explicit FixedClock(Timestamp at = {}) : at_(at) {}

    [[nodiscard]] Timestamp now() const override { return at_; }
    void set(Timestamp at) { at_ = at; }
    void advance(Duration by) { at_ = at_ + by; }

private:
    Timestamp at_;
};

}  // namespace marketplace
