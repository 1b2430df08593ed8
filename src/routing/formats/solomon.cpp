// Solomon and Homberger: a name, the number and capacity of vehicles, then one row for each customer.

#include "pairs.hpp"
#include "read_formats.hpp"

#include <limits>

namespace marketplace::routing::detail {
namespace {

constexpr std::size_t columns = 7;  // number, x, y, demand, ready, due, service

const Line& line_after(const std::vector<Line>& lines, std::size_t& at, std::string_view expected) {
    if (at >= lines.size()) {
        const std::size_t last = lines.empty() ? 1 : lines.back().number;
        fail(ErrorCode::parse_error, at_line(last), "the end of the text", expected);
    }
    return lines[at++];
}

VehicleType read_vehicles(const std::vector<Line>& lines, std::size_t& at) {
    const Line* line = &line_after(lines, at, "a line VEHICLE");
    while (!begins_with_number(line->text)) line = &line_after(lines, at, "the number and capacity of the vehicles");
    const std::vector<Word> words = words_of(*line);
    if (words.size() != 2) fail(ErrorCode::parse_error, at_line(line->number), line->text.substr(0, 40), "two numbers");
    VehicleType type;
    type.id = "1";
    type.count =
        static_cast<std::int32_t>(whole_number(words[0], "NUMBER", 1, std::numeric_limits<std::int32_t>::max()));
    type.capacity = {whole_number(words[1], "CAPACITY", 0)};
    type.start = 0;
    type.end = 0;
    return type;
}

void add_row(Problem& problem, const std::vector<Word>& row, const Scale& scale) {
    const auto number = static_cast<std::int64_t>(problem.places.size());
    if (whole_number(row[0], "CUST NO.", 0) != number)
        refuse(ErrorCode::invalid_value, row[0], "CUST NO.", std::to_string(number));
    problem.places.push_back({"", coordinate(row[1], "XCOORD."), coordinate(row[2], "YCOORD.")});
    const TimeWindow window = window_of(scale, row[4], row[5], "DUE DATE");
    const std::int64_t demand = whole_number(row[3], "DEMAND", 0);
    const std::int64_t service = scale.quantity(row[6], "SERVICE TIME");
    if (number == 0) {
        problem.vehicles.front().shift = window;
        if (demand != 0) refuse(ErrorCode::invalid_value, row[3], "DEMAND", "0 for the depot");
        if (service != 0) refuse(ErrorCode::invalid_value, row[6], "SERVICE TIME", "0 for the depot");
        return;
    }
    Job job;
    job.id = std::to_string(number);
    job.stop.place = static_cast<std::int32_t>(number);
    job.stop.service = service;
    job.stop.windows = {window};
    job.delivery = {demand};
    problem.jobs.push_back(std::move(job));
}

}  // namespace

BenchmarkInstance read_solomon(std::string_view text, Convention convention) {
    const Scale scale = scale_of(convention == Convention::automatic ? Convention::dimacs : convention);
    const std::vector<Line> lines = lines_of(text);
    std::size_t at = 0;
    BenchmarkInstance out;
    out.format = "solomon";
    out.convention = scale.convention;
    out.cost_scale = scale.factor;
    if (upper_case(lines.front().text) != "VEHICLE") out.problem.name = name_of_text(lines[at++].text);
    out.problem.vehicles.push_back(read_vehicles(lines, at));
    out.problem.profiles.push_back({.rounding = scale.rounding, .scale = scale.factor, .traffic = {}});
    for (; at < lines.size(); ++at) {
        if (!begins_with_number(lines[at].text)) {
            if (out.problem.places.empty()) continue;  // the headings
            fail(ErrorCode::parse_error, at_line(lines[at].number), lines[at].text.substr(0, 40), "a row of numbers");
        }
        const std::vector<Word> row = words_of(lines[at]);
        if (row.size() != columns)
            fail(ErrorCode::parse_error, at_line(lines[at].number), std::to_string(row.size()) + " numbers",
                 std::to_string(columns) + " numbers");
        add_row(out.problem, row, scale);
    }
    if (out.problem.places.empty())
        fail(ErrorCode::missing_field, at_line(lines.back().number, "CUSTOMER"), "", "the depot's row");
    return out;
}

}  // namespace marketplace::routing::detail
