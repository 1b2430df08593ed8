#include "matcher_data.hpp"

#include "learn_pair_model.hpp"

#include "../clusters/variant_ids.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace marketplace::catalog::detail {
namespace {

const PairModel& sound(const PairModel& model) {
    validate(model);
    return model;
}

std::string text_of(const VendorProductId& id) { return id.vendor_id.value + "/" + id.sku; }

void check(std::span<const PairVerdict> verdicts) {
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        const PairVerdict& each = verdicts[i];
        const std::string path = marketplace::detail::indexed("verdicts", i);
        if (each.a == each.b) fail(ErrorCode::invalid_value, path + ".b", text_of(each.b), "another product than a");
        if (each.is_match && each.a.vendor_id == each.b.vendor_id) {
            fail(ErrorCode::invalid_value, path + ".b.vendor_id", each.b.vendor_id.value, "another vendor than a's");
        }
    }
}

/// Throws for what is wrong with items, and returns their embeddings.
std::vector<PackedEmbedding> check(std::span<const CatalogItem> items, const EmbeddingSpace& space) {
    std::vector<PackedEmbedding> out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string path = marketplace::detail::indexed("items", i);
        const auto need = [&](const std::string& text, const char* field, const char* expected) {
            if (text.empty()) fail(ErrorCode::missing_field, path + field, "", expected);
        };
        need(items[i].id.vendor_id.value, ".id.vendor_id", "the id of a vendor");
        need(items[i].id.sku, ".id.sku", "the vendor's number of the product");
        const auto dimensions = static_cast<std::size_t>(space.dimensions);
        marketplace::detail::at_path(path, [&] { Pool::check(items[i].listing); });
        marketplace::detail::at_path(path + ".listing", [&] {
            out.push_back(pack_embedding(items[i].listing.embedding, dimensions));
        });
    }
    return out;
}

}  // namespace

CatalogMatcherData::CatalogMatcherData(const PairModel& model)
    : model_(sound(model)),
      pool_(std::make_unique<Pool>(model_.terms, static_cast<std::size_t>(model_.candidates_max), model_.embeddings)),
      edges_(std::make_unique<Edges>(*pool_, model_, verdicts_)) {}

void CatalogMatcherData::upsert(std::span<const CatalogItem> items) {
    std::vector<PackedEmbedding> embeddings = check(items, model_.embeddings);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& [id, listing] = items[i];
        if (pool_->holds(id, listing, embeddings[i])) continue;
        ++news_;
        if (const auto slot = pool_->find(id)) edges_->drop(*slot);
        pool_->upsert(id, listing, std::move(embeddings[i]));
        edges_->add(*pool_->find(id));
    }
}

void CatalogMatcherData::erase(std::span<const VendorProductId> ids) {
    for (const VendorProductId& each : ids) {
        const auto slot = pool_->find(each);
        if (!slot) continue;
        ++news_;
        edges_->drop(*slot);
        touch_links(each);
        pool_->erase(each);
        const auto variant = variant_of_.find(each);
        if (variant == variant_of_.end()) continue;
        changed_.insert(variant->second);
    }
}

void CatalogMatcherData::touch(const VendorProductId& id) {
    if (const auto slot = pool_->find(id)) edges_->touch(*slot);
}

void CatalogMatcherData::touch_links(const VendorProductId& id) {
    const auto said = said_.find(id);
    if (said == said_.end()) return;
    for (const auto& [other, is_match] : said->second) {
        if (is_match) touch(other);
    }
}

void CatalogMatcherData::decide(std::span<const PairVerdict> verdicts) {
    check(verdicts);
    for (const PairVerdict& each : verdicts) {
        withdraw(each.a, each.b);
        verdicts_[verdict_key(each.a, each.b)] = each.is_match;
        said_[each.a][each.b] = each.is_match;
        said_[each.b][each.a] = each.is_match;
        touch(each.a);
        touch(each.b);
    }
}

