#include <marketplace/order/spread.hpp>

#include <marketplace/money/allocation.hpp>

#include <algorithm>

namespace marketplace {
namespace {

std::vector<OrderLine*> lines_in(Order& order, std::span<const OrderLineId> ids) {
    std::vector<OrderLine*> out;
    if (ids.empty()) {
        for (OrderLine& line : order.lines) out.push_back(&line);
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::string field = "lines[" + std::to_string(i) + "]";
        const auto found = std::find_if(order.lines.begin(), order.lines.end(),
                                        [&](const OrderLine& line) { return line.id == ids[i]; });
        if (found == order.lines.end()) fail(ErrorCode::not_found, field, ids[i].value, "a line of the order");
        if (std::find(out.begin(), out.end(), &*found) != out.end()) {
            fail(ErrorCode::duplicate_key, field, ids[i].value, "each line once");
        }
        out.push_back(&*found);
    }
    return out;
}

void require_not_negative(Amount amount, std::string_view field) {
    if (amount < Amount{}) fail(ErrorCode::out_of_range, field, std::to_string(amount.value), "0 or more");
}

}  // namespace

Order spread_discount(Order order, Amount discount, DiscountFunding funded_by) {
    require_not_negative(discount, "discount");
    if (discount == Amount{}) return order;
    std::vector<std::int64_t> weights;
    Amount sum;
    for (const OrderLine& line : order.lines) {
        const Amount cost = gross_of(line) - line.discount_vendor_minor - line.discount_platform_minor;
        weights.push_back(cost.value);
        sum += cost;
    }
    if (discount > sum) {
        fail(ErrorCode::out_of_range, "discount", std::to_string(discount.value),
             "at most what the lines cost, " + std::to_string(sum.value));
    }
    const std::vector<Amount> parts = allocate(discount, weights).parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        OrderLine& line = order.lines[i];
        (funded_by == DiscountFunding::vendor ? line.discount_vendor_minor : line.discount_platform_minor) += parts[i];
    }
    return order;
}

Order spread_shipping(Order order, Amount shipping, std::span<const OrderLineId> lines) {
    require_not_negative(shipping, "shipping");
    const std::vector<OrderLine*> parcel = lines_in(order, lines);
    if (parcel.empty()) fail(ErrorCode::invalid_value, "lines", "[]", "at least one line");
    std::vector<std::int64_t> weights;
    for (const OrderLine* line : parcel) weights.push_back(gross_of(*line).value);
    const auto is_zero = [](std::int64_t weight) { return weight == 0; };
    if (std::all_of(weights.begin(), weights.end(), is_zero)) weights.assign(weights.size(), 1);
    const std::vector<Amount> parts = allocate(shipping, weights).parts;
    for (std::size_t i = 0; i < parts.size(); ++i) parcel[i]->shipping_minor += parts[i];
    return order;
}

}  // namespace marketplace
