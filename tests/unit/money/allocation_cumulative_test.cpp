#include <doctest/doctest.h>

#include <marketplace/money/allocation.hpp>

#include <algorithm>

using namespace marketplace;

namespace {

std::vector<Amount> amounts(std::initializer_list<std::int64_t> values) {
    std::vector<Amount> out;
    for (const std::int64_t value : values) out.push_back({value});
    return out;
}

ErrorCode code_of(const std::vector<Amount>& parts, Amount cumulative, const std::vector<Amount>& before) {
    try {
        (void)allocate_cumulative(parts, cumulative, before);
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::internal;
}

}  // namespace

TEST_CASE("A12: three refunds of a 700/200/100 split end at exactly that split") {
    const auto parts = amounts({700, 200, 100});
    const auto first = allocate_cumulative(parts, {333}, amounts({0, 0, 0}));
    CHECK(first == amounts({233, 67, 33}));
    const auto second = allocate_cumulative(parts, {666}, first);
    CHECK(second == amounts({466, 133, 67}));  // 233, 66, 34 more
    CHECK(allocate_cumulative(parts, {1000}, second) == parts);
}

TEST_CASE("A11: where the largest remainder would take a unit back, the unit stays") {
    const auto weights = std::vector<std::int64_t>{1, 3, 3};
    CHECK(allocate({3}, weights).parts == amounts({1, 1, 1}));
    CHECK(allocate({4}, weights).parts == amounts({0, 2, 2}));
    const auto parts = amounts({1, 3, 3});
    const auto three = allocate_cumulative(parts, {3}, amounts({0, 0, 0}));
    CHECK(three == amounts({1, 1, 1}));
    CHECK(allocate_cumulative(parts, {4}, three) == amounts({1, 2, 1}));
    CHECK(allocate_cumulative(parts, {7}, amounts({1, 2, 1})) == parts);
}

TEST_CASE("where nothing would be taken back the cumulative split is the largest-remainder split") {
    const auto parts = amounts({5, 7, 11, 13});
    const std::vector<std::int64_t> weights{5, 7, 11, 13};
    for (std::int64_t total = 0; total <= 36; ++total) {
        CHECK(allocate_cumulative(parts, {total}, amounts({0, 0, 0, 0})) == allocate({total}, weights).parts);
    }
}

TEST_CASE("negative parts mirror positive ones") {
    const auto once = allocate_cumulative(amounts({-700, -200, -100}), {-333}, amounts({0, 0, 0}));
    CHECK(once == amounts({-233, -67, -33}));
    CHECK(allocate_cumulative(amounts({-700, -200, -100}), {-666}, once) == amounts({-466, -133, -67}));
}

TEST_CASE("who had far more than its share waits until the others have caught up") {
    // The first has 90 of its 100 already; 10 more go to those who lag most, whole levels at once.
    CHECK(allocate_cumulative(amounts({100, 100, 100}), {100}, amounts({90, 0, 0})) == amounts({90, 5, 5}));
    CHECK(allocate_cumulative(amounts({100, 100, 50}), {101}, amounts({90, 0, 0})) == amounts({90, 11, 0}));
}

TEST_CASE("a part of zero never receives anything and an empty split of nothing is empty") {
    CHECK(allocate_cumulative(amounts({0, 10, 0}), {7}, amounts({0, 0, 0})) == amounts({0, 7, 0}));
    CHECK(allocate_cumulative({}, {0}, {}).empty());
    CHECK(allocate_cumulative(amounts({0, 0}), {0}, amounts({0, 0})) == amounts({0, 0}));
}

TEST_CASE("what cannot be a step of the split is refused") {
    const auto parts = amounts({700, 300});
    CHECK(code_of(parts, {1001}, amounts({0, 0})) == ErrorCode::out_of_range);
    CHECK(code_of(parts, {-1}, amounts({0, 0})) == ErrorCode::out_of_range);
    CHECK(code_of(parts, {99}, amounts({100, 0})) == ErrorCode::out_of_range);
    CHECK(code_of(parts, {500}, amounts({0})) == ErrorCode::out_of_range);
    CHECK(code_of(parts, {500}, amounts({0, 301})) == ErrorCode::out_of_range);
    CHECK(code_of(parts, {500}, amounts({-1, 300})) == ErrorCode::out_of_range);
    CHECK(code_of(amounts({700, -300}), {100}, amounts({0, 0})) == ErrorCode::out_of_range);
}

TEST_CASE("the largest amounts are split without overflow") {
    constexpr std::int64_t most = INT64_MAX;
    const auto parts = amounts({most - 2, 1, 1});
    CHECK(allocate_cumulative(parts, {most}, amounts({0, 0, 0})) == parts);
    CHECK(allocate_cumulative(amounts({INT64_MIN}), {INT64_MIN}, amounts({0})) == amounts({INT64_MIN}));
    CHECK(allocate({INT64_MIN}, std::vector<std::int64_t>{1}).parts == amounts({INT64_MIN}));
    CHECK(allocate({INT64_MIN}, std::vector<std::int64_t>{1, 1}, {AllocationMode::sainte_lague, 1}).parts ==
          amounts({INT64_MIN / 2, INT64_MIN / 2}));
}

TEST_CASE("Webster: many small parts that round up push a large one below its quota by several") {
    // Quotas: 70 and fifty times 0.6. 700 / (2 * 58 + 1) is the first claim of the large one below 6, so it
    // holds 58 when the small ones begin to get one each, in their order.
    std::vector<std::int64_t> weights(51, 6);
    weights[0] = 700;
    const auto parts = allocate({100}, weights, {AllocationMode::sainte_lague, 1}).parts;
    CHECK(parts[0].value == 58);
    CHECK(std::all_of(parts.begin() + 1, parts.begin() + 43, [](Amount part) { return part == Amount{1}; }));
    CHECK(std::all_of(parts.begin() + 43, parts.end(), [](Amount part) { return part == Amount{}; }));
}

TEST_CASE("Webster: many small parts that round down leave a large one above its quota by several") {
    std::vector<std::int64_t> weights(51, 4);
    weights[0] = 800;
    const auto parts = allocate({100}, weights, {AllocationMode::sainte_lague, 1}).parts;
    CHECK(parts[0] == Amount{100});
}

TEST_CASE("Webster: ties go to the earlier part") {
    CHECK(allocate({3}, std::vector<std::int64_t>{1, 1}, {AllocationMode::sainte_lague, 1}).parts == amounts({2, 1}));
    CHECK(allocate({1}, std::vector<std::int64_t>{0, 2, 2}, {AllocationMode::sainte_lague, 1}).parts ==
          amounts({0, 1, 0}));
}
