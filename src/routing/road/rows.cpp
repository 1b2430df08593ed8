#include "rows.hpp"

#include "snap.hpp"

#include <marketplace/core/error.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <thread>

namespace marketplace::routing {
namespace detail {
namespace {

constexpr std::int32_t threads_max = 1024;
constexpr std::int32_t unreachable = std::numeric_limits<std::int32_t>::max();

/// What the threads of one call share.
class Rows {
public:
    Rows(const RoadData& data, const RoadOptions& options, std::span<const std::uint32_t> sources,
         const RoadTargets& targets, const RoadControl& control, const RowSink& sink)
        : data_(data), options_(options), sources_(sources), targets_(targets), control_(control), sink_(sink) {}

    bool run() {
        const std::size_t threads = std::min(static_cast<std::size_t>(options_.threads), sources_.size());
        std::vector<std::jthread> helpers;
        for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back([this] { guarded([] { return true; }); });
        guarded([this] { return report(); });
        helpers.clear();  // waits for them
        if (failure_) std::rethrow_exception(failure_);
        if (finished_ == sources_.size()) report();  // the last rows may be those of helpers
        return finished_ == sources_.size();
    }

private:
    template <class Report>
    void guarded(Report&& goes_on) {
        try {
            RoadSearch search{data_, options_.mode};
            while (!ended_ && !control_.stop.stop_requested()) {
                const std::size_t index = next_++;
                if (index >= sources_.size()) return;
                search.run(sources_[index], targets_);
                sink_(index, search);
                ++finished_;
                if (!goes_on()) ended_ = true;
            }
        } catch (...) {
            const std::scoped_lock lock{mutex_};
            if (!failure_) failure_ = std::current_exception();
            ended_ = true;
        }
    }

    /// About a hundred times; a last one says that all rows are there.
    bool report() {
        const std::size_t finished = finished_;
        const bool is_due = finished * 100 / sources_.size() != reported_ * 100 / sources_.size();
        if (control_.progress == nullptr || !is_due) return true;
        reported_ = finished;
        return control_.progress({static_cast<std::int32_t>(finished), static_cast<std::int32_t>(sources_.size())});
    }

    const RoadData& data_;
    const RoadOptions& options_;
    std::span<const std::uint32_t> sources_;
    const RoadTargets& targets_;
    const RoadControl& control_;
    const RowSink& sink_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<std::size_t> finished_ = 0;
    std::atomic<bool> ended_ = false;
    std::size_t reported_ = 0;  ///< of the calling thread
    std::mutex mutex_;
    std::exception_ptr failure_;
};

}  // namespace

bool search_rows(const RoadData& data, const RoadOptions& options, std::span<const std::uint32_t> sources,
                 const RoadTargets& targets, const RoadControl& control, const RowSink& sink) {
    if (options.threads < 1 || options.threads > threads_max) {
        fail(ErrorCode::out_of_range, "threads", std::to_string(options.threads),
             "1 to " + std::to_string(threads_max));
    }
    return sources.empty() || Rows{data, options, sources, targets, control, sink}.run();
}

std::int32_t metres_of(RoadWeight weight) {
    if (weight == no_way) return unreachable;
    return static_cast<std::int32_t>((std::uint64_t{distance_cm_of(weight)} + 50) / 100);
}

std::int32_t seconds_of(RoadWeight weight) {
    if (weight == no_way) return unreachable;
    return static_cast<std::int32_t>((std::uint64_t{duration_ms_of(weight)} + 500) / 1000);
}

TravelMatrix empty_matrix(std::size_t places) {
    TravelMatrix out;
    out.distances.resize(places * places);
    out.durations.resize(places * places);
    return out;
}

void require_ways(const TravelMatrix& matrix, std::span<const Place> places, const RoadOptions& options) {
    if (options.unreachable_allowed) return;
    const auto found = std::find(matrix.durations.begin(), matrix.durations.end(), unreachable);
    if (found == matrix.durations.end()) return;
    const auto at = static_cast<std::size_t>(found - matrix.durations.begin());
    fail(ErrorCode::not_found, "way from " + place_name(places, at / places.size()), "",
         "one to " + place_name(places, at % places.size()) + " for mode " +
             std::string{marketplace::name_of(options.mode)});
}

}  // namespace detail

TravelMatrix road_matrix(const RoadNetwork& roads, std::span<const Place> places, const RoadOptions& options,
                         const RoadControl& control) {
    using namespace detail;
    const RoadData& data = roads.data();
    const std::size_t size = places.size();
    std::map<std::uint32_t, std::vector<std::size_t>> rows_of;  // places at one node share a search
    std::vector<std::uint32_t> nodes;
    for (const SnappedPlace& snapped : snap_all(data, places, options)) {
        rows_of[snapped.node].push_back(nodes.size());
        nodes.push_back(snapped.node);
    }
    const RoadTargets targets{data.ids.size(), nodes};
    TravelMatrix matrix = empty_matrix(size);
    const auto write = [&](std::size_t index, const RoadSearch& search) {
        for (const std::size_t row : rows_of.at(targets.nodes()[index])) {
            for (std::size_t column = 0; column < size; ++column) {
                const RoadWeight weight = search.weight_to(nodes[column]);
                matrix.distances[row * size + column] = metres_of(weight);
                matrix.durations[row * size + column] = seconds_of(weight);
            }
        }
    };
    if (!search_rows(data, options, targets.nodes(), targets, control, write)) return {};
    require_ways(matrix, places, options);
    return matrix;
}

}  // namespace marketplace::routing
