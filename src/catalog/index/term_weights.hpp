#pragma once
// What terms weigh by statistics that do not change.

#include "weights.hpp"

#include <marketplace/catalog/term_statistics.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

namespace marketplace::catalog::detail {

class TermWeights {
public:
    /// Throws what `validate` throws.
    explicit TermWeights(const TermStatistics& statistics);

    [[nodiscard]] std::uint64_t records() const { return records_; }
    [[nodiscard]] std::uint64_t records_with(std::uint32_t hash) const {
        const auto found = counts_.find(hash);
        return found == counts_.end() ? 1 : found->second;
    }
    [[nodiscard]] std::uint32_t weight(std::uint32_t importance, std::uint32_t hash) const {
        return weight_of(importance, records_, records_with(hash));
    }

private:
    std::uint64_t records_;
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> counts_;
};

}  // namespace marketplace::catalog::detail
