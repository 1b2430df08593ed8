// Generated orders, refunded in generated steps, against a slow and obvious twin in exact rationals.

#include "unit/affiliate/sale_fixture.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <boost/multiprecision/cpp_int.hpp>

#include <map>
#include <set>

using namespace sale;
using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

namespace {

std::int64_t in(std::int64_t from, std::int64_t to) { return *rc::gen::inRange<std::int64_t>(from, to + 1); }

/// A line with up to three charges, one of them shared, one taxed twice, and at times a discount by the platform
/// that is larger than its fees, or a line that the platform pays in full.
void add_line(Sale& sale, std::string id, bool small) {
    const std::int64_t quantity = in(1, 4);
    const std::int64_t unit = in(1, small ? 12 : 100'000);
    const std::int64_t gross = unit * quantity;
    const std::int64_t discount = in(0, 3) == 0 ? (in(0, 2) == 0 ? gross : in(0, gross)) : 0;
    const std::int64_t fee = in(0, gross / 4);
    const std::int64_t tax = in(0, fee / 5);
    const std::int64_t second_tax = in(0, fee / 9);
    const std::int64_t shared = in(0, gross / 5);
    const std::int64_t first = in(0, shared);
    const std::int64_t to_vendor = gross - fee - tax - second_tax - shared;
    LineCommission& line = sale.add(
        std::move(id), unit, quantity,
        {{platform, {fee + tax - discount}}, {brand, {first}}, {partner, {shared - first}}, {treasury, {second_tax}},
         {vendor, {to_vendor}}});
    sale.order.lines.back().discount_platform_minor = {discount};
    line.total_minor = {gross - discount};
    line.charges.push_back(Sale::charge("platform_fee", gross, {{platform, {fee}}},
                                        {{platform, {tax}}, {treasury, {second_tax}}}));
    line.charges.push_back(Sale::charge("affiliate", gross, {{brand, {first}}, {partner, {shared - first}}}));
}

Sale any_sale() {
    Sale sale;
    const bool small = *rc::gen::arbitrary<bool>();
    const std::int64_t count = in(1, 3);
    for (std::int64_t i = 0; i < count; ++i) add_line(sale, std::string(1, static_cast<char>('x' + i)), small);
    return sale;
}

/// A step that is possible, or none when nothing is left.
std::optional<RefundRequest> any_step(const Sale& sale, const ReversalState& state) {
    const Amount all = refundable_of(sale.frozen, state);
    if (in(0, 9) == 0 && all.value > 0) return of_order(in(1, all.value));
    const auto at = static_cast<std::size_t>(in(0, static_cast<std::int64_t>(sale.order.lines.size()) - 1));
    const OrderLine& line = sale.order.lines[at];
    const LineReversalState done = state_of(state, line.id);
    const Amount left = refundable_of(sale.frozen.lines[at], done);
    const bool by_units = *rc::gen::arbitrary<bool>() || left.value == 0;
    const bool free_of_charge = sale.frozen.lines[at].total_minor.value == 0;
    if (by_units && done.quantity < line.quantity && (left.value > 0 || free_of_charge)) {
        return of_units(line.id.value, in(1, line.quantity - done.quantity));
    }
    if (left.value == 0) return std::nullopt;
    return of_line(line.id.value, in(1, std::max<std::int64_t>(1, left.value / in(1, 3))));
}

/// Refunds whatever is left of every line, so that the whole order has come back.
void finish(const Sale& sale, const RefundPolicy& policy, ReversalState& state) {
    bool left = refundable_of(sale.frozen, state).value > 0;
    for (std::size_t i = 0; i < sale.order.lines.size(); ++i) {
        const bool free_of_charge = sale.frozen.lines[i].total_minor.value == 0;
        left =
            left || (free_of_charge && state_of(state, sale.order.lines[i].id).quantity < sale.order.lines[i].quantity);
    }
    if (left) state = reverse(sale.order, sale.frozen, state, everything(), policy).state;
}

cpp_int half_up(const cpp_rational& value) {  // of a value of zero or more
    return (2 * numerator(value) + denominator(value)) / (2 * denominator(value));
}

/// The obvious twin: magnitudes of the negative shares first, rounded as a sum; then unit after unit to
/// whoever is furthest below its exact share of what its side gives back.
std::vector<cpp_int> twin(const std::vector<std::int64_t>& parts, const cpp_rational& fraction, std::int64_t cumulative,
                          const std::vector<std::int64_t>& before) {
    cpp_int whole[2];
    cpp_int given[2];
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const int side = parts[i] < 0 ? 1 : 0;
        whole[side] += abs(cpp_int(parts[i]));
        given[side] += abs(cpp_int(before[i]));
    }
    const int light = whole[0] >= whole[1] ? 1 : 0;
    cpp_int due[2];
    due[light] = std::max(given[light], half_up(cpp_rational(whole[light]) * fraction));
    due[1 - light] = due[light] + (light == 1 ? cpp_int(cumulative) : -cpp_int(cumulative));
    std::vector<cpp_int> out;
    for (const std::int64_t value : before) out.push_back(abs(cpp_int(value)));
    for (int side = 0; side < 2; ++side) {
        for (cpp_int have = given[side]; have < due[side]; ++have) {
            std::size_t best = parts.size();
            cpp_rational best_lag = 0;
            for (std::size_t i = 0; i < parts.size(); ++i) {
                if ((parts[i] < 0 ? 1 : 0) != side) continue;
                const cpp_rational lag = cpp_rational(abs(cpp_int(parts[i])) * due[side], whole[side]) - out[i];
                if (lag > best_lag) {
                    best = i;
                    best_lag = lag;
                }
            }
            RC_ASSERT(best < parts.size());
            ++out[best];
        }
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i] < 0) out[i] = -out[i];
    }
    return out;
}

