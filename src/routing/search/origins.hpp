#pragma once
// Where the stops were that one iteration took out.

#include <cstdint>
#include <vector>

namespace marketplace::routing::detail {

/// Stops that stood in a row and were taken out together leave one gap, which is named by what stands before it.
class Origins {
public:
    explicit Origins(std::int32_t nodes) : origins_(static_cast<std::size_t>(nodes)) {}

    /// Forgets all, in no time.
    void clear() { ++now_; }
    void note(std::int32_t node, std::int32_t before) { origins_[static_cast<std::size_t>(node)] = {before, now_}; }

    /// Whether who is put behind `p` stands in the gap that `node` came from.
    template <class State>
    [[nodiscard]] bool is_home(const State& state, std::int32_t node, std::int32_t p) const {
        const Origin& home = of(node);
        if (home.when != now_) return false;
        if (p == home.before) return true;
        if (!state.is_stop(p)) return false;
        const Origin& other = of(p);
        return other.when == now_ && other.before == home.before && state.route(p) == state.route(home.before);
    }

private:
    struct Origin {
        std::int32_t before = -1;
        std::uint32_t when = 0;
    };

    [[nodiscard]] const Origin& of(std::int32_t node) const { return origins_[static_cast<std::size_t>(node)]; }

    std::vector<Origin> origins_;
    std::uint32_t now_ = 1;
};

}  // namespace marketplace::routing::detail
