#include "refund_components.hpp"

#include <marketplace/money/allocation.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace detail {
namespace {

using Values = std::array<Amount, 4>;

ComponentAmounts amounts_of(const Values& values) { return {values[0], values[1], values[2], values[3]}; }

/// Never more of one than its weight, as the sum is not above theirs.
Values spread(Amount amount, const Values& over) {
    if (amount == Amount{}) return {};
    std::array<std::int64_t, 4> weights{};
    for (std::size_t i = 0; i < over.size(); ++i) weights[i] = over[i].value;
    const Allocation parts = allocate(amount, weights);
    Values out;
    std::copy(parts.parts.begin(), parts.parts.end(), out.begin());
    return out;
}

Values minus(Values from, const Values& what) {
    for (std::size_t i = 0; i < from.size(); ++i) from[i] -= what[i];
    return from;
}

Values plus(Values to, const Values& what) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += what[i];
    return to;
}

}  // namespace

std::array<Amount, 4> values_of(const ComponentAmounts& amounts) {
    return {amounts.goods_minor, amounts.shipping_minor, amounts.gift_wrap_minor, amounts.fees_minor};
}

Amount value_of(const ComponentAmounts& amounts, PriceComponent component) {
    return values_of(amounts)[static_cast<std::size_t>(component)];
}

ComponentAmounts refunded_components(const OrderLine& line, const LineReversalState& state) {
    if (state.components) return *state.components;
    return amounts_of(spread(state.refunded_minor, values_of(affiliate::components_of(line))));
}

ComponentAmounts with_refund(const OrderLine& line, const ComponentAmounts& refunded, const LineRefund& refund) {
    Values values = values_of(refunded);
    if (refund.component) {
        values[static_cast<std::size_t>(*refund.component)] += refund.amount_minor;
        return amounts_of(values);
    }
    const Values left = minus(values_of(affiliate::components_of(line)), values);
    return amounts_of(plus(values, spread(refund.amount_minor, left)));
}

std::optional<ComponentAmounts> difference_of(const std::optional<ComponentAmounts>& after,
                                              const std::optional<ComponentAmounts>& before) {
    if (!after || !before) return std::nullopt;
    return amounts_of(minus(values_of(*after), values_of(*before)));
}

ComponentAmounts without_debts(const ComponentAmounts& refunded) {
    Values values = values_of(refunded);
    for (Amount& value : values) {
        if (value >= Amount{}) continue;
        *std::max_element(values.begin(), values.end()) += value;
        value = {};
    }
    return amounts_of(values);
}

Progress progress_of(const OrderLine& line, const ComponentAmounts& refunded,
                     const std::vector<PriceComponent>& extras, Progress otherwise) {
    const ComponentAmounts all = affiliate::components_of(line);
    Amount done = refunded.goods_minor;
    Amount whole = all.goods_minor;
    for (const PriceComponent extra : extras) {
        done += value_of(refunded, extra);
        whole += value_of(all, extra);
    }
    return whole > Amount{} ? Progress{done.value, whole.value} : otherwise;
}

}  // namespace detail

ComponentAmounts components_of(const OrderLine& line) {
    const Amount others = line.shipping_minor + line.gift_wrap_minor + line.fees_minor;
    return {total_of(line) - others, line.shipping_minor, line.gift_wrap_minor, line.fees_minor};
}

}  // namespace marketplace::affiliate
