#include "unit.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/core/sha256.hpp>

#include <algorithm>

namespace marketplace::catalog {
namespace {

void validate(const EmbeddingOptions& options) {
    constexpr std::int64_t dimensions_most = 8192;
    if (options.dimensions < 0 || options.dimensions > dimensions_most) {
        fail(ErrorCode::out_of_range, "options.embedding.dimensions", std::to_string(options.dimensions), "0 to 8192");
    }
    if (options.dimensions > 0 && options.model.empty()) {
        fail(ErrorCode::missing_field, "options.embedding.model", "", "the name of a text model");
    }
}

std::vector<StoredItem> stored_items(Transaction& transaction, const VendorId& vendor_id) {
    std::vector<StoredItem> out;
    scan<CatalogItemRow>(transaction, {.prefix = make_key(vendor_id)}, [&](const CatalogItemRow& row) {
        out.push_back({row.item, row.is_listed});
        return true;
    });
    return out;
}

/// Stores what a plan says, and collects what matching has to know.
class PlanWriter {
public:
    PlanWriter(Transaction& transaction, const FeedSync& feed) : transaction_(transaction), feed_(feed) {}

    void write(const SyncPlan& plan) {
        for (const auto* list : {&plan.added, &plan.changed, &plan.price_changed, &plan.relisted}) {
            for (const ItemChange& each : *list) write(each.item);
        }
        for (const Delisting& each : plan.delisted) {
            auto row = get<CatalogItemRow>(transaction_, feed_.vendor_id, each.id);
            row->is_listed = false;
            row->changed_at = feed_.at;
            put(transaction_, *row);
            gone.push_back({feed_.vendor_id, each.id});
        }
    }

    std::vector<CatalogItem> stated;
    std::vector<VendorProductId> gone;

private:
    void write(const FeedItem& item) {
        put(transaction_, CatalogItemRow{feed_.vendor_id, true, feed_.at, item});
        record_price(transaction_, feed_.vendor_id, item, feed_.at);
        stated.push_back({{feed_.vendor_id, item.id}, listing_of(item, 0)});
    }

    Transaction& transaction_;
    const FeedSync& feed_;
};

}  // namespace

std::vector<const TableInfo*> catalog_tables() {
    return {&table_of<CatalogItemRow>(), &table_of<FeedState>(),      &table_of<MasterVariant>(),
            &table_of<VendorMapping>(),  &table_of<VariantRecord>(),  &table_of<MasterProduct>(),
            &table_of<VariantPins>(),    &table_of<RetiredVariant>(), &table_of<VerdictRow>(),
            &table_of<PairModelRow>(),   &table_of<ItemPriceRow>(),   &table_of<VariantChangeRow>(),
            &table_of<ItemEmbeddingRow>(), &table_of<MatchingMemoryRow>()};
}

CatalogEngine::CatalogEngine(std::shared_ptr<Store> store, CatalogOptions options)
    : store_(std::move(store)), options_(std::move(options)) {
    static_cast<void>(learn_pair_model({}, {}, options_.learning));  // looks at the options
    validate(options_.survivorship);
    constexpr std::int64_t group_items_most = 100'000;
    if (options_.group_items_max < 1 || options_.group_items_max > group_items_most) {
        fail(ErrorCode::out_of_range, "options.group_items_max", std::to_string(options_.group_items_max),
             "1 to 100000");
    }
    validate(options_.embedding);
    store_->create_tables(catalog_tables());
}
CatalogEngine::~CatalogEngine() = default;

SyncOutcome CatalogEngine::sync(const FeedSync& feed, const FeedContents& contents) {
    if (feed.vendor_id.empty()) fail(ErrorCode::missing_field, "vendor_id", "", "the id of a vendor");
    static_cast<void>(parse_sha256(feed.digest, "digest"));
    Unit unit{*this};
    const FeedState state{feed.vendor_id, feed.version, feed.digest, feed.options.mode};
    SyncOutcome out;
    out.standing = standing_of(get<FeedState>(unit.transaction(), feed.vendor_id), state);
    if (out.standing != FeedStanding::due) return out;
    out.plan = plan_sync(stored_items(unit.transaction(), feed.vendor_id), contents.items, contents.report,
                         feed.options);
    if (feed.is_dry_run || out.plan.stop != SyncStop::none) return out;
    PlanWriter writer{unit.transaction(), feed};
    writer.write(out.plan);
    unit.change([&](CatalogMatcher& matcher) {
        unit.add_embeddings(writer.stated);
        matcher.upsert(writer.stated);
        matcher.erase(writer.gone);
    });
    if (unit.is_learning_due()) {
        unit.learn(feed.at);
        out.has_learned = true;
    }
    const std::string cause = "feed " + feed.vendor_id.value + " " + std::to_string(feed.version);
    out.changes = unit.settle(feed.at, cause, writer.stated);
    put(unit.transaction(), state);
    unit.commit();
    out.is_applied = true;
    return out;
}

std::vector<VariantChange> CatalogEngine::decide(std::span<const PairVerdict> verdicts, Timestamp at,
                                                 std::string_view decided_by) {
    Unit unit{*this};
    unit.change([&](CatalogMatcher& matcher) { matcher.decide(verdicts); });
    for (const PairVerdict& each : verdicts) {
        const auto& [a, b] = std::minmax(each.a, each.b);
        put(unit.transaction(), VerdictRow{a, b, each.is_match, at, std::string{decided_by}});
    }
    if (unit.is_learning_due()) unit.learn(at);
    auto out = unit.settle(at, "verdicts " + std::string{decided_by});
    unit.commit();
    return out;
}

std::vector<VariantChange> CatalogEngine::learn(Timestamp at) {
    Unit unit{*this};
    unit.learn(at);
    auto out = unit.settle(at, "model");
    unit.commit();
    return out;
}

std::vector<ReviewQuestion> CatalogEngine::review(const ReviewOptions& options) {
    return review_queue(Unit{*this}.matcher(), options);
}

MatchExplanation CatalogEngine::explain(const VendorProductId& a, const VendorProductId& b) {
    return Unit{*this}.matcher().explain(a, b);
}

}  // namespace marketplace::catalog
