#pragma once
// The stores that faces make, and the tables in them.

#include <marketplace/adapters/sqlite.hpp>
#include <marketplace/ports/store.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::surface {

/// A store in memory if the path is empty, else a SQLite file. Throws `store_failed` where the library was built
/// without SQLite.
std::shared_ptr<Store> make_store(const SqliteOptions& file);

std::vector<std::string> names_of(std::span<const TableInfo* const> tables);

/// Which rows of which table.
struct RowQuery {
    std::string_view table;
    std::size_t limit = 0;
    std::string_view after;  ///< a row that was given before, as JSON; empty: from the beginning
};

/// Up to `limit` rows of a table as JSON, in order of their keys. Throws `not_found` for a table that is none of
/// `tables`, and as `read_json` does for a row that is none.
std::vector<std::string> rows_of(Store& store, std::span<const TableInfo* const> tables, const RowQuery& query);

}  // namespace marketplace::surface
