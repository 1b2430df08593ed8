#include "connected.hpp"

#include <boost/graph/filtered_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/property_map/property_map.hpp>

#include <algorithm>

namespace marketplace::routing::detail {
namespace {

/// The edges that a mode may use.
struct IsOpen {
    const RoadGraph* graph = nullptr;
    const std::vector<RoadWeight>* weights = nullptr;

    bool operator()(const RoadGraph::edge_descriptor& edge) const {
        return (*weights)[boost::get(boost::edge_index, *graph, edge)] != no_way;
    }
};

}  // namespace

void mark_connected(RoadData& data, std::size_t mode) {
    const boost::filtered_graph<RoadGraph, IsOpen> open{data.graph, IsOpen{&data.graph, &data.weights[mode]}};
    std::vector<std::uint32_t> component(data.ids.size());
    const std::uint32_t count = boost::strong_components(
        open, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, data.graph)));
    std::vector<std::uint32_t> size(count);
    for (std::size_t i = 0; i < component.size(); ++i) {
        if ((data.open_to[i] & bit_of(mode)) != 0) ++size[component[i]];
    }
    std::size_t best = component.size();
    for (std::size_t i = 0; i < component.size(); ++i) {
        if (best == component.size() || size[component[i]] > size[component[best]]) best = i;
    }
    for (std::size_t i = 0; i < component.size(); ++i) {
        const bool belongs = component[i] == component[best] && (data.open_to[i] & bit_of(mode)) != 0;
        if (belongs) data.connected[i] |= bit_of(mode);
    }
}

}  // namespace marketplace::routing::detail
