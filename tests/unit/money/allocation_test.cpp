#include "unit/core/refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>
#include <marketplace/money/allocation.hpp>

using namespace marketplace;

namespace {

using Weights = std::vector<std::int64_t>;

std::vector<Amount> amounts(const Weights& values) {
    std::vector<Amount> out;
    for (const std::int64_t value : values) out.push_back({value});
    return out;
}

constexpr AllocationMode all_modes[] = {AllocationMode::largest_remainder, AllocationMode::first,
                                        AllocationMode::largest_weight,    AllocationMode::separate,
                                        AllocationMode::block,             AllocationMode::sainte_lague};

}  // namespace

TEST_CASE("a record of money goes to JSON and back") {
    const Allocation a = allocate(Amount{1003}, Weights{50, 50});
    CHECK(to_json(a) == R"({"parts":[502,501],"remainder":0})");
    CHECK(from_json<Allocation>(to_json(a)) == a);
    CHECK(to_json(Money{Amount{5}, Currency{"EUR"}}) == R"({"minor":5,"currency":"EUR"})");
}

TEST_CASE("every mode splits the largest and the lowest number without overflow") {
    for (const AllocationMode mode : all_modes) {
        CAPTURE(name_of(mode));
        for (const std::int64_t total : {INT64_MAX, INT64_MIN, INT64_MIN + 1}) {
            CHECK(allocate(Amount{total}, Weights{1}, {mode, 1}).parts == amounts({total}));
            CHECK(allocate(Amount{total}, Weights{0, 7, 0}, {mode, 1}).parts == amounts({0, total, 0}));
            const Allocation halves = allocate(Amount{total}, Weights{INT64_MAX / 2, INT64_MAX / 2}, {mode, 1});
            CHECK(halves.parts[0] + halves.parts[1] + halves.remainder == Amount{total});
            CHECK(std::abs(halves.parts[0].value - halves.parts[1].value) <= 1);
        }
    }
}

TEST_CASE("weights that are none, negative or all zero are refused in every mode") {
    for (const AllocationMode mode : all_modes) {
        const AllocationOptions options{mode, 1};
        CHECK(refusal([&] { return allocate(Amount{1}, Weights{}, options); }) == "invalid_weights at weights");
        CHECK(refusal([&] { return allocate(Amount{1}, Weights{1, -1}, options); }) == "invalid_weights at weights");
        CHECK(refusal([&] { return allocate(Amount{1}, Weights{0, 0}, options); }) == "invalid_weights at weights");
        CHECK(refusal([&] { return allocate(Amount{1}, Weights{1}, {mode, 0}); }) == "out_of_range at step");
        CHECK(refusal([&] { return allocate(Amount{1}, Weights{INT64_MAX, 1}, options); }) == "overflow at weights");
    }
}

TEST_CASE("with a step the rest goes to the last part that has a weight, or is returned") {
    CHECK(allocate(Amount{1003}, Weights{1, 1, 0}, {AllocationMode::largest_remainder, 5}).parts ==
          amounts({500, 503, 0}));
    const Allocation separate = allocate(Amount{1003}, Weights{1, 1, 0}, {AllocationMode::separate, 5});
    CHECK(separate.parts == amounts({500, 500, 0}));
    CHECK(separate.remainder == Amount{3});
    CHECK(allocate(Amount{3}, Weights{1, 1}, {AllocationMode::first, 5}).parts == amounts({0, 3}));
    CHECK(allocate(Amount{-1003}, Weights{1, 1, 0}, {AllocationMode::largest_remainder, 5}).parts ==
          amounts({-500, -503, 0}));
}

TEST_CASE("rates are weights, whatever they sum to; portions may not exceed one") {
    CHECK(allocate_by_rates(Amount{100}, std::vector{Rate{2, 1}, Rate{6, 1}}).parts == amounts({25, 75}));
    CHECK(refusal([] {
              return allocate_by_rates(Amount{1}, std::vector{Rate{-1, 2}});
          }) == "invalid_weights at weights");
    CHECK(refusal([] { return allocate_by_rates(Amount{1}, std::vector<Rate>{}); }) == "invalid_weights at weights");
    CHECK(refusal([] {
              return allocate_by_rates(Amount{1}, std::vector{Rate{1, INT64_MAX}, Rate{1, INT64_MAX - 1}});
          }) == "overflow");
    CHECK(allocate_portions(Amount{100}, std::vector{Rate{1, 4}}).parts == amounts({25, 75}));
    CHECK(allocate_portions(Amount{100}, std::vector<Rate>{}).parts == amounts({100}));
    CHECK(allocate_portions(Amount{100}, std::vector{Rate{1, 1}}).parts == amounts({100, 0}));
    CHECK(refusal([] {
              return allocate_portions(Amount{1}, std::vector{Rate{2, 3}, Rate{1, 2}});
          }) == "invalid_weights at portions");
    CHECK(refusal([] {
              return allocate_portions(Amount{1}, std::vector{Rate{-1, 3}});
          }) == "invalid_weights at weights");
}

TEST_CASE("nothing is split into nothings") {
    for (const AllocationMode mode : all_modes) {
        CHECK(allocate(Amount{0}, Weights{1, 2, 3}, {mode, 1}) == Allocation{amounts({0, 0, 0}), {}});
    }
}
