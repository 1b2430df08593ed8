#include "unit/affiliate/sale_fixture.hpp"

#include <doctest/doctest.h>

#include <marketplace/affiliate/dispute.hpp>

using namespace sale;

namespace {

struct Opened {
    Sale sale;
    DisputeStep step;

    explicit Opened(DisputeTerms terms = {{1500}, vendor, false}) {
        sale.add_with_fee("x", 10'000, 1, 1000);
        step = dispute_opened(reverse(sale.order, sale.frozen, {}, of_line("x", 6000), {}), terms);
    }
};

}  // namespace

TEST_CASE("an open dispute holds its reversal and its fee, and what it disputes is not refundable") {
    const Opened opened;
    CHECK(opened.step.booking == Booking::hold);
    CHECK(opened.step.fee_booking == Booking::hold);
    const std::vector<Share> fee{{vendor, {-1500}}, {{Party::payment_processor, ""}, {1500}}};
    CHECK(opened.step.fee_shares == fee);
    CHECK_THROWS_AS((void)reverse(opened.sale.order, opened.sale.frozen, opened.step.state, of_line("x", 4001), {}),
                    Error);
}

TEST_CASE("a dispute that is won is void; its fee stays unless the processor gives it back") {
    const Opened opened;
    const DisputeStep won = dispute_won(opened.step, opened.step.state);
    CHECK(won.booking == Booking::void_hold);
    CHECK(won.fee_booking == Booking::post_hold);
    CHECK(refundable_of(opened.sale.frozen, won.state).value == 10'000);
    const Opened returned{{{1500}, vendor, true}};
    CHECK(dispute_won(returned.step, returned.step.state).fee_booking == Booking::void_hold);
}

TEST_CASE("a dispute that is lost is posted with its fee") {
    const Opened opened;
    const DisputeStep lost = dispute_lost(opened.step, opened.step.state);
    CHECK(lost.booking == Booking::post_hold);
    CHECK(lost.fee_booking == Booking::post_hold);
    CHECK(refundable_of(opened.sale.frozen, lost.state).value == 4000);
    CHECK_THROWS_AS((void)dispute_won(lost, lost.state), Error);
    CHECK_THROWS_AS((void)dispute_lost(lost, lost.state), Error);
}

TEST_CASE("a dispute without a fee moves none, and a negative fee is refused") {
    const Opened opened{{{0}, vendor, false}};
    CHECK(opened.step.fee_shares.empty());
    CHECK_THROWS_AS((void)dispute_opened(opened.step.reversal, {{-1}, vendor, false}), Error);
}

TEST_CASE("an order cancelled before capture makes its expected shares void") {
    Opened opened;
    const Cancellation cancelled = cancel_before_capture(opened.sale.frozen, {}, Timestamp{5}, "no stock");
    CHECK(cancelled.booking == Booking::void_hold);
    CHECK(cancelled.shares == opened.sale.frozen.lines[0].shares);
    CHECK_THROWS_AS((void)cancel_before_capture(opened.sale.frozen, opened.step.state, Timestamp{5}, ""), Error);
}
