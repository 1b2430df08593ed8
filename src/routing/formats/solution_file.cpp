// `.sol` files: "Route #1: 31 46 35" for each route, then "Cost 27591".

#include "words.hpp"

namespace marketplace::routing {
namespace {

using detail::Word;

std::size_t index_of(std::int32_t value) { return static_cast<std::size_t>(value); }

/// What is done at each place of an instance.
std::vector<Visit> visits_by_place(const Problem& problem) {
    std::vector<Visit> out(problem.places.size(), Visit{Activity::job, -1});
    const auto set = [&](const Stop& stop, Activity activity, std::size_t index) {
        out.at(index_of(stop.place)) = {activity, static_cast<std::int32_t>(index)};
    };
    for (std::size_t i = 0; i < problem.jobs.size(); ++i) set(problem.jobs[i].stop, Activity::job, i);
    for (std::size_t i = 0; i < problem.shipments.size(); ++i) {
        set(problem.shipments[i].pickup, Activity::pickup, i);
        set(problem.shipments[i].delivery, Activity::delivery, i);
    }
    return out;
}

/// Vehicles in the order of their types, which is the order of a file's routes.
struct Fleet {
    const std::vector<VehicleType>& types;
    std::size_t type = 0;
    std::int32_t number = 0;

    [[nodiscard]] bool is_used_up() const { return type >= types.size(); }
    void next() {
        if (++number < types[type].count) return;
        number = 0;
        ++type;
    }
};

class SolutionReader {
public:
    explicit SolutionReader(const Problem& problem)
        : problem_(problem),
          by_place_(visits_by_place(problem)),
          is_served_(problem.places.size()),
          fleet_{problem.vehicles} {}

    std::vector<RoutePlan> read(std::string_view text) {
        bool is_solution = false;
        for (const detail::Line& line : detail::lines_of(text)) {
            const std::string key = detail::upper_case(line.text.substr(0, 5));
            is_solution = is_solution || key == "ROUTE" || key.starts_with("COST");
            if (key == "ROUTE") read_route(line);
        }
        if (!is_solution)
            fail(ErrorCode::parse_error, "line 1", detail::trimmed(text).substr(0, 40),
                 "\"Route #1: ...\" or \"Cost ...\"");
        return std::move(plans_);
    }

private:
    void read_route(const detail::Line& line) {
        const std::size_t colon = line.text.find(':');
        if (colon == std::string_view::npos)
            fail(ErrorCode::parse_error, detail::at_line(line.number), line.text.substr(0, 40), "\"Route #1: ...\"");
        const std::vector<Word> words = detail::words_of({line.number, line.text.substr(colon + 1)});
        // One type of vehicle: routes are numbered as they come. Several: each line is a vehicle, used or not.
        if (words.empty() && problem_.vehicles.size() == 1) return;
        if (fleet_.is_used_up())
            fail(ErrorCode::invalid_value, detail::at_line(line.number, "Route"), line.text.substr(0, colon),
                 "no more routes than vehicles");
        RoutePlan plan{static_cast<std::int32_t>(fleet_.type), fleet_.number, {}};
        for (const Word& word : words) plan.visits.push_back(visit_of(word, problem_.vehicles[fleet_.type]));
        fleet_.next();
        if (!plan.visits.empty()) plans_.push_back(std::move(plan));
    }
    Visit visit_of(const Word& word, const VehicleType& type) {
        constexpr std::string_view field = "Route";
        const auto last = static_cast<std::int64_t>(problem_.places.size()) - 1;
        const auto place = static_cast<std::int32_t>(detail::whole_number(word, field, 0, last));
        const Visit& visit = by_place_[index_of(place)];
        if (visit.index >= 0) {
            if (is_served_[index_of(place)])
                detail::refuse(ErrorCode::invalid_value, word, field, "each customer once");
            is_served_[index_of(place)] = true;
            return visit;
        }
        for (std::size_t i = 0; i < type.reloads.size(); ++i) {
            if (type.reloads[i] == place) return {Activity::reload, static_cast<std::int32_t>(i)};
        }
        detail::refuse(ErrorCode::invalid_value, word, field, "a customer of the instance");
    }

    const Problem& problem_;
    std::vector<Visit> by_place_;
    std::vector<bool> is_served_;
    Fleet fleet_;
    std::vector<RoutePlan> plans_;
};

std::int32_t place_of(const Problem& problem, const Route& route, const Visit& visit) {
    const std::size_t index = index_of(visit.index);
    switch (visit.activity) {
        case Activity::job:
            return problem.jobs.at(index).stop.place;
        case Activity::pickup:
            return problem.shipments.at(index).pickup.place;
        case Activity::delivery:
            return problem.shipments.at(index).delivery.place;
        case Activity::reload:
            return problem.vehicles.at(index_of(route.vehicle_type)).reloads.at(index);
        case Activity::pause:
            break;
    }
    return -1;
}

void write_route(std::string& out, std::size_t number, const Problem& problem, const Route* route) {
    out.append("Route #").append(std::to_string(number)).append(":");
    if (route != nullptr) {
        for (const Step& step : route->steps) {
            const std::int32_t place = place_of(problem, *route, step.visit);
            if (place >= 0) out.append(" ").append(std::to_string(place));
        }
    }
    out += '\n';
}

/// Routes by the number of their vehicle among all; nullptr for vehicles that stay.
std::vector<const Route*> routes_by_vehicle(const Solution& solution, const Problem& problem) {
    std::vector<const Route*> out;
    if (problem.vehicles.size() == 1) {
        for (const Route& route : solution.routes) out.push_back(&route);
        return out;
    }
    std::vector<std::size_t> first{0};
    for (const VehicleType& type : problem.vehicles) first.push_back(first.back() + index_of(type.count));
    for (const Route& route : solution.routes) {
        const std::size_t vehicle = first.at(index_of(route.vehicle_type)) + index_of(route.vehicle);
        if (vehicle >= out.size()) out.resize(vehicle + 1);
        out[vehicle] = &route;
    }
    return out;
}

}  // namespace

std::vector<RoutePlan> read_solution(std::string_view text, const BenchmarkInstance& instance) {
    return SolutionReader{instance.problem}.read(text);
}

std::string write_solution(const Solution& solution, const BenchmarkInstance& instance) {
    std::string out;
    std::size_t number = 0;
    for (const Route* route : routes_by_vehicle(solution, instance.problem))
        write_route(out, ++number, instance.problem, route);
    return out.append("Cost ").append(format_cost(solution.cost.total, instance.cost_scale)).append("\n");
}

std::string format_cost(std::int64_t cost, std::int64_t cost_scale) {
    std::size_t decimals = 0;
    for (std::int64_t unit = cost_scale; unit > 1; unit /= 10, ++decimals) {
        if (unit % 10 != 0) fail(ErrorCode::invalid_value, "cost_scale", std::to_string(cost_scale), "a power of ten");
    }
    if (cost_scale < 1) fail(ErrorCode::invalid_value, "cost_scale", std::to_string(cost_scale), "a power of ten");
    if (decimals == 0) return std::to_string(cost);
    std::string fraction = std::to_string(cost % cost_scale);
    if (fraction.front() == '-') fraction.erase(0, 1);
    fraction.insert(0, decimals - fraction.size(), '0');
    const std::string sign = cost < 0 && cost / cost_scale == 0 ? "-" : "";
    return sign + std::to_string(cost / cost_scale) + "." + fraction;
}

}  // namespace marketplace::routing
