#include "record_difference.hpp"
#include "words.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <span>

namespace marketplace::routing {
namespace {

constexpr std::int64_t vehicle_count_max = 1'000'000;

/// Writes one instance. It says what VRPLIB has words for; `write_vrplib` finds out what was left.
class Writer {
public:
    explicit Writer(const BenchmarkInstance& instance)
        : instance_(instance), problem_(instance.problem), depots_(depot_count()) {
        for (const VehicleType& type : problem_.vehicles) vehicles_ += type.count;
        if (vehicles_ < 1 || vehicles_ > vehicle_count_max)
            fail(ErrorCode::out_of_range, "problem.vehicles", std::to_string(vehicles_), "1 to 1000000 vehicles");
        has_windows_ = !problem_.shipments.empty() ||
                       std::any_of(problem_.jobs.begin(), problem_.jobs.end(),
                                   [](const Job& job) { return !job.stop.windows.empty(); }) ||
                       std::any_of(problem_.vehicles.begin(), problem_.vehicles.end(),
                                   [](const VehicleType& type) { return type.shift != TimeWindow{}; });
    }

    std::string write() {
        head();
        vehicle_properties();
        travel();
        if (problem_.shipments.empty()) {
            customers();
        } else {
            pairs();
        }
        section("DEPOT_SECTION");
        for (std::size_t i = 0; i < depots_; ++i) line(std::to_string(i + 1));
        line("-1");
        line("EOF");
        return std::move(out_);
    }

private:
    using Values = std::vector<std::string>;

    std::size_t depot_count() const {
        const std::size_t stops = problem_.jobs.size() + 2 * problem_.shipments.size();
        if (stops >= problem_.places.size())
            fail(ErrorCode::invalid_value, "problem.places", std::to_string(problem_.places.size()),
                 "depots and a place of its own for each stop");
        return problem_.places.size() - stops;
    }
    void line(std::string_view text) { out_.append(text).append("\n"); }
    void section(std::string_view name) { line(name); }
    void specification(std::string_view key, std::string_view value) {
        out_.append(key).append(" : ").append(value).append("\n");
    }
    void row(std::size_t number, const Values& values) {
        out_.append(std::to_string(number));
        for (const std::string& value : values) out_.append(" ").append(value);
        out_ += '\n';
    }
    /// A time, distance or cost in the unit of the file.
    [[nodiscard]] std::string quantity(std::int64_t value) const {
        return instance_.cost_scale == 1 ? std::to_string(value) : format_cost(value, instance_.cost_scale);
    }
    static std::string real(double value) {
        char buffer[32];
        return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
    }
    static Values numbers(const std::vector<std::int64_t>& values) {
        Values out;
        for (const std::int64_t value : values) out.push_back(std::to_string(value));
        return out;
    }

    void head() {
        if (!problem_.name.empty()) specification("NAME", problem_.name);
        const bool is_open = std::none_of(problem_.vehicles.begin(), problem_.vehicles.end(),
                                          [](const VehicleType& type) { return type.end.has_value(); });
        specification("TYPE", !problem_.shipments.empty() ? "PDPTW"
                              : is_open                   ? "OVRP"
                              : has_windows_              ? "VRPTW"
                                                          : "CVRP");
        specification("DIMENSION", std::to_string(problem_.places.size()));
        specification("VEHICLES", std::to_string(vehicles_));
        const Convention told = has_windows_ && !rounds_itself() ? Convention::dimacs : Convention::nearest;
        if (instance_.convention != told) specification("CONVENTION", name_of(instance_.convention));
    }

    // vehicles

