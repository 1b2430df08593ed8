#pragma once
// Features cut into few bins each, so that a split is found by counting.

#include <marketplace/catalog/boosted_trees.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog {

inline constexpr std::size_t bins_max = 128;                  ///< of known numbers
inline constexpr std::uint8_t unknown_bin = bins_max;         ///< of NaN
inline constexpr std::size_t bin_count = unknown_bin + 1;

/// Rows by column: for each feature the bin of each row.
class BinnedRows {
public:
    explicit BinnedRows(const FeatureRows& rows);

    [[nodiscard]] std::span<const std::uint8_t> column(std::size_t feature) const {
        return std::span{bins_}.subspan(feature * rows_, rows_);
    }
    /// The upper ends of a feature's bins but the last.
    [[nodiscard]] const std::vector<float>& cuts(std::size_t feature) const { return cuts_[feature]; }

private:
    std::size_t rows_;
    std::vector<std::uint8_t> bins_;
    std::vector<std::vector<float>> cuts_;
};

}  // namespace marketplace::catalog
