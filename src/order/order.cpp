#include <marketplace/order/order.hpp>

#include <set>

namespace marketplace {
namespace {

void require_not_negative(Amount amount, std::string_view field) {
    if (amount.value < 0) fail(ErrorCode::out_of_range, field, std::to_string(amount.value), "0 or more");
}

void validate_line(const OrderLine& line) {
    if (line.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id that is unique in the order");
    if (line.vendor_id.empty()) fail(ErrorCode::missing_field, "vendor_id", "", "the vendor who sells the line");
    if (line.quantity < 1) fail(ErrorCode::out_of_range, "quantity", std::to_string(line.quantity), "1 or more");
    require_not_negative(line.unit_price_minor, "unit_price_minor");
    require_not_negative(line.discount_vendor_minor, "discount_vendor_minor");
    require_not_negative(line.discount_platform_minor, "discount_platform_minor");
    require_not_negative(line.tax_included_minor, "tax_included_minor");
    require_not_negative(line.tax_added_minor, "tax_added_minor");
    require_not_negative(line.shipping_minor, "shipping_minor");
    require_not_negative(line.gift_wrap_minor, "gift_wrap_minor");
    require_not_negative(line.fees_minor, "fees_minor");
    const Amount discounts = line.discount_vendor_minor + line.discount_platform_minor;
    if (discounts > gross_of(line)) {
        fail(ErrorCode::out_of_range, "discount_vendor_minor", std::to_string(discounts.value),
             "discounts of at most the gross " + std::to_string(gross_of(line).value));
    }
    if (line.tax_included_minor > gross_of(line) - discounts) {
        fail(ErrorCode::out_of_range, "tax_included_minor", std::to_string(line.tax_included_minor.value),
             "no more than the discounted price");
    }
}

}  // namespace

Amount gross_of(const OrderLine& line) { return line.unit_price_minor * line.quantity; }

Amount total_of(const OrderLine& line) {
    return gross_of(line) - line.discount_vendor_minor - line.discount_platform_minor + line.tax_added_minor +
           line.shipping_minor + line.gift_wrap_minor + line.fees_minor;
}

Amount total_of(const Order& order) {
    Amount total;
    for (const OrderLine& line : order.lines) total += total_of(line);
    return total;
}

void validate(const Order& order) {
    if (order.id.empty()) fail(ErrorCode::missing_field, "id", "", "an id");
    if (order.currency.info().exponent < 0) {
        fail(ErrorCode::unknown_currency, "currency", order.currency.code(), "a currency with a minor unit");
    }
    if (order.ordinal < 0) fail(ErrorCode::out_of_range, "ordinal", std::to_string(order.ordinal), "0 or more");
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        const std::string path = "lines[" + std::to_string(i) + "]";
        try {
            validate_line(order.lines[i]);
            if (!seen.insert(order.lines[i].id.value).second) {
                fail(ErrorCode::duplicate_key, "id", order.lines[i].id.value, "an id that is unique in the order");
            }
        } catch (const Error& error) {
            throw error.within(path);
        }
    }
    [[maybe_unused]] const Amount total = total_of(order);  // throws on overflow
}

}  // namespace marketplace
