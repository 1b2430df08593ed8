#include "engine_host.hpp"

namespace marketplace::surface {

std::shared_ptr<EngineHost> make_engine(const SqliteOptions& file, EngineOptions options) {
    validate(options);  // before there is a file
    auto host = std::make_shared<EngineHost>();
    host->store = make_store(file);
    host->engine = std::make_unique<Engine>(host->store, std::move(options));
    return host;
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