void check_sums(const Sale& sale, const Reversal& reversal) {
    std::int64_t total = 0;
    for (const LineReversal& line : reversal.lines) {
        std::int64_t sum = 0;
        for (const Share& share : line.shares) sum += share.amount_minor.value;
        RC_ASSERT(sum == -line.refunded_minor.value);
        total += line.refunded_minor.value;
        const LineCommission& frozen =
            *std::find_if(sale.frozen.lines.begin(), sale.frozen.lines.end(),
                          [&](const LineCommission& known) { return known.line_id == line.line_id; });
        for (std::size_t i = 0; i < frozen.shares.size(); ++i) {
            const std::int64_t whole = frozen.shares[i].amount_minor.value;
            const std::int64_t part = line.change.shares[i].amount_minor.value;
            RC_ASSERT((whole < 0 ? part <= 0 : part >= 0));
        }
    }
    RC_ASSERT(total == reversal.refunded_minor.value);
}

void check_twin(const Sale& sale, const ReversalState& before, const ReversalState& after) {
    for (std::size_t i = 0; i < sale.frozen.lines.size(); ++i) {
        const LineCommission& line = sale.frozen.lines[i];
        const LineReversalState was = state_of(before, line.line_id);
        const LineReversalState now = state_of(after, line.line_id);
        if (was == now) continue;
        const bool paid = line.total_minor.value > 0;
        const cpp_rational fraction = paid ? cpp_rational(now.refunded_minor.value) / line.total_minor.value
                                           : cpp_rational(now.quantity) / sale.order.lines[i].quantity;
        std::vector<std::int64_t> parts;
        std::vector<std::int64_t> given;
        for (std::size_t j = 0; j < line.shares.size(); ++j) {
            parts.push_back(line.shares[j].amount_minor.value);
            given.push_back(was.shares.empty() ? 0 : was.shares[j].amount_minor.value);
        }
        const auto expected = twin(parts, fraction, now.refunded_minor.value, given);
        for (std::size_t j = 0; j < parts.size(); ++j)
            RC_ASSERT(cpp_int(now.shares[j].amount_minor.value) == expected[j]);
    }
}

void check_ends_at_the_split(const Sale& sale, const ReversalState& state) {
    for (const LineCommission& line : sale.frozen.lines) {
        const LineReversalState done = state_of(state, line.line_id);
        RC_ASSERT(done.shares == line.shares);
        for (std::size_t i = 0; i < line.charges.size(); ++i) {
            RC_ASSERT(done.charges[i].shares == line.charges[i].shares);
            RC_ASSERT(done.charges[i].tax_shares == line.charges[i].tax_shares);
        }
    }
}

}  // namespace

