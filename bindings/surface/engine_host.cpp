#include "engine_host.hpp"

#include <marketplace/adapters/memory.hpp>
#include <marketplace/core/json.hpp>

namespace marketplace::surface {
namespace {

std::shared_ptr<Store> make_store(const SqliteOptions& file) {
    if (file.path.empty()) return make_memory_store();
#ifdef MARKETPLACE_SURFACE_SQLITE
    return make_sqlite_store(file);
#else
    fail(ErrorCode::store_failed, "path", file.path, "no path: this build has no SQLite");
#endif
}

const TableInfo& table_named(std::string_view name) {
    std::string known = "one of";
    for (const TableInfo* table : engine_tables()) {
        if (table->name == name) return *table;
        known.append(" ").append(table->name);
    }
    fail(ErrorCode::not_found, "table", name, known);
}

}  // namespace

std::shared_ptr<EngineHost> make_engine(const SqliteOptions& file, EngineOptions options) {
    auto host = std::make_shared<EngineHost>();
    host->store = make_store(file);
    host->engine = std::make_unique<Engine>(host->store, std::move(options));
    return host;
}

std::vector<std::string> table_names() {
    std::vector<std::string> names;
    for (const TableInfo* table : engine_tables()) names.push_back(table->name);
    return names;
}

std::vector<std::string> table_rows(EngineHost& host, std::string_view table, std::size_t limit,
                                    std::string_view after) {
    const TableInfo& info = table_named(table);
    std::vector<std::string> rows;
    Scan scan;
    scan.limit = limit;
    if (!after.empty()) {
        const std::unique_ptr<void, void (*)(void*)> row{info.record->create(), info.record->destroy};
        read_json(after, {info.record, row.get()});
        scan.after = cells_of(info, info.key, row.get());
    }
    const std::unique_ptr<Transaction> transaction = host.store->begin();
    transaction->scan(info, scan, [&](const void* record) {
        write_json(rows.emplace_back(), {info.record, record});
        return true;
    });
    return rows;
}

DeliveryReport deliver_to_files(EngineHost& host, const PaymentFileOptions& files, Timestamp now, std::size_t limit) {
    const std::unique_ptr<PaymentProvider> provider = make_payment_file(files);
    return host.engine->deliver(*provider, now, limit);
}

ReconciliationReport reconcile_with_files(EngineHost& host, const PaymentFileOptions& files, Timestamp now,
                                          std::size_t limit) {
    const std::unique_ptr<PaymentProvider> provider = make_payment_file(files);
    return host.engine->reconcile(*provider, now, limit);
}

}  // namespace marketplace::surface
