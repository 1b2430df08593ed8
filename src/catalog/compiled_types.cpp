// The descriptions of this layer's records and enumerations, compiled once for all files that use them.

#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/catalog/attributes.hpp>
#include <marketplace/catalog/best_offer.hpp>
#include <marketplace/catalog/blocking_index.hpp>
#include <marketplace/catalog/boosted_trees.hpp>
#include <marketplace/catalog/catalog_matcher.hpp>
#include <marketplace/catalog/feed_item.hpp>
#include <marketplace/catalog/feed_reader.hpp>
#include <marketplace/catalog/feed_sync.hpp>
#include <marketplace/catalog/fellegi_sunter.hpp>
#include <marketplace/catalog/golden_record.hpp>
#include <marketplace/catalog/identifiers.hpp>
#include <marketplace/catalog/listing.hpp>
#include <marketplace/catalog/logistic_regression.hpp>
#include <marketplace/catalog/match_evaluation.hpp>
#include <marketplace/catalog/match_review.hpp>
#include <marketplace/catalog/offer.hpp>
#include <marketplace/catalog/pair_model.hpp>
#include <marketplace/catalog/part_numbers.hpp>
#include <marketplace/catalog/price_history.hpp>
#include <marketplace/catalog/price_statistics.hpp>
#include <marketplace/catalog/product_clusters.hpp>
#include <marketplace/catalog/product_ids.hpp>
#include <marketplace/catalog/table_matcher.hpp>
#include <marketplace/catalog/term_statistics.hpp>
#include <marketplace/catalog/text.hpp>
#include <marketplace/catalog/unit_price.hpp>
#include <marketplace/catalog/variant_ids.hpp>

