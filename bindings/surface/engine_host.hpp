#pragma once
// An engine with the store it was made for, as the faces hold it.

#include "module.hpp"

#include <marketplace/adapters/payment_file.hpp>
#include <marketplace/adapters/sqlite.hpp>
#include <marketplace/engine/engine.hpp>

namespace marketplace::surface {

/// What a face makes an engine of.
struct EngineHost {
    std::shared_ptr<Store> store;
    std::unique_ptr<Engine> engine;
};

/// A store in memory if the path is empty, else a SQLite file. Throws `store_failed` where the library was built
/// without SQLite.
std::shared_ptr<EngineHost> make_engine(const SqliteOptions& file, EngineOptions options);

std::vector<std::string> table_names();
/// Up to `limit` rows of a table as JSON, in order of their keys; those behind a row that was given before, if
/// `after` is one. Throws `not_found` for an unknown table, and as `read_json` does for a row that is none.
std::vector<std::string> table_rows(EngineHost& host, std::string_view table, std::size_t limit,
                                    std::string_view after);
/// Delivers the outbox into payment files of a folder, and with a debtor into ISO 20022 files beside them.
DeliveryReport deliver_to_files(EngineHost& host, const PaymentFileOptions& files, Timestamp now, std::size_t limit);

/// Looks into the payment files of a folder for what became of payouts whose outcome is unknown.
ReconciliationReport reconcile_with_files(EngineHost& host, const PaymentFileOptions& files, Timestamp now,
                                          std::size_t limit);

}  // namespace marketplace::surface
