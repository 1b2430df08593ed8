#pragma once
// Requirements against metrics, with the numbers that decided.

#include <marketplace/affiliate/tier_metrics.hpp>

namespace marketplace::affiliate {

/// One requirement as it turned out. Numbers or rates are filled, as the metric is; `actual` is absent when
/// the metric has no value, and then nothing is met.
struct RequirementCheck {
    Metric metric = Metric::gmv_net;
    Comparison comparison = Comparison::at_least;
    bool met = false;
    std::optional<std::int64_t> needed_number;
    std::optional<std::int64_t> actual_number;
    std::optional<Rate> needed_rate;
    std::optional<Rate> actual_rate;

    friend bool operator==(const RequirementCheck&, const RequirementCheck&) = default;
};
MARKETPLACE_COMPILED_RECORD(RequirementCheck, (metric, comparison, met, needed_number, actual_number, needed_rate,
                                               actual_rate));

/// Checks one requirement. With a `keep_ratio` below 1, `at_least` needs that part of the threshold (rounded
/// down) and `at_most` allows the threshold divided by it (rounded up). A threshold that relaxing would make
/// harder, such as a negative one, stays as it is.
[[nodiscard]] RequirementCheck check(const Requirement& requirement, const MetricSnapshot& metrics,
                                     const Rate& keep_ratio = Rate{1, 1});

/// All requirements of one group.
[[nodiscard]] std::vector<RequirementCheck> check_all(const RequirementGroup& group, const MetricSnapshot& metrics,
                                                      const Rate& keep_ratio = Rate{1, 1});

/// For each alternative of a level its first requirement that failed; empty when one alternative is met.
[[nodiscard]] std::vector<RequirementCheck> failures_of(const TierLevel& level, const MetricSnapshot& metrics,
                                                        const Rate& keep_ratio = Rate{1, 1});

/// How far a requirement is met: 1 when it is, else actual / needed (or needed / actual for `at_most`),
/// never below 0.
[[nodiscard]] Rate progress_of(const RequirementCheck& check);

}  // namespace marketplace::affiliate
