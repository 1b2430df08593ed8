#pragma once
// One transaction after the other. Unlike a mutex, a turn may end on another thread than it began on, as
// happens when a garbage collector of a host ends it.

#include <marketplace/core/error.hpp>

#include <condition_variable>
#include <mutex>
#include <string_view>
#include <thread>

namespace marketplace::adapters_detail {

class Turnstile {
public:
    /// Waits until nobody is inside. Throws `store_busy` when it is this thread that would be waited for.
    void enter(std::string_view store) {
        std::unique_lock lock{mutex_};
        refuse_if_own(store);
        free_.wait(lock, [this] { return !taken_; });
        taken_ = true;
        owner_ = std::this_thread::get_id();
    }
    /// Throws `store_busy` when this thread is inside, so that others who want to enter would wait for it.
    void refuse_waiting_for_oneself(std::string_view store) {
        const std::lock_guard lock{mutex_};
        refuse_if_own(store);
    }
    /// Whoever is inside may be another thread from now on.
    void pass_on() {
        const std::lock_guard lock{mutex_};
        owner_ = {};
    }
    void leave() noexcept {
        {
            const std::lock_guard lock{mutex_};
            taken_ = false;
        }
        free_.notify_one();
    }

private:
    void refuse_if_own(std::string_view store) const {
        if (taken_ && owner_ == std::this_thread::get_id())
            fail(ErrorCode::store_busy, store, "a transaction of this thread is open", "one transaction at a time");
    }

    std::mutex mutex_;
    std::condition_variable free_;
    std::thread::id owner_;
    bool taken_ = false;
};

/// Being inside, until the block ends.
class Turn {
public:
    Turn(Turnstile& turnstile, std::string_view store) : turnstile_(turnstile) { turnstile_.enter(store); }
    ~Turn() { turnstile_.leave(); }
    void pass_on() { turnstile_.pass_on(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    Turnstile& turnstile_;
};

/// Counts the scans that run, since a visitor may not write.
class ScanGuard {
public:
    explicit ScanGuard(int& depth) : depth_(depth) { ++depth_; }
    ~ScanGuard() { --depth_; }
    ScanGuard(const ScanGuard&) = delete;
    ScanGuard& operator=(const ScanGuard&) = delete;

private:
    int& depth_;
};

}  // namespace marketplace::adapters_detail
