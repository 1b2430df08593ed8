#include "pairs.hpp"
#include "vrplib_reading.hpp"

#include <algorithm>
#include <limits>

namespace marketplace::routing::detail {
namespace {

using Rows = std::vector<std::span<const Word>>;

constexpr std::int64_t vehicle_count_max = 1'000'000;

/// A property of vehicles: "KEY : value" for all, or KEY_SECTION with a row for each.
struct Property {
    std::string name;
    const Word* uniform = nullptr;
    Rows rows;

    [[nodiscard]] std::span<const Word> of(std::size_t vehicle) const {
        if (!rows.empty()) return rows[vehicle];
        return uniform == nullptr ? std::span<const Word>{} : std::span{uniform, 1};
    }
};

/// Reads the vehicles of one file.
class Fleet {
public:
    explicit Fleet(VrplibReading& reading) : reading_(reading), count_(vehicle_count()) {
        capacity_ = property("CAPACITY", 0);
        depot_ = property("VEHICLES_DEPOT", 1);
        distance_max_ = property("VEHICLES_MAX_DISTANCE", 1);
        duration_max_ = property("VEHICLES_MAX_DURATION", 1);
        fixed_cost_ = property("VEHICLES_FIXED_COST", 1);
        distance_cost_ = property("VEHICLES_UNIT_DISTANCE_COST", 1);
        reloads_ = property("VEHICLES_RELOAD_DEPOT", 0);
        reloads_max_ = property("VEHICLES_MAX_RELOADS", 1);
        allowed_ = property("VEHICLES_ALLOWED_CLIENTS", 0);
        read_depot_windows();
    }

    /// Vehicles that follow each other and are alike are one type.
    void add_types() {
        std::vector<VehicleType>& types = reading_.instance.problem.vehicles;
        std::vector<std::size_t> first;  // vehicle of each type
        const std::size_t described = is_uniform() ? 1 : count_;
        for (std::size_t vehicle = 0; vehicle < described; ++vehicle) {
            VehicleType type = type_of(vehicle);
            if (!types.empty()) type.id = types.back().id;
            type.count = types.empty() ? 1 : types.back().count;
            if (!types.empty() && type == types.back() && allows_same(first.back(), vehicle)) {
                ++types.back().count;
                continue;
            }
            type.id = std::to_string(types.size() + 1);
            type.count = is_uniform() ? static_cast<std::int32_t>(count_) : 1;
            types.push_back(std::move(type));
            first.push_back(vehicle);
        }
        if (!allowed_.rows.empty()) bind_customers(first);
    }

private:
    static constexpr std::string_view keys[] = {"CAPACITY",
                                                "VEHICLES_DEPOT",
                                                "VEHICLES_MAX_DISTANCE",
                                                "VEHICLES_MAX_DURATION",
                                                "VEHICLES_FIXED_COST",
                                                "VEHICLES_UNIT_DISTANCE_COST",
                                                "VEHICLES_RELOAD_DEPOT",
                                                "VEHICLES_MAX_RELOADS",
                                                "VEHICLES_ALLOWED_CLIENTS"};

    /// What the file says, else as many as its rows describe, else one for each customer.
    std::size_t vehicle_count() {
        for (const std::string_view key : {"VEHICLES", "SALESMEN"}) {
            if (const Word* word = reading_.file.specification(key))
                return static_cast<std::size_t>(whole_number(*word, key, 1, vehicle_count_max));
        }
        for (const std::string_view key : keys) {
            if (const Section* section = reading_.file.section(std::string{key} + "_SECTION"))
                return std::max<std::size_t>(1, section->row_count());
        }
        return std::max<std::size_t>(1, reading_.customer_count());
    }
    Property property(std::string_view key, std::size_t columns) {
        Property out{std::string{key}, reading_.file.specification(key), {}};
        if (const Section* section = reading_.file.section(out.name + "_SECTION")) {
            out.name = section->name;
            out.rows = reading_.file.numbered_rows(*section, count_, columns);
        }
        return out;
    }
    void read_depot_windows() {
        for (const auto& [name, column] : {std::pair{"TIME_WINDOW_SECTION", 0}, {"PICKUP_AND_DELIVERY_SECTION", 1}}) {
            const Section* section = reading_.file.section(name);
            if (section == nullptr) continue;
            const Rows rows = reading_.file.numbered_rows(*section, reading_.place_count, 0);
            const auto at = static_cast<std::size_t>(column);
            for (std::size_t depot = 0; depot < reading_.depot_count; ++depot)
                shifts_.push_back(window_of(reading_.scale, rows[depot][at], rows[depot][at + 1], name));
        }
        if (shifts_.empty()) shifts_.resize(reading_.depot_count);
    }
    [[nodiscard]] bool is_uniform() const {
        for (const Property* each : {&capacity_, &depot_, &distance_max_, &duration_max_, &fixed_cost_, &distance_cost_,
                                     &reloads_, &reloads_max_, &allowed_}) {
            if (!each->rows.empty()) return false;
        }
        return true;
    }
    [[nodiscard]] std::int32_t depot_number(const Word& word, const Property& of) const {
        const auto last = static_cast<std::int64_t>(reading_.depot_count);
        return static_cast<std::int32_t>(whole_number(word, of.name, 1, last) - 1);
    }

