#include "labelled_rows.hpp"

#include <marketplace/catalog/logistic_regression.hpp>

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <cmath>

namespace marketplace::catalog {
namespace {

/// Rows as the fit sees them: standardised, then what is not known, then a one for the intercept.
class Design {
public:
    Design(const FeatureRows& rows, std::span<const float> weights) : columns_(rows.columns) {
        for (std::size_t column = 0; column < columns_; ++column) terms_.push_back(term_of(rows, weights, column));
        for (std::size_t row = 0; row < rows.size(); ++row) append(rows[row]);
    }

    [[nodiscard]] std::size_t width() const { return 2 * columns_ + 1; }
    [[nodiscard]] std::span<const double> operator[](std::size_t row) const {
        return std::span{values_}.subspan(row * width(), width());
    }
    [[nodiscard]] const std::vector<LinearTerm>& terms() const { return terms_; }

private:
    static LinearTerm term_of(const FeatureRows& rows, std::span<const float> weights, std::size_t column) {
        double sum = 0;
        double squares = 0;
        double all = 0;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const double value = static_cast<double>(rows[row][column]);
            if (std::isnan(value)) continue;
            const double weight = weights.empty() ? 1 : static_cast<double>(weights[row]);
            sum += weight * value;
            squares += weight * value * value;
            all += weight;
        }
        LinearTerm out;
        if (all <= 0) return out;
        out.mean = sum / all;
        const double spread = std::sqrt(std::max(0.0, squares / all - out.mean * out.mean));
        out.scale = spread > 1e-9 ? spread : 1;
        return out;
    }

    void append(std::span<const float> row) {
        for (std::size_t i = 0; i < columns_; ++i) {
            const double value = static_cast<double>(row[i]);
            values_.push_back(std::isnan(value) ? 0 : (value - terms_[i].mean) / terms_[i].scale);
        }
        for (const float value : row) values_.push_back(std::isnan(value) ? 1 : 0);
        values_.push_back(1);
    }

    std::size_t columns_;
    std::vector<LinearTerm> terms_;
    std::vector<double> values_;
};

/// Solves a symmetric, positive system in place by Cholesky's method; the lower half of `matrix` is read.
void solve(std::vector<double>& matrix, std::vector<double>& right) {
    const std::size_t size = right.size();
    const auto at = [&](std::size_t row, std::size_t column) -> double& { return matrix[row * size + column]; };
    for (std::size_t j = 0; j < size; ++j) {
        for (std::size_t k = 0; k < j; ++k) at(j, j) -= at(j, k) * at(j, k);
        at(j, j) = std::sqrt(std::max(at(j, j), 1e-12));
        for (std::size_t i = j + 1; i < size; ++i) {
            for (std::size_t k = 0; k < j; ++k) at(i, j) -= at(i, k) * at(j, k);
            at(i, j) /= at(j, j);
        }
    }
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = 0; k < i; ++k) right[i] -= at(i, k) * right[k];
        right[i] /= at(i, i);
    }
    for (std::size_t i = size; i-- > 0;) {
        for (std::size_t k = i + 1; k < size; ++k) right[i] -= at(k, i) * right[k];
        right[i] /= at(i, i);
    }
}

double dot(std::span<const double> a, std::span<const double> b) {
    double out = 0;
    for (std::size_t i = 0; i < a.size(); ++i) out += a[i] * b[i];
    return out;
}

/// Rows with labels and weights, and the penalty.
struct Problem {
    const Design& design;
    std::span<const std::uint8_t> labels;
    std::span<const float> weights;
    double penalty = 0;

    [[nodiscard]] double weight_of(std::size_t row) const {
        return weights.empty() ? 1 : static_cast<double>(weights[row]);
    }
    /// The intercept is hardly held back.
    [[nodiscard]] double penalty_of(std::size_t term) const { return term + 1 < design.width() ? penalty : 1e-3; }
};

