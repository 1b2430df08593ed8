// Li and Lim: the number, capacity and speed of vehicles, then a row for each place that names its pickup or delivery.

#include "pairs.hpp"
#include "read_formats.hpp"

#include <limits>

namespace marketplace::routing::detail {
namespace {

constexpr std::size_t columns = 9;  // number, x, y, demand, earliest, latest, service, pickup, delivery

VehicleType vehicle_of(const Line& line) {
    const std::vector<Word> words = words_of(line);
    if (words.size() != 2 && words.size() != 3)
        fail(ErrorCode::parse_error, at_line(line.number), line.text.substr(0, 40), "number, capacity and speed");
    if (words.size() == 3 && whole_number(words[2], "speed", 0) != 1)
        refuse(ErrorCode::invalid_value, words[2], "speed", "1");
    VehicleType type;
    type.id = "1";
    type.count =
        static_cast<std::int32_t>(whole_number(words[0], "vehicles", 1, std::numeric_limits<std::int32_t>::max()));
    type.capacity = {whole_number(words[1], "capacity", 0)};
    type.start = 0;
    type.end = 0;
    return type;
}

}  // namespace

BenchmarkInstance read_li_lim(std::string_view text, Convention convention) {
    const Scale scale = scale_of(convention == Convention::automatic ? Convention::milli : convention);
    const std::vector<Line> lines = lines_of(text);
    BenchmarkInstance out;
    out.format = "li_lim";
    out.convention = scale.convention;
    out.cost_scale = scale.factor;
    Problem& problem = out.problem;
    problem.vehicles.push_back(vehicle_of(lines.front()));
    problem.profiles.push_back({.rounding = scale.rounding, .scale = scale.factor, .traffic = {}});
    std::vector<std::vector<Word>> words;
    for (auto line = lines.begin() + 1; line != lines.end(); ++line) {
        words.push_back(words_of(*line));
        const std::vector<Word>& row = words.back();
        if (row.size() != columns)
            fail(ErrorCode::parse_error, at_line(line->number), std::to_string(row.size()) + " numbers",
                 std::to_string(columns) + " numbers");
        const auto number = static_cast<std::int64_t>(problem.places.size());
        if (whole_number(row[0], "number", 0) != number)
            refuse(ErrorCode::invalid_value, row[0], "number", std::to_string(number));
        problem.places.push_back({"", coordinate(row[1], "x"), coordinate(row[2], "y")});
    }
    if (words.empty()) fail(ErrorCode::missing_field, at_line(lines.front().number), "", "the depot's row");
    std::vector<std::span<const Word>> rows;
    for (const std::vector<Word>& row : words) rows.push_back(std::span{row}.subspan(3));
    problem.vehicles.front().shift = window_of(scale, rows[0][1], rows[0][2], "depot");
    add_pairs(problem, {rows, 1, 0, "task"}, scale);
    return out;
}

}  // namespace marketplace::routing::detail
