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

/// What won a slot on a line when it was sold, and the base it had then.
struct FrozenCharge {
    const CompiledRule* rule = nullptr;
    std::int64_t base = 0;
};

/// A sale of which a part is left: its lines as they were sold, and their winners, line by line and slot by slot.
struct FrozenSale {
    const OrderFacts& facts;
    std::vector<FrozenCharge> charges;
};

/// Prices one order after another with the same plan; keeps its memory between them.
class OrderPricing {
public:
    explicit OrderPricing(const PlanIndex& plan) : plan_(plan) {}

    /// Where `explained` is given, its charges exist already; candidates and bands are written there.
    void price(const OrderFacts& facts, const CalculationContext& context, Timestamp at, OrderCommission* explained);

    /// Prices what is left of a sale with its winners; lines of no units are gone. See `remaining_commission.hpp`.
    void price_remaining(const OrderFacts& left, const FrozenSale& sale, const CalculationContext& context,
                         Timestamp at);

    [[nodiscard]] const SlotCharge& charge(std::size_t line, std::size_t slot) const {
        return charges_[line * plan_.slots.size() + slot];
    }

private:
    void price_slot(const MatchInput& input, std::size_t slot, OrderCommission* explained);
    void charge_lines(const MatchInput& input, std::size_t slot, OrderCommission* explained);
    void tax_lines(const OrderFacts& facts, std::size_t slot);
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
    const FrozenSale* sale_ = nullptr;  ///< while what is left of it is priced
    boost::container::small_vector<SlotCharge, 8> charges_;
    Candidates scratch_;
};

/// Parts of a charge by the pool of its rule.
[[nodiscard]] std::vector<Amount> pool_parts(const CompiledRule& rule, std::int64_t amount);

}  // namespace marketplace::affiliate::detail
