// Properties of the money layer against slow exact twins.

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/money/allocation.hpp>
#include <marketplace/money/decimal.hpp>
#include <marketplace/money/exchange.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <numeric>
#include <set>

using namespace marketplace;
using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

namespace {

std::int64_t any() {
    return *rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(),
                           rc::gen::element<std::int64_t>(INT64_MIN, INT64_MAX, 0, -1, 1),
                           rc::gen::inRange<std::int64_t>(-1000, 1001));
}

Rounding any_rounding() {
    return *rc::gen::element(Rounding::half_up, Rounding::half_down, Rounding::half_even, Rounding::half_odd,
                             Rounding::half_ceiling, Rounding::half_floor, Rounding::up, Rounding::down,
                             Rounding::ceiling, Rounding::floor);
}

cpp_int floor_of(const cpp_rational& value) {
    cpp_int quotient = numerator(value) / denominator(value);
    if (value < 0 && quotient * denominator(value) != numerator(value)) quotient -= 1;
    return quotient;
}

/// Rounding by its definition: of the two whole neighbours, the one that the mode names.
cpp_int rounded(const cpp_rational& value, Rounding rounding) {
    const cpp_int below = floor_of(value);
    if (cpp_rational(below) == value) return below;
    const cpp_int above = below + 1;
    const cpp_int outer = value < 0 ? below : above;
    const cpp_int inner = value < 0 ? above : below;
    if (rounding == Rounding::up) return outer;
    if (rounding == Rounding::down) return inner;
    if (rounding == Rounding::ceiling) return above;
    if (rounding == Rounding::floor) return below;
    const cpp_rational up_by = cpp_rational(above) - value;
    const cpp_rational down_by = value - cpp_rational(below);
    if (up_by != down_by) return up_by < down_by ? above : below;
    switch (rounding) {
        case Rounding::half_up: return outer;
        case Rounding::half_down: return inner;
        case Rounding::half_even: return below % 2 == 0 ? below : above;
        case Rounding::half_odd: return below % 2 == 0 ? above : below;
        case Rounding::half_ceiling: return above;
        default: return below;
    }
}

bool fits(const cpp_int& value) { return value >= INT64_MIN && value <= INT64_MAX; }

/// Weights of which at least one is not zero.
std::vector<std::int64_t> any_weights() {
    const auto count = *rc::gen::inRange<std::size_t>(1, 8);
    const auto most = *rc::gen::element<std::int64_t>(3, 100, 1'000'000'000'000);
    auto out = *rc::gen::container<std::vector<std::int64_t>>(count, rc::gen::inRange<std::int64_t>(0, most));
    out[*rc::gen::inRange<std::size_t>(0, count)] += 1;
    return out;
}

cpp_int sum_of(const std::vector<std::int64_t>& weights) {
    return std::accumulate(weights.begin(), weights.end(), cpp_int{0});
}

}  // namespace

TEST_CASE("a rate of any amount is the exact product, rounded once") {
    CHECK(rc::check([] {
        const std::int64_t bottom = any();
        const std::int64_t top = any();
        RC_PRE(bottom != 0 && bottom != INT64_MIN && top != INT64_MIN);
        const Rate rate{top, bottom};
        const std::int64_t amount = any();
        const Rounding rounding = any_rounding();
        const cpp_int expected = rounded(cpp_rational(cpp_int{top} * amount, cpp_int{bottom}), rounding);
        if (fits(expected)) {
            RC_ASSERT(rate.of(amount, rounding) == expected.convert_to<std::int64_t>());
        } else {
            RC_ASSERT_THROWS_AS(static_cast<void>(rate.of(amount, rounding)), Error);
        }
    }));
}

