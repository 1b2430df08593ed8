// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/catalog_engine/catalog_engine.hpp>
#include <marketplace/catalog_engine/catalog_records.hpp>
#include <marketplace/catalog_engine/embeddings.hpp>

namespace marketplace::catalog {

MARKETPLACE_COMPILE(CatalogOptions)
MARKETPLACE_COMPILE(FeedSync)
MARKETPLACE_COMPILE(SyncOutcome)
MARKETPLACE_COMPILE(VariantOffer)
MARKETPLACE_COMPILE(VariantPrices)
MARKETPLACE_COMPILE(PriceQuery)
MARKETPLACE_COMPILE(CatalogItemRow)
MARKETPLACE_COMPILE(VendorMapping)
MARKETPLACE_COMPILE(VariantRecord)
MARKETPLACE_COMPILE(MasterProduct)
MARKETPLACE_COMPILE(VariantPins)
MARKETPLACE_COMPILE(RetiredVariant)
MARKETPLACE_COMPILE(VariantChangeRow)
MARKETPLACE_COMPILE(VerdictRow)
MARKETPLACE_COMPILE(PairModelRow)
MARKETPLACE_COMPILE(ItemEmbeddingRow)
MARKETPLACE_COMPILE(MatchingMemoryRow)
MARKETPLACE_COMPILE(ItemPriceRow)
MARKETPLACE_COMPILE(EmbeddingOptions)
MARKETPLACE_COMPILE(EmbeddingRequest)
MARKETPLACE_COMPILE(ItemEmbedding)

}  // namespace marketplace::catalog