    /// "KEY : value" if it is the same single number for all vehicles, else a row for each; nothing for what is
    /// assumed.
    void property(const std::string& key, const Values& assumed,
                  const std::function<Values(const VehicleType&)>& values_of) {
        const Values first = values_of(problem_.vehicles.front());
        const bool is_uniform = std::all_of(problem_.vehicles.begin(), problem_.vehicles.end(),
                                            [&](const VehicleType& type) { return values_of(type) == first; });
        if (is_uniform && first == assumed) return;
        if (is_uniform && first.size() == 1) return specification(key, first.front());
        section(key + "_SECTION");
        std::size_t number = 0;
        for (const VehicleType& type : problem_.vehicles) {
            const Values values = values_of(type);
            for (std::int32_t i = 0; i < type.count; ++i) row(++number, values);
        }
    }
    [[nodiscard]] Values limit(const std::optional<std::int64_t>& value) const {
        return value ? Values{quantity(*value)} : Values{};
    }
    [[nodiscard]] Values allowed_customers(const VehicleType& type) const {
        Values out;
        for (const Job& job : problem_.jobs) {
            const auto& allowed = job.terms.allowed;
            if (allowed.empty() || std::find(allowed.begin(), allowed.end(), type.id) != allowed.end())
                out.push_back(std::to_string(job.stop.place + 1));
        }
        return out;
    }
    void vehicle_properties() {
        property("CAPACITY", {}, [](const VehicleType& type) { return numbers(type.capacity); });
        property("VEHICLES_DEPOT", {"1"},
                 [](const VehicleType& type) { return Values{std::to_string(type.start.value_or(-1) + 1)}; });
        property("VEHICLES_MAX_DISTANCE", {}, [&](const VehicleType& type) { return limit(type.distance_max); });
        property("VEHICLES_MAX_DURATION", {}, [&](const VehicleType& type) { return limit(type.duration_max); });
        property("VEHICLES_FIXED_COST", {quantity(0)},
                 [&](const VehicleType& type) { return Values{quantity(type.fixed_cost)}; });
        property("VEHICLES_UNIT_DISTANCE_COST", {"1"},
                 [](const VehicleType& type) { return Values{std::to_string(type.distance_cost)}; });
        property("VEHICLES_RELOAD_DEPOT", {}, [](const VehicleType& type) {
            Values out;
            for (const std::int32_t place : type.reloads) out.push_back(std::to_string(place + 1));
            return out;
        });
        property("VEHICLES_MAX_RELOADS", {}, [](const VehicleType& type) {
            return type.trips_max == 0 ? Values{} : Values{std::to_string(type.trips_max - 1)};
        });
        const bool is_bound = std::any_of(problem_.jobs.begin(), problem_.jobs.end(),
                                          [](const Job& job) { return !job.terms.allowed.empty(); });
        if (is_bound)
            property("VEHICLES_ALLOWED_CLIENTS", {}, [&](const VehicleType& type) { return allowed_customers(type); });
    }

    // travel

    [[nodiscard]] bool rounds_itself() const {
        return instance_.convention == Convention::nearest && !problem_.profiles.empty() &&
               problem_.profiles.front().rounding != DistanceRounding::nearest;
    }
    [[nodiscard]] std::string_view weight_type() const {
        if (!instance_.matrices.empty()) return "EXPLICIT";
        const TravelProfile profile = problem_.profiles.empty() ? TravelProfile{} : problem_.profiles.front();
        if (profile.metric == Metric::manhattan) return "MAN_2D";
        if (!rounds_itself()) return "EUC_2D";
        return profile.rounding == DistanceRounding::up ? "CEIL_2D" : "FLOOR_2D";
    }
    void travel() {
        specification("EDGE_WEIGHT_TYPE", weight_type());
        const bool has_matrix = !instance_.matrices.empty();
        if (has_matrix) specification("EDGE_WEIGHT_FORMAT", "FULL_MATRIX");
        const bool lies_somewhere = std::any_of(problem_.places.begin(), problem_.places.end(),
                                                [](const Place& place) { return place.x != 0 || place.y != 0; });
        if (!has_matrix || lies_somewhere) {
            section("NODE_COORD_SECTION");
            for (std::size_t i = 0; i < problem_.places.size(); ++i)
                row(i + 1, {real(problem_.places[i].x), real(problem_.places[i].y)});
        }
        if (!has_matrix) return;
        section("EDGE_WEIGHT_SECTION");
        std::size_t column = 0;
        for (const std::int32_t distance : instance_.matrices.front().distances) {
            out_.append(quantity(distance));
            column = (column + 1) % problem_.places.size();
            out_ += column == 0 ? '\n' : ' ';
        }
    }

    // customers