bool CatalogMatcherData::withdraw(const VendorProductId& a, const VendorProductId& b) {
    if (verdicts_.erase(verdict_key(a, b)) == 0) return false;
    for (const auto& [one, other] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
        const auto said = said_.find(*one);
        said->second.erase(*other);
        if (said->second.empty()) said_.erase(said);
        touch(*one);
    }
    return true;
}

void CatalogMatcherData::adopt(std::span<const MasterVariant> before, std::span<const VariantId> retired) {
    if (pool_->size() > 0 || !variants_.empty()) {
        fail(ErrorCode::invalid_value, "before", std::to_string(before.size()), "variants before there are items");
    }
    static_cast<void>(catalog::assign_variant_ids(before, {}));  // looks at them
    for (const MasterVariant& each : before) {
        variants_[each.id] = each.members;
        for (const VendorProductId& member : each.members) variant_of_[member] = each.id;
        changed_.insert(each.id);
    }
    retired_.insert(retired.begin(), retired.end());
}

/// The items as they were put together for learning are those that are judged from now on.
void CatalogMatcherData::learn(const PairModelOptions& options) {
    std::vector<CatalogItem> items;
    for (const Slot slot : pool_->slots()) items.push_back({pool_->item(slot).id, pool_->item(slot).listing});
    const auto embedding_of = [&](const CatalogItem& item) { return pool_->embedding_of(*pool_->find(item.id)); };
    std::string text_model = std::move(model_.embeddings.model);
    LearnedCatalog learned = learn_catalog(items, verdicts(), options, embedding_of);
    model_ = std::move(learned.model);
    if (model_.embeddings.dimensions > 0) model_.embeddings.model = std::move(text_model);
    pool_ = std::move(learned.pool);
    edges_ = std::make_unique<Edges>(*pool_, model_, verdicts_);
    learned_ = pool_->slots();
    for (const Slot each : learned_) edges_->add(each);
    news_ = pool_->size();
    for (const auto& [id, members] : variants_) changed_.insert(id);
}

std::vector<VariantChange> CatalogMatcherData::settle() {
    std::vector<Slot> changed = pool_->settle();
    changed.insert(changed.end(), learned_.begin(), learned_.end());
    learned_.clear();
    std::ranges::sort(changed);
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    std::erase_if(changed, [&](Slot slot) { return !pool_->item(slot).is_alive; });
    const auto [before, clusters] = regrouped(cluster(parts_of(edges_->settle(changed))));
    const auto is_taken = [&](const VariantId& id) { return variants_.contains(id) || retired_.contains(id); };
    VariantAssignment now = detail::assign_variant_ids(before, clusters, is_taken);
    apply(before, now);
    return std::move(now.changes);
}

/// All items that some can be joined with, over others or directly, by place.
std::vector<Slot> CatalogMatcherData::parts_of(const JudgedAnew& judged) const {
    std::set<Slot> seen;
    for (const Slot each : judged.items) reach(each, seen);
    std::set<Slot> part;
    for (const auto& [a, b] : judged.unlinked) {
        if (seen.contains(a)) continue;
        if (!part.contains(a)) {
            part.clear();
            reach(a, part);
        }
        if (part.contains(b)) seen.insert(part.begin(), part.end());
    }
    return {seen.begin(), seen.end()};
}

/// Adds an item, and all that can be joined with it and are not there yet.
void CatalogMatcherData::reach(Slot from, std::set<Slot>& seen) const {
    if (!seen.insert(from).second) return;
    std::vector<Slot> open{from};
    const auto add = [&](Slot slot) {
        if (seen.insert(slot).second) open.push_back(slot);
    };
    while (!open.empty()) {
        const Slot slot = open.back();
        open.pop_back();
        for (const Edge& each : edges_->of(slot)) {
            if (edges_->is_link(each)) add(each.other);
        }
        const auto said = said_.find(pool_->item(slot).id);
        if (said == said_.end()) continue;
        for (const auto& [id, is_match] : said->second) {
            if (!is_match) continue;
            if (const auto other = pool_->find(id)) add(*other);
        }
    }
}

