#pragma once
// Everything that a store holds, as values that can be compared.

#include <marketplace/ports/store.hpp>

#include <map>
#include <string>
#include <vector>

namespace marketplace::simulation {

/// A row: the values of all its columns, as they are stored.
using RowCells = std::vector<Cell>;
/// The rows of every table in the order of their keys, by the name of the table.
using Content = std::map<std::string, std::vector<RowCells>>;

/// All rows of all tables of an engine.
[[nodiscard]] Content content_of(Store& store);

/// The first row in which two contents differ, in words; empty if they are the same.
[[nodiscard]] std::string difference(const Content& expected, const Content& found);

}  // namespace marketplace::simulation
