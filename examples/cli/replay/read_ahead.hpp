#pragma once
// Events that are made on a thread of their own, some ahead of the one who applies them.

#include "olist_source.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace replay {

class ReadAhead {
public:
    explicit ReadAhead(OlistSource& source) : source_(source), thread_([this] { run(); }) {}
    ~ReadAhead() {
        {
            const std::lock_guard lock{mutex_};
            ends_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    /// The next event, or nothing at the end. Throws what reading threw.
    [[nodiscard]] std::optional<marketplace::Event> next() {
        if (at_ == part_.size() && !fetch()) return std::nullopt;
        return std::move(part_[at_++]);
    }

private:
    using Part = std::vector<marketplace::Event>;
    static constexpr std::size_t events_of_a_part = 256;
    static constexpr std::size_t parts_max = 4;

    bool fetch() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !parts_.empty() || is_over_; });
        if (parts_.empty()) {
            if (failure_) std::rethrow_exception(failure_);
            return false;
        }
        part_ = std::move(parts_.front());
        parts_.pop_front();
        at_ = 0;
        changed_.notify_all();
        return true;
    }

    /// On the thread.
    void run() {
        std::exception_ptr failure;
        try {
            while (give(read())) {}
        } catch (...) {
            failure = std::current_exception();
        }
        const std::lock_guard lock{mutex_};
        failure_ = failure;
        is_over_ = true;
        changed_.notify_all();
    }
    Part read() {
        Part part;
        part.reserve(events_of_a_part);
        while (part.size() < events_of_a_part) {
            auto event = source_.next();
            if (!event) break;
            part.push_back(std::move(*event));
        }
        return part;
    }
    /// False at the end, or when nobody waits any more.
    bool give(Part part) {
        if (part.empty()) return false;
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return parts_.size() < parts_max || ends_; });
        if (ends_) return false;
        parts_.push_back(std::move(part));
        changed_.notify_all();
        return true;
    }

    OlistSource& source_;
    Part part_;
    std::size_t at_ = 0;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Part> parts_;
    std::exception_ptr failure_;
    bool is_over_ = false;
    bool ends_ = false;
    std::thread thread_;  // last, since it uses the others
};

}  // namespace replay