/// What is made as small as possible: the loss of all rows, and the penalty.
double loss(const Problem& problem, const std::vector<double>& fitted) {
    double out = 0;
    for (std::size_t row = 0; row < problem.labels.size(); ++row) {
        const double odds = dot(problem.design[row], fitted);
        const double against = problem.labels[row] == 1 ? -odds : odds;
        out += problem.weight_of(row) * (std::max(against, 0.0) + std::log1p(std::exp(-std::abs(against))));
    }
    for (std::size_t i = 0; i < fitted.size(); ++i) out += problem.penalty_of(i) * fitted[i] * fitted[i] / 2;
    return out;
}

/// Where Newton's method would go.
std::vector<double> newton_step(const Problem& problem, const std::vector<double>& fitted) {
    const std::size_t width = problem.design.width();
    std::vector<double> curvature(width * width, 0);
    std::vector<double> slope(width, 0);
    for (std::size_t row = 0; row < problem.labels.size(); ++row) {
        const std::span<const double> x = problem.design[row];
        const double p = 1 / (1 + std::exp(-dot(x, fitted)));
        const double weight = problem.weight_of(row);
        const double bend = weight * std::max(p * (1 - p), 1e-6);
        for (std::size_t i = 0; i < width; ++i) {
            if (x[i] == 0) continue;
            slope[i] += weight * (problem.labels[row] - p) * x[i];
            for (std::size_t k = 0; k <= i; ++k) curvature[i * width + k] += bend * x[i] * x[k];
        }
    }
    for (std::size_t i = 0; i < width; ++i) {
        curvature[i * width + i] += problem.penalty_of(i);
        slope[i] -= problem.penalty_of(i) * fitted[i];
    }
    solve(curvature, slope);
    return slope;
}

/// One step of Newton's method, as far as it makes the loss smaller: far steps overshoot where classes are apart.
/// Returns the largest change of a weight.
double step(const Problem& problem, std::vector<double>& fitted) {
    const std::vector<double> change = newton_step(problem, fitted);
    const double before = loss(problem, fitted);
    constexpr double least = 1e-4;
    for (double part = 1; part > least; part /= 2) {
        std::vector<double> next = fitted;
        double largest = 0;
        for (std::size_t i = 0; i < next.size(); ++i) {
            next[i] += part * change[i];
            largest = std::max(largest, std::abs(part * change[i]));
        }
        if (loss(problem, next) > before) continue;
        fitted = std::move(next);
        return largest;
    }
    return 0;
}

}  // namespace

LogisticModel fit_logistic(const FeatureRows& rows, std::span<const std::uint8_t> labels,
                           std::span<const float> weights, const LogisticOptions& options) {
    validate_labelled(rows, labels, weights);
    detail::require_between(options.rounds, 1, 1000, "rounds");
    require_share(options.penalty, 1e-9, 1e9, "penalty");
    const Design design{rows, weights};
    std::vector<double> fitted(design.width(), 0);
    fitted.back() = prior_log_odds(labels, weights);
    const Problem problem{design, labels, weights, options.penalty};
    for (std::int32_t round = 0; round < options.rounds; ++round) {
        if (step(problem, fitted) < 1e-6) break;
    }
    LogisticModel out{fitted.back(), design.terms()};
    for (std::size_t i = 0; i < rows.columns; ++i) {
        out.terms[i].weight = fitted[i];
        out.terms[i].unknown_weight = fitted[rows.columns + i];
    }
    return out;
}

double explain(const LogisticModel& model, std::span<const float> row, std::span<double> contributions) {
    for (std::size_t i = 0; i < model.terms.size(); ++i) {
        const LinearTerm& term = model.terms[i];
        const double value = static_cast<double>(row[i]);
        contributions[i] = std::isnan(value) ? term.unknown_weight : (value - term.mean) / term.scale * term.weight;
    }
    return model.intercept;
}

double log_odds(const LogisticModel& model, std::span<const float> row) {
    double out = model.intercept;
    for (std::size_t i = 0; i < model.terms.size(); ++i) {
        const LinearTerm& term = model.terms[i];
        const double value = static_cast<double>(row[i]);
        out += std::isnan(value) ? term.unknown_weight : (value - term.mean) / term.scale * term.weight;
    }
    return out;
}

}  // namespace marketplace::catalog