TEST_CASE("rates add, multiply, divide and compare as fractions do") {
    CHECK(rc::check([] {
        const auto small = [] { return *rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'001); };
        const auto not_zero = [&] { return *rc::gen::inRange<std::int64_t>(1, 1'000'001) * (small() < 0 ? -1 : 1); };
        const std::int64_t a = small();
        const std::int64_t b = not_zero();
        const std::int64_t c = not_zero();
        const std::int64_t d = not_zero();
        const auto exact = [](const Rate& rate) { return cpp_rational(rate.numerator(), rate.denominator()); };
        const cpp_rational x = cpp_rational(cpp_int{a}) / b;
        const cpp_rational y = cpp_rational(cpp_int{c}) / d;
        RC_ASSERT(exact(Rate{a, b} + Rate{c, d}) == x + y);
        RC_ASSERT(exact(Rate{a, b} - Rate{c, d}) == x - y);
        RC_ASSERT(exact(Rate{a, b} * Rate{c, d}) == x * y);
        RC_ASSERT(exact(Rate{a, b} / Rate{c, d}) == x / y);
        RC_ASSERT((Rate{a, b} < Rate{c, d}) == (x < y));
        RC_ASSERT((Rate{a, b} == Rate{c, d}) == (x == y));
    }));
}

TEST_CASE("every rate and every amount reads back from its text") {
    CHECK(rc::check([] {
        const std::int64_t bottom = any();
        const std::int64_t top = any();
        RC_PRE(bottom != 0 && bottom != INT64_MIN && top != INT64_MIN);
        const Rate rate{top, bottom};
        RC_ASSERT(Rate::parse(to_string(rate)) == rate);
        const Money money{Amount{any()}, Currency{*rc::gen::element<std::string>("EUR", "JPY", "KWD", "CLF")}};
        RC_ASSERT(parse_money(to_string(money)) == money);
        const auto scale = *rc::gen::inRange(0, 19);
        const Decimal decimal = parse_decimal(format_decimal(money.minor.value, scale), "number", "", "");
        RC_ASSERT(decimal.digits == money.minor.value);
        RC_ASSERT(decimal.scale == scale);
    }));
}

TEST_CASE("in every mode the parts and the remainder are the total, with its sign, and nothing for no weight") {
    CHECK(rc::check([] {
        const auto weights = any_weights();
        const std::int64_t total = any();
        const AllocationOptions options{
            *rc::gen::element(AllocationMode::largest_remainder, AllocationMode::first, AllocationMode::largest_weight,
                              AllocationMode::separate, AllocationMode::block, AllocationMode::sainte_lague),
            *rc::gen::element<std::int64_t>(1, 1, 5, 100)};
        const Allocation out = allocate(Amount{total}, weights, options);
        RC_ASSERT(out.parts.size() == weights.size());
        cpp_int sum = out.remainder.value;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            sum += out.parts[i].value;
            RC_ASSERT(weights[i] != 0 || out.parts[i].value == 0);
            RC_ASSERT((total < 0 ? out.parts[i].value <= 0 : out.parts[i].value >= 0));
        }
        RC_ASSERT(sum == total);
        if (options.mode != AllocationMode::separate && options.mode != AllocationMode::block) {
            RC_ASSERT(out.remainder == Amount{});
        }
        if (total != INT64_MIN) {
            const Allocation mirror = allocate(Amount{-total}, weights, options);
            for (std::size_t i = 0; i < weights.size(); ++i) RC_ASSERT(mirror.parts[i] == -out.parts[i]);
        }
    }));
}

TEST_CASE("the largest remainder gives each part its quota rounded down or up, never less to a larger weight") {
    CHECK(rc::check([] {
        const auto weights = any_weights();
        const std::int64_t total = any();
        const auto parts = allocate(Amount{total}, weights).parts;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const cpp_rational quota(cpp_int{total} * weights[i], sum_of(weights));
            RC_ASSERT(abs(cpp_rational(cpp_int{parts[i].value}) - quota) < 1);
            for (std::size_t j = 0; j < weights.size(); ++j) {
                if (total >= 0 && weights[i] > weights[j]) RC_ASSERT(parts[i] >= parts[j]);
            }
        }
    }));
}

