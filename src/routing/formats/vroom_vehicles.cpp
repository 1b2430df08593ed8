#include "vroom_document.hpp"

#include <marketplace/core/checked.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace marketplace::routing::detail {
namespace {

/// A problem has two numbers for each way: a duration, and one more. This is what the second one is.
enum class SecondNumber : std::uint8_t { duration, distance, cost };

/// What tells profiles apart.
struct ProfileKey {
    std::string name;
    std::int64_t percent = 100;  ///< of the durations: 200 for half the speed
    SecondNumber second = SecondNumber::duration;

    friend auto operator<=>(const ProfileKey&, const ProfileKey&) = default;
};

class Vehicles {
public:
    Vehicles(VroomReading& reading, VroomPlaces& places, std::int32_t duration_percent)
        : reading_(reading), places_(places), duration_percent_(duration_percent) {}

    void read() {
        const auto& vehicles = reading_.document.vehicles;
        if (vehicles.empty()) fail(ErrorCode::missing_field, "vehicles", "", "a vehicle");
        for (std::size_t i = 0; i < vehicles.size(); ++i) check_costs(vehicles[i], item("vehicles", i));
        choose_cost_scale();
        std::set<std::int64_t> ids;
        for (std::size_t i = 0; i < vehicles.size(); ++i) {
            const std::string path = item("vehicles", i);
            if (!vehicles[i].id) fail(ErrorCode::missing_field, path + ".id", "", "an integer");
            if (!ids.insert(*vehicles[i].id).second)
                fail(ErrorCode::invalid_value, path + ".id", std::to_string(*vehicles[i].id), "each id once");
            add(type_of(vehicles[i], path), i);
        }
    }

private:
    // costs

    static void check_costs(const VroomVehicle& vehicle, const std::string& path) {
        const VroomCosts& costs = vehicle.costs;
        if (costs.per_task_hour != 0)
            fail(ErrorCode::unsupported, path + ".costs.per_task_hour", std::to_string(costs.per_task_hour), "0");
        for (const auto& [name, value] : {std::pair{".costs.fixed", costs.fixed},
                                          {".costs.per_hour", costs.per_hour},
                                          {".costs.per_km", costs.per_km}}) {
            if (value < 0 || value > std::numeric_limits<std::uint32_t>::max())
                fail(ErrorCode::out_of_range, path + name, std::to_string(value), "a number within 32 bits");
        }
    }
    /// The least number of costs per cost of VROOM's by which seconds and metres have whole prices.
    void choose_cost_scale() {
        std::int64_t scale = 1;
        for (const VroomVehicle& vehicle : reading_.document.vehicles) {
            scale = std::lcm(scale, 3600 / std::gcd(vehicle.costs.per_hour, std::int64_t{3600}));
            scale = std::lcm(scale, 1000 / std::gcd(vehicle.costs.per_km, std::int64_t{1000}));
        }
        reading_.input.cost_scale = scale;
    }

    // travel

    [[nodiscard]] const VroomMatrix* matrix_of(const VroomVehicle& vehicle) const {
        if (!places_.has_matrices()) return nullptr;
        const auto found = reading_.document.matrices.find(vehicle.profile);
        if (found == reading_.document.matrices.end())
            fail(ErrorCode::missing_field, "matrices." + vehicle.profile, "", "a matrix for each profile in use");
        return &found->second;
    }
    [[nodiscard]] static SecondNumber second_number(const VroomVehicle& vehicle, const VroomMatrix* matrix,
                                                    const std::string& path) {
        const bool needs_distance = vehicle.costs.per_km != 0 || vehicle.max_distance.has_value();
        if (matrix == nullptr) return SecondNumber::distance;
        if (matrix->costs.empty()) return needs_distance ? SecondNumber::distance : SecondNumber::duration;
        if (vehicle.costs.per_hour != 3600 || vehicle.costs.per_km != 0)
            fail(ErrorCode::unsupported, path + ".costs", "", "no per_hour and per_km beside a matrix of costs");
        if (vehicle.max_distance)
            fail(ErrorCode::unsupported, path + ".max_distance", std::to_string(*vehicle.max_distance),
                 "no limit of distance beside a matrix of costs");
        return SecondNumber::cost;
    }
    [[nodiscard]] static std::int64_t speed_percent(const VroomVehicle& vehicle, const std::string& path) {
        if (!(vehicle.speed_factor > 0.005 && vehicle.speed_factor <= 5))
            fail(ErrorCode::out_of_range, path + ".speed_factor", std::to_string(vehicle.speed_factor),
                 "a number above 0, 5 at most");
        return std::llround(100 / vehicle.speed_factor);
    }

