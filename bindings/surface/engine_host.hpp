#pragma once
// An engine with the store it was made for, as the faces hold it.

#include "module.hpp"
#include "store_host.hpp"

#include <marketplace/adapters/payment_file.hpp>
#include <marketplace/engine/engine.hpp>

namespace marketplace::surface {

/// What a face makes an engine of.
struct EngineHost {
    std::shared_ptr<Store> store;
    std::unique_ptr<Engine> engine;
};

/// Throws as `make_store`.
std::shared_ptr<EngineHost> make_engine(const SqliteOptions& file, EngineOptions options);

/// Delivers the outbox into payment files of a folder, and with a debtor into ISO 20022 files beside them.
DeliveryReport deliver_to_files(EngineHost& host, const PaymentFileOptions& files, Timestamp now, std::size_t limit);

/// Looks into the payment files of a folder for what became of payouts whose outcome is unknown.
ReconciliationReport reconcile_with_files(EngineHost& host, const PaymentFileOptions& files, Timestamp now,
                                          std::size_t limit);

}  // namespace marketplace::surface
