#include "unit.hpp"

#include "master_records.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::catalog {
namespace {

constexpr const char* current_model = "current";

}  // namespace

CatalogEngine::Unit::Unit(CatalogEngine& engine)
    : engine_(engine), transaction_(engine.store_->begin()), version_(transaction_->content_version()) {}

CatalogEngine::Unit::~Unit() {
    if (is_ahead_ && !is_done_) engine_.matcher_.reset();
}

/// Reads the matcher if others have changed the store.
CatalogMatcher& CatalogEngine::Unit::known_matcher() {
    const bool is_known = is_read_ || (engine_.matcher_ && version_ && version_ == engine_.seen_);
    if (!is_known) {
        const auto row = get<PairModelRow>(*transaction_, current_model);
        begin_matcher(row ? row->model : learn_pair_model({}, {}, engine_.options_.learning));
        engine_.seen_ = version_;
    }
    is_read_ = true;
    return *engine_.matcher_;
}

/// What a newer version of the library puts together otherwise is seen at once, and stored by the next change.
CatalogMatcher& CatalogEngine::Unit::matcher() {
    if (!known_matcher().settle().empty()) is_ahead_ = true;
    return *engine_.matcher_;
}

/// A matcher with the variants, items and verdicts of the store, not settled yet.
void CatalogEngine::Unit::begin_matcher(const PairModel& model) {
    auto matcher = std::make_unique<CatalogMatcher>(model);
    const EmbeddingOptions& wanted = engine_.options_.embedding;
    engine_.matches_by_embeddings_ = wanted.dimensions > 0 && model.embeddings.model == wanted.model &&
                                     model.embeddings.dimensions == wanted.dimensions;
    std::vector<VariantId> retired;
    scan<RetiredVariant>(*transaction_, {}, [&](const RetiredVariant& each) {
        retired.push_back(each.id);
        return true;
    });
    matcher->adopt(scan_all<MasterVariant>(*transaction_, {}), retired);
    std::vector<CatalogItem> items = listed_items();
    add_embeddings(items);
    matcher->upsert(items);
    matcher->decide(verdicts());
    recall(*matcher);
    engine_.matcher_ = std::move(matcher);
}

void CatalogEngine::Unit::recall(CatalogMatcher& matcher) {
    std::string letters;
    scan<MatchingMemoryRow>(*transaction_, {}, [&](const MatchingMemoryRow& row) {
        letters += row.letters;
        return true;
    });
    if (!letters.empty()) static_cast<void>(matcher.recall(letters));
}

/// When enough has changed for it to be worth the while: what is remembered need not be up to date, only true.
void CatalogEngine::Unit::remember() {
    constexpr std::size_t changes_min = 256;
    constexpr std::size_t changes_share = 16;
    const CatalogMatcher& matcher = *engine_.matcher_;
    if (matcher.model().embeddings.dimensions > 0) return;
    if (matcher.changes_since_snapshot() < changes_min + matcher.size() / changes_share) return;
    const std::string letters = matcher.snapshot();
    constexpr std::size_t part_letters = 1U << 20U;
    std::int64_t part = 0;
    for (std::size_t at = 0; at < letters.size(); at += part_letters) {
        put(*transaction_, MatchingMemoryRow{part++, letters.substr(at, part_letters)});
    }
    while (erase<MatchingMemoryRow>(*transaction_, part)) ++part;
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
bool CatalogEngine::Unit::is_learning_due() {
    const PairModel& model = known_matcher().model();
    const auto items = static_cast<std::int64_t>(engine_.matcher_->size());
    const auto verdicts = std::ssize(engine_.matcher_->verdicts());
    constexpr std::int64_t verdicts_more = 20;
    return items > 0 && (model.pairs == 0 || items >= 2 * model.items ||
                         verdicts >= model.verdicts + std::max(verdicts_more, model.verdicts / 2));
}

void CatalogEngine::Unit::learn(Timestamp at) {
    is_ahead_ = true;
    const EmbeddingOptions& embedding = engine_.options_.embedding;
    const bool had_embeddings = known_matcher().model().embeddings.dimensions > 0;
    if (embedding.dimensions > 0 || had_embeddings) return learn_with_embeddings(at);
    CatalogMatcher& matcher = known_matcher();
    matcher.learn(engine_.options_.learning);
    put(*transaction_, PairModelRow{current_model, at, matcher.model()});
}

/// From the embeddings that there are by now, or without those that there were.
void CatalogEngine::Unit::learn_with_embeddings(Timestamp at) {
    is_read_ = true;
    std::vector<CatalogItem> items = listed_items();
    const EmbeddingOptions& embedding = engine_.options_.embedding;
    engine_.matches_by_embeddings_ = embedding.dimensions > 0;
    add_embeddings(items);
    PairModel model = learn_pair_model(items, verdicts(), engine_.options_.learning);
    if (model.embeddings.dimensions > 0) model.embeddings.model = embedding.model;
    put(*transaction_, PairModelRow{current_model, at, model});
    begin_matcher(model);
}

/// Items that moved on are mapped by the variant that they joined; those that are gone are not mapped any more.
void CatalogEngine::Unit::store_mappings(const std::vector<VariantChange>& changes, Timestamp at) {
    for (const VariantChange& each : changes) {
        for (const VendorProductId& item : each.joined) {
            put(*transaction_, VendorMapping{item.vendor_id, item.sku, each.variant_id, at});
        }
    }
    for (const VariantChange& each : changes) {
        for (const VendorProductId& item : each.left) {
            const auto mapping = get<VendorMapping>(*transaction_, item.vendor_id, item.sku);
            if (mapping && mapping->variant_id == each.variant_id) {
                erase<VendorMapping>(*transaction_, item.vendor_id, item.sku);
            }
        }
    }
}

std::vector<VariantChange> CatalogEngine::Unit::settle(Timestamp at, const std::string& cause,
                                                       std::span<const CatalogItem> stated) {
    is_ahead_ = true;
    std::vector<VariantChange> changes = known_matcher().settle();
    const auto last = scan_all<VariantChangeRow>(*transaction_, {.limit = 1, .descending = true});
    std::int64_t sequence = last.empty() ? 0 : last.front().sequence;
    std::set<VariantId> touched;
    for (const VariantChange& each : changes) {
        put(*transaction_, VariantChangeRow{++sequence, at, cause, each});
        touched.insert(each.variant_id);
        if (each.kind == VariantChangeKind::retired) {
            erase<MasterVariant>(*transaction_, each.variant_id);
            put(*transaction_, RetiredVariant{each.variant_id, at, each.went_to});
        } else {
            put(*transaction_, *engine_.matcher_->variant(each.variant_id));
        }
    }
    store_mappings(changes, at);
    for (const CatalogItem& each : stated) touched.insert(*engine_.matcher_->variant_of(each.id));
    MasterRecords records{*transaction_, engine_.options_, at};
    records.hand_on_pins(changes);
    records.update(touched);
    remember();
    return changes;
}

void CatalogEngine::Unit::commit() {
    const bool is_kept = is_read_ || (version_ && version_ == engine_.seen_);
    transaction_->commit();
    if (is_kept) engine_.seen_ = transaction_->content_version();
    is_done_ = true;
}

}  // namespace marketplace::catalog