TEST_CASE("any sequence of refunds sums each time, never flips a sign, equals the twin and ends at the split") {
    CHECK(rc::check([] {
        const Sale sale = any_sale();
        ReversalState state;
        const std::int64_t steps = in(0, 12);
        for (std::int64_t i = 0; i < steps; ++i) {
            const auto step = any_step(sale, state);
            if (!step) continue;
            const Reversal reversal = reverse(sale.order, sale.frozen, state, *step, {});
            check_sums(sale, reversal);
            check_twin(sale, state, reversal.state);
            state = reversal.state;
        }
        finish(sale, {}, state);
        check_ends_at_the_split(sale, state);
    }));
}

TEST_CASE("each unit of each line by itself, in any order, ends at the split") {
    CHECK(rc::check([] {
        const Sale sale = any_sale();
        std::vector<std::string> units;
        for (const OrderLine& line : sale.order.lines)
            units.insert(units.end(), static_cast<std::size_t>(line.quantity), line.id.value);
        for (std::size_t i = units.size(); i > 1; --i)
            std::swap(units[i - 1], units[static_cast<std::size_t>(in(0, static_cast<std::int64_t>(i) - 1))]);
        ReversalState state;
        for (const std::string& unit : units) {
            // A unit of a line of a cent may cost nothing left to refund; its money came back before.
            try {
                state = reverse(sale.order, sale.frozen, state, of_units(unit, 1), {}).state;
            } catch (const Error& error) {
                RC_ASSERT(error.code() == ErrorCode::over_refund);
            }
        }
        RC_ASSERT(refundable_of(sale.frozen, state).value == 0);
        check_ends_at_the_split(sale, state);
    }));
}

TEST_CASE("what is retained is the rule applied to the whole, never more than the cap of a line") {
    CHECK(rc::check([] {
        const Sale sale = any_sale();
        const std::int64_t percent = in(0, 100);
        const std::int64_t cap = in(0, 2000);
        RefundPolicy policy = lesser_of_cap_and_rate(Rate{percent, 100}, {{"EUR", {cap}}});
        policy.retain_slots = {"platform_fee", "affiliate"};
        ReversalState state;
        std::map<std::string, std::int64_t> retained;
        for (int i = 0; i < 8; ++i) {
            const auto step = any_step(sale, state);
            if (!step) continue;
            const Reversal reversal = reverse(sale.order, sale.frozen, state, *step, policy);
            check_sums(sale, reversal);
            state = reversal.state;
            for (const LineReversal& line : reversal.lines) {
                RC_ASSERT(line.retained_minor.value >= 0);
                for (const ChargeReversal& charge : line.charges) RC_ASSERT(charge.amount_minor.value <= 0);
                retained[line.line_id.value] += line.retained_minor.value;
                RC_ASSERT(retained[line.line_id.value] <= cap);
            }
        }
        finish(sale, policy, state);
        for (const LineCommission& line : sale.frozen.lines) {
            std::int64_t fee = 0;
            std::int64_t kept = 0;
            for (const Charge& charge : line.charges) fee += charge.amount_minor.value;
            for (const ReversedCharge& charge : state_of(state, line.line_id).charges) {
                for (const Share& share : charge.retained) kept += share.amount_minor.value;
            }
            RC_ASSERT(cpp_int(kept) == std::min(cpp_int(cap), half_up(cpp_rational(fee * percent) / 100)));
        }
    }));
}

TEST_CASE("voiding any one refund leaves a state from which the rest still ends at the split") {
    CHECK(rc::check([] {
        const Sale sale = any_sale();
        ReversalState state;
        std::vector<Reversal> made;
        for (int i = 0; i < 6; ++i) {
            const auto step = any_step(sale, state);
            if (!step) continue;
            made.push_back(reverse(sale.order, sale.frozen, state, *step, {}));
            state = made.back().state;
        }
        if (!made.empty()) {
            const Reversal& voided = made[static_cast<std::size_t>(in(0, static_cast<std::int64_t>(made.size()) - 1))];
            const Amount before = refundable_of(sale.frozen, state);
            state = without(state, voided);
            RC_ASSERT(refundable_of(sale.frozen, state) == before + voided.refunded_minor);
        }
        finish(sale, {}, state);
        check_ends_at_the_split(sale, state);
    }));
}
