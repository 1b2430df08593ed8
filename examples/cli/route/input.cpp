#include "input.hpp"

#include <marketplace/core/json.hpp>

#include <fstream>
#include <iterator>

namespace route {

using namespace marketplace;
using namespace marketplace::routing;

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) fail(ErrorCode::not_found, "file", file.string(), "a file that can be read");
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write_file(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out{file, std::ios::binary};
    out << text;
    if (!out.flush()) fail(ErrorCode::not_found, "file", file.string(), "a file that can be written");
}

namespace {

Convention convention_of(const std::string& rounding) {
    return rounding == "auto" ? Convention::automatic : enum_of<Convention>(rounding, "rounding");
}

bool is_json(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string::npos && text[first] == '{';
}

/// A problem of ours names its places; VROOM's input has none.
bool is_problem(const std::string& text) { return text.find("\"places\"") != std::string::npos; }

}  // namespace

Input read_input(const std::filesystem::path& file, const std::string& rounding) {
    const std::string text = read_file(file);
    Input input;
    if (is_json(text) && is_problem(text)) {
        input.problem = from_json<Problem>(text);
    } else if (is_json(text)) {
        input.vroom = read_vroom(text);
        input.problem = input.vroom->problem;
        input.matrices = input.vroom->matrices;
        input.start = input.vroom->start;
        input.cost_scale = input.vroom->cost_scale;
    } else {
        input.benchmark = read_benchmark(text, convention_of(rounding));
        input.problem = input.benchmark->problem;
        input.matrices = input.benchmark->matrices;
        input.cost_scale = input.benchmark->cost_scale;
    }
    return input;
}

}  // namespace route
