#pragma once
// How much of its budget a search has used, and who else wants it to end.

#include <marketplace/routing/solver.hpp>

#include <algorithm>
#include <atomic>
#include <utility>

namespace marketplace::routing::detail {

class Budget {
public:
    Budget(const SolveOptions& options, const SolveControl& control) : options_(options), control_(control) {
        begin_us_ = now();
    }

    /// From 0 to 1; at 1 the search ends. Cheap enough to be asked every hundred iterations, by any thread.
    [[nodiscard]] double used(std::int64_t iterations) const {
        if (control_.stop.stop_requested() || refused_.load(std::memory_order_relaxed)) return 1.0;
        double fraction = 0;
        if (options_.iterations > 0)
            fraction = static_cast<double>(iterations) / static_cast<double>(options_.iterations);
        if (options_.time_limit_us > 0) {
            fraction =
                std::max(fraction, static_cast<double>(elapsed_us()) / static_cast<double>(options_.time_limit_us));
        }
        return std::min(fraction, 1.0);
    }

    [[nodiscard]] bool is_timed() const { return options_.time_limit_us > 0; }
    [[nodiscard]] std::int64_t iterations_max() const { return options_.iterations; }

    [[nodiscard]] std::int64_t elapsed_us() const { return now() - begin_us_; }

    /// Tells the caller; at most about a hundred times over the whole budget, and only from the thread that it called.
    void report(const SolveProgress& progress) {
        if (!control_.progress || progress.fraction < next_report_) return;
        next_report_ = progress.fraction + 0.01;
        if (!control_.progress(progress)) refused_ = true;
    }
    [[nodiscard]] bool wants_report(double fraction) const { return control_.progress && fraction >= next_report_; }

private:
    [[nodiscard]] std::int64_t now() const { return control_.now_us ? control_.now_us() : 0; }

    const SolveOptions& options_;
    const SolveControl& control_;
    std::int64_t begin_us_ = 0;
    double next_report_ = 0;
    std::atomic<bool> refused_ = false;
};

/// When one search looks at the budget: often enough to end in time, and seldom enough for that to cost nothing.
/// Without a time limit always after the same number of iterations, for what a search does depends on when it looks.
class Checks {
public:
    explicit Checks(const Budget& budget) : budget_(budget) {}

    [[nodiscard]] bool is_due(std::int64_t iterations) {
        if (iterations < next_ && iterations != budget_.iterations_max()) return false;
        if (budget_.is_timed()) pace();
        next_ = iterations + every_;
        return true;
    }

private:
    static constexpr std::int64_t longest_us = 200;
    static constexpr std::int64_t every_max = 64;

    void pace() {
        const std::int64_t now = budget_.elapsed_us();
        const std::int64_t taken = now - std::exchange(last_us_, now);
        if (taken > longest_us) every_ = std::max<std::int64_t>(1, every_ / 2);
        if (taken < longest_us / 4) every_ = std::min(every_max, every_ * 2);
    }

    const Budget& budget_;
    std::int64_t every_ = budget_.is_timed() ? 4 : every_max;
    std::int64_t next_ = 0;
    std::int64_t last_us_ = 0;
};

}  // namespace marketplace::routing::detail
