#pragma once
// A plan divided: groups of routes that lie beside each other, each a problem of its own in a form of its own, searched
// while others search the other groups, or before them: what is small stays near the processor. (Decomposition by
// routes as by Taillard, "Parallel iterative search methods for vehicle routing problems", Networks 23(8), 1993.)

#include "../random.hpp"
#include "fast_form.hpp"
#include "neighbours.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace marketplace::routing::detail {

/// The stops of each slot.
using SlotPlan = std::vector<std::vector<std::int32_t>>;

/// One group. Numbers of nodes and slots in `form`, `near` and `plan` are those of the part.
struct Part {
    std::vector<std::int32_t> nodes;  ///< of the whole, by node of the part
    std::vector<std::int32_t> slots;  ///< of the whole, by slot of the part
    FastForm form;
    Neighbourhoods near;
    SlotPlan plan;

    /// Writes a plan of the part into one of the whole.
    void write(const SlotPlan& of_part, SlotPlan& whole) const {
        for (std::size_t s = 0; s < slots.size(); ++s) {
            auto& stops = whole[static_cast<std::size_t>(slots[s])];
            stops.clear();
            for (const std::int32_t v : of_part[s]) stops.push_back(nodes[static_cast<std::size_t>(v)]);
        }
    }

    /// The routes of a plan of the whole that lie within the part.
    [[nodiscard]] SlotPlan read(const SlotPlan& whole) const;
};

/// Which routes belong together: always the same for the same plan and random numbers. What it is made from must
/// outlive it.
class Division {
public:
    Division(const FastForm& form, const Neighbourhoods& near, const SlotPlan& plan, std::size_t parts, Random& random);

    [[nodiscard]] Part part(std::size_t number) const;
    [[nodiscard]] std::size_t part_of_slot(std::size_t slot) const {
        return static_cast<std::size_t>(part_of_slot_[slot]);
    }

private:
    void split(std::vector<std::int32_t> routes, std::size_t first, std::size_t count, Random& random);
    void share_free(std::size_t parts);
    void assign_nodes();
    [[nodiscard]] double distance(std::int32_t route, std::int32_t from) const;
    [[nodiscard]] FastForm form_of(const std::vector<std::int32_t>& nodes) const;
    [[nodiscard]] NeighbourLists lists_of(const NeighbourLists& whole, const std::vector<std::int32_t>& nodes) const;

    const FastForm& form_;
    const Neighbourhoods& near_;
    const SlotPlan& plan_;
    std::vector<std::int32_t> kind_of_slot_;
    std::vector<std::int32_t> part_of_slot_;
    std::vector<std::int32_t> part_of_node_;
    std::vector<std::int32_t> number_;              ///< of a node in its part
    std::vector<std::vector<std::int32_t>> nodes_;  ///< of each part
    std::vector<std::vector<std::int32_t>> slots_;
};

}  // namespace marketplace::routing::detail