TEST_CASE("the largest remainder is the split with the smallest squared distance from the quotas") {
    CHECK(rc::check([] {
        const auto weights = *rc::gen::container<std::vector<std::int64_t>>(3, rc::gen::inRange<std::int64_t>(1, 30));
        const std::int64_t total = *rc::gen::inRange<std::int64_t>(0, 25);
        const auto distance = [&](std::int64_t a, std::int64_t b, std::int64_t c) {
            cpp_rational sum = 0;
            const std::int64_t given[] = {a, b, c};
            for (std::size_t i = 0; i < 3; ++i) {
                const cpp_rational off = cpp_rational(cpp_int{total} * weights[i], sum_of(weights)) - given[i];
                sum += off * off;
            }
            return sum;
        };
        const auto parts = allocate(Amount{total}, weights).parts;
        const cpp_rational reached = distance(parts[0].value, parts[1].value, parts[2].value);
        for (std::int64_t a = 0; a <= total; ++a) {
            for (std::int64_t b = 0; a + b <= total; ++b) RC_ASSERT(reached <= distance(a, b, total - a - b));
        }
    }));
}

TEST_CASE("reordering weights without ties reorders the parts") {
    CHECK(rc::check([] {
        const auto weights = *rc::gen::unique<std::vector<std::int64_t>>(4, rc::gen::inRange<std::int64_t>(1, 1000));
        const std::int64_t total = *rc::gen::inRange<std::int64_t>(0, 100'000);
        std::set<cpp_int> fractions;
        for (const std::int64_t weight : weights) fractions.insert(cpp_int{total} * weight % sum_of(weights));
        RC_PRE(fractions.size() == weights.size());
        const std::vector<std::int64_t> reversed{weights.rbegin(), weights.rend()};
        auto parts = allocate(Amount{total}, reversed).parts;
        std::reverse(parts.begin(), parts.end());
        RC_ASSERT(parts == allocate(Amount{total}, weights).parts);
    }));
}

TEST_CASE("an exchange there and back by the inverse rate is off by less than what one step rounds") {
    CHECK(rc::check([] {
        const auto positive = rc::gen::inRange<std::int64_t>(1, 1'000'000);
        const ExchangeRate there{Currency{"EUR"}, Currency{"JPY"}, Rate{*positive, *positive}};
        const Money start{Amount{*rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000)}, Currency{"EUR"}};
        const Money back = convert(convert(start, there, Rounding::half_even), inverse(there), Rounding::half_even);
        // Half a yen at this rate, in cents, and half a cent.
        const cpp_rational bound =
            cpp_rational(cpp_int{there.rate.denominator()} * 50, cpp_int{there.rate.numerator()}) + cpp_rational(1, 2);
        RC_ASSERT(abs(cpp_rational(cpp_int{(back.minor - start.minor).value})) <= bound);
    }));
}

TEST_CASE("several exchanges are the exact product of their rates, rounded once") {
    CHECK(rc::check([] {
        static const std::vector<Currency> currencies{Currency{"EUR"}, Currency{"JPY"}, Currency{"KWD"},
                                                      Currency{"MGA"}};
        const auto currency = [] { return *rc::gen::elementOf(currencies); };
        const Money start{Amount{any()}, currency()};
        cpp_rational exact{cpp_int{start.minor.value}};
        std::vector<ExchangeRate> path;
        Currency at = start.currency;
        const auto length = *rc::gen::inRange<std::size_t>(1, 4);
        while (path.size() < length) {
            const Rate rate{*rc::gen::inRange<std::int64_t>(1, 20'000'000'000), 10'000'000'000};
            path.push_back({at, currency(), rate});
            exact *= cpp_rational(rate.numerator(), rate.denominator());
            exact *= cpp_rational(path.back().to.minor_per_major(), at.minor_per_major());
            at = path.back().to;
        }
        const Rounding rounding = any_rounding();
        const cpp_int expected = rounded(exact, rounding);
        try {
            const Money found = convert_through(start, path, rounding);
            RC_ASSERT(found.currency == at);
            RC_ASSERT(cpp_int{found.minor.value} == expected);
        } catch (const Error& error) {
            RC_ASSERT(error.code() == ErrorCode::overflow);
            RC_ASSERT(!fits(expected));
        }
    }));
}
