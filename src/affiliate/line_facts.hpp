#pragma once
// A line as the calculation sees it: numbers and symbols; private to the affiliate module.

#include "plan_index.hpp"

#include <marketplace/affiliate/commission_calculator.hpp>

#include <boost/container/small_vector.hpp>

namespace marketplace::affiliate::detail {

/// The numbers of one line and where its symbols are: those of dimension d are `OrderFacts::symbols` from
/// offsets[d] to offsets[d + 1]; categories from root to leaf. In a batch there is no order behind them.
struct LineFacts {
    std::int64_t gross = 0;
    std::int64_t unit_price = 0;
    std::int64_t quantity = 1;
    std::int64_t discount_vendor = 0;
    std::int64_t discount_platform = 0;
    std::int64_t tax_included = 0;
    std::int64_t tax_added = 0;
    std::int64_t shipping = 0;
    std::int64_t gift_wrap = 0;
    std::int64_t fees = 0;
    std::int64_t order_amount = 0;
    std::int64_t order_ordinal = 0;
    std::int64_t total = 0;            ///< what the customer pays
    Currency currency;
    std::uint32_t absent_parties = 0;  ///< bits of the parties that the line cannot name
    std::uint32_t vendor_group = 0;    ///< the first line of the order with the same vendor
    bool fee_tax_exempt = false;
    std::array<std::uint32_t, dimension_count + 1> offsets{};
    const Order* order = nullptr;
    const OrderLine* line = nullptr;

    /// What charges, their taxes and the residual share: the platform pays its discounts to it.
    [[nodiscard]] std::int64_t available(TaxHandling handling) const {
        const std::int64_t funded = checked_add(total, discount_platform);
        return handling == TaxHandling::vendor_remits ? funded : checked_subtract(funded, remitted_tax());
    }
    [[nodiscard]] std::int64_t remitted_tax() const { return checked_add(tax_included, tax_added); }
};

/// All lines of one calculation. Those of a common order need no memory of their own.
struct OrderFacts {
    boost::container::small_vector<LineFacts, 4> lines;
    boost::container::small_vector<Symbol, 96> symbols;

    [[nodiscard]] std::span<const Symbol> symbols_of(std::size_t line, Dimension dimension) const {
        const auto d = static_cast<std::size_t>(dimension);
        const auto& offsets = lines[line].offsets;
        return {symbols.data() + offsets[d], offsets[d + 1] - offsets[d]};
    }
};

[[nodiscard]] constexpr std::uint32_t party_bit(Party party) noexcept { return 1U << static_cast<unsigned>(party); }

/// From an order that `validate` accepts.
[[nodiscard]] OrderFacts facts_of(const PlanIndex& plan, const Order& order, const CalculationContext& context);

/// Whether an order is certainly sound; if not, `validate(order)` decides and says why.
[[nodiscard]] bool is_plainly_sound(const Order& order) noexcept;

/// The beneficiary with its id taken from the line where the rule leaves it empty.
[[nodiscard]] Beneficiary resolve(const Beneficiary& beneficiary, const LineFacts& facts);

}  // namespace marketplace::affiliate::detail
