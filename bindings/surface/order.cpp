#include "module.hpp"

#include <marketplace/order/order.hpp>
#include <marketplace/order/spread.hpp>

namespace marketplace::surface {

void register_order(Registry& registry) {
    Module order{registry, "order"};
    order.function("gross_of", {"line"}, &gross_of);
    order.function("total_of_line", {"line"}, [](const OrderLine& line) { return total_of(line); })
        .cpp("total_of(OrderLine)");
    order.function("total_of", {"order"}, [](const Order& whole) { return total_of(whole); }).cpp("total_of(Order)");
    order.function("spread_discount", {"order", "discount", "funded_by"}, &spread_discount);
    order.function("spread_shipping", {"order", "shipping", {"lines", std::vector<OrderLineId>{}}}, &spread_shipping);
    order.function("validate", {"order"}, [](const Order& whole) { validate(whole); }).cpp("validate(Order)");
}

}  // namespace marketplace::surface
