#pragma once
// Parts of either sign, given back little by little: the arithmetic below refunds.

#include <marketplace/money/money.hpp>

#include <span>
#include <vector>

namespace marketplace::affiliate {

/// How far a sale has been refunded: `done` of `whole`, in minor units, or in units of quantity where
/// the customer paid nothing. 0 <= done <= whole, whole above zero.
struct Progress {
    std::int64_t done = 0;
    std::int64_t whole = 1;

    friend bool operator==(const Progress&, const Progress&) = default;
};
MARKETPLACE_COMPILED_RECORD(Progress, (done, whole));

/// value * done / whole to the nearest unit, but not less than `before` in the direction of `value`.
/// Telescopes: at done = whole it is `value`, whatever the steps on the way.
[[nodiscard]] Amount prorate(Amount value, Progress progress, Amount before);

/// What each part has given back in all once `progress` is reached and the parts together have given back
/// `cumulative`. Exact: the results sum to `cumulative`; each lies between `before` and its part, so none
/// changes sign or moves back; at done = whole each is its part. Where signs are mixed (a platform that
/// funds a discount has a negative share) the lighter side is prorated and the heavier one carries the
/// rest. Throws `out_of_range` if `before` is outside of its part, or `cumulative` outside of the range
/// from the sum of `before` to the sum of the parts.
[[nodiscard]] std::vector<Amount> prorate(std::span<const Amount> parts, Progress progress, Amount cumulative,
                                          std::span<const Amount> before);

}  // namespace marketplace::affiliate
