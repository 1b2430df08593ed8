#include "penny_case.hpp"

#include "penny_check.hpp"

namespace marketplace::penny {

using namespace affiliate;

namespace {

constexpr std::int64_t price_max = 10'000'000'000;
constexpr std::size_t lines_max = 3;

/// What does not change from case to case.
OrderLine empty_line(std::size_t index) {
    OrderLine out;
    out.id = OrderLineId{"l" + std::to_string(index)};
    out.affiliate = AffiliateId{"a"};
    out.brand = BrandId{"b"};
    return out;
}

void fill_line(EdgeRandom& random, OrderLine& line) {
    line.vendor_id.value = random.once_in(3) ? "w" : "v";
    line.unit_price_minor = {random.once_in(4) ? random.edge(0, price_max) : random.edge(0, 50'000)};
    line.quantity = random.once_in(2) ? 1 : random.edge(1, 1000);
    const std::int64_t gross = line.unit_price_minor.value * line.quantity;
    const std::int64_t by_vendor = random.once_in(3) ? random.edge(0, gross) : 0;
    const std::int64_t by_platform = random.once_in(3) ? random.edge(0, gross - by_vendor) : 0;
    const std::int64_t paid = gross - by_vendor - by_platform;
    line.discount_vendor_minor = {by_vendor};
    line.discount_platform_minor = {by_platform};
    line.tax_included_minor = {random.once_in(3) ? random.edge(0, paid / 4) : 0};
    line.tax_added_minor = {random.once_in(3) ? random.edge(0, paid / 4) : 0};
    line.shipping_minor = {random.once_in(2) ? random.edge(0, 2000) : 0};
    line.gift_wrap_minor = {random.once_in(6) ? random.edge(0, 500) : 0};
    line.fees_minor = {random.once_in(6) ? random.edge(0, 500) : 0};
}

bool is_done(const Order& order, const OrderCommission& frozen, const ReversalState& state) {
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        const LineReversalState done = state_of(state, order.lines[i].id);
        const bool is_free = frozen.lines[i].total_minor == Amount{};
        if (is_free ? done.quantity < order.lines[i].quantity : done.refunded_minor < frozen.lines[i].total_minor)
            return false;
    }
    return true;
}

}  // namespace

PennyProof::PennyProof(std::uint64_t seed) : seed_(seed) {
    context_.explanation = ExplanationLevel::none;
    order_.id = OrderId{"o"};
    order_.currency = Currency{"EUR"};
    order_.country = "FR";
    order_.lines.reserve(lines_max);
}

void PennyProof::prepare(std::uint64_t number) {
    const std::uint64_t block = number / cases_each_plan;
    if (block_ == block) return;
    EdgeRandom random{~seed_, block};
    plan_ = compile(any_plan(random));
    block_ = block;
}

void PennyProof::fill_order(EdgeRandom& random) {
    const std::size_t lines = random.once_in(3) ? 2 + random.next() % 2 : 1;
    while (order_.lines.size() > lines) order_.lines.pop_back();
    while (order_.lines.size() < lines) order_.lines.push_back(empty_line(order_.lines.size()));
    for (OrderLine& line : order_.lines) fill_line(random, line);
}

RefundRequest PennyProof::any_request(EdgeRandom& random, const OrderCommission& frozen,
                                      const ReversalState& state) const {
    RefundRequest out;
    out.id = RefundId{"r"};
    out.order_id = order_.id;
    const std::size_t index = random.next() % order_.lines.size();
    const OrderLine& line = order_.lines[index];
    const LineReversalState done = state_of(state, line.id);
    const std::int64_t left = refundable_of(frozen.lines[index], done).value;
    const std::int64_t units = line.quantity - done.quantity;
    if (left > 0 && units > 0 && random.once_in(2)) {
        out.lines.push_back({line.id, random.edge(1, units), std::nullopt});
    } else if (left > 0 && random.once_in(2)) {
        out.lines.push_back({line.id, std::nullopt, Amount{random.edge(1, left)}});
    } else if (const Amount all = refundable_of(frozen, state); all > Amount{}) {
        out.amount_minor = Amount{random.edge(1, all.value)};
    }
    return out;  // without lines and amount: all that is left
}

std::string PennyProof::run(EdgeRandom& random, CaseRecord* record) {
    const RefundPolicy& policy = plan_->plan().refund_policy;
    const OrderCommission frozen = calculate(*plan_, order_, context_);
    std::string wrong = wrong_in(order_, frozen);
    if (record != nullptr) record->commission = frozen;
    RefundCheck check{frozen, policy};
    ReversalState state;
    const std::int64_t parts = random.once_in(2) ? 0 : random.even(1, 3);
    for (std::int64_t step = 0; wrong.empty() && !is_done(order_, frozen, state); ++step) {
        RefundRequest request;
        request.id = RefundId{"rest"};
        request.order_id = order_.id;
        if (step < parts) request = any_request(random, frozen, state);
        Reversal reversal = reverse(order_, frozen, state, request, policy);
        wrong = check.wrong_in(reversal);
        state = reversal.state;
        if (record == nullptr) continue;
        record->requests.push_back(std::move(request));
        record->reversals.push_back(std::move(reversal));
    }
    return wrong.empty() ? check.wrong_at_the_end(state) : wrong;
}

std::string PennyProof::check(std::uint64_t number) {
    try {
        prepare(number);
        EdgeRandom random{seed_, number};
        fill_order(random);
        return run(random, nullptr);
    } catch (const Error& error) {
        return std::string{"refused: "} + error.what();
    }
}

CaseRecord PennyProof::record(std::uint64_t number) {
    CaseRecord out;
    prepare(number);
    EdgeRandom random{seed_, number};
    fill_order(random);
    out.number = static_cast<std::int64_t>(number);
    out.plan = plan_->plan();
    out.order = order_;
    (void)run(random, &out);
    return out;
}

}  // namespace marketplace::penny
