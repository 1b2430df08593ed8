#include "labelled_rows.hpp"

#include <marketplace/core/error.hpp>

#include <cmath>
#include <string>

namespace marketplace::catalog {

void require_share(double value, double low, double high, std::string_view field) {
    if (!(value >= low && value <= high)) {
        fail(ErrorCode::out_of_range, field, std::to_string(value),
             std::to_string(low) + " to " + std::to_string(high));
    }
}

void validate_labelled(const FeatureRows& rows, std::span<const std::uint8_t> labels, std::span<const float> weights) {
    const std::string count = std::to_string(rows.size());
    if (rows.size() == 0) fail(ErrorCode::invalid_value, "rows", "0", "one row or more");
    if (labels.size() != rows.size()) {
        fail(ErrorCode::invalid_value, "labels", std::to_string(labels.size()), count + " labels, one for each row");
    }
    if (!weights.empty() && weights.size() != rows.size()) {
        fail(ErrorCode::invalid_value, "weights", std::to_string(weights.size()), count + " weights, or none");
    }
    for (const std::uint8_t label : labels) {
        if (label > 1) fail(ErrorCode::invalid_value, "labels", std::to_string(label), "0 or 1");
    }
    for (const float weight : weights) {
        if (!(weight >= 0)) fail(ErrorCode::invalid_value, "weights", std::to_string(weight), "zero or more");
    }
}

double prior_log_odds(std::span<const std::uint8_t> labels, std::span<const float> weights) {
    double ones = 0.5;
    double all = 1;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const double weight = weights.empty() ? 1 : static_cast<double>(weights[i]);
        ones += weight * labels[i];
        all += weight;
    }
    return std::log(ones / (all - ones));
}

}  // namespace marketplace::catalog