    [[nodiscard]] Values window_values(const std::vector<TimeWindow>& windows) const {
        const TimeWindow window = windows.empty() ? TimeWindow{} : windows.front();
        return {quantity(window.earliest), quantity(window.latest)};
    }
    [[nodiscard]] Values depot_window(std::size_t depot) const {
        for (const VehicleType& type : problem_.vehicles) {
            if (type.start == static_cast<std::int32_t>(depot)) return window_values({type.shift});
        }
        return window_values({});
    }
    /// A section with a row for each place; left out if no customer has anything to say.
    void place_section(std::string_view name, const Values& of_depot, const std::function<Values(const Job&)>& of_job) {
        const Values nothing = of_depot;
        if (std::all_of(problem_.jobs.begin(), problem_.jobs.end(),
                        [&](const Job& job) { return of_job(job) == nothing; }))
            return;
        section(name);
        for (std::size_t i = 0; i < depots_; ++i) row(i + 1, of_depot);
        for (std::size_t i = 0; i < problem_.jobs.size(); ++i) row(depots_ + i + 1, of_job(problem_.jobs[i]));
    }
    void amount_section(std::string_view name, std::vector<std::int64_t> Job::*amounts) {
        const std::size_t dimensions = problem_.jobs.empty() ? 0 : (problem_.jobs.front().*amounts).size();
        if (dimensions == 0) return;
        section(name);
        for (std::size_t i = 0; i < depots_; ++i) row(i + 1, Values(dimensions, "0"));
        for (std::size_t i = 0; i < problem_.jobs.size(); ++i) row(depots_ + i + 1, numbers(problem_.jobs[i].*amounts));
    }
    void customers() {
        amount_section("DEMAND_SECTION", &Job::delivery);
        amount_section("BACKHAUL_SECTION", &Job::pickup);
        const Values zero{quantity(0)};
        place_section("SERVICE_TIME_SECTION", zero, [&](const Job& job) { return Values{quantity(job.stop.service)}; });
        place_section("RELEASE_TIME_SECTION", zero, [&](const Job& job) { return Values{quantity(job.release)}; });
        place_section("PRIZE_SECTION", zero,
                      [&](const Job& job) { return Values{quantity(job.terms.prize.value_or(0))}; });
        if (has_windows_) {
            section("TIME_WINDOW_SECTION");
            for (std::size_t i = 0; i < depots_; ++i) row(i + 1, depot_window(i));
            for (std::size_t i = 0; i < problem_.jobs.size(); ++i)
                row(depots_ + i + 1, window_values(problem_.jobs[i].stop.windows));
        }
        groups();
    }
    void groups() {
        std::map<std::string, Values> members;
        std::vector<std::string> order;
        for (const Job& job : problem_.jobs) {
            if (job.terms.alternatives.empty()) continue;
            Values& group = members[job.terms.alternatives];
            if (group.empty()) order.push_back(job.terms.alternatives);
            group.push_back(std::to_string(job.stop.place + 1));
        }
        if (order.empty()) return;
        section("MUTUALLY_EXCLUSIVE_GROUP_SECTION");
        std::size_t number = 0;
        for (const std::string& group : order) row(++number, members[group]);
    }
    void pairs() {
        const std::size_t count = problem_.places.size();
        std::vector<Values> rows(count, Values{});
        const auto set = [&](const Stop& stop, std::int64_t demand, std::int32_t pickup, std::int32_t delivery) {
            const Values window = window_values(stop.windows);
            const auto place = static_cast<std::size_t>(stop.place);
            if (place >= count) fail(ErrorCode::out_of_range, "place", std::to_string(stop.place), "a place");
            rows[place] = {
                std::to_string(demand),  window[0], window[1], quantity(stop.service), std::to_string(pickup),
                std::to_string(delivery)};
        };
        for (const Job& job : problem_.jobs) set(job.stop, job.delivery.empty() ? 0 : job.delivery.front(), 0, 0);
        for (const Shipment& shipment : problem_.shipments) {
            const std::int64_t amount = shipment.amount.empty() ? 0 : shipment.amount.front();
            set(shipment.pickup, amount, 0, shipment.delivery.place + 1);
            set(shipment.delivery, -amount, shipment.pickup.place + 1, 0);
        }
        section("PICKUP_AND_DELIVERY_SECTION");
        for (std::size_t i = 0; i < count; ++i) {
            const Values window = i < depots_ ? depot_window(i) : Values{};
            row(i + 1, i < depots_ ? Values{"0", window[0], window[1], "0", "0", "0"} : rows[i]);
        }
    }

    const BenchmarkInstance& instance_;
    const Problem& problem_;
    std::size_t depots_ = 0;
    std::int64_t vehicles_ = 0;
    bool has_windows_ = false;
    std::string out_;
};

BenchmarkInstance read_back(const std::string& text) {
    try {
        return read_benchmark(text);
    } catch (const Error& error) {
        fail(ErrorCode::unsupported, "instance", error.what(), "what VRPLIB can say");
    }
}

}  // namespace

std::string write_vrplib(const BenchmarkInstance& instance) {
    if (instance.problem.vehicles.empty()) fail(ErrorCode::missing_field, "problem.vehicles", "", "a vehicle");
    std::string text = Writer{instance}.write();
    // What has no words in VRPLIB shows when the text is read: nothing is left out in silence.
    const BenchmarkInstance back = read_back(text);
    BenchmarkInstance expected = instance;
    expected.format = back.format;
    if (back == expected) return text;
    const auto field =
        detail::first_difference({&type_of<BenchmarkInstance>(), &expected}, {&type_of<BenchmarkInstance>(), &back});
    fail(ErrorCode::unsupported, field.value_or("instance"), "", "what VRPLIB can say");
}

}  // namespace marketplace::routing
