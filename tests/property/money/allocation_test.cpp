// Slow and obvious twins of the two allocations that are not a plain division.

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/money/allocation.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <numeric>

using namespace marketplace;
using boost::multiprecision::cpp_rational;

namespace {

/// Webster as it is defined: step after step to the largest weight / (2 * steps + 1), the earlier on a tie.
std::vector<Amount> webster(std::int64_t total, const std::vector<std::int64_t>& weights) {
    std::vector<Amount> out(weights.size());
    for (std::int64_t step = 0; step < total; ++step) {
        std::size_t best = weights.size();
        cpp_rational best_claim = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const cpp_rational claim = cpp_rational(weights[i]) / (2 * out[i].value + 1);
            if (claim > best_claim) {
                best = i;
                best_claim = claim;
            }
        }
        out[best].value += 1;
    }
    return out;
}

/// One unit after the other to whoever is furthest below its exact share of the cumulative total.
std::vector<Amount> one_by_one(const std::vector<Amount>& parts, std::int64_t cumulative, std::vector<Amount> out) {
    std::int64_t whole = 0;
    std::int64_t given = 0;
    for (const Amount part : parts) whole += part.value;
    for (const Amount part : out) given += part.value;
    for (; given < cumulative; ++given) {
        std::size_t best = parts.size();
        cpp_rational best_lag = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const cpp_rational lag = cpp_rational(parts[i].value) * cumulative / whole - out[i].value;
            if (lag > best_lag) {
                best = i;
                best_lag = lag;
            }
        }
        RC_ASSERT(best < parts.size());
        out[best].value += 1;
    }
    return out;
}

std::int64_t sum(const std::vector<Amount>& amounts) {
    return std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0},
                           [](std::int64_t a, Amount b) { return a + b.value; });
}

std::vector<std::int64_t> weights_of(std::size_t count, std::int64_t most) {
    auto weights = *rc::gen::container<std::vector<std::int64_t>>(count, rc::gen::inRange<std::int64_t>(0, most + 1));
    weights[0] += 1;
    return weights;
}

/// The squared distance from the exact shares.
cpp_rational distance(const std::vector<Amount>& out, const std::vector<Amount>& parts, std::int64_t cumulative) {
    cpp_rational total = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const cpp_rational off = cpp_rational(parts[i].value) * cumulative / sum(parts) - out[i].value;
        total += off * off;
    }
    return total;
}

/// The smallest squared distance of all splits between `before` and `parts`, by trying all of them.
void try_all(const std::vector<Amount>& parts, const std::vector<Amount>& before, std::int64_t cumulative,
             std::size_t at, std::vector<Amount>& now, cpp_rational& best) {
    if (at == parts.size()) {
        if (sum(now) == cumulative) best = std::min(best, distance(now, parts, cumulative));
        return;
    }
    for (std::int64_t value = before[at].value; value <= parts[at].value; ++value) {
        now[at] = {value};
        try_all(parts, before, cumulative, at + 1, now, best);
    }
    now[at] = {};
}

}  // namespace

TEST_CASE("the split of Webster is the one that hands out step after step") {
    CHECK(rc::check([] {
        const auto weights =
            weights_of(*rc::gen::inRange<std::size_t>(1, 40), *rc::gen::element<std::int64_t>(1, 3, 50, 100'000));
        const auto total = *rc::gen::inRange<std::int64_t>(0, 300);
        RC_ASSERT(allocate({total}, weights, {AllocationMode::sainte_lague, 1}).parts == webster(total, weights));
    }));
}

TEST_CASE("Webster with one giant and a crowd is the one that hands out step after step") {
    CHECK(rc::check([] {
        auto weights = weights_of(*rc::gen::inRange<std::size_t>(2, 80), 2);
        weights[*rc::gen::inRange<std::size_t>(0, weights.size())] = *rc::gen::inRange<std::int64_t>(20, 400);
        const auto total = *rc::gen::inRange<std::int64_t>(0, 200);
        RC_ASSERT(allocate({total}, weights, {AllocationMode::sainte_lague, 1}).parts == webster(total, weights));
    }));
}

TEST_CASE("a cumulative split from any state is the one that hands out unit after unit") {
    CHECK(rc::check([] {
        const auto weights =
            weights_of(*rc::gen::inRange<std::size_t>(1, 9), *rc::gen::element<std::int64_t>(1, 4, 60));
        std::vector<Amount> parts;
        std::vector<Amount> before;
        for (const std::int64_t weight : weights) {
            parts.push_back({weight});
            before.push_back({*rc::gen::inRange<std::int64_t>(0, weight + 1)});
        }
        const auto cumulative = *rc::gen::inRange<std::int64_t>(sum(before), sum(parts) + 1);
        const auto now = allocate_cumulative(parts, {cumulative}, before);
        RC_ASSERT(now == one_by_one(parts, cumulative, before));
        for (std::size_t i = 0; i < parts.size(); ++i) RC_ASSERT(now[i] >= before[i] && now[i] <= parts[i]);
    }));
}

TEST_CASE("no split that takes nothing back is nearer to the exact shares") {
    CHECK(rc::check([] {
        const auto weights = weights_of(*rc::gen::inRange<std::size_t>(1, 5), 4);
        std::vector<Amount> parts;
        for (const std::int64_t weight : weights) parts.push_back({weight});
        std::vector<Amount> before(parts.size());
        for (std::int64_t cumulative = 0; cumulative <= sum(parts); ++cumulative) {
            const auto now = allocate_cumulative(parts, {cumulative}, before);
            cpp_rational best = 1'000'000;
            std::vector<Amount> scratch(parts.size());
            try_all(parts, before, cumulative, 0, scratch, best);
            RC_ASSERT(distance(now, parts, cumulative) == best);
            before = now;
        }
        RC_ASSERT(before == parts);
    }));
}

TEST_CASE("a cumulative split in any steps sums at each step, never takes back and ends at the parts") {
    CHECK(rc::check([] {
        const auto weights =
            weights_of(*rc::gen::inRange<std::size_t>(1, 12), *rc::gen::element<std::int64_t>(3, 1'000'000'000'000));
        const bool negative = *rc::gen::arbitrary<bool>();
        const std::int64_t sign = negative ? -1 : 1;
        std::vector<Amount> parts;
        for (const std::int64_t weight : weights) parts.push_back({sign * weight});
        const std::int64_t whole = sign * sum(parts);
        std::vector<Amount> before(parts.size());
        std::int64_t done = 0;
        while (done < whole) {
            const std::int64_t step = *rc::gen::inRange<std::int64_t>(1, std::max<std::int64_t>(2, whole / 5));
            done = std::min(whole, done + step);
            const auto now = allocate_cumulative(parts, {sign * done}, before);
            RC_ASSERT(sign * sum(now) == done);
            for (std::size_t i = 0; i < parts.size(); ++i) {
                RC_ASSERT(sign * now[i].value >= sign * before[i].value);
                RC_ASSERT(sign * now[i].value <= sign * parts[i].value);
            }
            before = now;
        }
        RC_ASSERT(before == parts);
    }));
}
