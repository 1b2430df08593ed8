#pragma once
// What is taken out of a plan in one iteration: strings of stops from routes that lie beside each other.
// Christiaens and Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems", Transportation
// Science 54(2), 2020, section 5.1.

#include "../parameters.hpp"
#include "../random.hpp"
#include "exponential.hpp"
#include "neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace marketplace::routing::detail {

template <class State>
class Ruin {
public:
    Ruin(State& state, const NeighbourLists& near, const SearchParameters& parameters, Random& random,
         const Exponential& exponential)
        : state_(state), near_(near), parameters_(parameters), random_(random), exponential_(exponential),
          kept_mean_(-1.0 / std::log(parameters.split_stop)) {}

    /// Removes strings around a stop; times and loads hold again afterwards. Returns the stop.
    std::int32_t run() {
        removed_.clear();
        ruined_.clear();
        const auto seed = static_cast<std::int32_t>(random_.below(static_cast<std::uint32_t>(state_.nodes())));
        if (state_.used().empty()) return seed;
        const double mean_size = double(state_.nodes()) / double(state_.used().size());
        // Which vehicle a route rides with is decided when it begins: so in a mixed fleet whole routes begin again.
        is_whole_ = state_.kinds() > 1 && random_.unit() < parameters_.whole_rate;
        const double longest = is_whole_ ? mean_size : std::max(1.0, std::min(parameters_.string_max, mean_size));
        // Now few, now many: small ruins improve often, large ones find what small ones cannot.
        const double mean = parameters_.removed_mean * std::pow(parameters_.removed_spread, 2.0 * random_.unit() - 1.0);
        const double routes_max = std::max(1.0, 4.0 * mean / (1.0 + longest) - 1.0);
        const auto routes = static_cast<std::size_t>(random_.unit() * routes_max + 1.0);
        remove_around(seed, longest);
        for (const std::int32_t c : near_.of(seed)) {
            if (ruined_.size() >= routes) break;
            remove_around(c, longest);
        }
        state_.settle();
        return seed;
    }

    /// First nodes of the orders removed.
    [[nodiscard]] const std::vector<std::int32_t>& removed() const { return removed_; }

private:
    void remove_around(std::int32_t c, double longest) {
        if (!state_.is_served(c)) return;
        const std::int32_t r = state_.route(c);
        if (std::find(ruined_.begin(), ruined_.end(), r) != ruined_.end()) return;
        ruined_.push_back(r);
        const std::int32_t size = state_.size(r);
        const double longest_here = std::min(static_cast<double>(size), longest);
        const std::int32_t length =
            is_whole_ ? size : std::min(size, static_cast<std::int32_t>(random_.unit() * longest_here + 1.0));
        std::int32_t kept = 0;
        if (length > 1 && length < size && random_.unit() < parameters_.split_rate) kept = draw_kept(size - length);
        const std::span<const std::int32_t> string = pick_string(c, length + kept);
        if (kept == 0) return remove(string);
        const std::size_t begin = random_.below(static_cast<std::uint32_t>(length) + 1);
        remove(string.first(begin));
        remove(string.subspan(begin + static_cast<std::size_t>(kept)));
    }

    /// At least one, and each with the same chance one more.
    std::int32_t draw_kept(std::int32_t most) {
        const double more = exponential_.draw(random_) * kept_mean_;
        return 1 + static_cast<std::int32_t>(std::min(static_cast<double>(most - 1), more));
    }

    /// `count` stops in a row that hold `c`, any of those strings with the same chance.
    std::span<const std::int32_t> pick_string(std::int32_t c, std::int32_t count) {
        const auto most = static_cast<std::size_t>(count - 1);
        if (around_.size() < 2 * most + 1) around_.resize(2 * most + 1);
        const std::size_t middle = most;
        std::size_t before = 0;
        for (std::int32_t v = state_.prev(c); before < most && state_.is_stop(v); v = state_.prev(v)) {
            around_[middle - ++before] = v;
        }
        around_[middle] = c;
        std::size_t behind = 0;
        for (std::int32_t v = state_.next(c); behind < most && state_.is_stop(v); v = state_.next(v)) {
            around_[middle + ++behind] = v;
        }
        const std::size_t low = most > behind ? most - behind : 0;
        const std::size_t back = low + random_.below(static_cast<std::uint32_t>(before - low + 1));
        return {around_.data() + (middle - back), static_cast<std::size_t>(count)};
    }

    void remove(std::span<const std::int32_t> nodes) {
        if (nodes.empty()) return;
        if constexpr (State::Paired) {
            for (const std::int32_t node : nodes) remove(node);
        } else {
            removed_.insert(removed_.end(), nodes.begin(), nodes.end());
            state_.remove(nodes);
        }
    }

    void remove(std::int32_t node) {
        if (!state_.is_served(node)) return;  // went with its mate
        removed_.push_back(state_.is_first(node) ? node : state_.mate(node));
        const std::int32_t mate = state_.mate(node);
        state_.remove(node);
        if (mate >= 0) state_.remove(mate);
    }

    State& state_;
    const NeighbourLists& near_;
    const SearchParameters& parameters_;
    Random& random_;
    const Exponential& exponential_;
    std::vector<std::int32_t> removed_;
    std::vector<std::int32_t> ruined_;
    std::vector<std::int32_t> around_;  ///< stops in a row
    double kept_mean_;
    bool is_whole_ = false;
};

}  // namespace marketplace::routing::detail
