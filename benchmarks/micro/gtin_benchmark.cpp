// How fast trade item numbers are read: a column of ten thousand, of every form, a tenth of them wrong.

#include <marketplace/catalog/identifiers.hpp>

#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

using namespace marketplace::catalog;

namespace {

constexpr std::size_t column_size = 10'000;

std::vector<std::string> column() {
    std::mt19937 random{1};
    std::vector<std::string> out;
    const std::size_t sizes[]{7, 11, 12, 12, 12, 13};
    while (out.size() < column_size) {
        std::string digits(sizes[random() % 6], '0');
        for (char& digit : digits) digit = static_cast<char>('0' + random() % 10);
        const unsigned wrong = random() % 10 == 0 ? 1 : 0;
        const unsigned check = static_cast<unsigned>(check_digit_of(digits)) + wrong;
        out.push_back(digits + static_cast<char>('0' + check % 10));
    }
    return out;
}

void read_gtins_of_a_column(benchmark::State& state) {
    const std::vector<std::string> texts = column();
    const std::vector<std::string_view> views{texts.begin(), texts.end()};
    std::vector<GtinReading> readings(views.size());
    for (auto _ : state) {
        read_gtins(views, readings);
        benchmark::DoNotOptimize(readings.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(column_size));
}
BENCHMARK(read_gtins_of_a_column);

}  // namespace
