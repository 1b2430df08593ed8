// How fast an order line is priced by a plan of ten thousand rules.
//
// The plan is one slot of 6000 product, 2500 vendor and category, 1000 vendor, 495 category and country
// rules, 4 bands of line amount, which no index excludes, and a default. Lines are drawn from the same words.

#include <marketplace/affiliate/commission_batch.hpp>
#include <marketplace/affiliate/commission_calculator.hpp>

#include <benchmark/benchmark.h>

#include <random>

using namespace marketplace;
using namespace marketplace::affiliate;

namespace {

constexpr std::int64_t order_count = 1024;

std::string word(const char* prefix, std::uint64_t number) { return prefix + std::to_string(number); }

CommissionRule rule(std::size_t number, std::int64_t bps) {
    CommissionRule out;
    out.id = RuleId{word("rule", number)};
    out.slot = "platform_fee";
    out.charge = Percent{Rate::bps(bps)};
    return out;
}

CommissionRule random_rule(std::size_t i, std::mt19937_64& random) {
    CommissionRule out = rule(i, static_cast<std::int64_t>(random() % 3000));
    if (i < 6000) {
        out.conditions.product = {{ProductId{word("p", random() % 8000)}}};
        if (i % 3 == 0) out.conditions.country = {{word("N", random() % 20)}};
    } else if (i < 8500) {
        out.conditions.vendor = {{VendorId{word("v", random() % 1500)}}};
        out.conditions.category = {{CategoryId{word("c", random() % 200)}}};
    } else if (i < 9500) {
        out.conditions.vendor = {{VendorId{word("v", random() % 1500)}}};
    } else if (i < 9995) {
        out.conditions.category = {{CategoryId{word("c", random() % 200)}}};
        out.conditions.country = {{word("N", random() % 20)}};
    } else {
        out.conditions.line_amount = {Amount{static_cast<std::int64_t>(random() % 1'000'000)}, std::nullopt};
    }
    return out;
}

CompiledPlan large_plan() {
    std::mt19937_64 random{1};
    CommissionPlan plan;
    plan.id = PlanId{"plan"};
    plan.slots = {{"platform_fee", {Party::platform, ""}, {}, ""}};
    for (std::size_t i = 0; i < 9999; ++i) plan.rules.push_back(random_rule(i, random));
    plan.rules.push_back(rule(9999, 1000));
    plan.rules.back().is_default = true;
    return compile(plan);
}

std::vector<Order> orders(std::size_t lines) {
    std::mt19937_64 random{2};
    std::vector<Order> out(static_cast<std::size_t>(order_count));
    for (Order& order : out) {
        order.id = OrderId{"order"};
        order.currency = Currency{"EUR"};
        order.country = word("N", random() % 20);
        for (std::size_t i = 0; i < lines; ++i) {
            OrderLine& line = order.lines.emplace_back();
            line.id = OrderLineId{word("l", i)};
            line.vendor_id = VendorId{word("v", random() % 1500)};
            line.product_id = ProductId{word("p", random() % 8000)};
            line.categories = {CategoryId{"root"}, CategoryId{word("c", random() % 200)},
                               CategoryId{word("c", random() % 200)}};
            line.quantity = 1 + static_cast<std::int64_t>(random() % 3);
            line.unit_price_minor = {static_cast<std::int64_t>(random() % 100'000)};
            line.tax_included_minor = {line.unit_price_minor.value / 10};
        }
    }
    return out;
}

/// Into one record, whose memory is used again, or each into a record of its own.
enum class Result { reused, new_each_time };

void price_orders(benchmark::State& state, ExplanationLevel level, Result result) {
    const CompiledPlan plan = large_plan();
    const auto lines = static_cast<std::size_t>(state.range(0));
    const std::vector<Order> sample = orders(lines);
    CalculationContext context;
    context.explanation = level;
    std::size_t next = 0;
    OrderCommission out;
    for (auto _ : state) {
        if (result == Result::new_each_time) out = OrderCommission{};
        calculate_into(out, plan, sample[next], context);
        benchmark::DoNotOptimize(out);
        next = (next + 1) % sample.size();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    std::size_t candidates = 0;
    for (const Order& order : sample)
        candidates += calculate(plan, order).lines[0].charges[0].explanation->candidates.size();
    state.counters["candidates"] = static_cast<double>(candidates) / static_cast<double>(sample.size());
}

void lines_with_full_explanation(benchmark::State& state) {
    price_orders(state, ExplanationLevel::full, Result::reused);
}
void lines_with_full_explanation_in_new_records(benchmark::State& state) {
    price_orders(state, ExplanationLevel::full, Result::new_each_time);
}
void lines_without_explanation(benchmark::State& state) {
    price_orders(state, ExplanationLevel::none, Result::reused);
}

void lines_of_columns(benchmark::State& state) {
    const CompiledPlan plan = large_plan();
    const std::vector<Order> sample = orders(1);
    std::vector<std::int64_t> gross;
    std::vector<std::string> vendors, products, roots, middles, leaves, countries;
    for (const Order& order : sample) {
        const OrderLine& line = order.lines[0];
        gross.push_back(gross_of(line).value);
        vendors.push_back(line.vendor_id.value);
        products.push_back(line.product_id.value);
        roots.push_back(line.categories[0].value);
        middles.push_back(line.categories[1].value);
        leaves.push_back(line.categories[2].value);
        countries.push_back(order.country);
    }
    const auto vendor = plan.symbols(Dimension::vendor, vendors);
    const auto product = plan.symbols(Dimension::product, products);
    const auto root = plan.symbols(Dimension::category, roots);
    const auto middle = plan.symbols(Dimension::category, middles);
    const auto leaf = plan.symbols(Dimension::category, leaves);
    const auto country = plan.symbols(Dimension::country, countries);
    LineColumns columns;
    columns.currency = Currency{"EUR"};
    columns.gross_minor = gross;
    columns.keys = {{Dimension::vendor, vendor}, {Dimension::product, product}, {Dimension::category, root},
                    {Dimension::category, middle}, {Dimension::category, leaf}, {Dimension::country, country}};
    std::vector<std::int64_t> fees(gross.size()), residuals(gross.size());
    for (auto _ : state) {
        calculate_batch(plan, columns, {fees, {}, residuals});
        benchmark::DoNotOptimize(fees.data());
    }
    state.SetItemsProcessed(state.iterations() * order_count);
}

void percentage_of_a_column(benchmark::State& state) {
    std::mt19937_64 random{3};
    std::vector<std::int64_t> base(100'000);
    for (std::int64_t& each : base) each = static_cast<std::int64_t>(random() % 10'000'000);
    std::vector<std::int64_t> out(base.size());
    for (auto _ : state) {
        percentage_batch(Rate::bps(1325), Rounding::half_up, base, out);
        benchmark::DoNotOptimize(out.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(base.size()));
}

void compile_ten_thousand_rules(benchmark::State& state) {
    const CommissionPlan plan = large_plan().plan();
    for (auto _ : state) benchmark::DoNotOptimize(compile(plan));
}

BENCHMARK(lines_with_full_explanation)->Arg(1)->Arg(4);
BENCHMARK(lines_with_full_explanation_in_new_records)->Arg(1)->Arg(4);
BENCHMARK(lines_without_explanation)->Arg(1)->Arg(4);
BENCHMARK(lines_of_columns);
BENCHMARK(percentage_of_a_column);
BENCHMARK(compile_ten_thousand_rules)->Unit(benchmark::kMillisecond);

}  // namespace