    [[nodiscard]] std::vector<std::int32_t> numbers_of(const VroomRows& rows, const std::string& path,
                                                       std::int64_t percent) const {
        const std::size_t size = matrix_size(reading_.document);
        if (rows.empty()) fail(ErrorCode::missing_field, path, "", "a matrix");
        if (rows.size() != size)
            fail(ErrorCode::invalid_value, path, std::to_string(rows.size()) + " rows", std::to_string(size) + " rows");
        std::vector<std::int32_t> out;
        for (std::size_t row = 0; row < size; ++row) {
            if (rows[row].size() != size)
                fail(ErrorCode::invalid_value, item(path, row), std::to_string(rows[row].size()) + " numbers",
                     std::to_string(size) + " numbers");
            for (std::size_t column = 0; column < size; ++column) {
                const std::int64_t number = rows[row][column];
                const int128 scaled = (wide_multiply(number, percent) + 99) / 100;
                if (number < 0 || scaled > std::numeric_limits<std::int32_t>::max())
                    fail(ErrorCode::out_of_range, item(item(path, row), column), std::to_string(number),
                         "a number from 0 within 32 bits");
                out.push_back(row == column ? 0 : static_cast<std::int32_t>(scaled));
            }
        }
        return out;
    }
    [[nodiscard]] TravelMatrix travel_matrix(const ProfileKey& key, const VroomMatrix& from) const {
        const std::string path = "matrices." + key.name;
        TravelMatrix out;
        std::vector<std::int32_t> durations = numbers_of(from.durations, path + ".durations", key.percent);
        if (key.second == SecondNumber::duration) {
            out.distances = std::move(durations);
            return out;
        }
        out.durations = std::move(durations);
        out.distances = key.second == SecondNumber::cost ? numbers_of(from.costs, path + ".costs", 100)
                                                         : numbers_of(from.distances, path + ".distances", 100);
        return out;
    }
    std::int32_t profile_of(const ProfileKey& key, const VroomMatrix* matrix) {
        VroomInput& input = reading_.input;
        const auto [found, is_new] = profiles_.try_emplace(key, static_cast<std::int32_t>(profiles_.size()));
        if (!is_new) return found->second;
        TravelProfile profile;
        if (matrix != nullptr) {
            input.matrices.push_back(travel_matrix(key, *matrix));
        } else {
            profile.metric = Metric::haversine;
            profile.duration_percent = static_cast<std::int32_t>(
                std::clamp<std::int64_t>((key.percent * duration_percent_ + 50) / 100, 1, 100'000'000));
        }
        input.problem.profiles.push_back(profile);
        return found->second;
    }

    // vehicles

    [[nodiscard]] static std::vector<Break> breaks_of(const VroomVehicle& vehicle, const std::string& path) {
        std::vector<Break> out;
        std::set<std::int64_t> ids;
        for (std::size_t i = 0; i < vehicle.breaks.size(); ++i) {
            const VroomBreak& from = vehicle.breaks[i];
            const std::string where = item(path + ".breaks", i);
            if (!from.id) fail(ErrorCode::missing_field, where + ".id", "", "an integer");
            if (!ids.insert(*from.id).second)
                fail(ErrorCode::invalid_value, where + ".id", std::to_string(*from.id), "each id once");
            if (from.max_load)
                fail(ErrorCode::unsupported, where + ".max_load", "", "breaks that are taken with any load");
            check_quantity(from.service, where + ".service");
            out.push_back(
                {std::to_string(*from.id), from.service, vroom_windows(from.time_windows, where + ".time_windows")});
        }
        return out;
    }
    void set_ends(VehicleType& type, const VroomVehicle& vehicle, const std::string& path) {
        if (vehicle.start || vehicle.start_index)
            type.start = places_.place(vehicle.start, vehicle.start_index, path, "start");
        if (vehicle.end || vehicle.end_index) type.end = places_.place(vehicle.end, vehicle.end_index, path, "end");
        if (!type.start && !type.end) fail(ErrorCode::missing_field, path + ".start", "", "a start or an end");
    }
    void set_costs_and_limits(VehicleType& type, const VroomVehicle& vehicle, SecondNumber second,
                              const std::string& path) const {
        const std::int64_t scale = reading_.input.cost_scale;
        type.fixed_cost = vehicle.costs.fixed * scale;
        type.distance_cost = second == SecondNumber::cost ? scale : vehicle.costs.per_km * scale / 1000;
        type.travel_cost = second == SecondNumber::cost ? 0 : vehicle.costs.per_hour * scale / 3600;
        if (vehicle.max_tasks && *vehicle.max_tasks < 0)
            fail(ErrorCode::out_of_range, path + ".max_tasks", std::to_string(*vehicle.max_tasks),
                 "a number from 0 on");
        type.stops_max = vehicle.max_tasks;
        if (vehicle.max_distance) check_quantity(*vehicle.max_distance, path + ".max_distance");
        type.distance_max = vehicle.max_distance;
        if (!vehicle.max_travel_time) return;
        check_quantity(*vehicle.max_travel_time, path + ".max_travel_time");
        if (second != SecondNumber::duration)
            fail(ErrorCode::unsupported, path + ".max_travel_time", std::to_string(*vehicle.max_travel_time),
                 "a matrix of durations without costs, per_km and max_distance");
        type.distance_max = vehicle.max_travel_time;
    }
    [[nodiscard]] VehicleType type_of(const VroomVehicle& vehicle, const std::string& path) {
        const VroomMatrix* matrix = matrix_of(vehicle);
        const SecondNumber second = second_number(vehicle, matrix, path);
        VehicleType type;
        set_ends(type, vehicle, path);
        type.capacity = vehicle.capacity;
        for (std::size_t i = 0; i < type.capacity.size(); ++i)
            check_quantity(type.capacity[i], item(path + ".capacity", i));
        for (const std::int64_t skill : vehicle.skills) type.skills.push_back(std::to_string(skill));
        type.profile = profile_of({vehicle.profile, speed_percent(vehicle, path), second}, matrix);
        if (vehicle.time_window)
            type.shift = vroom_windows(VroomWindows{*vehicle.time_window}, path + ".time_window").front();
        type.breaks = breaks_of(vehicle, path);
        set_costs_and_limits(type, vehicle, second, path);
        return type;
    }
    /// Vehicles that differ in nothing but their id are one type.
    void add(VehicleType type, std::size_t member) {
        std::vector<VehicleType>& types = reading_.input.problem.vehicles;
        for (std::size_t i = 0; i < types.size(); ++i) {
            type.id = types[i].id;
            type.count = types[i].count;
            if (type != types[i]) continue;
            ++types[i].count;
            reading_.members[i].push_back(member);
            return;
        }
        type.id = std::to_string(*reading_.document.vehicles[member].id);
        type.count = 1;
        types.push_back(std::move(type));
        reading_.members.push_back({member});
    }

