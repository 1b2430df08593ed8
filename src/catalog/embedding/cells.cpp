#include "cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace marketplace::catalog {
namespace {

/// Fewer vectors are all in one cell.
constexpr std::size_t vectors_min = 20'000;
constexpr std::size_t vectors_of_cell = 30;  ///< that a centre is the mean of, when centres are chosen
constexpr int rounds = 3;

/// So many places, spread evenly.
std::vector<std::size_t> spread(std::size_t count, std::size_t all) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(i * all / count);
    return out;
}

/// The directions of the means of what is in each cell; an empty one keeps its centre.
std::vector<std::int16_t> means_of(const std::vector<const PackedEmbedding*>& sample, const EmbeddingCells& cells,
                                   std::vector<std::int16_t> centres) {
    const std::size_t dimensions = sample.front()->size();
    std::vector<double> sums(centres.size(), 0);  // of whole numbers below 2^53: exact
    for (const PackedEmbedding* each : sample) {
        const std::size_t begin = cells.cell_of(*each) * dimensions;
        for (std::size_t i = 0; i < dimensions; ++i) sums[begin + i] += (*each)[i];
    }
    for (std::size_t begin = 0; begin < sums.size(); begin += dimensions) {
        const std::span<const double> sum = std::span{sums}.subspan(begin, dimensions);
        if (std::ranges::all_of(sum, [](double each) { return each == 0; })) continue;
        const PackedEmbedding mean = pack_embedding(sum);
        std::ranges::copy(mean, centres.begin() + static_cast<std::ptrdiff_t>(begin));
    }
    return centres;
}

}  // namespace

std::vector<std::uint32_t> EmbeddingCells::probes_of(std::span<const std::int16_t> vector) const {
    std::vector<std::pair<std::int32_t, std::uint32_t>> nearest;
    for (std::uint32_t cell = 0; cell < size() && !centres_.empty(); ++cell) {
        nearest.emplace_back(-dot(centre(cell), vector), cell);
    }
    const std::size_t count = std::min(probes_max, nearest.size());
    std::ranges::partial_sort(nearest, nearest.begin() + static_cast<std::ptrdiff_t>(count));
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(nearest[i].second);
    if (out.empty()) out.push_back(0);
    return out;
}

std::uint32_t EmbeddingCells::cell_of(std::span<const std::int16_t> vector) const {
    std::uint32_t out = 0;
    std::int32_t best = std::numeric_limits<std::int32_t>::min();
    for (std::uint32_t cell = 0; cell < size() && !centres_.empty(); ++cell) {
        const std::int32_t product = dot(centre(cell), vector);
        if (product > best) out = cell;
        best = std::max(best, product);
    }
    return out;
}

std::vector<std::int16_t> choose_centres(std::span<const PackedEmbedding> vectors) {
    if (vectors.size() < vectors_min) return {};
    const auto count = static_cast<std::size_t>(std::sqrt(static_cast<double>(vectors.size())));
    std::vector<const PackedEmbedding*> sample;
    for (const std::size_t each : spread(std::min(vectors.size(), count * vectors_of_cell), vectors.size())) {
        sample.push_back(&vectors[each]);
    }
    std::vector<std::int16_t> centres;
    for (const std::size_t each : spread(count, sample.size())) {
        centres.insert(centres.end(), sample[each]->begin(), sample[each]->end());
    }
    const std::size_t dimensions = vectors.front().size();
    for (int round = 0; round < rounds; ++round) {
        centres = means_of(sample, EmbeddingCells{centres, dimensions}, centres);
    }
    return centres;
}

}  // namespace marketplace::catalog
