#include "bins.hpp"

#include <algorithm>
#include <cmath>

namespace marketplace::catalog {
namespace {

/// Between two neighbouring numbers, and never as large as the upper one.
float middle(float low, float high) {
    const float out = low + (high - low) / 2;
    return out < high ? out : low;
}

/// Cuts between different numbers, so that each bin has about as many of them.
std::vector<float> cuts_of(std::vector<float>& known) {
    std::vector<float> out;
    std::ranges::sort(known);
    const double step = std::max(1.0, static_cast<double>(known.size()) / bins_max);
    double next = step;
    for (std::size_t i = 1; i < known.size() && out.size() + 1 < bins_max; ++i) {
        if (known[i] == known[i - 1] || static_cast<double>(i) < next) continue;
        out.push_back(middle(known[i - 1], known[i]));
        next = static_cast<double>(i) + step;
    }
    return out;
}

}  // namespace

BinnedRows::BinnedRows(const FeatureRows& rows) : rows_(rows.size()), bins_(rows.size() * rows.columns) {
    std::vector<float> known;
    for (std::size_t feature = 0; feature < rows.columns; ++feature) {
        known.clear();
        for (std::size_t row = 0; row < rows_; ++row) {
            if (const float value = rows[row][feature]; !std::isnan(value)) known.push_back(value);
        }
        cuts_.push_back(cuts_of(known));
        for (std::size_t row = 0; row < rows_; ++row) {
            const float value = rows[row][feature];
            const auto bin = std::ranges::lower_bound(cuts_.back(), value) - cuts_.back().begin();
            bins_[feature * rows_ + row] = std::isnan(value) ? unknown_bin : static_cast<std::uint8_t>(bin);
        }
    }
}

}  // namespace marketplace::catalog
