#include <marketplace/affiliate/refund.hpp>

#include "refund_components.hpp"

#include <marketplace/money/allocation.hpp>

#include <algorithm>
#include <set>

namespace marketplace::affiliate {
namespace {

template <class Lines, class Member>
auto find_line(const Lines& lines, Member member, const OrderLineId& id) {
    return std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.*member == id; });
}

/// One line as the order, the commission and the refunds so far know it.
struct Line {
    const OrderLine& order;
    const LineCommission& frozen;
    LineReversalState state;

    [[nodiscard]] Amount refundable() const { return refundable_of(frozen, state); }
    [[nodiscard]] std::int64_t units_left() const { return order.quantity - state.quantity; }
};

Line line_of(const Order& order, const OrderCommission& frozen, const ReversalState& before, const OrderLineId& id) {
    const auto commission = find_line(frozen.lines, &LineCommission::line_id, id);
    const auto line = find_line(order.lines, &OrderLine::id, id);
    if (commission == frozen.lines.end() || line == order.lines.end()) {
        fail(ErrorCode::not_found, "line_id", id.value, "a line of order " + order.id.value);
    }
    return {*line, *commission, state_of(before, id)};
}

[[noreturn]] void over_refund(std::string_view field, std::int64_t value, std::int64_t most, Amount refundable) {
    fail(ErrorCode::over_refund, field, std::to_string(value),
         "at most " + std::to_string(most) + "; the refundable remainder is " + std::to_string(refundable.value));
}

void require_amount(Amount amount, Amount refundable) {
    if (amount <= Amount{}) fail(ErrorCode::out_of_range, "amount_minor", std::to_string(amount.value), "1 or more");
    if (amount > refundable) over_refund("amount_minor", amount.value, refundable.value, refundable);
}

/// Units can only be priced while the commission is about all of the line: the captured part of a line
/// does not say how many of its units it paid for.
Amount price_of_units(const Line& line, std::int64_t quantity) {
    if (line.frozen.total_minor != total_of(line.order)) {
        fail(ErrorCode::invalid_value, "quantity", std::to_string(quantity),
             "an amount, as the commission is about a part of the line");
    }
    const auto due = [&](std::int64_t units) {
        return multiply(line.frozen.total_minor, Rate{units, line.order.quantity}, Rounding::half_up);
    };
    return due(line.state.quantity + quantity) - due(line.state.quantity);
}

void require_units(const Line& line, std::int64_t quantity) {
    if (quantity < 1) fail(ErrorCode::out_of_range, "quantity", std::to_string(quantity), "1 or more");
    const bool nothing_left = line.frozen.total_minor > Amount{} && line.refundable() <= Amount{};
    if (quantity > line.units_left() || nothing_left) {
        over_refund("quantity", quantity, nothing_left ? 0 : line.units_left(), line.refundable());
    }
}

LineRefund remainder_of(const Line& line) {
    const bool nothing_left =
        line.refundable() <= Amount{} && (line.frozen.total_minor > Amount{} || line.units_left() == 0);
    if (nothing_left) over_refund("line_id", 0, 0, line.refundable());
    return {line.frozen.line_id, RefundBasis::remainder, line.units_left(),
            line.refundable(),   line.refundable(),      false,
            std::nullopt};
}

/// What is left of one component: its own remainder, and not more than is left of the line.
Amount left_of(const Line& line, PriceComponent component) {
    if (line.frozen.total_minor != total_of(line.order)) {
        fail(ErrorCode::invalid_value, "component", name_of(component),
             "an amount of the line, as the commission is about a part of it");
    }
    const Amount all = detail::value_of(components_of(line.order), component);
    const Amount refunded = detail::value_of(detail::refunded_components(line.order, line.state), component);
    return std::min(all - refunded, line.refundable());
}

/// The goods of so many units: cumulative, as the price of whole units is.
Amount goods_of_units(const Line& line, std::int64_t quantity) {
    const Amount goods = components_of(line.order).goods_minor;
    const auto due = [&](std::int64_t units) {
        return multiply(goods, Rate{units, line.order.quantity}, Rounding::half_up);
    };
    return due(line.state.quantity + quantity) - due(line.state.quantity);
}

LineRefund resolve_component(const Line& line, const RefundLine& asked) {
    const Amount left = left_of(line, *asked.component);
    const bool is_goods = *asked.component == PriceComponent::goods;
    if (left <= Amount{}) {
        fail(ErrorCode::over_refund, "component", name_of(*asked.component), "one of which something is left");
    }
    LineRefund out{line.frozen.line_id, RefundBasis::amount, asked.quantity.value_or(0), {}, left, false,
                   asked.component};
    if (asked.quantity && !is_goods) {
        fail(ErrorCode::invalid_value, "quantity", std::to_string(*asked.quantity), "units of goods alone");
    }
    if (asked.quantity) require_units(line, *asked.quantity);
    if (asked.amount_minor) {
        require_amount(*asked.amount_minor, left);
        out.amount_minor = *asked.amount_minor;
    } else if (asked.quantity) {
        const Amount price = goods_of_units(line, *asked.quantity);
        out.basis = RefundBasis::quantity;
        out.limited = price > left;
        out.amount_minor = std::min(price, left);
    } else {
        out.basis = RefundBasis::remainder;
        out.quantity = is_goods ? line.units_left() : 0;
        out.amount_minor = left;
    }
    return out;
}

