#pragma once
// Puts orders back: one after the other, in one of several orders, each where it costs least.

#include "insertion.hpp"

#include <algorithm>
#include <vector>

namespace marketplace::routing::detail {

template <class State>
class Recreate {
public:
    Recreate(State& state, const Neighbourhoods& neighbourhoods, const SearchParameters& parameters, Random& random,
             const Exponential& exponential)
        : state_(state), near_(neighbourhoods.near), random_(random),
          insertion_(state, neighbourhoods, parameters, random, exponential) {}

    [[nodiscard]] Insertion<State>& insertion() { return insertion_; }

    /// Puts back what was removed and tries some of those that were waiting in the bank around `seed`. Gives up, false,
    /// as soon as the plan is sure to cost `cost_max` or more; what was not looked at yet is nowhere then.
    bool run(const std::vector<std::int32_t>& removed, std::int32_t seed, std::int64_t cost_max) {
        queue_.clear();
        eager_ = random_.below(10) == 0;
        const std::uint32_t way = random_.below(State::Timed ? 17 : 11);
        for (const std::int32_t c : removed) add(c, way);
        if (!state_.bank().empty()) add_waiting(removed, seed, way);
        sort_few(queue_);
        // Serving somebody never makes a plan cheaper, apart from the penalty that it saves.
        std::int64_t waiting = 0;
        if (queue_.size() > removed.size()) {
            for (const Entry entry : queue_) {
                if (state_.is_waiting(node_of(entry))) waiting += state_.penalty(node_of(entry));
            }
        }
        for (const Entry entry : queue_) {
            if (state_.cost() - waiting >= cost_max) return false;
            const std::int32_t node = node_of(entry);
            if (state_.is_waiting(node)) waiting -= state_.penalty(node);
            if (!place(node)) state_.leave_out(node);
        }
        return state_.cost() < cost_max;
    }

    /// Tries all of the bank, required orders first.
    void run_all() {
        queue_.clear();
        eager_ = false;
        const std::uint32_t way = random_.below(State::Timed ? 17 : 11);
        for (const std::int32_t c : state_.bank()) add(c, way);
        std::sort(queue_.begin(), queue_.end());
        for (const bool required : {true, false}) {
            for (const Entry entry : queue_) {
                if (state_.is_required(node_of(entry)) == required) place(node_of(entry));
            }
        }
    }

    /// Serves an order if there is a position for it that is worth it.
    bool place(std::int32_t node) {
        const Position position = insertion_.find(node);
        // Now and then an order is served although it is not worth it: the next one may pay for the way.
        if (position.after < 0 || (position.cost >= state_.penalty(node) && !eager_)) return false;
        const std::int32_t mate = state_.mate(node);
        state_.insert(node, position.after);
        if (mate >= 0) state_.insert(mate, position.then);
        return true;
    }

private:
    /// What an order is put back by in the upper half, and its node in the lower.
    using Entry = std::int64_t;

    static constexpr std::size_t waiting_max = 8;

    static std::int32_t node_of(Entry entry) { return static_cast<std::int32_t>(entry & 0xFFFF'FFFF); }

    void add(std::int32_t c, std::uint32_t way) { queue_.push((std::int64_t{key_of(c, way)} << 32) | c); }

    /// By insertion: they are about a dozen.
    static void sort_few(Stack<Entry>& queue) {
        for (Entry* end = queue.begin(); end < queue.end(); ++end) {
            const Entry entry = *end;
            Entry* at = end;
            for (; at != queue.begin() && at[-1] > entry; --at) *at = at[-1];
            *at = entry;
        }
    }

    /// Random, by demand, far or close from the depot first; with windows also by width, opening and closing.
    std::int32_t key_of(std::int32_t c, std::uint32_t way) {
        if (way < 4) return static_cast<std::int32_t>(random_.next() >> 33);
        if (way < 8) return -state_.demand(c);
        if (way < 11) {
            const auto& kind = state_.form().kinds.front();
            const std::int32_t distance = state_.costs(0)(kind.start_spot, c);
            return way < 10 ? -distance : distance;
        }
        if constexpr (State::Timed) {
            // Windows are within half of what 32 bits hold.
            if (way < 13) return (state_.latest(c) >> 1) - (state_.earliest(c) >> 1);
            return way < 15 ? state_.earliest(c) : -state_.latest(c);
        }
        return 0;
    }

    void add_waiting(const std::vector<std::int32_t>& removed, std::int32_t seed, std::uint32_t way) {
        const auto is_new = [&](std::int32_t c) {
            return std::find(removed.begin(), removed.end(), c) == removed.end();
        };
        const auto offer = [&](std::int32_t v) {
            const std::int32_t c = state_.is_first(v) ? v : state_.mate(v);
            if (state_.is_served(c) || !is_new(c)) return;
            for (const Entry entry : queue_) {
                if (node_of(entry) == c) return;
            }
            add(c, way);
        };
        const std::size_t most = removed.size() + waiting_max;
        offer(seed);
        for (const std::int32_t v : near_.of(seed)) {
            if (queue_.size() >= most) return;
            if (!state_.is_served(v)) offer(v);
        }
        // Far away ones are not forgotten.
        const auto bank = state_.bank();
        for (int i = 0; i < 2; ++i) offer(bank[random_.below(static_cast<std::uint32_t>(bank.size()))]);
    }

    State& state_;
    const NeighbourLists& near_;
    Random& random_;
    Insertion<State> insertion_;
    Stack<Entry> queue_;
    bool eager_ = false;
};

}  // namespace marketplace::routing::detail
