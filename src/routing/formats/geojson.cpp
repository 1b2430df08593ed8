#include "plan_names.hpp"
#include "svg.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/routing/plot.hpp>

#include <algorithm>

namespace marketplace::routing {
namespace {

using detail::exact_number;

/// Appends features to a collection.
class Collection {
public:
    explicit Collection(const Problem& problem) : problem_(problem) {}

    void point(std::int32_t place) {
        open("Point");
        position(place);
        out_ += "},\"properties\":{";
    }
    void line(const std::vector<std::int32_t>& places) {
        open("LineString");
        out_ += '[';
        // A line has two ends, even one that goes nowhere.
        for (std::size_t i = 0; i < std::max<std::size_t>(places.size(), 2); ++i) {
            if (i > 0) out_ += ',';
            position(places[std::min(i, places.size() - 1)]);
        }
        out_ += "]},\"properties\":{";
    }
    Collection& property(std::string_view name, std::string_view text) {
        key(name);
        write_json_string(out_, text);
        return *this;
    }
    Collection& property(std::string_view name, std::int64_t number) {
        key(name);
        out_ += std::to_string(number);
        return *this;
    }
    void close() { out_ += "}}"; }
    std::string finish() { return "{\"type\":\"FeatureCollection\",\"features\":[" + out_ + "]}"; }

private:
    void open(std::string_view type) {
        if (!out_.empty()) out_ += ',';
        out_.append(R"({"type":"Feature","geometry":{"type":")").append(type).append(R"(","coordinates":)");
    }
    void position(std::int32_t index) {
        const Place& place = detail::place_at(problem_, index);
        out_.append("[").append(exact_number(place.x)).append(",").append(exact_number(place.y)).append("]");
    }
    void key(std::string_view name) {
        if (out_.back() != '{') out_ += ',';
        write_json_string(out_, name);
        out_ += ':';
    }

    const Problem& problem_;
    std::string out_;
};

void add_route(Collection& collection, const Problem& problem, const Route& route, std::size_t number,
               std::string_view colour) {
    const std::vector<std::int32_t> way = detail::way_of(problem, route);
    if (way.empty()) return;
    const auto route_number = static_cast<std::int64_t>(number);
    collection.line(way);
    collection.property("kind", "route").property("route", route_number);
    collection.property("vehicle", detail::vehicle_name(problem, route)).property("stroke", colour);
    collection.property("cost", route.cost).property("distance", route.distance);
    collection.property("start", route.start).property("end", route.end);
    collection.property("stops", static_cast<std::int64_t>(detail::stop_count(route))).close();
    std::int64_t position = 0;
    for (const Step& step : route.steps) {
        collection.point(step.place);
        collection.property("kind", "stop").property("route", route_number).property("position", ++position);
        collection.property("activity", name_of(step.visit.activity));
        collection.property("id", detail::id_of(problem, route, step.visit)).property("marker-color", colour);
        collection.property("arrival", step.arrival).property("start", step.start);
        collection.property("departure", step.departure).close();
    }
}

}  // namespace

std::string write_geojson(const Problem& problem, const Solution& solution) {
    Collection collection{problem};
    const std::vector<std::size_t> colours = detail::colours_of(problem, solution);
    for (std::size_t i = 0; i < solution.routes.size(); ++i)
        add_route(collection, problem, solution.routes[i], i + 1, detail::palette[colours[i] % detail::palette.size()]);
    for (const std::int32_t depot : detail::depots_of(problem)) {
        collection.point(depot);
        collection.property("kind", "depot").property("id", detail::place_at(problem, depot).id);
        collection.property("marker-symbol", "square").property("marker-color", "#000000").close();
    }
    for (const Unserved& unserved : solution.unserved) {
        for (const std::int32_t place : detail::places_of(problem, unserved)) {
            collection.point(place);
            collection.property("kind", "unserved").property("id", unserved.id);
            collection.property("marker-symbol", "cross").property("marker-color", "#000000").close();
        }
    }
    return collection.finish();
}

}  // namespace marketplace::routing