CatalogMatcherData::Clustered CatalogMatcherData::cluster(const std::vector<Slot>& items) const {
    Clustered out{items, {}};
    std::ranges::sort(out.items, [&](Slot a, Slot b) { return pool_->item(a).id < pool_->item(b).id; });
    const auto number_of = [&](Slot slot) {
        const auto at = std::ranges::lower_bound(items, slot);
        return at != items.end() && *at == slot ? std::optional{at - items.begin()} : std::nullopt;
    };
    std::vector<Place> places(items.size());  // of the items as they were passed
    PlacedInput input;
    for (Place place = 0; place < places.size(); ++place) {
        places[static_cast<std::size_t>(*number_of(out.items[place]))] = place;
        input.vendors.push_back(pool_->vendor_of(out.items[place]));
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        for (const Edge& each : edges_->of(items[i])) {
            if (each.other < items[i]) continue;
            const auto number = number_of(each.other);
            if (!number) continue;
            const Place other = places[static_cast<std::size_t>(*number)];
            input.pairs.push_back({std::minmax(places[i], other), each.probability, each.are_variants});
        }
    }
    input.verdicts = verdicts_among(items, places);
    out.clustering = cluster_places(std::move(input), model_.auto_from);
    return out;
}

/// What people have said about pairs of some items, which come by place and have places of their own.
std::vector<PlacedVerdict> CatalogMatcherData::verdicts_among(const std::vector<Slot>& items,
                                                              const std::vector<Place>& places) const {
    std::vector<PlacedVerdict> out;
    if (said_.empty()) return out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const VendorProductId& id = pool_->item(items[i]).id;
        const auto said = said_.find(id);
        if (said == said_.end()) continue;
        for (const auto& [other, is_match] : said->second) {
            const auto slot = id < other ? pool_->find(other) : std::nullopt;
            if (!slot) continue;
            const auto at = std::ranges::lower_bound(items, *slot);
            if (at == items.end() || *at != *slot) continue;
            const Place place = places[static_cast<std::size_t>(at - items.begin())];
            out.push_back({std::minmax(places[i], place), is_match});
        }
    }
    return out;
}

/// The variant that had just these items before, if there is one.
const VariantId* CatalogMatcherData::same_variant(const Clustered& among, const std::vector<Place>& cluster) const {
    const auto id_at = [&](Place place) -> const VendorProductId& { return pool_->item(among.items[place]).id; };
    const auto variant = variant_of_.find(id_at(cluster.front()));
    if (variant == variant_of_.end()) return nullptr;
    const bool is_same = std::ranges::equal(variants_.find(variant->second)->second, cluster, {}, {}, id_at);
    return is_same ? &variant->second : nullptr;
}

/// The groups that are others than before, and the variants that their items were in or that have lost some. Most of
/// what belongs together stays so: its ids need not be looked at.
CatalogMatcherData::Regrouped CatalogMatcherData::regrouped(const Clustered& clustered) {
    Regrouped out;
    std::set<VariantId> ids = std::exchange(changed_, {});
    for (const std::vector<Place>& cluster : clustered.clustering.clusters) {
        if (const VariantId* same = same_variant(clustered, cluster)) {
            ids.erase(*same);
            continue;
        }
        ProductCluster& now = out.now.emplace_back();
        for (const Place place : cluster) {
            now.members.push_back(pool_->item(clustered.items[place]).id);
            const auto was = variant_of_.find(now.members.back());
            if (was != variant_of_.end()) ids.insert(was->second);
        }
    }
    for (const VariantId& each : ids) out.before.push_back({each, variants_[each]});
    return out;
}

void CatalogMatcherData::apply(const std::vector<MasterVariant>& before, const VariantAssignment& now) {
    for (const MasterVariant& each : before) {
        variants_.erase(each.id);
        for (const VendorProductId& member : each.members) variant_of_.erase(member);
    }
    for (const MasterVariant& each : now.variants) {
        variants_[each.id] = each.members;
        for (const VendorProductId& member : each.members) variant_of_[member] = each.id;
    }
    for (const VariantChange& each : now.changes) {
        if (each.kind == VariantChangeKind::retired) retired_.insert(each.variant_id);
    }
}