namespace marketplace::catalog {

MARKETPLACE_COMPILE(AttributeKind)
MARKETPLACE_COMPILE(Attribute)
MARKETPLACE_COMPILE(NumberStyle)
MARKETPLACE_COMPILE(DatedExchangeRate)
MARKETPLACE_COMPILE(OfferContext)
MARKETPLACE_COMPILE(BuyBoxPolicy)
MARKETPLACE_COMPILE(BuyBoxPreset)
MARKETPLACE_COMPILE(LandedPrice)
MARKETPLACE_COMPILE(OfferFault)
MARKETPLACE_COMPILE(OfferScore)
MARKETPLACE_COMPILE(OfferRefusal)
MARKETPLACE_COMPILE(BuyBox)
MARKETPLACE_COMPILE(OfferQuery)
MARKETPLACE_COMPILE(BlockingRecord)
MARKETPLACE_COMPILE(BlockingOptions)
MARKETPLACE_COMPILE(BlockingHit)
MARKETPLACE_COMPILE(BlockingResult)
MARKETPLACE_COMPILE(BlockingTerm)
MARKETPLACE_COMPILE(TreeNode)
MARKETPLACE_COMPILE(Tree)
MARKETPLACE_COMPILE(BoostedTrees)
MARKETPLACE_COMPILE(BoostingOptions)
MARKETPLACE_COMPILE(MatchDecision)
MARKETPLACE_COMPILE(MatchedPair)
MARKETPLACE_COMPILE(FeedAvailability)
MARKETPLACE_COMPILE(FeedShipping)
MARKETPLACE_COMPILE(FeedItem)
MARKETPLACE_COMPILE(FeedFormat)
MARKETPLACE_COMPILE(FeedEncoding)
MARKETPLACE_COMPILE(FeedPolicy)
MARKETPLACE_COMPILE(FeedOptions)
MARKETPLACE_COMPILE(FeedProblem)
MARKETPLACE_COMPILE(FeedReport)
MARKETPLACE_COMPILE(FeedContents)
MARKETPLACE_COMPILE(StoredItem)
MARKETPLACE_COMPILE(SyncMode)
MARKETPLACE_COMPILE(SyncOptions)
MARKETPLACE_COMPILE(FieldChange)
MARKETPLACE_COMPILE(ItemChange)
MARKETPLACE_COMPILE(DelistReason)
MARKETPLACE_COMPILE(Delisting)
MARKETPLACE_COMPILE(IgnoreReason)
MARKETPLACE_COMPILE(IgnoredItem)
MARKETPLACE_COMPILE(DuplicateItem)
MARKETPLACE_COMPILE(Absence)
MARKETPLACE_COMPILE(SyncStop)
MARKETPLACE_COMPILE(SyncPlan)
MARKETPLACE_COMPILE(FeedState)
MARKETPLACE_COMPILE(FeedStanding)
MARKETPLACE_COMPILE(ComparisonWeights)
MARKETPLACE_COMPILE(FellegiSunterModel)
MARKETPLACE_COMPILE(FellegiSunterOptions)
MARKETPLACE_COMPILE(GoldenSource)
MARKETPLACE_COMPILE(SurvivorRule)
MARKETPLACE_COMPILE(GoldenRules)
MARKETPLACE_COMPILE(Claimant)
MARKETPLACE_COMPILE(GoldenClaim)
MARKETPLACE_COMPILE(GoldenProvenance)
MARKETPLACE_COMPILE(GoldenRecord)
MARKETPLACE_COMPILE(GoldenVariant)
MARKETPLACE_COMPILE(OptionAxis)
MARKETPLACE_COMPILE(VariantOptions)
MARKETPLACE_COMPILE(IndistinctVariants)
MARKETPLACE_COMPILE(GoldenProduct)
MARKETPLACE_COMPILE(GtinForm)
MARKETPLACE_COMPILE(GtinRange)
MARKETPLACE_COMPILE(GtinFault)
MARKETPLACE_COMPILE(GtinReading)
MARKETPLACE_COMPILE(Listing)
MARKETPLACE_COMPILE(LinearTerm)
MARKETPLACE_COMPILE(LogisticModel)
MARKETPLACE_COMPILE(LogisticOptions)
MARKETPLACE_COMPILE(MatchScores)
MARKETPLACE_COMPILE(ConfidenceInterval)
MARKETPLACE_COMPILE(BootstrapOptions)
MARKETPLACE_COMPILE(ReviewReason)
MARKETPLACE_COMPILE(ReviewQuestion)
MARKETPLACE_COMPILE(ReviewOptions)
MARKETPLACE_COMPILE(FeatureContribution)
MARKETPLACE_COMPILE(EvidenceKind)
MARKETPLACE_COMPILE(MatchEvidence)
MARKETPLACE_COMPILE(MatchExplanation)
MARKETPLACE_COMPILE(OfferCondition)
MARKETPLACE_COMPILE(TaxInclusion)
MARKETPLACE_COMPILE(ShippingOption)
MARKETPLACE_COMPILE(QuantityBreak)
MARKETPLACE_COMPILE(VendorRating)
MARKETPLACE_COMPILE(Offer)
MARKETPLACE_COMPILE(CatalogItem)
MARKETPLACE_COMPILE(PairModelOptions)
MARKETPLACE_COMPILE(EmbeddingSpace)
MARKETPLACE_COMPILE(PairModel)
MARKETPLACE_COMPILE(PartKey)
MARKETPLACE_COMPILE(PriceEntry)
MARKETPLACE_COMPILE(PriceHistory)
MARKETPLACE_COMPILE(LateEntry)
MARKETPLACE_COMPILE(AppendOutcome)
MARKETPLACE_COMPILE(AppendedEntries)
MARKETPLACE_COMPILE(ReductionPolicy)
MARKETPLACE_COMPILE(PriorPriceRule)
MARKETPLACE_COMPILE(PriorPrice)
MARKETPLACE_COMPILE(ReductionClaim)
MARKETPLACE_COMPILE(OutlierPolicy)
MARKETPLACE_COMPILE(OutlierReason)
MARKETPLACE_COMPILE(PriceOutlier)
MARKETPLACE_COMPILE(PriceSummary)
MARKETPLACE_COMPILE(PriceChange)
MARKETPLACE_COMPILE(VariantOutliers)
MARKETPLACE_COMPILE(VendorProductId)
MARKETPLACE_COMPILE(ProductPair)
MARKETPLACE_COMPILE(PairVerdict)
MARKETPLACE_COMPILE(JoinFault)
MARKETPLACE_COMPILE(RefusedJoin)
MARKETPLACE_COMPILE(ProductCluster)
MARKETPLACE_COMPILE(ClusterOptions)
MARKETPLACE_COMPILE(Clustering)
MARKETPLACE_COMPILE(ProductGroup)
MARKETPLACE_COMPILE(RetiredProduct)
MARKETPLACE_COMPILE(ProductAssignment)
MARKETPLACE_COMPILE(PairKey)
MARKETPLACE_COMPILE(LabelledPair)
MARKETPLACE_COMPILE(JudgedPair)
MARKETPLACE_COMPILE(TableMatchOptions)
MARKETPLACE_COMPILE(TermCount)
MARKETPLACE_COMPILE(TermStatistics)
MARKETPLACE_COMPILE(TextSpan)
MARKETPLACE_COMPILE(TokenKind)
MARKETPLACE_COMPILE(BaseUnit)
MARKETPLACE_COMPILE(ContentAmount)
MARKETPLACE_COMPILE(UnitPrice)
MARKETPLACE_COMPILE(MasterVariant)
MARKETPLACE_COMPILE(VariantChangeKind)
MARKETPLACE_COMPILE(VariantChange)
MARKETPLACE_COMPILE(VariantAssignment)

}  // namespace marketplace::catalog
