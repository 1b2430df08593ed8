// The two operations of the comparison in C++; prints a line for each: name, version, operation, operations per second.

#include <marketplace/money/allocation.hpp>
#include <marketplace/version.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

using namespace marketplace;

namespace {

constexpr std::array<std::int64_t, 3> weights{50, 30, 20};
constexpr std::int64_t first_amount = 100'001;
constexpr std::int64_t amounts = 1'000;
constexpr int repetitions = 5;
constexpr double seconds_min = 0.3;

/// The median over the repetitions, each of at least `seconds_min`.
template <class Operation>
double operations_per_second(Operation&& operation) {
    using clock = std::chrono::steady_clock;
    std::vector<double> rates;
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        const auto start = clock::now();
        double seconds = 0;
        std::int64_t done = 0;
        while (seconds < seconds_min) {
            for (std::int64_t i = 0; i < amounts; ++i) operation(Amount{first_amount + i});
            done += amounts;
            seconds = std::chrono::duration<double>(clock::now() - start).count();
        }
        rates.push_back(static_cast<double>(done) / seconds);
    }
    std::sort(rates.begin(), rates.end());
    return rates[repetitions / 2];
}

void require(bool holds, const char* what) {
    if (!holds) fail(ErrorCode::internal, what, "", "what every side of the comparison returns");
}

}  // namespace

int main() {
    const Rate rate = Rate::bps(1325);
    const std::vector<Amount> expected{Amount{50'001}, Amount{30'000}, Amount{20'000}};
    require(allocate(Amount{first_amount}, weights).parts == expected, "split");
    require(multiply(Amount{first_amount}, rate, Rounding::half_up) == Amount{13'250}, "percent");
    std::int64_t sum = 0;  // used, so that nothing is optimised away
    const double split = operations_per_second([&](Amount amount) { sum += allocate(amount, weights).parts[1].value; });
    const double percent =
        operations_per_second([&](Amount amount) { sum += multiply(amount, rate, Rounding::half_up).value; });
    require(sum > 0, "sum");
    std::printf("ours C++\t%s\tsplit\t%.0f\n", version.data(), split);
    std::printf("ours C++\t%s\tpercent\t%.0f\n", version.data(), percent);
}
