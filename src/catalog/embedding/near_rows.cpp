#include "near_rows.hpp"

#include "cells.hpp"

#include <algorithm>

namespace marketplace::catalog {
namespace {

struct Found {
    std::int32_t cosine = 0;
    std::uint32_t place = 0;
};

bool is_nearer(const Found& a, const Found& b) {
    return a.cosine != b.cosine ? a.cosine > b.cosine : a.place < b.place;
}

EmbeddingCells cells_of(std::span<const PackedEmbedding> records) {
    std::vector<PackedEmbedding> known;
    for (const PackedEmbedding& each : records) {
        if (!each.empty()) known.push_back(each);
    }
    if (known.empty()) return {};
    const std::size_t dimensions = known.front().size();
    return {choose_centres(known), dimensions};
}

}  // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> near_rows(std::span<const PackedEmbedding> queries,
                                                               std::span<const PackedEmbedding> records,
                                                               std::size_t count) {
    const EmbeddingCells cells = cells_of(records);
    std::vector<std::vector<std::uint32_t>> members(cells.size());
    for (std::uint32_t i = 0; i < records.size(); ++i) {
        if (!records[i].empty()) members[cells.cell_of(records[i])].push_back(i);
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
    std::vector<Found> all;
    for (std::uint32_t query = 0; query < queries.size(); ++query) {
        if (queries[query].empty()) continue;
        all.clear();
        for (const std::uint32_t cell : cells.probes_of(queries[query])) {
            for (const std::uint32_t each : members[cell]) all.push_back({dot(queries[query], records[each]), each});
        }
        const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()));
        std::ranges::partial_sort(all, end, is_nearer);
        for (auto each = all.begin(); each != end; ++each) out.emplace_back(query, each->place);
    }
    return out;
}

}  // namespace marketplace::catalog
