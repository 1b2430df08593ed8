#include "engine_host.hpp"

namespace marketplace::surface {

void register_engine(Registry& registry) {
    Module module{registry, "engine"};
    module.function("tables", {}, [] { return names_of(engine_tables()); }).cpp("engine_tables");
    auto engine = module.handle<EngineHost>("Engine", true);
    const SqliteOptions defaults;
    engine.constructor({{"path", std::string{}}, {"ledger", std::string{"main"}}, {"time_zone", std::string{"UTC"}},
                        {"payment_provider", std::string{"bank"}},
                        {"explanation", affiliate::ExplanationLevel::winner},
                        {"durability", defaults.durability}, {"busy_timeout_ms", defaults.busy_timeout_ms},
                        {"refund_captures", payments::CaptureOrder::oldest_first},
                        {"groups_in_flight", std::int64_t{1}}, {"days_ahead_max", EngineOptions{}.days_ahead_max},
                        {"rows_remembered", EngineOptions{}.rows_remembered}},
                       [](const std::string& path, const std::string& ledger, const std::string& time_zone,
                          const std::string& payment_provider, affiliate::ExplanationLevel explanation,
                          Durability durability, std::int64_t busy_timeout_ms, payments::CaptureOrder refund_captures,
                          std::int64_t groups_in_flight, std::int64_t days_ahead_max, std::int64_t rows_remembered) {
                           EngineOptions options;
                           options.ledger = ledger;
                           options.time_zone = time_zone;
                           options.payment_provider = payment_provider;
                           options.refund_captures = refund_captures;
                           options.groups_in_flight = groups_in_flight;
                           options.days_ahead_max = days_ahead_max;
                           options.rows_remembered = rows_remembered;
                           options.explanation = explanation;
                           SqliteOptions file;
                           file.path = path;
                           file.durability = durability;
                           file.busy_timeout_ms = busy_timeout_ms;
                           return make_engine(file, std::move(options));
                       })
        .in_bulk("Engine::Engine");
    engine.method("handle", {"event"}, [](EngineHost& self, const Event& event) { return self.engine->handle(event); })
        .takes_long();
    engine.method("preview", {"event"},
                  [](EngineHost& self, const Event& event) { return self.engine->preview(event); })
        .takes_long();
    engine.method("handle_batch", {"events"},
                  [](EngineHost& self, std::span<const Event> events) { return self.engine->handle_batch(events); })
        .takes_long();
    engine.method("stream_batch", {"events"},
                  [](EngineHost& self, std::span<const Event> events) { return self.engine->stream_batch(events); })
        .takes_long();
    engine.method("sync", {}, [](EngineHost& self) { self.engine->sync(); }).takes_long();
    engine.method("deliver_to_files",
                  {"directory", "now", {"limit", std::int64_t{1000}}, {"prefix", PaymentFileOptions{}.prefix},
                   {"debtor", std::optional<CreditTransferDebtor>{}}},
                  [](EngineHost& self, const std::string& directory, Timestamp now, std::size_t limit,
                     const std::string& prefix, const std::optional<CreditTransferDebtor>& debtor) {
                      return deliver_to_files(self, {directory, prefix, debtor}, now, limit);
                  })
        .in_bulk("Engine::deliver").takes_long();
    engine.method("reconcile_with_files",
                  {"directory", "now", {"limit", std::int64_t{1000}}, {"prefix", PaymentFileOptions{}.prefix}},
                  [](EngineHost& self, const std::string& directory, Timestamp now, std::size_t limit,
                     const std::string& prefix) {
                      return reconcile_with_files(self, {directory, prefix, std::nullopt}, now, limit);
                  })
        .in_bulk("Engine::reconcile").takes_long();
    engine.method("statement", {"request"},
                  [](EngineHost& self, const payments::StatementRequest& request) {
                      return self.engine->statement(request);
                  })
        .takes_long();
    engine.method("rows", {"table", {"limit", std::int64_t{1000}}, {"after", std::string{}}},
                  [](EngineHost& self, std::string_view table, std::size_t limit, std::string_view after) {
                      return rows_of(*self.store, engine_tables(), {table, limit, after});
                  })
        .in_bulk("Engine::store").takes_long();
}

}  // namespace marketplace::surface
