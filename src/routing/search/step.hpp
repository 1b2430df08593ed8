#pragma once
// One iteration of a search: ruin, recreate, accept or take back, look around what was touched.

#include "adoption.hpp"
#include "local_search.hpp"
#include "exponential.hpp"
#include "recreate.hpp"
#include "ruin.hpp"

#include <cmath>

namespace marketplace::routing::detail {

template <class State>
class Step {
public:
    Step(State& state, const Neighbourhoods& neighbourhoods, const SearchParameters& parameters, Random& random)
        : state_(state), parameters_(parameters), random_(random),
          ruin_(state, neighbourhoods.near, parameters, random, exponential_),
          recreate_(state, neighbourhoods, parameters, random, exponential_),
          local_search_(state, neighbourhoods, parameters.local_width), adoption_(state, random) {}

    [[nodiscard]] Recreate<State>& recreate() { return recreate_; }
    [[nodiscard]] Adoption<State>& adoption() { return adoption_; }

    /// Whether the plan was changed and kept.
    bool run(double temperature, bool adopts) {
        const std::int64_t before = state_.cost();
        const std::int64_t cost_max =
            before + static_cast<std::int64_t>(std::ceil(temperature * exponential_.draw(random_)));
        state_.begin();
        const bool adopted = adopts && random_.unit() < parameters_.adoption_rate && adoption_.run();
        const std::int32_t seed = adopted ? adoption_.seed() : ruin_.run();
        const auto& removed = adopted ? adoption_.removed() : ruin_.removed();
        if (!recreate_.run(removed, seed, cost_max)) {
            state_.undo();
            return false;
        }
        // At the same cost mostly everybody went back to where he was. (With windows and pairs it still pays to look.)
        const bool is_new = State::Timed || State::Paired || state_.cost() != before;
        if (parameters_.local_width > 0 && is_new) local_search_.run(removed);
        return true;
    }

private:
    State& state_;
    const SearchParameters& parameters_;
    Random& random_;
    const Exponential exponential_;
    Ruin<State> ruin_;
    Recreate<State> recreate_;
    LocalSearch<State> local_search_;
    Adoption<State> adoption_;
};

}  // namespace marketplace::routing::detail
