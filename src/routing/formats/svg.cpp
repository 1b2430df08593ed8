#include "svg.hpp"

#include <marketplace/core/error.hpp>

#include <charconv>
#include <cmath>

namespace marketplace::routing::detail {

std::string short_number(double value) {
    char buffer[64];
    const double rounded = std::round(value * 10) / 10;
    const double shown = rounded == 0 ? 0 : rounded;  // never "-0"
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, shown).ptr};
}

void check_finite(double coordinate) {
    if (!std::isfinite(coordinate))
        fail(ErrorCode::invalid_value, "coordinate", std::to_string(coordinate), "a finite number");
}

std::string exact_number(double value) {
    check_finite(value);
    char buffer[64];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

Svg::Svg(double width, double height, std::string_view title) {
    out_.append(R"(<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 )");
    out_.append(short_number(width)).append(" ").append(short_number(height));
    out_.append(R"(" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif">)")
        .append("\n<title>");
    escaped(title);
    out_.append("</title>\n");
    rectangle(0, 0, width, height, R"(fill="#fff")");
}

void Svg::number(std::string_view name, double value) {
    out_.append(" ").append(name).append("=\"").append(short_number(value)).append("\"");
}

void Svg::escaped(std::string_view text) {
    for (const char c : text) {
        if (c == '&')
            out_ += "&amp;";
        else if (c == '<')
            out_ += "&lt;";
        else if (c == '>')
            out_ += "&gt;";
        else if (c == '"')
            out_ += "&quot;";
        else if (static_cast<unsigned char>(c) < 0x20)
            out_ += ' ';  // XML has no control characters
        else
            out_ += c;
    }
}

void Svg::text(double x, double y, std::string_view text, const Text& style) {
    out_ += "<text";
    number("x", x);
    number("y", y);
    number("font-size", style.size);
    out_.append(" fill=\"").append(style.colour).append("\"");
    if (style.anchor != "start") out_.append(" text-anchor=\"").append(style.anchor).append("\"");
    if (style.is_bold) out_.append(" font-weight=\"600\"");
    out_ += '>';
    escaped(text);
    out_ += "</text>\n";
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view attributes) {
    out_ += "<line";
    number("x1", x1);
    number("y1", y1);
    number("x2", x2);
    number("y2", y2);
    out_.append(" ").append(attributes).append("/>\n");
}

void Svg::polyline(const std::vector<std::array<double, 2>>& points, std::string_view attributes) {
    if (points.size() < 2) return;
    out_ += "<polyline points=\"";
    for (const auto& [x, y] : points) {
        if (out_.back() != '"') out_ += ' ';
        out_.append(short_number(x)).append(",").append(short_number(y));
    }
    out_.append("\" fill=\"none\" ").append(attributes).append("/>\n");
}

void Svg::circle(double x, double y, double radius, std::string_view attributes) {
    out_ += "<circle";
    number("cx", x);
    number("cy", y);
    number("r", radius);
    out_.append(" ").append(attributes).append("/>\n");
}

void Svg::rectangle(double x, double y, double width, double height, std::string_view attributes) {
    out_ += "<rect";
    number("x", x);
    number("y", y);
    number("width", width);
    number("height", height);
    out_.append(" ").append(attributes).append("/>\n");
}

void Svg::open_group(std::string_view tip) {
    out_ += "<g><title>";
    escaped(tip);
    out_ += "</title>\n";
}

std::string Svg::finish() {
    out_ += "</svg>\n";
    return std::move(out_);
}

}  // namespace marketplace::routing::detail
