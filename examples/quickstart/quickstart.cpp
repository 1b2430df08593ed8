// Who gets what of an order, and what a refund takes back from whom.

#include <marketplace/affiliate/commission_calculator.hpp>
#include <marketplace/affiliate/reversal.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

using namespace marketplace;

void print(const char* title, const std::vector<affiliate::Share>& shares) {
    std::cout << title << '\n';
    for (const auto& [beneficiary, amount_minor] : shares) {
        std::cout << "  " << name_of(beneficiary.party) << ' ' << (beneficiary.id.empty() ? "itself" : beneficiary.id)
                  << ": " << to_string(Money{amount_minor, Currency{"EUR"}}) << '\n';
    }
}

int main(int, char** arguments) {
    std::ifstream file{arguments[1]};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const affiliate::CommissionPlan rules = affiliate::parse_plan(text);
    const affiliate::CompiledPlan plan = affiliate::compile(rules);

    OrderLine line;
    line.id = OrderLineId{"mug"};
    line.vendor_id = VendorId{"potter"};
    line.affiliate = AffiliateId{"blog"};
    line.quantity = 3;
    line.unit_price_minor = Amount{1999};
    Order order;
    order.id = OrderId{"order-1"};
    order.currency = Currency{"EUR"};
    order.placed_at = parse_timestamp("2024-05-01T12:00:00Z");
    order.lines = {line};

    const affiliate::OrderCommission commission = affiliate::calculate(plan, order);
    print("Sold three mugs", affiliate::shares_of(commission));

    affiliate::RefundRequest request;
    request.id = RefundId{"refund-1"};
    request.order_id = order.id;
    request.at = parse_timestamp("2024-05-09T09:00:00Z");
    request.lines = {{line.id, 1, std::nullopt}};
    const affiliate::Reversal reversal = affiliate::reverse(order, commission, {}, request, rules.refund_policy);
    print("One came back", affiliate::shares_of(reversal));
}
