#include "network.hpp"
#include "read_formats.hpp"

#include <marketplace/core/csv.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <unordered_map>

namespace marketplace::routing::detail {
namespace {

/// Metres an hour where the list gives no duration, by `TravelMode`.
constexpr std::array<std::int64_t, travel_mode_count> usual_speeds{50'000, 16'000, 5'000, 50'000};
constexpr double distance_m_max = 20'000'000;  // half around the globe
constexpr double duration_s_max = 2'000'000;   // 23 days
constexpr std::size_t none = ~std::size_t{};

ByteSource source_of(std::string_view text) {
    return [text](std::span<char> into) mutable {
        const std::size_t size = std::min(into.size(), text.size());
        std::memcpy(into.data(), text.data(), size);
        text.remove_prefix(size);
        return size;
    };
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

class EdgeList {
public:
    EdgeList(std::string_view text, const RoadReadOptions& options)
        : reader_(source_of(text)), wanted_(wanted_modes(options)) {}

    RoadNetwork read() {
        while (reader_.next(row_)) {
            if (row_.size() == 1 && trimmed(row_[0]).empty()) continue;
            for (std::string_view& field : row_) field = trimmed(field);
            if (row_[0] == "id")
                begin_table(node_columns_, 3);
            else if (row_[0] == "from")
                begin_table(edge_columns_, 3);
            else if (table_ == nullptr)
                fail(ErrorCode::parse_error, at(""), row_[0], "a header: id,lon,lat");
            else if (row_.size() != width_)
                fail(ErrorCode::invalid_csv, at(""), std::to_string(row_.size()) + " fields",
                     std::to_string(width_) + ", as the header has");
            else if (table_ == &node_columns_)
                add_node();
            else
                add_edge();
        }
        if (ids_.empty()) fail(ErrorCode::parse_error, "map", "", "a table of nodes: id,lon,lat");
        return build_network(std::move(ids_), std::move(points_), std::move(edges_));
    }

private:
    using Columns = std::vector<std::pair<std::string_view, std::size_t>>;

    [[nodiscard]] std::string at(std::string_view field) const {
        std::string text = "line " + std::to_string(reader_.line());
        return field.empty() ? text : text.append(", ").append(field);
    }

    /// The first `required` columns must be there.
    void begin_table(Columns& columns, std::size_t required) {
        for (auto& [name, position] : columns) position = none;
        for (std::size_t i = 0; i < row_.size(); ++i) {
            const auto known = std::find_if(columns.begin(), columns.end(),
                                            [&](const auto& column) { return column.first == row_[i]; });
            if (known == columns.end()) fail(ErrorCode::unknown_field, at(""), row_[i], names_of(columns));
            if (known->second != none) fail(ErrorCode::duplicate_key, at(row_[i]), "", "each column once");
            known->second = i;
        }
        for (std::size_t i = 0; i < required; ++i) {
            if (columns[i].second == none) fail(ErrorCode::missing_field, at(columns[i].first), "", "a column of it");
        }
        table_ = &columns;
        width_ = row_.size();
    }

    static std::string names_of(const Columns& columns) {
        std::string text = "one of";
        for (const auto& [name, position] : columns) text.append(" ").append(name);
        return text;
    }

    /// Empty for a column that is not there.
    [[nodiscard]] std::string_view field(std::size_t column) const {
        const std::size_t position = (*table_)[column].second;
        return position == none ? "" : row_[position];
    }

    [[noreturn]] void refuse(ErrorCode code, std::size_t column, std::string_view expected) const {
        fail(code, at((*table_)[column].first), field(column), expected);
    }

    [[nodiscard]] std::int64_t id(std::size_t column) const {
        const std::string_view text = field(column);
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size())
            refuse(ErrorCode::invalid_value, column, "a whole number");
        return value;
    }

    [[nodiscard]] double number(std::size_t column, double least, double most) const {
        const std::string_view text = field(column);
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
            refuse(ErrorCode::invalid_value, column, "a number");
        if (value < least || value > most) {
            refuse(ErrorCode::out_of_range, column,
                   std::to_string(std::llround(least)) + " to " + std::to_string(std::llround(most)));
        }
        return value;
    }

    void add_node() {
        const std::int64_t key = id(0);
        if (!positions_.emplace(key, static_cast<std::int32_t>(ids_.size())).second)
            refuse(ErrorCode::duplicate_key, 0, "each node once");
        const double longitude = number(1, -180, 180);
        points_.push_back(fixed_point(longitude, number(2, -90, 90)));
        ids_.push_back(key);
    }

    [[nodiscard]] std::int32_t end_of_edge(std::size_t column) const {
        const auto found = positions_.find(id(column));
        if (found == positions_.end()) refuse(ErrorCode::not_found, column, "a node that stands above");
        return found->second;
    }

    [[nodiscard]] std::int32_t milliseconds(std::size_t column) const {
        return static_cast<std::int32_t>(std::llround(number(column, 0, duration_s_max) * 1000));
    }

    void set_durations(RoadEdge& edge) const {
        for (std::size_t mode = 0; mode < travel_mode_count; ++mode) {
            const std::size_t column = 5 + mode;
            if (!wanted_[mode] || field(column) == "no") continue;
            if (!field(column).empty())
                edge.duration_ms[mode] = milliseconds(column);
            else if (!field(3).empty())
                edge.duration_ms[mode] = milliseconds(3);
            else {
                const std::int64_t speed = usual_speeds[mode];
                const std::int64_t duration = (std::int64_t{edge.distance_cm} * 36'000 + speed / 2) / speed;
                if (duration > std::llround(duration_s_max * 1000))
                    refuse(ErrorCode::out_of_range, 2, "an edge of 23 days at the most");
                edge.duration_ms[mode] = static_cast<std::int32_t>(duration);
            }
        }
    }

    void add_edge() {
        RoadEdge edge;
        edge.from = end_of_edge(0);
        edge.to = end_of_edge(1);
        edge.distance_cm = static_cast<std::int32_t>(std::llround(number(2, 0, distance_m_max) * 100));
        set_durations(edge);
        RoadEdge back = edge;
        std::swap(back.from, back.to);
        const std::string_view oneway = field(4);
        const bool is_forward = oneway == "yes" || oneway == "1" || oneway == "true";
        const bool is_backward = oneway == "-1";
        if (!is_forward && !is_backward && !oneway.empty() && oneway != "no" && oneway != "0" && oneway != "false")
            refuse(ErrorCode::unknown_choice, 4, "yes, no or -1");
        if (!is_backward) edges_.push_back(edge);
        if (!is_forward) edges_.push_back(back);
    }

    CsvReader reader_;
    std::array<bool, travel_mode_count> wanted_;
    Columns node_columns_{{"id", none}, {"lon", none}, {"lat", none}};
    Columns edge_columns_{{"from", none}, {"to", none},      {"distance", none}, {"duration", none}, {"oneway", none},
                          {"car", none},  {"bicycle", none}, {"foot", none},     {"truck", none}};
    Columns* table_ = nullptr;  ///< the one that is being read
    std::size_t width_ = 0;
    std::vector<std::string_view> row_;
    std::unordered_map<std::int64_t, std::int32_t> positions_;
    std::vector<std::int64_t> ids_;
    std::vector<FixedPoint> points_;
    std::vector<RoadEdge> edges_;
};

}  // namespace

RoadNetwork read_edge_list(std::string_view text, const RoadReadOptions& options) {
    return EdgeList{text, options}.read();
}

}  // namespace marketplace::routing::detail
