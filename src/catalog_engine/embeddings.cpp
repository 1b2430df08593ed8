#include "unit.hpp"

#include <marketplace/catalog/embedding.hpp>
#include <marketplace/core/detail/validation.hpp>
#include <marketplace/core/sha256.hpp>

#include <algorithm>
#include <limits>

namespace marketplace::catalog {
namespace {

using marketplace::detail::at_path;
using marketplace::detail::indexed;

/// So many texts go to a provider at once, and so many answers into a transaction.
constexpr std::int64_t texts_at_once = 256;
constexpr std::size_t answers_at_once = 8192;

void check_same(const EmbeddingProvider& provider, const EmbeddingOptions& options) {
    if (provider.model() != options.model) {
        fail(ErrorCode::invalid_value, "provider.model", provider.model(),
             "'" + options.model + "', as in the options");
    }
    if (provider.dimensions() == options.dimensions) return;
    fail(ErrorCode::invalid_value, "provider.dimensions", std::to_string(provider.dimensions()),
         std::to_string(options.dimensions) + ", as in the options");
}

/// The vectors of texts, one after the other.
std::vector<float> ask(EmbeddingProvider& provider, std::span<const std::string> texts) {
    std::vector<float> out(texts.size() * static_cast<std::size_t>(provider.dimensions()));
    provider.embed(texts, out);
    return out;
}

std::vector<double> row_of(std::span<const float> vectors, std::size_t row, std::size_t dimensions) {
    const std::span<const float> numbers = vectors.subspan(row * dimensions, dimensions);
    return {numbers.begin(), numbers.end()};
}

}  // namespace

std::string embedding_digest(const std::string& text) { return to_hex(sha256(text)); }

bool is_current(const ItemEmbeddingRow& row, const std::string& text, const EmbeddingOptions& options) {
    return row.model == options.model && std::ssize(row.embedding) == options.dimensions &&
           row.text_digest == embedding_digest(text);
}

std::vector<std::int32_t> CatalogEngine::Unit::embedding_of(const CatalogItem& item) {
    const auto row = get<ItemEmbeddingRow>(*transaction_, item.id.vendor_id, item.id.sku);
    if (!row || !is_current(*row, blocking_text_of(item.listing), engine_.options_.embedding)) return {};
    return row->embedding;
}

void CatalogEngine::Unit::add_embeddings(std::span<CatalogItem> items) {
    if (!engine_.matches_by_embeddings_) return;
    for (CatalogItem& each : items) {
        const std::vector<std::int32_t> known = embedding_of(each);
        each.listing.embedding.assign(known.begin(), known.end());
    }
}

bool CatalogEngine::Unit::is_learning_from_embeddings_due() {
    if (engine_.options_.embedding.dimensions == 0 || engine_.matches_by_embeddings_) return false;
    const std::vector<CatalogItem> items = listed_items();
    const auto is_known = [&](const CatalogItem& each) { return !embedding_of(each).empty(); };
    const auto known = std::ranges::count_if(items, is_known);
    return known > 0 && 2 * known >= std::ssize(items);
}

std::vector<EmbeddingRequest> CatalogEngine::embedding_requests(const VendorProductId& after, std::int64_t limit) {
    marketplace::detail::require_between(limit, 1, std::numeric_limits<std::int64_t>::max(), "limit");
    std::vector<EmbeddingRequest> out;
    if (options_.embedding.dimensions == 0) return out;
    const auto transaction = store_->begin();
    Scan scan_of;
    if (after != VendorProductId{}) scan_of.after = make_key(after.vendor_id, after.sku);
    scan<CatalogItemRow>(*transaction, scan_of, [&](const CatalogItemRow& row) {
        if (!row.is_listed) return true;
        std::string text = blocking_text_of(listing_of(row.item, 0));
        const auto known = get<ItemEmbeddingRow>(*transaction, row.vendor_id, row.item.id);
        if (text.empty() || (known && is_current(*known, text, options_.embedding))) return true;
        out.push_back({{row.vendor_id, row.item.id}, std::move(text)});
        return std::ssize(out) < limit;
    });
    return out;
}

std::vector<VariantChange> CatalogEngine::take_embeddings(std::span<const ItemEmbedding> embeddings, Timestamp at) {
    Unit unit{*this};
    const auto dimensions = static_cast<std::size_t>(options_.embedding.dimensions);
    std::vector<CatalogItem> items;
    for (std::size_t i = 0; i < embeddings.size(); ++i) {
        const ItemEmbedding& each = embeddings[i];
        PackedEmbedding packed;
        at_path(indexed("embeddings", i), [&] {
            if (each.embedding.empty()) fail(ErrorCode::missing_field, "embedding", "", "a vector");
            packed = pack_embedding(each.embedding, dimensions);
        });
        const auto row = get<CatalogItemRow>(unit.transaction(), each.id.vendor_id, each.id.sku);
        if (!row || !row->is_listed) continue;
        CatalogItem item{each.id, listing_of(row->item, 0)};
        if (blocking_text_of(item.listing) != each.text) continue;
        put(unit.transaction(), ItemEmbeddingRow{each.id.vendor_id, each.id.sku, options_.embedding.model,
                                                 embedding_digest(each.text), {packed.begin(), packed.end()}});
        items.push_back(std::move(item));
    }
    unit.change([&](CatalogMatcher& matcher) {
        unit.add_embeddings(items);
        matcher.upsert(items);
    });
    if (unit.is_learning_from_embeddings_due()) unit.learn(at);
    auto out = unit.settle(at, "embeddings " + options_.embedding.model);
    unit.commit();
    return out;
}

std::vector<VariantChange> CatalogEngine::embed(EmbeddingProvider& provider, Timestamp at) {
    check_same(provider, options_.embedding);
    const auto dimensions = static_cast<std::size_t>(options_.embedding.dimensions);
    std::vector<VariantChange> out;
    std::vector<ItemEmbedding> answers;
    const auto take = [&] {
        const std::vector<VariantChange> changes = take_embeddings(answers, at);
        out.insert(out.end(), changes.begin(), changes.end());
        answers.clear();
    };
    VendorProductId after;
    for (;;) {
        const std::vector<EmbeddingRequest> requests = embedding_requests(after, texts_at_once);
        if (requests.empty()) break;
        std::vector<std::string> texts;
        for (const EmbeddingRequest& each : requests) texts.push_back(each.text);
        const std::vector<float> vectors = ask(provider, texts);
        for (std::size_t i = 0; i < requests.size(); ++i) {
            answers.push_back({requests[i].id, requests[i].text, row_of(vectors, i, dimensions)});
        }
        after = requests.back().id;
        if (answers.size() >= answers_at_once) take();
    }
    if (!answers.empty()) take();
    return out;
}

void embed_listings(EmbeddingProvider& provider, std::span<Listing> listings) {
    const auto dimensions = static_cast<std::size_t>(provider.dimensions());
    constexpr auto at_once = static_cast<std::size_t>(texts_at_once);
    for (std::size_t begin = 0; begin < listings.size(); begin += at_once) {
        const std::span<Listing> batch = listings.subspan(begin, std::min(at_once, listings.size() - begin));
        std::vector<std::string> texts;
        for (const Listing& each : batch) texts.push_back(blocking_text_of(each));
        const std::vector<float> vectors = ask(provider, texts);
        for (std::size_t i = 0; i < batch.size(); ++i) batch[i].embedding = row_of(vectors, i, dimensions);
    }
}

}  // namespace marketplace::catalog
