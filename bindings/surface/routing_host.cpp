#include "routing_host.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace marketplace::surface {
namespace {

using routing::Model;
using routing::TravelView;

constexpr std::int64_t default_limit_us = 10'000'000;
constexpr double time_limit_max = 1e9;  // seconds: thirty years

/// A model with the memory that it looks at.
struct ModelHost {
    Model model;
    std::vector<std::shared_ptr<void>> owners;
};

std::string position(std::string_view name, std::size_t index, std::size_t count) {
    return count == 1 ? std::string{name} : std::string{name} + "[" + std::to_string(index) + "]";
}

std::string shape_of(const Matrix& matrix) {
    if (matrix.columns == 0) return std::to_string(matrix.values.size()) + " numbers";
    return std::to_string(matrix.values.size() / matrix.columns) + " by " + std::to_string(matrix.columns);
}

void check_shape(const Matrix& matrix, std::size_t places, const std::string& field) {
    const bool is_row = matrix.columns == 0 || matrix.columns == places;
    if (is_row && matrix.values.size() == places * places) return;
    const std::string square = std::to_string(places) + " by " + std::to_string(places);
    fail(ErrorCode::invalid_value, field, shape_of(matrix), square + ", as there are places");
}

std::vector<TravelView> views_of(const Matrices& distances, const Matrices& durations, std::size_t places) {
    if (!durations.empty() && durations.size() != distances.size()) {
        fail(ErrorCode::invalid_value, "durations", std::to_string(durations.size()) + " matrices",
             std::to_string(distances.size()) + ", as there are distances");
    }
    std::vector<TravelView> views(distances.size());
    for (std::size_t i = 0; i < views.size(); ++i) {
        check_shape(distances[i], places, position("distances", i, views.size()));
        views[i].distances = distances[i].values;
        if (durations.empty()) continue;
        check_shape(durations[i], places, position("durations", i, views.size()));
        views[i].durations = durations[i].values;
    }
    return views;
}

std::int64_t microseconds_of(double seconds) {
    if (seconds > 0 && seconds <= time_limit_max) return std::max<std::int64_t>(1, std::llround(seconds * 1e6));
    fail(ErrorCode::out_of_range, "time_limit", std::to_string(seconds), "more than 0 seconds, 1000000000 at most");
}

std::int64_t now_us() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

}  // namespace

std::shared_ptr<Model> compile_problem(const routing::Problem& problem, std::span<const routing::TravelMatrix> matrices,
                                       const Matrices& distances, const Matrices& durations) {
    if (distances.empty()) {
        if (!durations.empty()) fail(ErrorCode::missing_field, "distances", "", "distances where there are durations");
        return std::make_shared<Model>(routing::compile(problem, {matrices.begin(), matrices.end()}));
    }
    if (!matrices.empty()) fail(ErrorCode::invalid_value, "matrices", "given", "either matrices or distances");
    const std::vector<TravelView> views = views_of(distances, durations, problem.places.size());
    auto host = std::make_shared<ModelHost>(ModelHost{routing::compile(problem, std::span{views}), {}});
    for (const Matrices* each : {&distances, &durations}) {
        for (const Matrix& matrix : *each) host->owners.push_back(matrix.owner);
    }
    return {host, &host->model};
}

routing::SolveResult solve_watched(const Model& model, const SolveRequest& request,
                                   const Watched<routing::SolveProgress>& progress) {
    routing::SolveOptions options;
    if (request.time_limit) options.time_limit_us = microseconds_of(*request.time_limit);
    if (request.iterations) {
        options.iterations = *request.iterations;
        if (options.iterations < 1) {
            fail(ErrorCode::out_of_range, "iterations", std::to_string(options.iterations), "1 or more");
        }
    }
    if (!request.time_limit && !request.iterations) options.time_limit_us = default_limit_us;
    options.seed = request.seed;
    options.threads = request.threads;
    options.start.assign(request.start.begin(), request.start.end());
    routing::SolveControl control{now_us, progress.watch.stop, nullptr};
    if (progress.is_heard()) {
        control.progress = [&progress](const routing::SolveProgress& so_far) { return progress.report(so_far); };
    }
    return routing::solve(model, options, control);
}

}  // namespace marketplace::surface
