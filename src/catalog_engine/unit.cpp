#include "unit.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::catalog {
namespace {

constexpr const char* current_model = "current";

}  // namespace

CatalogEngine::Unit::Unit(CatalogEngine& engine) : engine_(engine), transaction_(engine.store_->begin()) {
    const std::optional<std::uint64_t> version = transaction_->content_version();
    const bool is_known = engine_.matcher_ && version && version == engine_.seen_;
    if (!is_known) load();
    engine_.seen_ = version;
    has_changed_ = false;
}

CatalogEngine::Unit::~Unit() {
    if (has_changed_ && !is_done_) engine_.matcher_.reset();
}

void CatalogEngine::Unit::load() {
    has_changed_ = true;  // should it fail halfway
    const auto row = get<PairModelRow>(*transaction_, current_model);
    begin_matcher(row ? row->model : learn_pair_model({}, {}, engine_.learning_));
}

/// What a newer version of the library puts together otherwise is seen at once, and stored by the next change.
CatalogMatcher& CatalogEngine::Unit::matcher() {
    if (!engine_.matcher_->settle().empty()) has_changed_ = true;
    return *engine_.matcher_;
}

/// A matcher with the variants, items and verdicts of the store, not settled yet.
void CatalogEngine::Unit::begin_matcher(const PairModel& model) {
    engine_.matcher_ = std::make_unique<CatalogMatcher>(model);
    std::vector<VariantId> retired;
    scan<RetiredVariant>(*transaction_, {}, [&](const RetiredVariant& each) {
        retired.push_back(each.id);
        return true;
    });
    engine_.matcher_->adopt(scan_all<MasterVariant>(*transaction_, {}), retired);
    engine_.matcher_->upsert(listed_items());
    engine_.matcher_->decide(verdicts());
}

std::vector<CatalogItem> CatalogEngine::Unit::listed_items() {
    std::vector<CatalogItem> out;
    scan<CatalogItemRow>(*transaction_, {}, [&](const CatalogItemRow& row) {
        if (row.is_listed) out.push_back({{row.vendor_id, row.item.id}, listing_of(row.item, 0)});
        return true;
    });
    return out;
}

std::vector<PairVerdict> CatalogEngine::Unit::verdicts() {
    std::vector<PairVerdict> out;
    scan<VerdictRow>(*transaction_, {}, [&](const VerdictRow& row) {
        out.push_back({row.a, row.b, row.is_match});
        return true;
    });
    return out;
}

/// Twice the items, or verdicts by half as many again and twenty more: then the old model knows too little.
bool CatalogEngine::Unit::is_learning_due() const {
    const PairModel& model = engine_.matcher_->model();
    const auto items = static_cast<std::int64_t>(engine_.matcher_->size());
    const auto verdicts = std::ssize(engine_.matcher_->verdicts());
    constexpr std::int64_t verdicts_more = 20;
    return items > 0 && (model.pairs == 0 || items >= 2 * model.items ||
                         verdicts >= model.verdicts + std::max(verdicts_more, model.verdicts / 2));
}

void CatalogEngine::Unit::learn(Timestamp at) {
    has_changed_ = true;
    const PairModel model = learn_pair_model(listed_items(), verdicts(), engine_.learning_);
    put(*transaction_, PairModelRow{current_model, at, model});
    begin_matcher(model);
}

std::vector<VariantChange> CatalogEngine::Unit::settle(Timestamp at, const std::string& cause) {
    has_changed_ = true;
    std::vector<VariantChange> changes = engine_.matcher_->settle();
    const auto last = scan_all<VariantChangeRow>(*transaction_, {.limit = 1, .descending = true});
    std::int64_t sequence = last.empty() ? 0 : last.front().sequence;
    for (const VariantChange& each : changes) {
        put(*transaction_, VariantChangeRow{++sequence, at, cause, each});
        if (each.kind == VariantChangeKind::retired) {
            erase<MasterVariant>(*transaction_, each.variant_id);
            put(*transaction_, RetiredVariant{each.variant_id, at, each.went_to});
        } else {
            put(*transaction_, *engine_.matcher_->variant(each.variant_id));
        }
    }
    return changes;
}

void CatalogEngine::Unit::commit() {
    transaction_->commit();
    engine_.seen_ = transaction_->content_version();
    is_done_ = true;
}

}  // namespace marketplace::catalog
