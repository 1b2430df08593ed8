#pragma once
// An engine with the store it was made for, as the faces hold it.

#include "module.hpp"

#include <marketplace/engine/engine.hpp>

namespace marketplace::surface {

/// What a face makes an engine of.
struct EngineHost {
    std::shared_ptr<Store> store;
    std::unique_ptr<Engine> engine;
};

/// A store in memory if `path` is empty, else a SQLite file. Throws `store_failed` where the library was built
/// without SQLite.
std::shared_ptr<EngineHost> make_engine(const std::string& path, EngineOptions options);

std::vector<std::string> table_names();
/// Up to `limit` rows of a table as JSON, in order of their keys. Throws `not_found` for an unknown table.
std::vector<std::string> table_rows(EngineHost& host, std::string_view table, std::size_t limit);
/// Delivers the outbox into payment files of a folder.
DeliveryReport deliver_to_files(EngineHost& host, const std::string& directory, Timestamp now, std::size_t limit);

}  // namespace marketplace::surface
