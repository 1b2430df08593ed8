#pragma once
// Splitting an amount into parts that add up to it, to the last minor unit.
//
// Every split of the library goes through here. Exact: the parts always sum to the total (with
// `separate` and `block`, parts and remainder do); the sign of a part is the sign of the total or zero;
// a zero weight receives nothing; a negative total mirrors the positive one.

#include <marketplace/money/money.hpp>

#include <span>
#include <vector>

namespace marketplace {

/// Who receives the minor units that a proportional split leaves over.
enum class AllocationMode {
    largest_remainder,  ///< Hamilton: the parts with the largest fraction, ties to the earlier part
    first,              ///< one each to the first parts with a weight (Fowler)
    largest_weight,     ///< one each in order of weight, ties to the earlier part
    separate,           ///< nobody: it is returned as `remainder`
    block,              ///< nobody, and only whole multiples of the reduced weights are given
    sainte_lague,       ///< Webster's divisor method: a larger total never gives a part less
};
MARKETPLACE_COMPILED_ENUM(AllocationMode, largest_remainder, first, largest_weight, separate, block, sainte_lague)

/// How to split. `step` hands out multiples of so many minor units: 5 for Swiss cash.
struct AllocationOptions {
    AllocationMode mode = AllocationMode::largest_remainder;
    std::int64_t step = 1;

    friend bool operator==(const AllocationOptions&, const AllocationOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(AllocationOptions, (mode, step));

/// The parts in the order of the weights, and what nobody received.
struct Allocation {
    std::vector<Amount> parts;
    Amount remainder;

    friend bool operator==(const Allocation&, const Allocation&) = default;
};
MARKETPLACE_COMPILED_RECORD(Allocation, (parts, remainder));

/// Splits `total` by integer weights. With a step that does not divide the total, the rest of the
/// division goes to the last part that has a weight, as cash rounding does, except in the modes that
/// return a remainder. Throws `invalid_weights` when weights are empty, negative or all zero.
[[nodiscard]] Allocation allocate(Amount total, std::span<const std::int64_t> weights,
                                  const AllocationOptions& options = {});

/// Splits by exact rates, such as 1/3 and 2/7; they need not sum to one.
[[nodiscard]] Allocation allocate_by_rates(Amount total, std::span<const Rate> weights,
                                           const AllocationOptions& options = {});

/// Splits off exact portions of the total; the last part is what remains. Throws `invalid_weights`
/// when the portions exceed one.
[[nodiscard]] Allocation allocate_portions(Amount total, std::span<const Rate> portions);

/// The parts of a growing total that never takes back. `parts` are of one sign, sum to `whole` and are
/// what is due when all of `whole` has come. After `cumulative` of it, returns how much each part has
/// received in all, given what it had `before` (all zero at first): every result is at least `before`,
/// at most `parts`, and the results sum to `cumulative`. Each unit goes to the part that is furthest below
/// its exact share, ties to the earlier part. That is the largest-remainder split of the cumulative total
/// wherever that split takes nothing back; where it would (the Alabama paradox), it is the nearest split
/// in the sense of least squares that does not. Throws `out_of_range` unless before <= cumulative <= whole
/// and each `before` lies between zero and its part, in the sign of `whole`.
[[nodiscard]] std::vector<Amount> allocate_cumulative(std::span<const Amount> parts, Amount cumulative,
                                                      std::span<const Amount> before);

}  // namespace marketplace
