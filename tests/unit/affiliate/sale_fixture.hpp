#pragma once
// Small frozen sales for the tests of refunds and restatements.

#include <marketplace/affiliate/reversal.hpp>

#include <string>
#include <utility>
#include <vector>

namespace sale {

using namespace marketplace;
using namespace marketplace::affiliate;

inline const Beneficiary platform{Party::platform, ""};
inline const Beneficiary vendor{Party::vendor, "v"};
inline const Beneficiary brand{Party::brand, "b"};
inline const Beneficiary partner{Party::affiliate, "a"};
inline const Beneficiary treasury{Party::tax_authority, "DE"};

/// An order without lines yet, and its commission.
struct Sale {
    Order order;
    OrderCommission frozen;

    explicit Sale(std::string_view currency = "EUR") {
        order.id = OrderId{"o"};
        order.currency = Currency{currency};
        frozen.order_id = order.id;
        frozen.currency = order.currency;
        frozen.plan_id = PlanId{"p"};
        frozen.plan_version = 7;
    }

    /// A line of `quantity` units at `unit` each, and the shares of it.
    LineCommission& add(std::string id, std::int64_t unit, std::int64_t quantity, std::vector<Share> shares) {
        OrderLine line;
        line.id = OrderLineId{id};
        line.vendor_id = VendorId{"v"};
        line.quantity = quantity;
        line.unit_price_minor = {unit};
        order.lines.push_back(line);
        LineCommission commission;
        commission.line_id = line.id;
        commission.vendor_id = line.vendor_id;
        commission.total_minor = total_of(line);
        commission.shares = std::move(shares);
        return frozen.lines.emplace_back(std::move(commission));
    }

    /// A line with a platform fee, the rest for the vendor.
    LineCommission& add_with_fee(std::string id, std::int64_t unit, std::int64_t quantity, std::int64_t fee) {
        const std::int64_t total = unit * quantity;
        LineCommission& line = add(std::move(id), unit, quantity, {{platform, {fee}}, {vendor, {total - fee}}});
        line.charges.push_back(charge("platform_fee", total, {{platform, {fee}}}));
        return line;
    }

    static Charge charge(std::string slot, std::int64_t base, std::vector<Share> shares,
                         std::vector<Share> taxes = {}) {
        Charge out;
        out.slot = std::move(slot);
        out.rule_id = RuleId{"r"};
        out.rule_version = 3;
        out.base_minor = {base};
        for (const Share& share : shares) out.amount_minor += share.amount_minor;
        for (const Share& tax : taxes) out.tax_minor += tax.amount_minor;
        out.shares = std::move(shares);
        out.tax_shares = std::move(taxes);
        return out;
    }
};

inline RefundRequest everything(std::string id = "r1") {
    RefundRequest out;
    out.id = RefundId{id};
    out.order_id = OrderId{"o"};
    return out;
}

inline RefundRequest of_order(std::int64_t amount) {
    RefundRequest out = everything();
    out.amount_minor = Amount{amount};
    return out;
}

inline RefundRequest of_line(std::string line, std::int64_t amount) {
    RefundRequest out = everything();
    out.lines.push_back({OrderLineId{line}, std::nullopt, Amount{amount}});
    return out;
}

inline RefundRequest of_units(std::string line, std::int64_t quantity) {
    RefundRequest out = everything();
    out.lines.push_back({OrderLineId{line}, quantity, std::nullopt});
    return out;
}

/// What one beneficiary gets by a reversal; negative when it gives back.
inline std::int64_t part_of(const Reversal& reversal, const Beneficiary& beneficiary) {
    for (const Share& share : shares_of(reversal)) {
        if (share.beneficiary == beneficiary) return share.amount_minor.value;
    }
    return 0;
}

}  // namespace sale
