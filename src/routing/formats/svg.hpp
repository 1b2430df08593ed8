#pragma once
// What pictures are made of.

#include <marketplace/routing/problem.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::routing::detail {

/// Okabe and Ito's colours that people tell apart whatever their eyes, without black and without the yellow that white
/// paper swallows.
inline constexpr std::array<std::string_view, 6> palette = {"#0072B2", "#D55E00", "#009E73",
                                                            "#CC79A7", "#56B4E9", "#E69F00"};

/// "12.3": one decimal at most, none if it is zero.
[[nodiscard]] std::string short_number(double value);
/// Throws `invalid_value`.
void check_finite(double coordinate);
/// The shortest text that reads as the same. Throws `invalid_value` for what is not finite.
[[nodiscard]] std::string exact_number(double value);

/// A drawing in the making.
class Svg {
public:
    Svg(double width, double height, std::string_view title);

    struct Text {
        double size = 16;
        std::string_view anchor = "start";  ///< or middle, end
        std::string_view colour = "#222";
        bool is_bold = false;
    };
    void text(double x, double y, std::string_view text, const Text& style);
    void line(double x1, double y1, double x2, double y2, std::string_view attributes);
    void polyline(const std::vector<std::array<double, 2>>& points, std::string_view attributes);
    void circle(double x, double y, double radius, std::string_view attributes);
    void rectangle(double x, double y, double width, double height, std::string_view attributes);
    /// A group with a text that shows when somebody points at it.
    void open_group(std::string_view tip);
    void close_group() { out_ += "</g>\n"; }
    [[nodiscard]] std::string finish();

private:
    void number(std::string_view name, double value);
    void escaped(std::string_view text);

    std::string out_;
};

}  // namespace marketplace::routing::detail
