#include "unit/affiliate/sale_fixture.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace sale;

namespace {

std::optional<Error> refused(const Sale& sale, const ReversalState& before, const RefundRequest& request) {
    try {
        (void)resolve(sale.order, sale.frozen, before, request);
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

Sale two_lines() {
    Sale sale;
    sale.add_with_fee("x", 1000, 3, 300);
    sale.add_with_fee("y", 500, 1, 50);
    return sale;
}

ReversalState after(const Sale& sale, const RefundRequest& request, const ReversalState& before = {}) {
    return reverse(sale.order, sale.frozen, before, request, {}).state;
}

}  // namespace

TEST_CASE("one unit of three, three times, is the whole line") {
    Sale sale;
    sale.add_with_fee("x", 3334, 3, 100);  // 100.02 divides by three; a discount of 0.02 leaves 100.00, which does not
    sale.order.lines[0].discount_vendor_minor = {2};
    sale.frozen.lines[0].total_minor = {10'000};
    sale.frozen.lines[0].shares[1].amount_minor = {9'900};
    ReversalState state;
    std::vector<std::int64_t> refunds;
    for (int i = 0; i < 3; ++i) {
        refunds.push_back(resolve(sale.order, sale.frozen, state, of_units("x", 1))[0].amount_minor.value);
        state = after(sale, of_units("x", 1), state);
    }
    CHECK(refunds == std::vector<std::int64_t>{3333, 3334, 3333});
    CHECK(refundable_of(sale.frozen, state).value == 0);
}

TEST_CASE("a sum for the order is spread over what is refundable of its lines") {
    const Sale sale = two_lines();
    const auto lines = resolve(sale.order, sale.frozen, {}, of_order(700));
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].amount_minor.value == 600);
    CHECK(lines[1].amount_minor.value == 100);
    CHECK(lines[0].basis == RefundBasis::order_amount);
    const ReversalState state = after(sale, of_line("x", 3000));
    const auto rest = resolve(sale.order, sale.frozen, state, of_order(500));
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].line_id == OrderLineId{"y"});
}

TEST_CASE("without lines and amount everything that is left is refunded") {
    const Sale sale = two_lines();
    const auto lines = resolve(sale.order, sale.frozen, after(sale, of_line("x", 1)), everything());
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].amount_minor.value == 2999);
    CHECK(lines[0].quantity == 3);
    CHECK(lines[1].amount_minor.value == 500);
}

TEST_CASE("units whose price exceeds what is left get what is left") {
    const Sale sale = two_lines();
    const ReversalState state = after(sale, of_line("x", 500));
    const auto lines = resolve(sale.order, sale.frozen, state, of_units("x", 3));
    CHECK(lines[0].amount_minor.value == 2500);
    CHECK(lines[0].limited);
}

TEST_CASE("an amount given with units replaces their price and counts the units") {
    const Sale sale = two_lines();
    RefundRequest request = of_units("x", 2);
    request.lines[0].amount_minor = Amount{1500};  // less a restocking fee
    const ReversalState state = after(sale, request);
    CHECK(state.lines[0].quantity == 2);
    CHECK(state.lines[0].refunded_minor.value == 1500);
    CHECK(resolve(sale.order, sale.frozen, state, of_units("x", 1))[0].amount_minor.value == 1000);
}

TEST_CASE("an over-refund is refused and names the refundable remainder") {
    const Sale sale = two_lines();
    const ReversalState state = after(sale, of_line("x", 2900));
    auto error = refused(sale, state, of_line("x", 101));
    REQUIRE(error);
    CHECK(error->code() == ErrorCode::over_refund);
    CHECK(error->field() == "lines[0].amount_minor");
    CHECK(error->expected().find("refundable remainder is 100") != std::string::npos);
    error = refused(sale, state, of_units("x", 4));
    REQUIRE(error);
    CHECK(error->code() == ErrorCode::over_refund);
    CHECK(error->field() == "lines[0].quantity");
    error = refused(sale, state, of_order(601));
    REQUIRE(error);
    CHECK(error->code() == ErrorCode::over_refund);
    CHECK(error->expected().find("600") != std::string::npos);
    const ReversalState all = after(sale, everything());
    CHECK(refused(sale, all, everything())->code() == ErrorCode::over_refund);
    CHECK(refused(sale, all, of_units("y", 1))->code() == ErrorCode::over_refund);
    CHECK(refused(sale, all, of_order(1))->code() == ErrorCode::over_refund);
}

TEST_CASE("a request that makes no sense is refused with the field that does not") {
    const Sale sale = two_lines();
    CHECK(refused(sale, {}, of_line("z", 1))->code() == ErrorCode::not_found);
    CHECK(refused(sale, {}, of_line("x", 0))->code() == ErrorCode::out_of_range);
    CHECK(refused(sale, {}, of_line("x", -5))->code() == ErrorCode::out_of_range);
    CHECK(refused(sale, {}, of_units("x", 0))->code() == ErrorCode::out_of_range);
    RefundRequest twice = of_line("x", 1);
    twice.lines.push_back(twice.lines[0]);
    CHECK(refused(sale, {}, twice)->code() == ErrorCode::duplicate_key);
    CHECK(refused(sale, {}, twice)->field() == "lines[1].line_id");
    RefundRequest both = of_line("x", 1);
    both.amount_minor = Amount{1};
    CHECK(refused(sale, {}, both)->code() == ErrorCode::invalid_value);
    RefundRequest other = everything();
    other.order_id = OrderId{"another"};
    CHECK(refused(sale, {}, other)->field() == "order_id");
    RefundRequest unnamed = everything("");
    CHECK(refused(sale, {}, unnamed)->code() == ErrorCode::missing_field);
}

TEST_CASE("units of a line captured in part have no price of their own") {
    Sale sale;
    sale.add_with_fee("x", 5000, 2, 500);
    sale.frozen.lines[0].total_minor = {5000};
    sale.frozen.lines[0].shares[1].amount_minor = {4500};
    CHECK(refused(sale, {}, of_units("x", 1))->code() == ErrorCode::invalid_value);
    CHECK_FALSE(refused(sale, {}, of_line("x", 5000)));
}
