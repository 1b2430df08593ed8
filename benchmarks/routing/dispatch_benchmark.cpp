// What a dispatcher waits for: quotes for new orders, and a plan that takes one more order in a tenth of a second. A
// day of 300 shipments with windows and 40 drivers, generated; also how well time limits are kept, and whether the
// search allocates memory as it goes.

#include <marketplace/routing/dispatch.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <random>
#include <vector>

using namespace marketplace::routing;

namespace {

std::atomic<std::int64_t> allocations = 0;

std::int64_t now_us() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

/// A city of 20 by 20 km, metres and seconds; a shipment's pickup opens some time of the day, for an hour.
Problem day(int shipments, int drivers) {
    std::mt19937 random{20'261'123};
    const auto any = [&](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
    Problem problem;
    problem.places.push_back({"depot", 10'000, 10'000});
    TravelProfile profile;
    profile.duration_percent = 10;
    problem.profiles = {profile};
    for (int i = 0; i < shipments; ++i) {
        Shipment shipment;
        shipment.id = std::to_string(i);
        shipment.amount = {1 + any(3)};
        const std::int64_t open = 8 * 3600 + any(9 * 3600);
        for (Stop* stop : {&shipment.pickup, &shipment.delivery}) {
            stop->place = static_cast<std::int32_t>(problem.places.size());
            stop->service = 180;
            stop->windows = {{open, open + (stop == &shipment.pickup ? 3600 : 7200)}};
            problem.places.push_back({"", double(any(20'000)), double(any(20'000))});
        }
        problem.shipments.push_back(shipment);
    }
    VehicleType driver;
    driver.count = drivers;
    driver.start = driver.end = 0;
    driver.capacity = {10};
    driver.shift = {7 * 3600, 21 * 3600};
    problem.vehicles = {driver};
    return problem;
}

void without(std::vector<RoutePlan>& plan, std::int32_t shipment) {
    for (RoutePlan& route : plan)
        std::erase_if(route.visits, [&](const Visit& visit) { return visit.index == shipment; });
}

void quotes(const Model& model, const std::vector<RoutePlan>& plan) {
    std::vector<std::int64_t> times;
    std::size_t offers = 0;
    for (int round = 0; round < 4; ++round) {
        for (std::int32_t i = 0; i < 300; ++i) {
            std::vector<RoutePlan> open = plan;
            without(open, i);
            const std::int64_t begin = now_us();
            offers += quote_insertion(model, open, {Activity::pickup, i}).size();
            times.push_back(now_us() - begin);
        }
    }
    std::sort(times.begin(), times.end());
    std::printf("quotes: %zu, %.1f offers each, p50 %.2f ms, p99 %.2f ms, worst %.2f ms\n", times.size(),
                double(offers) / double(times.size()), double(times[times.size() / 2]) / 1e3,
                double(times[times.size() * 99 / 100]) / 1e3, double(times.back()) / 1e3);
}

/// What has begun by `now`, as locks.
std::vector<RoutePlan> begun(const Solution& plan, std::int64_t now) {
    std::vector<RoutePlan> locked;
    for (const Route& route : plan.routes) {
        RoutePlan part{route.vehicle_type, route.vehicle, {}};
        for (const Step& step : route.steps)
            if (step.start <= now) part.visits.push_back(step.visit);
        if (!part.visits.empty()) locked.push_back(part);
    }
    return locked;
}

/// A plan that was made without an order is under way when the order comes, half an hour before its pickup opens:
/// 100 ms from that plan beside 10 s from nothing, both with the same locks. In percent.
double one_more(Problem problem, std::int32_t fresh) {
    const SolveControl control{.now_us = now_us, .stop = {}, .progress = {}};
    // The last shipment is new, so that a plan without it names the others by the same numbers.
    std::swap(problem.shipments[static_cast<std::size_t>(fresh)], problem.shipments.back());
    Problem before = problem;
    before.shipments.pop_back();
    const Solution plan = solve(compile(before), {.time_limit_us = 10'000'000, .start = {}}, control).solution;
    problem.locked = begun(plan, problem.shipments.back().pickup.windows[0].earliest - 1800);
    const Model model = compile(problem);
    const Solution quick = reoptimize(model, plan_of(plan), {.time_limit_us = 100'000, .start = {}}, control).solution;
    const Solution slow = solve(model, {.time_limit_us = 10'000'000, .start = {}}, control).solution;
    if (quick.complete != slow.complete) return quick.complete ? -100 : 100;
    return 100.0 * (double(quick.cost.total) / double(slow.cost.total) - 1);
}

void one_more_each(const Problem& problem) {
    std::vector<double> gaps;
    for (std::int32_t i = 0; i < 300; i += 60) {
        try {
            gaps.push_back(one_more(problem, i));
        } catch (const std::exception& error) {
            std::printf("one more order, number %d: %s\n", i, error.what());
        }
    }
    if (gaps.empty()) return;
    std::sort(gaps.begin(), gaps.end());
    std::printf("one more order in a running plan, 100 ms: median %.2f %%, worst %.2f %% from a new search of 10 s\n",
                gaps[gaps.size() / 2], gaps.back());
}

void limits() {
    const Model model = compile(day(500, 80));
    const SolveControl control{.now_us = now_us, .stop = {}, .progress = {}};
    std::vector<std::int64_t> over;
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        const std::int64_t begin = now_us();
        (void)solve(model, {.time_limit_us = 200'000, .seed = seed, .start = {}}, control);
        over.push_back(now_us() - begin - 200'000);
    }
    std::sort(over.begin(), over.end());
    std::printf("time limit, 1000 stops: median %.1f ms over, worst %.1f ms\n", double(over[over.size() / 2]) / 1e3,
                double(over.back()) / 1e3);
}

void memory(const char* form, const Model& model, std::int64_t iterations) {
    std::int64_t before = 0;
    for (int round = 0; round < 3; ++round, iterations *= 2) {
        const std::int64_t begin = allocations;
        (void)solve(model, {.iterations = iterations, .start = {}});
        const std::int64_t count = allocations - begin;
        std::printf("allocations of the %s form in %lld iterations: %lld (%+lld)\n", form,
                    static_cast<long long>(iterations), static_cast<long long>(count),
                    static_cast<long long>(count - before));
        before = count;
    }
}

/// Lateness that costs is what only the general form of the search knows.
Problem with_soft_windows(Problem problem) {
    for (Shipment& shipment : problem.shipments) shipment.delivery.lateness_cost = 10;
    return problem;
}

}  // namespace

// GCC inlines `operator delete` alone and then finds free() called for what `new` returned.
// NOLINTBEGIN
[[gnu::noinline]] void* operator new(std::size_t size) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND

int main() {
    const Model model = compile(day(300, 40));
    const SolveControl control{.now_us = now_us, .stop = {}, .progress = {}};
    const SolveResult found = solve(model, {.time_limit_us = 10'000'000, .start = {}}, control);
    std::printf("300 shipments, 40 drivers: cost %lld, %zu routes, %zu unserved\n",
                static_cast<long long>(found.solution.cost.total), found.solution.routes.size(),
                found.solution.unserved.size());
    const std::vector<RoutePlan> plan = plan_of(found.solution);
    quotes(model, plan);
    one_more_each(model.problem());
    limits();
    // Few enough not to be divided: what is divided makes its parts anew, a few times each second.
    memory("fast", compile(day(140, 20)), 20'000);
    memory("general", compile(with_soft_windows(day(100, 20))), 500);
}
