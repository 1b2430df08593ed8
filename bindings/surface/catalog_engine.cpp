#include "module.hpp"
#include "store_host.hpp"

#include <marketplace/catalog_engine/catalog_engine.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::catalog;  // NOLINT: this file is a list of its functions

/// A catalog with the store it was made for, as the faces hold it.
struct CatalogHost {
    std::shared_ptr<Store> store;
    std::unique_ptr<CatalogEngine> engine;
};

std::shared_ptr<CatalogHost> make_catalog(const SqliteOptions& file, const CatalogOptions& options) {
    auto host = std::make_shared<CatalogHost>();
    host->store = make_store(file);
    host->engine = std::make_unique<CatalogEngine>(host->store, options);
    return host;
}

void register_changes(HandleClass<CatalogHost>& engine) {
    engine.method("sync", {"feed", "contents"},
                  [](CatalogHost& self, const FeedSync& feed, const FeedContents& contents) {
                      return self.engine->sync(feed, contents);
                  })
        .cpp("CatalogEngine::sync").takes_long();
    engine.method("decide", {"verdicts", "at", {"decided_by", std::string{}}},
                  [](CatalogHost& self, std::span<const PairVerdict> verdicts, Timestamp at,
                     std::string_view decided_by) { return self.engine->decide(verdicts, at, decided_by); })
        .cpp("CatalogEngine::decide").takes_long();
    engine.method("learn", {"at"}, [](CatalogHost& self, Timestamp at) { return self.engine->learn(at); })
        .cpp("CatalogEngine::learn").takes_long();
    engine.method("pin", {"id", "pins", "at", {"decided_by", std::string{}}},
                  [](CatalogHost& self, const VariantId& id, const GoldenPins& pins, Timestamp at,
                     std::string_view decided_by) { return self.engine->pin(id, pins, at, decided_by); })
        .cpp("CatalogEngine::pin").takes_long();
    engine.method("rebuild_records", {"at"},
                  [](CatalogHost& self, Timestamp at) { return self.engine->rebuild_records(at); })
        .cpp("CatalogEngine::rebuild_records").takes_long();
}

void register_embeddings(HandleClass<CatalogHost>& engine) {
    engine.method("embedding_requests", {{"after", VendorProductId{}}, {"limit", std::int64_t{1000}}},
                  [](CatalogHost& self, const VendorProductId& after, std::int64_t limit) {
                      return self.engine->embedding_requests(after, limit);
                  })
        .cpp("CatalogEngine::embedding_requests").takes_long();
    engine.method("take_embeddings", {"embeddings", "at"},
                  [](CatalogHost& self, std::span<const ItemEmbedding> embeddings, Timestamp at) {
                      return self.engine->take_embeddings(embeddings, at);
                  })
        .cpp("CatalogEngine::take_embeddings").takes_long();
}

void register_questions(HandleClass<CatalogHost>& engine) {
    engine.method("review", {{"options", ReviewOptions{}}},
                  [](CatalogHost& self, const ReviewOptions& options) { return self.engine->review(options); })
        .cpp("CatalogEngine::review").takes_long();
    engine.method("explain", {"a", "b"},
                  [](CatalogHost& self, const VendorProductId& a, const VendorProductId& b) {
                      return self.engine->explain(a, b);
                  })
        .cpp("CatalogEngine::explain").takes_long();
    engine.method("variants", {}, [](CatalogHost& self) { return self.engine->variants(); })
        .cpp("CatalogEngine::variants").takes_long();
    engine.method("variant_of", {"id"},
                  [](CatalogHost& self, const VendorProductId& id) { return self.engine->variant_of(id); })
        .cpp("CatalogEngine::variant_of").takes_long();
    engine.method("record_of", {"id"},
                  [](CatalogHost& self, const VariantId& id) { return self.engine->record_of(id); })
        .cpp("CatalogEngine::record_of").takes_long();
    engine.method("product", {"id"}, [](CatalogHost& self, const ProductId& id) { return self.engine->product(id); })
        .cpp("CatalogEngine::product").takes_long();
    engine.method("products", {{"after", ProductId{}}, {"limit", std::int64_t{1000}}},
                  [](CatalogHost& self, const ProductId& after, std::int64_t limit) {
                      return self.engine->products(after, limit);
                  })
        .cpp("CatalogEngine::products").takes_long();
    engine.method("prices", {"query"},
                  [](CatalogHost& self, const PriceQuery& query) { return self.engine->prices(query); })
        .cpp("CatalogEngine::prices").takes_long();
    engine.method("journal", {{"after", std::int64_t{0}}, {"limit", std::int64_t{1000}}},
                  [](CatalogHost& self, std::int64_t after, std::int64_t limit) {
                      return self.engine->journal(after, limit);
                  })
        .cpp("CatalogEngine::journal").takes_long();
    engine.method("rows", {"table", {"limit", std::int64_t{1000}}, {"after", std::string{}}},
                  [](CatalogHost& self, std::string_view table, std::size_t limit, std::string_view after) {
                      return rows_of(*self.store, catalog_tables(), {table, limit, after});
                  })
        .in_bulk("CatalogEngine::store").takes_long();
}

}  // namespace

void register_catalog_engine(Registry& registry) {
    Module module{registry, "catalog"};
    module.function("tables", {}, [] { return names_of(catalog_tables()); }).cpp("catalog_tables");
    auto engine = module.handle<CatalogHost>("CatalogEngine", true);
    const SqliteOptions defaults;
    engine.constructor({{"path", std::string{}}, {"options", CatalogOptions{}}, {"durability", defaults.durability},
                        {"busy_timeout_ms", defaults.busy_timeout_ms}},
                       [](const std::string& path, const CatalogOptions& options, Durability durability,
                          std::int64_t busy_timeout_ms) {
                           SqliteOptions file;
                           file.path = path;
                           file.durability = durability;
                           file.busy_timeout_ms = busy_timeout_ms;
                           return make_catalog(file, options);
                       })
        .in_bulk("CatalogEngine::CatalogEngine");
    register_changes(engine);
    register_embeddings(engine);
    register_questions(engine);
}

}  // namespace marketplace::surface