    [[nodiscard]] VehicleType type_of(std::size_t vehicle) const {
        const Scale& scale = reading_.scale;
        VehicleType type;
        for (const Word& word : capacity_.of(vehicle)) type.capacity.push_back(whole_number(word, capacity_.name, 0));
        std::int32_t depot = 0;
        for (const Word& word : depot_.of(vehicle)) depot = depot_number(word, depot_);
        type.start = depot;
        if (reading_.type != "OVRP") type.end = depot;
        type.shift = shifts_[static_cast<std::size_t>(depot)];
        for (const Word& word : distance_max_.of(vehicle)) type.distance_max = scale.quantity(word, distance_max_.name);
        for (const Word& word : duration_max_.of(vehicle)) type.duration_max = scale.quantity(word, duration_max_.name);
        for (const Word& word : fixed_cost_.of(vehicle)) type.fixed_cost = scale.quantity(word, fixed_cost_.name);
        for (const Word& word : distance_cost_.of(vehicle))
            type.distance_cost = whole_number(word, distance_cost_.name, 0);
        for (const Word& word : reloads_.of(vehicle)) type.reloads.push_back(depot_number(word, reloads_));
        for (const Word& word : reloads_max_.of(vehicle))
            type.trips_max = static_cast<std::int32_t>(
                whole_number(word, reloads_max_.name, 0, std::numeric_limits<std::int32_t>::max() - 1) + 1);
        read_length_limit(type);
        return type;
    }
    /// DISTANCE limits the length of a route together with its service times.
    void read_length_limit(VehicleType& type) const {
        const Word* limit = reading_.file.specification("DISTANCE");
        if (limit == nullptr) return;
        const bool has_service = reading_.file.specification("SERVICE_TIME") != nullptr ||
                                 reading_.file.section("SERVICE_TIME_SECTION") != nullptr;
        (has_service ? type.duration_max : type.distance_max) = reading_.scale.quantity(*limit, "DISTANCE");
    }

    [[nodiscard]] std::vector<std::size_t> allowed_places(std::size_t vehicle) const {
        std::vector<std::size_t> out;
        const auto last = static_cast<std::int64_t>(reading_.place_count);
        for (const Word& word : allowed_.of(vehicle))
            out.push_back(static_cast<std::size_t>(whole_number(word, allowed_.name, 1, last) - 1));
        std::sort(out.begin(), out.end());
        return out;
    }
    [[nodiscard]] bool allows_same(std::size_t a, std::size_t b) const {
        return allowed_.rows.empty() || allowed_places(a) == allowed_places(b);
    }
    void bind_customers(const std::vector<std::size_t>& first_vehicles) {
        Problem& problem = reading_.instance.problem;
        std::vector<std::vector<std::string>> allowed(reading_.place_count);
        for (std::size_t type = 0; type < first_vehicles.size(); ++type) {
            for (const std::size_t place : allowed_places(first_vehicles[type]))
                allowed[place].push_back(problem.vehicles[type].id);
        }
        for (Job& job : problem.jobs) {
            auto& types = allowed[static_cast<std::size_t>(job.stop.place)];
            if (types.empty())
                fail(ErrorCode::invalid_value, "VEHICLES_ALLOWED_CLIENTS_SECTION", job.id,
                     "a vehicle for each customer");
            if (types.size() < problem.vehicles.size()) job.terms.allowed = std::move(types);
        }
        if (!problem.shipments.empty())
            fail(ErrorCode::unsupported, "VEHICLES_ALLOWED_CLIENTS_SECTION", "", "no pickups and deliveries");
    }

    VrplibReading& reading_;
    std::size_t count_;
    Property capacity_, depot_, distance_max_, duration_max_, fixed_cost_, distance_cost_, reloads_, reloads_max_,
        allowed_;
    std::vector<TimeWindow> shifts_;  ///< of the depots
};

}  // namespace

void read_vehicles(VrplibReading& reading) { Fleet{reading}.add_types(); }

}  // namespace marketplace::routing::detail
