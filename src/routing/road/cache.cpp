#include "rows.hpp"
#include "snap.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/routing/road_cache.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <list>
#include <map>
#include <mutex>

namespace marketplace::routing {
namespace detail {

/// A depot's row is used every day and would keep the customers of all days: so many times those of today are enough.
constexpr std::size_t old_targets_max = 8;

/// Rows by mode and source, the ones used last in front.
class RoadCacheData {
public:
    RoadCacheData(RoadNetwork roads, std::size_t pairs_max) : roads_(std::move(roads)), pairs_max_(pairs_max) {}

    TravelMatrix matrix(std::span<const Place> places, const RoadOptions& options, const RoadControl& control) {
        std::vector<std::uint32_t> nodes;
        for (const SnappedPlace& snapped : snap_all(roads_.data(), places, options)) nodes.push_back(snapped.node);
        const std::scoped_lock lock{mutex_};
        const std::map<std::uint32_t, const Row*> rows = rows_for(nodes, options, control);
        if (rows.empty()) return empty_matrix(0);
        TravelMatrix matrix = empty_matrix(places.size());
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const Row& row = *rows.at(nodes[i]);
            for (std::size_t j = 0; j < nodes.size(); ++j) {
                const RoadWeight weight = row.weights.at(nodes[j]);
                matrix.distances[i * nodes.size() + j] = metres_of(weight);
                matrix.durations[i * nodes.size() + j] = seconds_of(weight);
            }
        }
        shrink();
        require_ways(matrix, places, options);
        return matrix;
    }

    [[nodiscard]] std::size_t pairs() const {
        const std::scoped_lock lock{mutex_};
        return pairs_;
    }
    [[nodiscard]] std::size_t searches() const {
        const std::scoped_lock lock{mutex_};
        return searches_;
    }

private:
    using Key = std::pair<TravelMode, std::uint32_t>;
    struct Row {
        Key key;
        boost::unordered_flat_map<std::uint32_t, RoadWeight> weights;  ///< by target
    };
    using Rows = std::list<Row>;

    /// The row of a source in front of all others; a new one is empty.
    Row& use(const Key& key) {
        const auto found = by_key_.find(key);
        if (found != by_key_.end()) {
            rows_.splice(rows_.begin(), rows_, found->second);
        } else {
            rows_.push_front({key, {}});
            by_key_.emplace(key, rows_.begin());
        }
        return rows_.front();
    }

    static bool lacks(const Row& row, const std::vector<std::uint32_t>& targets) {
        return std::any_of(targets.begin(), targets.end(),
                           [&](std::uint32_t target) { return !row.weights.contains(target); });
    }

    /// Nothing if it was ended early.
    std::map<std::uint32_t, const Row*> rows_for(const std::vector<std::uint32_t>& nodes, const RoadOptions& options,
                                                 const RoadControl& control) {
        const RoadTargets targets{roads_.data().ids.size(), nodes};
        std::map<std::uint32_t, const Row*> rows;
        std::vector<std::uint32_t> missing;
        std::vector<Row*> filled;
        for (const std::uint32_t source : targets.nodes()) {
            Row& row = use({options.mode, source});
            rows.emplace(source, &row);
            if (!lacks(row, targets.nodes())) continue;
            if (row.weights.size() > old_targets_max * targets.nodes().size()) row.weights.clear();
            missing.push_back(source);
            filled.push_back(&row);
        }
        // Each thread writes rows of its own.
        const auto write = [&](std::size_t index, const RoadSearch& search) {
            for (const std::uint32_t target : targets.nodes())
                filled[index]->weights.insert_or_assign(target, search.weight_to(target));
        };
        const bool complete = search_rows(roads_.data(), options, missing, targets, control, write);
        searches_ += missing.size();
        pairs_ = 0;
        for (const Row& row : rows_) pairs_ += row.weights.size();
        return complete ? rows : std::map<std::uint32_t, const Row*>{};
    }

    void shrink() {
        while (pairs_ > pairs_max_ && !rows_.empty()) {
            pairs_ -= rows_.back().weights.size();
            by_key_.erase(rows_.back().key);
            rows_.pop_back();
        }
    }

    const RoadNetwork roads_;
    const std::size_t pairs_max_;
    mutable std::mutex mutex_;
    Rows rows_;
    std::map<Key, Rows::iterator> by_key_;
    std::size_t pairs_ = 0;
    std::size_t searches_ = 0;
};

}  // namespace detail

RoadCache::RoadCache(RoadNetwork roads, std::size_t pairs_max)
    : data_(std::make_shared<detail::RoadCacheData>(std::move(roads), pairs_max)) {}

TravelMatrix RoadCache::matrix(std::span<const Place> places, const RoadOptions& options,
                               const RoadControl& control) const {
    return data_->matrix(places, options, control);
}

TravelCallback RoadCache::callback(std::span<const Place> places, std::vector<RoadOptions> profiles) const {
    std::vector<TravelMatrix> matrices;
    for (const RoadOptions& options : profiles) matrices.push_back(data_->matrix(places, options, {}));
    const auto size = places.size();
    return [matrices = std::make_shared<const std::vector<TravelMatrix>>(std::move(matrices)), size](
               std::int32_t profile, std::span<const std::int32_t> from, std::span<const std::int32_t> to,
               std::span<std::int32_t> distances, std::span<std::int32_t> durations) {
        if (profile < 0 || static_cast<std::size_t>(profile) >= matrices->size()) {
            fail(ErrorCode::out_of_range, "profile", std::to_string(profile),
                 "one of " + std::to_string(matrices->size()) + " with options");
        }
        const TravelMatrix& matrix = (*matrices)[static_cast<std::size_t>(profile)];
        for (std::size_t i = 0; i < from.size(); ++i) {
            const std::size_t cell = static_cast<std::size_t>(from[i]) * size + static_cast<std::size_t>(to[i]);
            distances[i] = matrix.distances.at(cell);
            durations[i] = matrix.durations.at(cell);
        }
    };
}

std::size_t RoadCache::pairs() const { return data_->pairs(); }
std::size_t RoadCache::searches() const { return data_->searches(); }

}  // namespace marketplace::routing
