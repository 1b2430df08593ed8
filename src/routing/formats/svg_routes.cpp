#include "plan_names.hpp"
#include "svg.hpp"

#include <marketplace/routing/benchmark_formats.hpp>
#include <marketplace/routing/plot.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace marketplace::routing {
namespace {

using Point = std::array<double, 2>;
using detail::palette;
using detail::short_number;
using detail::Svg;

constexpr double width = 640;
constexpr double margin = 24;
constexpr double head = 84;   ///< height of title and numbers
constexpr double entry = 26;  ///< height of a line of the legend
constexpr std::size_t legend_routes_max = 12;
constexpr std::array<std::string_view, 4> dashes = {"", "7 3", "2 3", "9 3 2 3"};

/// From coordinates to the paper: the same scale in both directions, north up.
class Projection {
public:
    explicit Projection(const Problem& problem) {
        bool is_first = true;
        for (const Place& place : problem.places) {
            detail::check_finite(place.x);  // one such place would hide all others
            detail::check_finite(place.y);
            west_ = is_first ? place.x : std::min(west_, place.x);
            east_ = is_first ? place.x : std::max(east_, place.x);
            south_ = is_first ? place.y : std::min(south_, place.y);
            north_ = is_first ? place.y : std::max(north_, place.y);
            is_first = false;
        }
        const bool is_globe = !problem.profiles.empty() && problem.profiles.front().metric == Metric::haversine;
        if (is_globe) narrowing_ = std::max(0.05, std::cos((south_ + north_) / 2 * std::numbers::pi / 180));
        const double wide = (east_ - west_) * narrowing_;
        const double high = north_ - south_;
        const double inner = width - 2 * margin;
        scale_ = wide > 0 ? inner / wide : inner;
        height_ = std::clamp(high * scale_, inner / 3, inner * 1.5);
        if (high > 0) scale_ = std::min(scale_, height_ / high);
        left_ = (width - wide * scale_) / 2;
        top_ = head + margin + (height_ - high * scale_) / 2;
    }
    [[nodiscard]] Point operator()(const Place& place) const {
        return {left_ + (place.x - west_) * narrowing_ * scale_, top_ + (north_ - place.y) * scale_};
    }
    /// Where the drawing ends below.
    [[nodiscard]] double bottom() const { return head + height_ + 2 * margin; }

private:
    double west_ = 0, east_ = 0, south_ = 0, north_ = 0;
    double narrowing_ = 1;  ///< of degrees of longitude
    double scale_ = 1;
    double height_ = 0;
    double left_ = 0;
    double top_ = 0;
};

class Drawing {
public:
    Drawing(const Problem& problem, const Solution& solution, const PlotOptions& options)
        : problem_(problem),
          solution_(solution),
          options_(options),
          project_(problem),
          colours_(detail::colours_of(problem, solution)),
          title_(options.title.empty() ? problem.name : options.title),
          svg_(width, height(), title_.empty() ? "Routes" : title_) {
        for (const Route& route : solution.routes) stops_ += detail::stop_count(route);
        dot_ = stops_ <= 150 ? 4 : stops_ <= 1200 ? 2.5 : 1.3;
        stroke_ = stops_ <= 150 ? 2.2 : stops_ <= 1200 ? 1.4 : 0.8;
    }

    std::string draw() {
        heading();
        for (std::size_t i = 0; i < solution_.routes.size(); ++i) route(i);
        for (const Unserved& unserved : solution_.unserved) crosses(unserved);
        for (const std::int32_t depot : detail::depots_of(problem_)) square(depot);
        if (has_legend()) legend();
        return svg_.finish();
    }

private:
    [[nodiscard]] bool has_legend() const { return solution_.routes.size() <= legend_routes_max; }
    [[nodiscard]] double height() const {
        const auto lines = static_cast<double>(has_legend() ? solution_.routes.size() : 0);
        return project_.bottom() + entry * lines + (lines > 0 ? margin : 0);
    }
    [[nodiscard]] std::string cost_text(std::int64_t cost) const { return format_cost(cost, options_.cost_scale); }
    static std::string counted(std::size_t count, std::string_view one, std::string_view many) {
        return std::to_string(count) + " " + std::string{count == 1 ? one : many};
    }
    [[nodiscard]] std::string_view colour(std::size_t route) const { return palette[colours_[route] % palette.size()]; }
    [[nodiscard]] std::string stroke(std::size_t route) const {
        std::string out = "stroke=\"" + std::string{colour(route)} + "\" stroke-width=\"" + short_number(stroke_) +
                          "\" stroke-linejoin=\"round\"";
        const std::string_view dash = dashes[colours_[route] / palette.size() % dashes.size()];
        if (!dash.empty()) out.append(" stroke-dasharray=\"").append(dash).append("\"");
        return out;
    }

