#include "matcher_data.hpp"

#include <marketplace/catalog/match_review.hpp>

namespace marketplace::catalog {

CatalogMatcher::CatalogMatcher(const PairModel& model) : data_(std::make_unique<detail::CatalogMatcherData>(model)) {}
CatalogMatcher::CatalogMatcher(CatalogMatcher&&) noexcept = default;
CatalogMatcher& CatalogMatcher::operator=(CatalogMatcher&&) noexcept = default;
CatalogMatcher::~CatalogMatcher() = default;

void CatalogMatcher::upsert(std::span<const CatalogItem> items) { data_->upsert(items); }
void CatalogMatcher::erase(std::span<const VendorProductId> ids) { data_->erase(ids); }
void CatalogMatcher::decide(std::span<const PairVerdict> verdicts) { data_->decide(verdicts); }
bool CatalogMatcher::withdraw(const VendorProductId& a, const VendorProductId& b) { return data_->withdraw(a, b); }
void CatalogMatcher::adopt(std::span<const MasterVariant> before, std::span<const VariantId> retired) {
    data_->adopt(before, retired);
}
void CatalogMatcher::learn(const PairModelOptions& options) { data_->learn(options); }
std::vector<VariantChange> CatalogMatcher::settle() { return data_->settle(); }
std::string CatalogMatcher::snapshot() const { return data_->snapshot(); }
bool CatalogMatcher::recall(std::string_view snapshot) { return data_->recall(snapshot); }
std::size_t CatalogMatcher::changes_since_snapshot() const { return data_->changes_since_snapshot(); }
std::vector<MasterVariant> CatalogMatcher::variants() const { return data_->variants(); }
std::optional<MasterVariant> CatalogMatcher::variant(const VariantId& id) const { return data_->variant(id); }
std::optional<VariantId> CatalogMatcher::variant_of(const VendorProductId& id) const { return data_->variant_of(id); }
std::vector<MatchedPair> CatalogMatcher::pairs_of(const VendorProductId& id) const { return data_->pairs_of(id); }
std::vector<MatchedPair> CatalogMatcher::pairs() const { return data_->pairs(); }
std::optional<Listing> CatalogMatcher::listing_of(const VendorProductId& id) const { return data_->listing_of(id); }
MatchExplanation CatalogMatcher::explain(const VendorProductId& a, const VendorProductId& b) {
    return data_->explain(a, b);
}
std::vector<PairVerdict> CatalogMatcher::verdicts() const { return data_->verdicts(); }
std::size_t CatalogMatcher::size() const { return data_->size(); }
const PairModel& CatalogMatcher::model() const { return data_->model(); }

}  // namespace marketplace::catalog
