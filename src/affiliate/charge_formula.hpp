#pragma once
// Base, formula and bounds of one rule on one line; private to the affiliate module.

#include "fraction.hpp"
#include "line_facts.hpp"

namespace marketplace::affiliate::detail {

/// What the base of a line is added up from, before the charges of earlier slots are taken off.
[[nodiscard]] BaseParts base_parts(const BaseSpec& spec, const LineFacts& line);

/// The base of a line before the charges of earlier slots are taken off; zero or more.
[[nodiscard]] std::int64_t base_of(const BaseSpec& spec, const LineFacts& line);

/// The fixed amount of a rule in a currency; zero where it has none.
[[nodiscard]] std::int64_t fixed_amount(const CompiledRule& rule, Currency currency);

/// What the formula reads beside the rule.
struct FormulaInput {
    const LineFacts* line = nullptr;
    std::int64_t base = 0;
    Fraction order_fixed;           ///< the line's part of an amount for each order
    std::int64_t volume_before = 0; ///< of a volume rule, in its metric
};

/// The exact charge before bounds. Appends the bands that were met where `bands` is not null.
[[nodiscard]] Fraction raw_charge(const CompiledRule& rule, const FormulaInput& input, std::vector<BandPart>* bands);

/// The charge within the bounds of the rule; `bound` becomes "min" or "max" if one applied.
[[nodiscard]] Fraction within_bounds(const CompiledRule& rule, const LineFacts& line, const Fraction& raw,
                                     std::string_view& bound);

}  // namespace marketplace::affiliate::detail
