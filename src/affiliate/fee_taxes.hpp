#pragma once
// Several taxes on one fee; private to the affiliate module.

#include <marketplace/affiliate/commission_charge.hpp>

#include <span>

namespace marketplace::affiliate::detail {

/// The rates of taxes that are there, together. Throws `overflow` when the sum has no exact rate.
[[nodiscard]] inline Rate rate_of(std::span<const FeeTax> taxes) {
    Rate sum;
    for (const FeeTax& tax : taxes) sum = sum + *tax.rate;
    return sum;
}

}  // namespace marketplace::affiliate::detail
