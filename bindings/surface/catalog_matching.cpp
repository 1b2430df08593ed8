#include "module.hpp"

#include <marketplace/catalog/catalog_matcher.hpp>
#include <marketplace/catalog/match_review.hpp>
#include <marketplace/catalog/product_ids.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::catalog;  // NOLINT: this file is a list of its functions

void register_steps(Module& module) {
    module.function("count_terms", {"texts"}, &count_terms).takes_long();
    module.function("validate_term_statistics", {"statistics"},
                    [](const TermStatistics& statistics) { validate(statistics); })
        .cpp("validate(TermStatistics)");
    module.function("learn_pair_model", {"items", "verdicts", {"options", PairModelOptions{}}}, &learn_pair_model)
        .takes_long();
    module.function("validate_pair_model", {"model"}, [](const PairModel& model) { validate(model); })
        .cpp("validate(PairModel)");
    module.function("cluster_products", {"products", "pairs", "verdicts", {"options", ClusterOptions{}}},
                    &cluster_products)
        .takes_long();
    module.function("assign_variant_ids", {"before", "clusters", {"retired", std::vector<VariantId>{}}},
                    &assign_variant_ids)
        .takes_long();
    module.function("assign_product_ids", {"before", "groups", {"taken", std::vector<ProductId>{}}},
                    &assign_product_ids)
        .takes_long();
    module.function("match_evidence", {"a", "b"}, &match_evidence);
}

void register_matcher(Module& module) {
    auto matcher = module.handle<CatalogMatcher>("CatalogMatcher", true);
    matcher.constructor({"model"}, [](const PairModel& model) { return CatalogMatcher{model}; });
    matcher.method("upsert", {"items"}, &CatalogMatcher::upsert).takes_long();
    matcher.method("erase", {"ids"}, &CatalogMatcher::erase).takes_long();
    matcher.method("decide", {"verdicts"}, &CatalogMatcher::decide);
    matcher.method("withdraw", {"a", "b"}, &CatalogMatcher::withdraw);
    matcher.method("adopt", {"before", {"retired", std::vector<VariantId>{}}}, &CatalogMatcher::adopt).takes_long();
    matcher.method("learn", {{"options", PairModelOptions{}}}, &CatalogMatcher::learn).takes_long();
    matcher.method("settle", {}, &CatalogMatcher::settle).takes_long();
    matcher.method("snapshot", {}, &CatalogMatcher::snapshot).takes_long();
    matcher.method("recall", {"snapshot"}, &CatalogMatcher::recall).takes_long();
    matcher.method("changes_since_snapshot", {}, &CatalogMatcher::changes_since_snapshot);
    matcher.method("variants", {}, &CatalogMatcher::variants);
    matcher.method("variant", {"id"}, &CatalogMatcher::variant);
    matcher.method("variant_of", {"id"}, &CatalogMatcher::variant_of);
    matcher.method("pairs_of", {"id"}, &CatalogMatcher::pairs_of);
    matcher.method("pairs", {}, &CatalogMatcher::pairs);
    matcher.method("listing_of", {"id"}, &CatalogMatcher::listing_of);
    matcher.method("explain", {"a", "b"}, &CatalogMatcher::explain);
    matcher.method("review", {{"options", ReviewOptions{}}}, [](const CatalogMatcher& self,
                                                                const ReviewOptions& options) {
        return review_queue(self, options);
    }).cpp("review_queue");
    matcher.method("verdicts", {}, &CatalogMatcher::verdicts);
    matcher.method("size", {}, &CatalogMatcher::size);
    matcher.method("model", {}, [](const CatalogMatcher& self) { return self.model(); }).cpp("CatalogMatcher::model");
}

}  // namespace

void register_catalog_matching(Registry& registry) {
    Module module{registry, "catalog"};
    register_steps(module);
    register_matcher(module);
}

}  // namespace marketplace::surface