std::vector<MasterVariant> CatalogMatcherData::variants() const {
    std::vector<MasterVariant> out;
    for (const auto& [id, members] : variants_) out.push_back({id, members});
    return out;
}

std::optional<MasterVariant> CatalogMatcherData::variant(const VariantId& id) const {
    const auto found = variants_.find(id);
    if (found == variants_.end()) return std::nullopt;
    return MasterVariant{id, found->second};
}

std::optional<VariantId> CatalogMatcherData::variant_of(const VendorProductId& id) const {
    const auto found = variant_of_.find(id);
    return found == variant_of_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<PairVerdict> CatalogMatcherData::verdicts() const {
    std::vector<PairVerdict> out;
    for (const auto& [key, is_match] : verdicts_) out.push_back({key.first, key.second, is_match});
    return out;
}

std::vector<const VariantId*> CatalogMatcherData::variants_by_slot() const {
    std::vector<const VariantId*> out(pool_->slots_end(), nullptr);
    for (const auto& [id, variant] : variant_of_) {
        if (const auto slot = pool_->find(id)) out[*slot] = &variant;
    }
    return out;
}

MatchedPair CatalogMatcherData::matched(Slot slot, const Edge& edge) const {
    const auto of_a = variant_of_.find(pool_->item(slot).id);
    const auto of_b = variant_of_.find(pool_->item(edge.other).id);
    const bool is_known = of_a != variant_of_.end() && of_b != variant_of_.end();
    return matched(slot, edge, is_known && of_a->second == of_b->second);
}

MatchedPair CatalogMatcherData::matched(Slot slot, const Edge& edge, bool is_joined) const {
    const VendorProductId& a = pool_->item(slot).id;
    const VendorProductId& b = pool_->item(edge.other).id;
    const auto verdict = verdicts_.empty() ? verdicts_.end() : verdicts_.find(verdict_key(a, b));
    MatchedPair out{a, b, edge.probability, verdict != verdicts_.end(), MatchDecision::different};
    if (is_joined) out.decision = MatchDecision::joined;
    else if (out.has_verdict && !verdict->second) out.decision = MatchDecision::separated;
    else if (edge.probability < model_.review_from) out.decision = MatchDecision::different;
    else out.decision = edge.are_variants ? MatchDecision::variants : MatchDecision::review;
    return out;
}

std::vector<MatchedPair> CatalogMatcherData::pairs_of(const VendorProductId& id) const {
    std::vector<MatchedPair> out;
    const auto slot = pool_->find(id);
    if (!slot) return out;
    for (const Edge& each : edges_->of(*slot)) out.push_back(matched(*slot, each));
    std::ranges::sort(out, [](const MatchedPair& a, const MatchedPair& b) {
        return a.probability != b.probability ? a.probability > b.probability : a.b < b.b;
    });
    return out;
}

std::vector<MatchedPair> CatalogMatcherData::pairs() const {
    const std::vector<const VariantId*> variants = variants_by_slot();
    std::vector<MatchedPair> out;
    std::vector<const Edge*> of_item;
    for (const auto& [id, variant] : variant_of_) {
        const auto slot = pool_->find(id);
        if (!slot) continue;
        of_item.clear();
        for (const Edge& each : edges_->of(*slot)) {
            if (id < pool_->item(each.other).id) of_item.push_back(&each);
        }
        std::ranges::sort(of_item, [&](const Edge* a, const Edge* b) {
            return pool_->item(a->other).id < pool_->item(b->other).id;
        });
        for (const Edge* each : of_item) {
            const VariantId* of_other = variants[each->other];
            out.push_back(matched(*slot, *each, of_other != nullptr && *of_other == variant));
        }
    }
    return out;
}

}  // namespace marketplace::catalog::detail
