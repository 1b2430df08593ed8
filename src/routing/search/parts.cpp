#include "parts.hpp"

namespace marketplace::routing::detail {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// A matrix over some of the spots.
SpotMatrix matrix_of(const SpotMatrix& whole, std::int32_t spots, const std::vector<std::int32_t>& chosen) {
    const auto pick = [&](const std::vector<std::int32_t>& cells) {
        std::vector<std::int32_t> out;
        out.reserve(chosen.size() * chosen.size());
        for (const std::int32_t from : chosen) {
            const std::int32_t* row = cells.data() + at(from) * at(spots);
            for (const std::int32_t to : chosen) out.push_back(row[to]);
        }
        return out;
    };
    return {pick(whole.cells), whole.transposed.empty() ? std::vector<std::int32_t>{} : pick(whole.transposed)};
}

template <class T>
std::vector<T> pick(const std::vector<T>& all, const std::vector<std::int32_t>& chosen) {
    std::vector<T> out;
    out.reserve(chosen.size());
    for (const std::int32_t i : chosen) out.push_back(all[at(i)]);
    return out;
}

}  // namespace

SlotPlan Part::read(const SlotPlan& whole) const {
    SlotPlan out;
    std::vector<std::int32_t> here;
    for (const auto& stops : whole) {
        here.clear();
        for (const std::int32_t v : stops) {
            const auto found = std::lower_bound(nodes.begin(), nodes.end(), v);
            if (found == nodes.end() || *found != v) break;
            here.push_back(static_cast<std::int32_t>(found - nodes.begin()));
        }
        if (here.size() == stops.size()) out.push_back(here);
    }
    return out;
}

Division::Division(const FastForm& form, const Neighbourhoods& near, const SlotPlan& plan, std::size_t parts,
                   Random& random)
    : form_(form), near_(near), plan_(plan), part_of_slot_(plan.size(), -1), part_of_node_(at(form.nodes), -1),
      number_(at(form.nodes), -1), nodes_(parts), slots_(parts) {
    for (std::size_t k = 0; k < form.kinds.size(); ++k) {
        kind_of_slot_.insert(kind_of_slot_.end(), at(form.kinds[k].slots), static_cast<std::int32_t>(k));
    }
    std::vector<std::int32_t> routes;
    for (std::size_t r = 0; r < plan.size(); ++r) {
        if (!plan[r].empty()) routes.push_back(static_cast<std::int32_t>(r));
    }
    split(std::move(routes), 0, parts, random);
    share_free(parts);
    assign_nodes();
    for (std::int32_t v = 0; v < form.nodes; ++v) {
        auto& nodes = nodes_[at(part_of_node_[at(v)])];
        number_[at(v)] = static_cast<std::int32_t>(nodes.size());
        nodes.push_back(v);
    }
    for (std::size_t r = 0; r < plan.size(); ++r)
        slots_[part_of_slot(r)].push_back(static_cast<std::int32_t>(r));
}

/// Those that are nearest to a random stop become one half, with half of the stops.
void Division::split(std::vector<std::int32_t> routes, std::size_t first, std::size_t count, Random& random) {
    if (count == 1 || routes.size() < 2) {
        for (const std::int32_t r : routes) part_of_slot_[at(r)] = static_cast<std::int32_t>(first);
        return;
    }
    const auto& some = plan_[at(routes[random.below(static_cast<std::uint32_t>(routes.size()))])];
    const std::int32_t seed = some[random.below(static_cast<std::uint32_t>(some.size()))];
    std::vector<std::pair<double, std::int32_t>> order;
    std::size_t stops = 0;
    for (const std::int32_t r : routes) {
        order.emplace_back(distance(r, seed), r);
        stops += plan_[at(r)].size();
    }
    std::sort(order.begin(), order.end());
    const std::size_t count_near = count / 2;
    const std::size_t wanted = stops * count_near / count;
    std::vector<std::int32_t> near_routes, far_routes;
    std::size_t taken = 0;
    for (const auto& [far, r] : order) {
        const std::size_t size = plan_[at(r)].size();
        const bool is_near = taken == 0 || taken + size / 2 < wanted;
        if (is_near) taken += size;
        (is_near && near_routes.size() + 1 < routes.size() ? near_routes : far_routes).push_back(r);
    }
    split(std::move(near_routes), first, count_near, random);
    split(std::move(far_routes), first + count_near, count - count_near, random);
}

