#pragma once
// Small plans and orders for the tests of commissions.

#include <marketplace/affiliate/commission_calculator.hpp>

#include <string>

namespace commission_samples {

using namespace marketplace;
using namespace marketplace::affiliate;

inline Slot slot(std::string name, Party party = Party::platform) {
    Slot out;
    out.name = std::move(name);
    out.beneficiary.party = party;
    return out;
}

inline CommissionRule rule(std::string id, ChargeFormula charge, std::string in = "platform_fee") {
    CommissionRule out;
    out.id = RuleId{std::move(id)};
    out.slot = std::move(in);
    out.charge = std::move(charge);
    return out;
}

inline CommissionRule percent(std::string id, std::int64_t bps, std::string in = "platform_fee") {
    return rule(std::move(id), Percent{Rate::bps(bps)}, std::move(in));
}

inline CommissionPlan plan(std::vector<CommissionRule> rules, std::vector<Slot> slots = {slot("platform_fee")}) {
    CommissionPlan out;
    out.id = PlanId{"plan"};
    out.slots = std::move(slots);
    out.rules = std::move(rules);
    return out;
}

inline OrderLine line(std::string id, std::int64_t price, std::int64_t quantity = 1, std::string vendor = "v1") {
    OrderLine out;
    out.id = OrderLineId{std::move(id)};
    out.vendor_id = VendorId{std::move(vendor)};
    out.quantity = quantity;
    out.unit_price_minor = {price};
    return out;
}

inline Order order(std::vector<OrderLine> lines, const char* currency = "EUR") {
    Order out;
    out.id = OrderId{"o1"};
    out.currency = Currency{currency};
    out.placed_at = parse_timestamp("2024-06-01T12:00:00Z");
    out.lines = std::move(lines);
    return out;
}

/// The charge of one slot on one line.
inline const Charge& charge(const OrderCommission& commission, std::size_t line = 0, std::size_t slot = 0) {
    return commission.lines.at(line).charges.at(slot);
}

inline std::int64_t fee(const OrderCommission& commission, std::size_t line = 0, std::size_t slot = 0) {
    return charge(commission, line, slot).amount_minor.value;
}

/// What a party gets of one line.
inline std::int64_t share(const OrderCommission& commission, Party party, std::size_t line = 0) {
    std::int64_t sum = 0;
    for (const Share& each : commission.lines.at(line).shares) {
        if (each.beneficiary.party == party) sum += each.amount_minor.value;
    }
    return sum;
}

/// The error of a call, or "" if there was none: "invalid_plan rules[0].charge.rate".
template <class F>
std::string refusal(F&& call) {
    try {
        call();
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + " " + error.field();
    }
    return {};
}

}  // namespace commission_samples
