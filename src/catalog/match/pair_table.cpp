#include "pair_table.hpp"

#include "../embedding/near_rows.hpp"
#include "../embedding/of_listings.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace marketplace::catalog {
namespace {

/// A term is in as many records as both sides have.
class CountsOfBoth : public TermCounts {
public:
    CountsOfBoth(const BlockingIndex& left, const BlockingIndex& right) : left_(left), right_(right) {}
    [[nodiscard]] std::uint64_t records() const override { return left_.size() + right_.size(); }
    [[nodiscard]] std::uint64_t records_with(std::uint32_t hash) const override {
        return left_.records_with(hash) + right_.records_with(hash);
    }

private:
    const BlockingIndex& left_;
    const BlockingIndex& right_;
};

}  // namespace

ListingSide::ListingSide(std::span<const Listing> listings) {
    std::vector<BlockingRecord> records;
    for (const Listing& each : listings) {
        texts_.push_back(blocking_text_of(each));
        records.push_back({static_cast<std::int64_t>(records.size()), texts_.back()});
    }
    index_.upsert(records);
    index_.compact();
}

PairTable::PairTable(std::span<const Listing> left, std::span<const Listing> right, std::span<const Pair> wanted,
                     const PairTableOptions& options) {
    const ListingSide left_side{left};
    const ListingSide right_side{right};
    const std::vector<Found> from_left = search_all(left_side, right_side, true, options);
    const std::vector<Found> from_right = search_all(right_side, left_side, false, options);
    const CountsOfBoth counts{left_side.index(), right_side.index()};
    ListingPreparer preparer{counts};
    left_ = prepare_all(left, preparer);
    right_ = prepare_all(right, preparer);
    std::tie(left_embeddings_, right_embeddings_) = embeddings_of(left, right);
    if (!left_embeddings_.empty()) columns_ = match_feature_count_max;
    collect(candidates(from_left, from_right, options), wanted);
    compare_all(from_left, from_right, options);
}

PairTable::PairTable(std::vector<Pair> pairs, const FeatureRows& features, std::vector<std::uint32_t> left_groups,
                     std::vector<std::uint32_t> right_groups)
    : pairs_(std::move(pairs)),
      is_candidate_(pairs_.size(), 1),
      columns_(features.columns),
      features_(features.values.begin(), features.values.end()),
      left_groups_(std::move(left_groups)),
      right_groups_(std::move(right_groups)) {}

std::vector<PreparedListing> PairTable::prepare_all(std::span<const Listing> listings, ListingPreparer& preparer) {
    std::vector<PreparedListing> out;
    out.reserve(listings.size());
    for (const Listing& each : listings) out.push_back(preparer.prepare(each));
    return out;
}

/// For each query what it finds, sorted by pair.
std::vector<PairTable::Found> PairTable::search_all(const ListingSide& queries, const ListingSide& records,
                                                    bool is_left_query, const PairTableOptions& options) {
    std::vector<Found> out;
    BlockingSearcher searcher{records.index()};
    for (std::uint32_t query = 0; query < queries.size(); ++query) {
        const BlockingResult& result = searcher.search(queries.text(query), {options.context_max, 0});
        for (std::uint32_t rank = 0; rank < result.hits.size(); ++rank) {
            const BlockingHit& hit = result.hits[rank];
            const auto other = static_cast<std::uint32_t>(hit.key);
            const auto score = static_cast<float>(hit.score);
            // The best is compared with the next, the others with the best.
            const bool has_next = result.hits.size() > 1;
            const float margin =
                rank > 0   ? score / static_cast<float>(result.hits[0].score) - 1
                : has_next ? 1 - static_cast<float>(result.hits[1].score) / score
                           : 1;
            out.push_back({is_left_query ? Pair{query, other} : Pair{other, query}, rank, margin,
                           score / static_cast<float>(result.score_max)});
        }
    }
    std::ranges::sort(out, {}, &Found::pair);
    return out;
}

std::vector<Pair> PairTable::candidates(const std::vector<Found>& from_left, const std::vector<Found>& from_right,
                                        const PairTableOptions& options) const {
    std::vector<Pair> out;
    for (const std::vector<Found>* found : {&from_left, &from_right}) {
        for (const Found& each : *found) {
            if (each.rank < options.hits_max) out.push_back(each.pair);
        }
    }
    const auto count = static_cast<std::size_t>(options.hits_max);
    const auto& [lefts, rights] = std::tie(left_embeddings_, right_embeddings_);
    for (const auto& [left, right] : near_rows(lefts, rights, count)) out.push_back({left, right});
    for (const auto& [right, left] : near_rows(rights, lefts, count)) out.push_back({left, right});
    std::ranges::sort(out);
    return out;
}

void PairTable::collect(const std::vector<Pair>& candidates, std::span<const Pair> wanted) {
    pairs_ = candidates;
    pairs_.insert(pairs_.end(), wanted.begin(), wanted.end());
    std::ranges::sort(pairs_);
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    for (const Pair& each : pairs_) is_candidate_.push_back(std::ranges::binary_search(candidates, each) ? 1 : 0);
}

void PairTable::compare_all(const std::vector<Found>& from_left, const std::vector<Found>& from_right,
                            const PairTableOptions& options) {
    features_.resize(pairs_.size() * columns_);
    rank_of_left_.assign(pairs_.size(), static_cast<std::uint32_t>(options.context_max));
    const Found missing{{}, static_cast<std::uint32_t>(options.context_max), -1, 0};
    const auto look_up = [&](const std::vector<Found>& found, const Pair& pair) {
        const auto at = std::ranges::lower_bound(found, pair, {}, &Found::pair);
        return at != found.end() && at->pair == pair ? *at : missing;
    };
    PairComparer comparer;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
        const Found of_left = look_up(from_left, pairs_[i]);
        const Found of_right = look_up(from_right, pairs_[i]);
        rank_of_left_[i] = of_right.rank;
        PairContext context{std::log2(1 + static_cast<float>(of_left.rank)),
                                  std::log2(1 + static_cast<float>(of_right.rank)),
                                  of_left.margin,
                                  of_right.margin,
                                  of_left.score,
                                  of_right.score,
                                  no_cosine};
        if (has_embeddings()) {
            context.cosine = cosine(left_embeddings_[pairs_[i].left], right_embeddings_[pairs_[i].right]);
        }
        comparer.compare(left_[pairs_[i].left], right_[pairs_[i].right], context,
                         std::span{features_}.subspan(i * columns_, columns_));
    }
}

std::size_t PairTable::find(const Pair& pair) const {
    const auto at = std::ranges::lower_bound(pairs_, pair);
    return at != pairs_.end() && *at == pair ? static_cast<std::size_t>(at - pairs_.begin()) : pairs_.size();
}

}  // namespace marketplace::catalog
