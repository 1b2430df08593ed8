#include "line_facts.hpp"

#include <algorithm>

namespace marketplace::affiliate::detail {
namespace {

/// The text of a dimension that has one value, or null for those that have many.
std::string_view text_of(const Order& order, const OrderLine& line, Dimension dimension) {
    switch (dimension) {
        case Dimension::product: return line.product_id.value;
        case Dimension::sku: return line.sku;
        case Dimension::product_type: return line.product_type;
        case Dimension::brand: return line.brand.value;
        case Dimension::vendor: return line.vendor_id.value;
        case Dimension::vendor_type: return name_of(line.vendor_type);
        case Dimension::tier: return line.tier;
        case Dimension::channel: return order.channel;
        case Dimension::country: return order.country;
        case Dimension::region: return order.region;
        case Dimension::currency: return order.currency.code();
        case Dimension::offer_state: return line.offer_state;
        case Dimension::payment_method: return order.payment_method;
        case Dimension::customer_segment: return order.customer_segment;
        case Dimension::fulfillment_type: return line.fulfillment_type;
        case Dimension::campaign: return line.campaign.value;
        case Dimension::referrer: return order.referrer;
        case Dimension::affiliate: return line.affiliate.value;
        case Dimension::category:
        case Dimension::collection:
        case Dimension::tag: break;
    }
    return {};
}

void append_symbols(const PlanIndex& plan, const Order& order, const OrderLine& line, Dimension dimension,
                    OrderFacts& out) {
    // Categories keep those that no rule names, since their position is the depth.
    if (dimension == Dimension::category) {
        for (const CategoryId& id : line.categories) out.symbols.push_back(plan.symbol(dimension, id.value));
    } else if (dimension == Dimension::collection) {
        for (const std::string& text : line.collections) out.symbols.push_back(plan.symbol(dimension, text));
    } else if (dimension == Dimension::tag) {
        for (const std::string& text : line.tags) out.symbols.push_back(plan.symbol(dimension, text));
    } else {
        out.symbols.push_back(plan.symbol(dimension, text_of(order, line, dimension)));
    }
}

/// Whether the order says it, not its lines.
bool is_of_order(Dimension dimension) {
    switch (dimension) {
        case Dimension::channel:
        case Dimension::country:
        case Dimension::region:
        case Dimension::currency:
        case Dimension::payment_method:
        case Dimension::customer_segment:
        case Dimension::referrer: return true;
        default: return false;
    }
}

void append_keys(const PlanIndex& plan, const Order& order, const OrderLine& line, OrderFacts& out) {
    std::array<std::uint32_t, dimension_count + 1>& offsets = out.lines.back().offsets;
    for (std::size_t d = 0; d < dimension_count; ++d) {
        const auto dimension = static_cast<Dimension>(d);
        offsets[d] = static_cast<std::uint32_t>(out.symbols.size());
        if (plan.dictionaries[d].empty()) continue;
        if (out.lines.size() > 1 && is_of_order(dimension)) {
            out.symbols.push_back(out.symbols_of(0, dimension).front());
        } else {
            append_symbols(plan, order, line, dimension, out);
        }
    }
    offsets[dimension_count] = static_cast<std::uint32_t>(out.symbols.size());
}

bool is_exempt(const CalculationContext& context, const VendorId& vendor) {
    return std::any_of(context.fee_payers.begin(), context.fee_payers.end(),
                       [&](const FeePayer& payer) { return payer.vendor_id == vendor && payer.fee_tax_exempt; });
}

std::uint32_t vendor_group_of(const Order& order, std::size_t line) {
    std::size_t first = 0;
    while (order.lines[first].vendor_id != order.lines[line].vendor_id) ++first;
    return static_cast<std::uint32_t>(first);
}

void read_line(const Order& order, std::size_t index, const CalculationContext& context, LineFacts& out) {
    const OrderLine& line = order.lines[index];
    out.gross = gross_of(line).value;
    out.unit_price = line.unit_price_minor.value;
    out.quantity = line.quantity;
    out.discount_vendor = line.discount_vendor_minor.value;
    out.discount_platform = line.discount_platform_minor.value;
    out.tax_included = line.tax_included_minor.value;
    out.tax_added = line.tax_added_minor.value;
    out.shipping = line.shipping_minor.value;
    out.gift_wrap = line.gift_wrap_minor.value;
    out.fees = line.fees_minor.value;
    out.order_ordinal = order.ordinal;
    out.total = total_of(line).value;
    out.currency = order.currency;
    if (line.affiliate.empty()) out.absent_parties |= party_bit(Party::affiliate);
    if (line.brand.empty()) out.absent_parties |= party_bit(Party::brand);
    if (order.referrer.empty()) out.absent_parties |= party_bit(Party::referrer);
    out.vendor_group = vendor_group_of(order, index);
    out.fee_tax_exempt = !context.fee_payers.empty() && is_exempt(context, line.vendor_id);
    out.order = &order;
    out.line = &line;
}

bool is_plainly_sound(const OrderLine& line) noexcept {
    constexpr std::int64_t large = std::int64_t{1} << 36;  // products and sums of these cannot overflow
    const std::int64_t all = line.unit_price_minor.value | line.discount_vendor_minor.value |
                             line.discount_platform_minor.value | line.tax_included_minor.value |
                             line.tax_added_minor.value | line.shipping_minor.value | line.gift_wrap_minor.value |
                             line.fees_minor.value;
    if (all < 0 || all >= large || line.quantity < 1 || line.quantity > 1'000'000) return false;
    const std::int64_t discounts = line.discount_vendor_minor.value + line.discount_platform_minor.value;
    const std::int64_t paid = line.unit_price_minor.value * line.quantity - discounts;
    return !line.id.empty() && !line.vendor_id.empty() && paid >= 0 && line.tax_included_minor.value <= paid;
}

}  // namespace

bool is_plainly_sound(const Order& order) noexcept {
    constexpr std::size_t few = 16;  // comparing all pairs of ids is cheaper than a set
    if (order.id.empty() || order.ordinal < 0 || order.lines.size() > few) return false;
    if (order.currency.info().exponent < 0) return false;
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        if (!is_plainly_sound(order.lines[i])) return false;
        for (std::size_t j = 0; j < i; ++j) {
            if (order.lines[j].id == order.lines[i].id) return false;
        }
    }
    return true;
}

OrderFacts facts_of(const PlanIndex& plan, const Order& order, const CalculationContext& context) {
    OrderFacts out;
    out.lines.reserve(order.lines.size());
    out.symbols.reserve(order.lines.size() * (dimension_count + 3));
    std::int64_t order_amount = 0;
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        read_line(order, i, context, out.lines.emplace_back());
        append_keys(plan, order, order.lines[i], out);
        order_amount = checked_add(order_amount, out.lines.back().gross);
    }
    if (context.order_amount_minor) order_amount = context.order_amount_minor->value;
    for (LineFacts& line : out.lines) line.order_amount = order_amount;
    return out;
}

Beneficiary resolve(const Beneficiary& beneficiary, const LineFacts& facts) {
    if (!beneficiary.id.empty() || facts.line == nullptr) return beneficiary;
    switch (beneficiary.party) {
        case Party::vendor: return {Party::vendor, facts.line->vendor_id.value};
        case Party::affiliate: return {Party::affiliate, facts.line->affiliate.value};
        case Party::brand: return {Party::brand, facts.line->brand.value};
        case Party::referrer: return {Party::referrer, facts.order->referrer};
        default: return beneficiary;
    }
}

}  // namespace marketplace::affiliate::detail