    VroomReading& reading_;
    VroomPlaces& places_;
    std::int64_t duration_percent_;
    std::map<ProfileKey, std::int32_t> profiles_;
};

/// More than all ways and vehicles of any plan cost together.
int128 cost_bound(const VroomInput& input) {
    std::int64_t longest = 20'015'115;  // half way around the globe, in metres
    std::int64_t slowest = 0;
    if (!input.matrices.empty()) longest = 0;
    for (const TravelMatrix& matrix : input.matrices) {
        for (const std::int32_t each : matrix.distances) longest = std::max<std::int64_t>(longest, each);
        for (const std::int32_t each : matrix.durations) slowest = std::max<std::int64_t>(slowest, each);
    }
    if (input.matrices.empty()) {
        for (const TravelProfile& profile : input.problem.profiles)
            slowest = std::max(slowest, (longest * profile.duration_percent + 99) / 100);
    }
    slowest = std::max(slowest, longest);  // a matrix without durations has them as its distances
    int128 way = 0;
    int128 fixed = 0;
    int128 vehicles = 0;
    for (const VehicleType& type : input.problem.vehicles) {
        way = std::max(way, wide_multiply(longest, type.distance_cost) + wide_multiply(slowest, type.travel_cost));
        fixed += wide_multiply(type.fixed_cost, type.count);
        vehicles += type.count;
    }
    const int128 stops = input.problem.jobs.size() + 2 * input.problem.shipments.size();
    return (stops + vehicles) * way + fixed + 1;
}

}  // namespace

void read_vroom_vehicles(VroomReading& reading, VroomPlaces& places, std::int32_t duration_percent) {
    Vehicles{reading, places, duration_percent}.read();
}

void set_vroom_prizes(VroomReading& reading) {
    constexpr std::int64_t priority_max = 100;
    Problem& problem = reading.input.problem;
    std::vector<std::int64_t> priorities;
    const auto add = [&](std::int64_t priority, std::string_view list, std::size_t index) {
        if (priority < 0 || priority > priority_max)
            fail(ErrorCode::out_of_range, item(list, index) + ".priority", std::to_string(priority), "0 to 100");
        priorities.push_back(priority);
    };
    for (std::size_t i = 0; i < problem.jobs.size(); ++i) add(reading.document.jobs[i].priority, "jobs", i);
    for (std::size_t i = 0; i < problem.shipments.size(); ++i)
        add(reading.document.shipments[i].priority, "shipments", i);
    const auto [least, most] = std::minmax_element(priorities.begin(), priorities.end());
    if (priorities.empty() || *least == *most) return;  // all alike: every order is required
    const auto tasks = static_cast<std::int64_t>(problem.jobs.size() + 2 * problem.shipments.size());
    const int128 task = cost_bound(reading.input);
    // A shipment is two tasks; a plan without any order must still have a cost within 64 bits.
    const int128 most_tasks = std::min<int128>(no_limit / (2 * task), (int128{1} << 61) / (task * tasks));
    const std::int64_t worth = static_cast<std::int64_t>(std::min<int128>(tasks + 1, (most_tasks - 1) / *most));
    if (worth < 1)
        fail(ErrorCode::out_of_range, "priority", std::to_string(*most), "costs that leave room for priorities");
    const auto prize = [&](std::int64_t priority) { return narrow(task * (int128{priority} * worth + 1)); };
    for (std::size_t i = 0; i < problem.jobs.size(); ++i) problem.jobs[i].terms.prize = prize(priorities[i]);
    for (std::size_t i = 0; i < problem.shipments.size(); ++i)
        problem.shipments[i].terms.prize = 2 * prize(priorities[problem.jobs.size() + i]);
}

}  // namespace marketplace::routing::detail