LineRefund resolve_line(const Line& line, const RefundLine& asked) {
    if (asked.component) return resolve_component(line, asked);
    if (!asked.quantity && !asked.amount_minor) return remainder_of(line);
    LineRefund out{line.frozen.line_id, RefundBasis::amount, asked.quantity.value_or(0), {}, line.refundable(), false,
                   std::nullopt};
    if (asked.quantity) require_units(line, *asked.quantity);
    if (asked.amount_minor) {
        require_amount(*asked.amount_minor, line.refundable());
        out.amount_minor = *asked.amount_minor;
        return out;
    }
    const Amount price = price_of_units(line, *asked.quantity);
    out.basis = RefundBasis::quantity;
    out.limited = price > line.refundable();
    out.amount_minor = std::min(price, line.refundable());
    return out;
}

std::vector<LineRefund> resolve_lines(const Order& order, const OrderCommission& frozen, const ReversalState& before,
                                      const std::vector<RefundLine>& asked) {
    std::vector<LineRefund> out;
    std::set<OrderLineId> seen;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        try {
            if (!seen.insert(asked[i].line_id).second) {
                fail(ErrorCode::duplicate_key, "line_id", asked[i].line_id.value, "each line once");
            }
            out.push_back(resolve_line(line_of(order, frozen, before, asked[i].line_id), asked[i]));
        } catch (const Error& error) {
            throw error.within("lines[" + std::to_string(i) + "]");
        }
    }
    return out;
}

std::vector<Line> lines_of(const Order& order, const OrderCommission& frozen, const ReversalState& before) {
    std::vector<Line> out;
    for (const LineCommission& line : frozen.lines) out.push_back(line_of(order, frozen, before, line.line_id));
    return out;
}

std::vector<LineRefund> resolve_everything(const std::vector<Line>& lines, bool goodwill) {
    std::vector<LineRefund> out;
    for (const Line& line : lines) {
        const bool free_of_charge = line.frozen.total_minor == Amount{} && line.units_left() > 0 && !goodwill;
        if (line.refundable() > Amount{} || free_of_charge) out.push_back(remainder_of(line));
    }
    if (out.empty()) over_refund("lines", 0, 0, {});
    return out;
}

/// A largest remainder part is never above the refundable amount that is its weight, as the sum is not
/// above theirs.
std::vector<LineRefund> spread(const std::vector<Line>& lines, Amount amount) {
    std::vector<std::int64_t> weights;
    Amount refundable;
    for (const Line& line : lines) {
        weights.push_back(line.refundable().value);
        refundable += line.refundable();
    }
    require_amount(amount, refundable);
    const Allocation parts = allocate(amount, weights);
    std::vector<LineRefund> out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (parts.parts[i] == Amount{}) continue;
        out.push_back(
            {lines[i].frozen.line_id, RefundBasis::order_amount, 0, parts.parts[i], lines[i].refundable(), false,
             std::nullopt});
    }
    return out;
}

void require_same_sale(const Order& order, const OrderCommission& frozen, const ReversalState& before,
                       const RefundRequest& request) {
    if (request.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id of the refund");
    if (request.order_id != order.id || frozen.order_id != order.id) {
        fail(ErrorCode::invalid_value, "order_id", request.order_id.value,
             "one order; the order is " + order.id.value + ", the commission is of " + frozen.order_id.value);
    }
    if (!before.order_id.empty() && before.order_id != order.id) {
        fail(ErrorCode::invalid_value, "order_id", before.order_id.value, "the refunds of order " + order.id.value);
    }
    require_same(order.currency, frozen.currency, "currency");
    if (request.amount_minor && !request.lines.empty()) {
        fail(ErrorCode::invalid_value, "amount_minor", std::to_string(request.amount_minor->value),
             "either lines or one amount for the order");
    }
}

}  // namespace

LineReversalState state_of(const ReversalState& state, const OrderLineId& line_id) {
    const auto found = find_line(state.lines, &LineReversalState::line_id, line_id);
    if (found != state.lines.end()) return *found;
    LineReversalState none;
    none.line_id = line_id;
    return none;
}

Amount refundable_of(const LineCommission& line, const LineReversalState& state) {
    return line.total_minor - state.refunded_minor - state.goodwill_minor;
}

Amount refundable_of(const OrderCommission& frozen, const ReversalState& state) {
    Amount sum;
    for (const LineCommission& line : frozen.lines) sum += refundable_of(line, state_of(state, line.line_id));
    return sum;
}

std::vector<LineRefund> resolve(const Order& order, const OrderCommission& frozen, const ReversalState& before,
                                const RefundRequest& request) {
    require_same_sale(order, frozen, before, request);
    if (!request.lines.empty()) return resolve_lines(order, frozen, before, request.lines);
    const std::vector<Line> lines = lines_of(order, frozen, before);
    return request.amount_minor ? spread(lines, *request.amount_minor) : resolve_everything(lines, request.goodwill);
}

}  // namespace marketplace::affiliate
