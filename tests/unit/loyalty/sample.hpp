#pragma once
// A program, orders and commands for the tests.

#include <marketplace/loyalty/points_calculator.hpp>
#include <marketplace/loyalty/points_expiry.hpp>
#include <marketplace/loyalty/points_redeemer.hpp>
#include <marketplace/loyalty/points_reversal.hpp>

namespace marketplace::loyalty::sample {

inline Timestamp at(std::string_view text) { return parse_timestamp(text); }

/// One point for each 1.00 EUR, one point pays 0.01.
inline Program program() {
    Program out;
    out.id = ProgramId{"p1"};
    out.currency = Currency{"EUR"};
    EarnRule rule;
    rule.id = RuleId{"base"};
    rule.points_per_minor = Rate{1, 100};
    out.earn.rules.push_back(rule);
    return out;
}

inline OrderLine line(const std::string& id, std::int64_t price) {
    OrderLine out;
    out.id = OrderLineId{id};
    out.vendor_id = VendorId{"v1"};
    out.unit_price_minor = Amount{price};
    return out;
}

inline Order order(const std::string& id, std::vector<OrderLine> lines,
                   std::string_view placed_at = "2024-06-01T12:00:00Z") {
    Order out;
    out.id = OrderId{id};
    out.currency = Currency{"EUR"};
    out.customer_id = CustomerId{"c1"};
    out.placed_at = at(placed_at);
    out.lines = std::move(lines);
    return out;
}

inline EarnOrder earn_order(const std::string& command, const Order& order) {
    EarnOrder out;
    out.command_id = CommandId{command};
    out.at = order.placed_at;
    out.order = order;
    return out;
}

inline Wallet wallet(const std::string& member = "c1") { return empty_wallet(CustomerId{member}, ProgramId{"p1"}); }

/// The wallet after a grant of points at an instant.
inline Wallet granted(const Program& program, const Wallet& wallet, const std::string& command, std::int64_t points,
                      std::string_view when) {
    return applied(wallet,
                   grant(program, wallet, {CommandId{command}, at(when), Points{points}, LotSource::event, ""}));
}

inline RedeemPoints redemption(const std::string& command, std::int64_t points, std::string_view when,
                               std::int64_t payable = 1'000'000) {
    return {CommandId{command}, at(when), OrderId{"order of " + command}, Points{points}, Amount{payable}, ""};
}

inline RefundOrder refund_of(const std::string& command, const OrderPoints& facts, std::string_view when,
                             std::optional<std::int64_t> amount = {}) {
    RefundOrder out;
    out.command_id = CommandId{command};
    out.at = at(when);
    out.order = facts;
    if (amount) out.amount_minor = Amount{*amount};
    return out;
}

/// earned = active + pending + spent + expired + reversed + transferred + adjusted - debt.
inline bool is_conserved(const MemberBalance& b) {
    return b.lifetime_earned ==
           b.active + b.pending + b.spent + b.expired + b.reversed + b.transferred + b.adjusted - b.debt;
}

inline const Lot& lot_of(const Wallet& wallet, const std::string& id) {
    for (const Lot& lot : wallet.lots) {
        if (lot.id.value == id) return lot;
    }
    fail(ErrorCode::not_found, "lot", id, "a lot of the wallet");
}

}  // namespace marketplace::loyalty::sample
