#pragma once
// Which nodes can all reach each other.

#include "network.hpp"

namespace marketplace::routing::detail {

/// Sets `connected` for the largest strongly connected set of nodes that a mode may use; of equally large ones the one
/// with the first node.
void mark_connected(RoadData& data, std::size_t mode);

}  // namespace marketplace::routing::detail
