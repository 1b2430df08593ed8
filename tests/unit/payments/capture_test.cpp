#include <doctest/doctest.h>

#include <marketplace/payments/capture.hpp>

using namespace marketplace;
using namespace marketplace::payments;

namespace {

std::vector<Capture> captures() {
    return {{"a", Amount{5000}, Amount{1000}}, {"b", Amount{3000}, Amount{0}}, {"c", Amount{2000}, Amount{2000}}};
}

using Parts = std::vector<CaptureRefund>;

std::string error_of(const std::vector<Capture>& of, std::int64_t amount) {
    try {
        static_cast<void>(distribute_refund(of, Amount{amount}, CaptureOrder::oldest_first));
    } catch (const Error& error) {
        return std::string{name_of(error.code())} + " " + error.field() + " " + error.expected();
    }
    return {};
}

}  // namespace

TEST_CASE("a refund empties one capture after the other, from either end, or all in proportion") {
    CHECK(distribute_refund(captures(), Amount{4500}, CaptureOrder::oldest_first) ==
          Parts{{"a", Amount{4000}}, {"b", Amount{500}}});
    CHECK(distribute_refund(captures(), Amount{4500}, CaptureOrder::newest_first) ==
          Parts{{"a", Amount{1500}}, {"b", Amount{3000}}});
    CHECK(distribute_refund(captures(), Amount{4500}, CaptureOrder::in_proportion) ==
          Parts{{"a", Amount{2571}}, {"b", Amount{1929}}});  // 4/7 and 3/7: 2571.43 and 1928.57
    CHECK(distribute_refund(captures(), Amount{0}, CaptureOrder::in_proportion).empty());
    CHECK(distribute_refund({}, Amount{0}, CaptureOrder::oldest_first).empty());
}

TEST_CASE("any sequence of refunds gives back exactly what was captured, and never more by one way") {
    for (const CaptureOrder order :
         {CaptureOrder::oldest_first, CaptureOrder::newest_first, CaptureOrder::in_proportion}) {
        std::vector<Capture> all{
            {"a", Amount{1}, {}}, {"b", Amount{997}, {}}, {"c", Amount{0}, {}}, {"d", Amount{2}, {}}};
        Amount left{1000};
        for (std::int64_t next = 1; left > Amount{}; next = next * 3 % 101 + 1) {
            const Amount amount = std::min(left, Amount{next});
            Amount sum;
            for (const CaptureRefund& part : distribute_refund(all, amount, order)) {
                for (Capture& capture : all) {
                    if (capture.id != part.capture_id) continue;
                    capture.refunded_minor += part.amount_minor;
                    CHECK(capture.refunded_minor <= capture.amount_minor);
                }
                CHECK(part.amount_minor > Amount{});
                sum += part.amount_minor;
            }
            CHECK(sum == amount);
            left -= amount;
        }
        for (const Capture& capture : all) CHECK(capture.refunded_minor == capture.amount_minor);
    }
}

TEST_CASE("what a distribution is refused for") {
    CHECK(error_of(captures(), 7001) == "over_refund amount at most 7000, what is left of the captures");
    CHECK(error_of(captures(), -1) == "out_of_range amount 0 or more");
    CHECK(error_of({{"a", Amount{-1}, {}}}, 0) == "out_of_range captures[0].amount_minor 0 or more");
    CHECK(error_of({{"a", Amount{1}, Amount{2}}}, 0) == "out_of_range captures[0].refunded_minor 0 to 1");
    CHECK(error_of({{"a", Amount{1}, {}}, {"a", Amount{1}, {}}}, 0) ==
          "duplicate_key captures[1].id a capture that occurs once");
}
