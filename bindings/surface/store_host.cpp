#include "store_host.hpp"

#include <marketplace/adapters/memory.hpp>
#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

namespace marketplace::surface {
namespace {

const TableInfo& table_named(std::span<const TableInfo* const> tables, std::string_view name) {
    std::string known = "one of";
    for (const TableInfo* table : tables) {
        if (table->name == name) return *table;
        known.append(" ").append(table->name);
    }
    fail(ErrorCode::not_found, "table", name, known);
}

}  // namespace

std::shared_ptr<Store> make_store(const SqliteOptions& file) {
    if (file.path.empty()) return make_memory_store();
#ifdef MARKETPLACE_SURFACE_SQLITE
    return make_sqlite_store(file);
#else
    fail(ErrorCode::store_failed, "path", file.path, "no path: this build has no SQLite");
#endif
}

std::vector<std::string> names_of(std::span<const TableInfo* const> tables) {
    std::vector<std::string> names;
    for (const TableInfo* table : tables) names.push_back(table->name);
    return names;
}

std::vector<std::string> rows_of(Store& store, std::span<const TableInfo* const> tables, const RowQuery& query) {
    const TableInfo& info = table_named(tables, query.table);
    std::vector<std::string> rows;
    Scan scan;
    scan.limit = query.limit;
    if (!query.after.empty()) {
        const std::unique_ptr<void, void (*)(void*)> row{info.record->create(), info.record->destroy};
        read_json(query.after, {info.record, row.get()});
        scan.after = cells_of(info, info.key, row.get());
    }
    const std::unique_ptr<Transaction> transaction = store.begin();
    transaction->scan(info, scan, [&](const void* record) {
        write_json(rows.emplace_back(), {info.record, record});
        return true;
    });
    return rows;
}

}  // namespace marketplace::surface
