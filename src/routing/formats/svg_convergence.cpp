#include "svg.hpp"

#include <marketplace/routing/benchmark_formats.hpp>
#include <marketplace/routing/plot.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace marketplace::routing {
namespace {

using Point = std::array<double, 2>;
using detail::Svg;

constexpr double width = 640;
constexpr double height = 460;
constexpr double left = 96;
constexpr double right = 616;
constexpr double top = 92;
constexpr double bottom = 396;

/// A number of an axis: as many decimals as its step needs.
std::string tick_text(double value, double step) {
    const int decimals = step >= 1 ? 0 : std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
    char buffer[64];
    const double shown = std::abs(value) < step / 1000 ? 0 : value;
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, shown, std::chars_format::fixed, decimals).ptr};
}

/// A step of 1, 2 or 5 times a power of ten that divides a range into about `count` parts.
double nice_step(double range, int count) {
    const double rough = range / count;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    const double digit = rough / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

struct Tick {
    double value = 0;
    std::string text;
};

/// A range of numbers along a line of the paper.
class Axis {
public:
    Axis(double from, double to, double begin, double end, bool is_log)
        : from_(is_log ? std::log10(from) : from),
          to_(is_log ? std::log10(to) : to),
          begin_(begin),
          end_(end),
          is_log_(is_log) {
        if (to_ - from_ <= std::abs(from_) * 1e-12) to_ = from_ + 1;  // one value alone
    }
    [[nodiscard]] double at(double value) const {
        const double along = is_log_ ? std::log10(std::max(value, 1e-300)) : value;
        return begin_ + (std::clamp(along, from_, to_) - from_) / (to_ - from_) * (end_ - begin_);
    }
    [[nodiscard]] std::vector<Tick> ticks() const {
        std::vector<Tick> out;
        if (is_log_) {
            for (double power = std::ceil(from_ - 1e-9); power <= to_ + 1e-9; ++power)
                out.push_back({std::pow(10, power), tick_text(std::pow(10, power), std::pow(10, power))});
            return out;
        }
        const double step = nice_step(to_ - from_, 5);
        for (double index = std::ceil(from_ / step - 1e-9); index * step <= to_ + step * 1e-9; ++index)
            out.push_back({index * step, tick_text(index * step, step)});
        return out;
    }

private:
    double from_, to_, begin_, end_;
    bool is_log_;
};

/// The curve in the units of the axes.
struct Curve {
    std::vector<Point> points;
    bool is_time = true;
    double until = 0;

    Curve(std::span<const TracePoint> trace, const ConvergenceOptions& options) {
        is_time = std::any_of(trace.begin(), trace.end(), [](const TracePoint& each) { return each.microseconds > 0; });
        const auto scale = static_cast<double>(options.cost_scale);
        for (const TracePoint& each : trace) {
            const double x =
                is_time ? static_cast<double>(each.microseconds) / 1e6 : static_cast<double>(each.iterations);
            points.push_back({x, static_cast<double>(each.cost) / scale});
        }
        until = points.empty() ? 1 : points.back()[0];
        if (is_time) until = std::max(until, static_cast<double>(options.until_us) / 1e6);
    }
    /// The first moment that a logarithm can show.
    [[nodiscard]] double first() const {
        for (const auto& [x, y] : points) {
            if (x > 0) return x;
        }
        return 1;
    }
};

class Chart {
public:
    Chart(std::span<const TracePoint> trace, const ConvergenceOptions& options)
        : trace_(trace),
          options_(options),
          curve_(trace, options),
          x_(x_axis()),
          y_(y_axis()),
          svg_(width, height, title()) {}

    std::string draw() {
        svg_.text(24, 38, title(), {.size = 26, .is_bold = true});
        svg_.text(24, 68, summary(), {.size = 20, .colour = "#555"});
        grid();
        if (options_.best_known && !trace_.empty()) best_known();
        curve();
        return svg_.finish();
    }

private:
    [[nodiscard]] std::string title() const { return options_.title.empty() ? "Convergence" : options_.title; }
    [[nodiscard]] double cost(std::int64_t value) const {
        return static_cast<double>(value) / static_cast<double>(options_.cost_scale);
    }
    [[nodiscard]] Axis x_axis() const {
        if (!options_.log_time) return {0, std::max(curve_.until, 1e-6), left, right, false};
        const double first = std::pow(10, std::floor(std::log10(curve_.first())));
        return {first, std::max(curve_.until, first * 10), left, right, true};
    }
    [[nodiscard]] Axis y_axis() const {
        double least = 0;
        double most = 1;
        for (std::size_t i = 0; i < curve_.points.size(); ++i) {
            least = i == 0 ? curve_.points[i][1] : std::min(least, curve_.points[i][1]);
            most = i == 0 ? curve_.points[i][1] : std::max(most, curve_.points[i][1]);
        }
        if (options_.best_known && !curve_.points.empty()) least = std::min(least, cost(*options_.best_known));
        const double room = std::max((most - least) * 0.06, 1e-9);
        return {least - room, most + room, bottom, top, false};
    }
    [[nodiscard]] std::string summary() const {
        if (trace_.empty()) return "no plan";
        std::string out = "best cost " + format_cost(trace_.back().cost, options_.cost_scale);
        if (options_.best_known && *options_.best_known > 0) {
            const double gap = (cost(trace_.back().cost) / cost(*options_.best_known) - 1) * 100;
            out += ", " + tick_text(gap, 0.01) + " % above " + format_cost(*options_.best_known, options_.cost_scale);
        }
        return out;
    }
    void grid() {
        for (const Tick& tick : y_.ticks()) {
            const double y = y_.at(tick.value);
            svg_.line(left, y, right, y, R"(stroke="#e4e4e4" stroke-width="1")");
            svg_.text(left - 8, y + 6, tick.text, {.size = 17, .anchor = "end", .colour = "#555"});
        }
        for (const Tick& tick : x_.ticks()) {
            const double x = x_.at(tick.value);
            svg_.line(x, bottom, x, bottom + 6, R"(stroke="#555" stroke-width="1")");
            svg_.text(x, bottom + 26, tick.text, {.size = 17, .anchor = "middle", .colour = "#555"});
        }
        svg_.line(left, bottom, right, bottom, R"(stroke="#555" stroke-width="1.5")");
        svg_.line(left, top, left, bottom, R"(stroke="#555" stroke-width="1.5")");
        svg_.text((left + right) / 2, bottom + 52, curve_.is_time ? "seconds" : "iterations",
                  {.size = 18, .anchor = "middle", .colour = "#555"});
    }
    void best_known() {
        const double y = y_.at(cost(*options_.best_known));
        svg_.line(left, y, right, y, R"(stroke="#D55E00" stroke-width="2" stroke-dasharray="7 4")");
        svg_.text(right, y - 8, "best known", {.size = 17, .anchor = "end", .colour = "#A34700"});
    }
    /// Steps: a cost holds until the next one.
    void curve() {
        std::vector<Point> line;
        for (const auto& [x, y] : curve_.points) {
            if (!line.empty()) line.push_back({x_.at(x), line.back()[1]});
            line.push_back({x_.at(x), y_.at(y)});
        }
        if (!line.empty()) line.push_back({x_.at(curve_.until), line.back()[1]});
        svg_.polyline(line, R"(stroke="#0072B2" stroke-width="3" stroke-linejoin="round")");
    }

    std::span<const TracePoint> trace_;
    const ConvergenceOptions& options_;
    Curve curve_;
    Axis x_;
    Axis y_;
    Svg svg_;
};

}  // namespace

std::string plot_convergence(std::span<const TracePoint> trace, const ConvergenceOptions& options) {
    static_cast<void>(format_cost(0, options.cost_scale));  // refuses a scale that is none
    return Chart{trace, options}.draw();
}

}  // namespace marketplace::routing
