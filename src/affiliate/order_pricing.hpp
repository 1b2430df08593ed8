#pragma once
// What each slot charges on each line of an order; private to the affiliate module.

#include "charge_formula.hpp"
#include "rule_resolution.hpp"

namespace marketplace::affiliate::detail {

/// What one slot charges on one line.
struct SlotCharge {
    const CompiledRule* rule = nullptr;  ///< null: no rule won
    std::int64_t base = 0;
    std::int64_t order_fixed = 0;        ///< the line's part of an amount for each order
    Fraction raw;                        ///< before bounds
    Fraction bounded;
    std::int64_t amount = 0;
    std::int64_t tax = 0;
    std::string_view bound;
    bool capped = false;
};

/// Prices one order after another with the same plan; keeps its memory between them.
class OrderPricing {
public:
    explicit OrderPricing(const PlanIndex& plan) : plan_(plan) {}

    /// Where `explained` is given, its charges exist already; candidates and bands are written there.
    void price(const OrderFacts& facts, const CalculationContext& context, Timestamp at, OrderCommission* explained);

    [[nodiscard]] const SlotCharge& charge(std::size_t line, std::size_t slot) const {
        return charges_[line * plan_.slots.size() + slot];
    }

private:
    void price_slot(const MatchInput& input, std::size_t slot, OrderCommission* explained);
    void find_winner(const MatchInput& input, std::size_t slot, std::size_t line, ChargeExplanation* explanation);
    [[nodiscard]] Fraction estimate(const MatchInput& input, std::size_t slot, std::size_t line,
                                    const CompiledRule& rule) const;
    [[nodiscard]] std::int64_t slot_base(const OrderFacts& facts, std::size_t slot, std::size_t line,
                                         const CompiledRule& rule) const;
    [[nodiscard]] std::int64_t volume_before(const MatchInput& input, std::size_t slot, std::size_t line,
                                             const CompiledRule& rule) const;
    void divide_order_amounts(const OrderFacts& facts, std::size_t slot);
    void round_lines(std::size_t slot, std::size_t lines);
    void round_orders(const OrderFacts& facts, std::size_t slot);
    void limit(const LineFacts& line, std::size_t index);
    void cap_last(const LineFacts& line, std::size_t index, std::int64_t available);
    void scale(const LineFacts& line, std::size_t index, std::int64_t available);

    [[nodiscard]] SlotCharge& at(std::size_t line, std::size_t slot) {
        return charges_[line * plan_.slots.size() + slot];
    }

    const PlanIndex& plan_;
    boost::container::small_vector<SlotCharge, 8> charges_;
    Candidates scratch_;
};

/// Parts of a charge by the pool of its rule.
[[nodiscard]] std::vector<Amount> pool_parts(const CompiledRule& rule, std::int64_t amount);

}  // namespace marketplace::affiliate::detail