    void heading() {
        svg_.text(margin, 38, title_.empty() ? "Routes" : title_, {.size = 26, .is_bold = true});
        std::string numbers = "cost " + cost_text(solution_.cost.total) + " · " +
                              counted(solution_.routes.size(), "route", "routes") + " · " +
                              counted(stops_, "stop", "stops");
        if (!solution_.unserved.empty()) numbers += " · " + std::to_string(solution_.unserved.size()) + " unserved";
        svg_.text(margin, 68, numbers, {.size = 20, .colour = "#555"});
    }
    [[nodiscard]] std::string tip(std::size_t index) const {
        const Route& route = solution_.routes[index];
        return std::to_string(index + 1) + " · " + detail::vehicle_name(problem_, route) + " · " +
               counted(detail::stop_count(route), "stop", "stops") + " · cost " + cost_text(route.cost);
    }
    void route(std::size_t index) {
        const Route& route = solution_.routes[index];
        svg_.open_group(tip(index));
        std::vector<Point> between;
        for (const Step& step : route.steps) between.push_back(project_(detail::place_at(problem_, step.place)));
        svg_.polyline(between, stroke(index));
        depot_ways(route, between, stroke(index) + " opacity=\"0.3\"");
        for (std::size_t i = 0; i < between.size(); ++i) stop(route.steps[i].visit, between[i], colour(index));
        svg_.close_group();
    }
    void depot_ways(const Route& route, const std::vector<Point>& between, const std::string& pale) {
        if (between.empty()) return;
        const VehicleType& type = problem_.vehicles.at(static_cast<std::size_t>(route.vehicle_type));
        if (type.start) svg_.polyline({project_(detail::place_at(problem_, *type.start)), between.front()}, pale);
        if (type.end) svg_.polyline({between.back(), project_(detail::place_at(problem_, *type.end))}, pale);
    }
    void stop(const Visit& visit, const Point& at, std::string_view colour) {
        if (visit.activity == Activity::pause || visit.activity == Activity::reload) return;
        const std::string name{colour};
        if (visit.activity == Activity::pickup) {
            const std::string ring = "fill=\"#fff\" stroke=\"" + name + "\" stroke-width=\"" + short_number(dot_ / 2.5);
            svg_.circle(at[0], at[1], dot_, ring + "\"");
        } else {
            svg_.circle(at[0], at[1], dot_, "fill=\"" + name + "\"");
        }
    }
    void crosses(const Unserved& unserved) {
        svg_.open_group("unserved " + unserved.id);
        for (const std::int32_t place : detail::places_of(problem_, unserved)) {
            const auto [x, y] = project_(detail::place_at(problem_, place));
            const double arm = dot_ + 4;
            // Twice: white around black, so that a cross shows on top of everything.
            for (const std::string_view pen :
                 {R"(stroke="#fff" stroke-width="6")", R"(stroke="#000" stroke-width="2.5")"}) {
                svg_.line(x - arm, y - arm, x + arm, y + arm, pen);
                svg_.line(x - arm, y + arm, x + arm, y - arm, pen);
            }
        }
        svg_.close_group();
    }
    void square(std::int32_t depot) {
        const Place& place = detail::place_at(problem_, depot);
        const auto [x, y] = project_(place);
        svg_.open_group(place.id.empty() ? "depot" : "depot " + place.id);
        svg_.rectangle(x - 7, y - 7, 14, 14, R"(fill="#000" stroke="#fff" stroke-width="2")");
        svg_.close_group();
    }
    void legend() {
        double y = project_.bottom() + entry / 2;
        for (std::size_t i = 0; i < solution_.routes.size(); ++i, y += entry) {
            svg_.line(margin, y, margin + 34, y,
                      "stroke=\"" + std::string{colour(i)} + "\" stroke-width=\"5\"" + dash(i));
            svg_.text(margin + 46, y + 6, tip(i), {.size = 18});
        }
    }
    [[nodiscard]] std::string dash(std::size_t route) const {
        const std::string_view dash = dashes[colours_[route] / palette.size() % dashes.size()];
        return dash.empty() ? "" : " stroke-dasharray=\"" + std::string{dash} + "\"";
    }

    const Problem& problem_;
    const Solution& solution_;
    const PlotOptions& options_;
    Projection project_;
    std::vector<std::size_t> colours_;
    std::string title_;
    Svg svg_;
    std::size_t stops_ = 0;
    double dot_ = 4;
    double stroke_ = 2;
};

}  // namespace

std::string plot_routes(const Problem& problem, const Solution& solution, const PlotOptions& options) {
    return Drawing{problem, solution, options}.draw();
}

}  // namespace marketplace::routing
