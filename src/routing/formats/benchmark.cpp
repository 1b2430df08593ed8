#include "read_formats.hpp"
#include "words.hpp"

#include <algorithm>

namespace marketplace::routing {
namespace {

enum class Format : std::uint8_t { vrplib, solomon, li_lim };

Format format_of(std::string_view text) {
    const std::vector<detail::Line> lines = detail::lines_of(text.substr(0, 4096));  // the head of a file tells
    if (lines.empty()) fail(ErrorCode::parse_error, "line 1", "", "VRPLIB, Solomon or Li and Lim text");
    for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 3); ++i) {
        if (detail::upper_case(lines[i].text) == "VEHICLE") return Format::solomon;
    }
    const std::string_view first = lines.front().text;
    if (detail::begins_with_number(first) && first.find(':') == std::string_view::npos) return Format::li_lim;
    if (first.find(':') != std::string_view::npos || first.find("_SECTION") != std::string_view::npos)
        return Format::vrplib;
    fail(ErrorCode::parse_error, detail::at_line(lines.front().number), first.substr(0, 40),
         "VRPLIB, Solomon or Li and Lim text");
}

}  // namespace

BenchmarkInstance read_benchmark(std::string_view text, Convention convention) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    switch (format_of(text)) {
        case Format::solomon:
            return detail::read_solomon(text, convention);
        case Format::li_lim:
            return detail::read_li_lim(text, convention);
        case Format::vrplib:
            break;
    }
    return detail::read_vrplib(text, convention);
}

}  // namespace marketplace::routing
