#pragma once
// Rounding is always named. One function divides; everything else calls it.

#include <marketplace/core/checked.hpp>
#include <marketplace/core/record.hpp>

namespace marketplace {

/// What to do with a fraction of a minor unit.
enum class Rounding {
    half_up,       ///< to nearest, ties away from zero: 2.5 to 3, -2.5 to -3. The usual commercial rule
    half_down,     ///< to nearest, ties towards zero
    half_even,     ///< to nearest, ties to the even neighbour (bankers' rule)
    half_odd,      ///< to nearest, ties to the odd neighbour
    half_ceiling,  ///< to nearest, ties towards plus infinity
    half_floor,    ///< to nearest, ties towards minus infinity
    up,            ///< away from zero
    down,          ///< towards zero (truncate)
    ceiling,       ///< towards plus infinity
    floor,         ///< towards minus infinity
    exact,         ///< a fraction is an error: `inexact`
};
MARKETPLACE_COMPILED_ENUM(Rounding, half_up, half_down, half_even, half_odd, half_ceiling, half_floor, up, down,
                          ceiling, floor, exact)

/// numerator / denominator as a whole number. Exact in 128 bits; throws `division_by_zero`, or
/// `inexact` for `Rounding::exact`.
[[nodiscard]] int128 divide(int128 numerator, int128 denominator, Rounding rounding);

}  // namespace marketplace
