#pragma once
// Which rules of a program apply to a line, and the rate and multiplier that they give it.

#include <marketplace/loyalty/points_calculator.hpp>

namespace marketplace::loyalty::detail {

/// What a rule is held against.
struct RuleSubject {
    const Order& order;
    const OrderLine& line;
    std::string_view tier;
    Amount order_base_minor;
    Rate tier_multiplier;  ///< of the member's level
    Rate line_multiplier;
};

/// The multiplier of a reward level; 1 where the program names none.
[[nodiscard]] Rate tier_multiplier_of(const EarnPolicy& earn, const std::string& tier);

/// Fills rate, multiplier and exact points of a line whose base is known.
void apply_rules(const EarnPolicy& earn, const RuleSubject& subject, LineEarning& line);

}  // namespace marketplace::loyalty::detail
