#pragma once
// How searches of several threads work together: they meet at set fractions of the budget, and those that are worst go
// on from the plan of the one that is best. (Resampling of a population that is annealed: Hukushima and Iba, 2003.)
// What happens depends on their plans alone, not on who comes first, so runs with an iteration budget are repeatable.

#include <marketplace/routing/trace.hpp>

#include <algorithm>
#include <barrier>
#include <limits>
#include <numeric>
#include <optional>
#include <vector>

namespace marketplace::routing::detail {

template <class Plan>
class Cooperation {
public:
    explicit Cooperation(std::int32_t searches)
        : barrier_(searches), costs_(static_cast<std::size_t>(searches), std::numeric_limits<std::int64_t>::max()) {}

    /// Waits for the others. Returns the plan to go on from if it is another's; `plan` gives one's own.
    template <class OwnPlan>
    std::optional<Plan> meet(std::size_t who, std::int64_t cost, OwnPlan plan) {
        if (costs_.size() == 1) return std::nullopt;
        costs_[who] = cost;
        barrier_.arrive_and_wait();
        const std::size_t rank = rank_of(who);
        if (rank == 0) best_ = plan();
        barrier_.arrive_and_wait();
        if (rank < (costs_.size() + 1) / 2) return std::nullopt;
        return best_;
    }

    /// Nobody waits for this one any more.
    void leave(std::size_t who) {
        if (costs_.size() == 1) return;
        costs_[who] = std::numeric_limits<std::int64_t>::max();
        barrier_.arrive_and_drop();
    }

    static constexpr double meetings = 40;

private:
    [[nodiscard]] std::size_t rank_of(std::size_t who) const {
        std::size_t rank = 0;
        for (std::size_t other = 0; other < costs_.size(); ++other) {
            if (costs_[other] < costs_[who] || (costs_[other] == costs_[who] && other < who)) ++rank;
        }
        return rank;
    }

    std::barrier<> barrier_;
    std::vector<std::int64_t> costs_;
    Plan best_;
};

/// The improvements of several searches as those of one.
[[nodiscard]] inline std::vector<TracePoint> merge_traces(const std::vector<std::vector<TracePoint>>& traces) {
    std::vector<TracePoint> all;
    for (const auto& trace : traces) all.insert(all.end(), trace.begin(), trace.end());
    std::stable_sort(all.begin(), all.end(), [](const TracePoint& a, const TracePoint& b) {
        return a.microseconds != b.microseconds ? a.microseconds < b.microseconds : a.iterations < b.iterations;
    });
    std::vector<TracePoint> merged;
    for (const TracePoint& point : all) {
        if (merged.empty() || point.cost < merged.back().cost) merged.push_back(point);
    }
    return merged;
}

}  // namespace marketplace::routing::detail