/// The mean way from a stop to those of a route.
double Division::distance(std::int32_t route, std::int32_t from) const {
    const auto& stops = plan_[at(route)];
    double sum = 0;
    for (const std::int32_t v : stops) sum += static_cast<double>(form_.way(form_.kinds.front().cost_matrix, from, v));
    return sum / static_cast<double>(stops.size());
}

/// Vehicles that are not used yet go around.
void Division::share_free(std::size_t parts) {
    std::size_t next = 0;
    for (std::int32_t& part : part_of_slot_) {
        if (part < 0) part = static_cast<std::int32_t>(next++ % parts);
    }
}

/// Who is not served belongs to the part of his nearest neighbour that is.
void Division::assign_nodes() {
    for (std::size_t r = 0; r < plan_.size(); ++r) {
        for (const std::int32_t v : plan_[r]) part_of_node_[at(v)] = part_of_slot_[r];
    }
    for (std::int32_t v = 0; v < form_.nodes; ++v) {
        if (part_of_node_[at(v)] >= 0) continue;
        std::int32_t part = 0;
        for (const std::int32_t other : near_.near.of(v)) {
            if (part_of_node_[at(other)] < 0) continue;
            part = part_of_node_[at(other)];
            break;
        }
        part_of_node_[at(v)] = part;
        if (form_.mate[at(v)] >= 0) part_of_node_[at(form_.mate[at(v)])] = part;
    }
}

/// What the form tells of some of its nodes.
FastForm Division::form_of(const std::vector<std::int32_t>& nodes) const {
    FastForm form;
    form.model = form_.model;
    form.nodes = static_cast<std::int32_t>(nodes.size());
    form.timed = form_.timed;
    form.paired = form_.paired;
    form.plane = form_.plane;
    form.uniform = form_.uniform;
    form.limited = form_.limited;
    form.epoch = form_.epoch;
    form.model_node = pick(form_.model_node, nodes);
    form.is_first = pick(form_.is_first, nodes);
    form.demand = pick(form_.demand, nodes);
    form.earliest = pick(form_.earliest, nodes);
    form.latest = pick(form_.latest, nodes);
    form.service = pick(form_.service, nodes);
    form.penalty = pick(form_.penalty, nodes);
    form.required = pick(form_.required, nodes);
    for (const std::int32_t v : nodes) {
        const std::int32_t mate = form_.mate[at(v)];
        form.mate.push_back(mate < 0 ? -1 : number_[at(mate)]);
    }
    std::vector<std::int32_t> spots = nodes;
    for (std::int32_t spot = form_.nodes; spot < form_.spots; ++spot) spots.push_back(spot);
    form.spots = static_cast<std::int32_t>(spots.size());
    for (const SpotMatrix& matrix : form_.matrices) form.matrices.push_back(matrix_of(matrix, form_.spots, spots));
    form.rules = form_.rules;
    if (form_.plane) {
        form.points = pick(form_.points, spots);
        form.places = pick(form_.places, spots);
    }
    form.kinds = form_.kinds;
    for (FastKind& kind : form.kinds) {
        kind.start_spot += form.nodes - form_.nodes;
        kind.end_spot += form.nodes - form_.nodes;
        kind.slots = 0;
    }
    return form;
}

/// Lists of neighbours without those that are elsewhere.
NeighbourLists Division::lists_of(const NeighbourLists& whole, const std::vector<std::int32_t>& nodes) const {
    if (whole.width() == 0 || nodes.empty()) return {};
    const std::size_t width = std::min(whole.width(), nodes.size() - 1);
    const std::int32_t part = part_of_node_[at(nodes.front())];
    NeighbourLists lists{static_cast<std::int32_t>(nodes.size()), static_cast<std::int32_t>(width)};
    std::vector<std::int32_t> here;
    for (std::size_t v = 0; v < nodes.size(); ++v) {
        here.clear();
        for (const std::int32_t other : whole.of(nodes[v])) {
            if (part_of_node_[at(other)] == part) here.push_back(number_[at(other)]);
        }
        lists.set(static_cast<std::int32_t>(v), here);
    }
    return lists;
}

Part Division::part(std::size_t number) const {
    Part part{nodes_[number], slots_[number], form_of(nodes_[number]), {}, {}};
    part.near = {lists_of(near_.near, part.nodes), lists_of(near_.before, part.nodes),
                 lists_of(near_.after, part.nodes)};
    for (const std::int32_t slot : part.slots) {
        ++part.form.kinds[at(kind_of_slot_[at(slot)])].slots;
        auto& stops = part.plan.emplace_back();
        for (const std::int32_t v : plan_[at(slot)]) stops.push_back(number_[at(v)]);
    }
    return part;
}

}  // namespace marketplace::routing::detail
