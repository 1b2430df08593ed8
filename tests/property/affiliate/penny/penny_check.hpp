#pragma once
// What must hold for a commission and for the refunds of it, each said as plainly as it can be.

#include <marketplace/affiliate/reversal.hpp>

#include <string>

namespace marketplace::penny {

/// What is wrong with the split of an order, or an empty text.
[[nodiscard]] std::string wrong_in(const Order& order, const affiliate::OrderCommission& frozen);

/// Follows the refunds of one commission.
class RefundCheck {
public:
    RefundCheck(const affiliate::OrderCommission& frozen, const affiliate::RefundPolicy& policy)
        : frozen_(frozen), policy_(policy), taken_(frozen.lines.size()), retained_(frozen.lines.size()) {}

    /// What is wrong with the next refund, or an empty text.
    [[nodiscard]] std::string wrong_in(const affiliate::Reversal& reversal);
    /// What is wrong once everything is refunded.
    [[nodiscard]] std::string wrong_at_the_end(const affiliate::ReversalState& state) const;

private:
    std::string wrong_in_line(const affiliate::LineReversal& change, std::size_t index);
    std::string wrong_in_end_of(const affiliate::LineReversalState& done, std::size_t index) const;

    const affiliate::OrderCommission& frozen_;
    const affiliate::RefundPolicy& policy_;
    std::vector<std::vector<affiliate::Share>> taken_;  ///< of each line, as the refunds said it: negative
    std::vector<Amount> retained_;                      ///< of each line
};

}  // namespace marketplace::penny
