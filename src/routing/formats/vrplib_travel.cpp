#include "vrplib_reading.hpp"

#include "../travel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace marketplace::routing::detail {
namespace {

constexpr std::size_t matrix_places_max = 5000;    ///< of matrices that are computed: 25 million ways
constexpr std::int32_t forbidden = 1'000'000'000;  ///< longer than a whole plan of any benchmark set

std::int32_t weight_of(const VrplibReading& reading, const Word& word) {
    const std::int64_t weight = reading.scale.quantity(word, "EDGE_WEIGHT_SECTION");
    if (weight > std::numeric_limits<std::int32_t>::max())
        refuse(ErrorCode::out_of_range, word, "EDGE_WEIGHT_SECTION", "a weight within 32 bits");
    return static_cast<std::int32_t>(weight);
}

/// Which entries of a matrix the numbers of a section are, row by row.
struct WeightFormat {
    enum class Half : std::uint8_t { both, lower, upper } half = Half::both;
    bool has_diagonal = true;

    [[nodiscard]] std::size_t first(std::size_t row) const {
        return half != Half::upper ? 0 : has_diagonal ? row : row + 1;
    }
    [[nodiscard]] std::size_t last(std::size_t row, std::size_t size) const {
        return half != Half::lower ? size : has_diagonal ? row + 1 : row;
    }
    [[nodiscard]] std::size_t count(std::size_t size) const {
        if (half == Half::both) return size * size;
        return has_diagonal ? size * (size + 1) / 2 : size * (size - 1) / 2;
    }
};

WeightFormat weight_format(VrplibReading& reading) {
    using Half = WeightFormat::Half;
    const Word& word = reading.file.required_specification("EDGE_WEIGHT_FORMAT");
    const std::string name = upper_case(word.text);
    const Word* comment = reading.file.specification("COMMENT");
    // The instances of Eilon say LOWER_ROW and list columns: their optimal costs come out this way alone.
    const bool is_eilon = comment != nullptr && comment->text.find("Eilon") != std::string_view::npos;
    if (name == "FULL_MATRIX") return {Half::both, true};
    if (name == "LOWER_ROW") return {is_eilon ? Half::upper : Half::lower, false};
    if (name == "UPPER_COL") return {Half::lower, false};
    if (name == "UPPER_ROW" || name == "LOWER_COL") return {Half::upper, false};
    if (name == "LOWER_DIAG_ROW" || name == "UPPER_DIAG_COL") return {Half::lower, true};
    if (name == "UPPER_DIAG_ROW" || name == "LOWER_DIAG_COL") return {Half::upper, true};
    refuse(ErrorCode::invalid_value, word, "EDGE_WEIGHT_FORMAT",
           "one of FULL_MATRIX LOWER_ROW UPPER_ROW LOWER_COL UPPER_COL LOWER_DIAG_ROW UPPER_DIAG_ROW LOWER_DIAG_COL "
           "UPPER_DIAG_COL");
}

TravelMatrix explicit_weights(VrplibReading& reading) {
    const Section* section = reading.file.section("EDGE_WEIGHT_SECTION");
    if (section == nullptr) fail(ErrorCode::missing_field, "EDGE_WEIGHT_SECTION", "", "the weights");
    const WeightFormat format = weight_format(reading);
    const std::size_t size = reading.place_count;
    if (section->words.size() != format.count(size)) {
        fail(ErrorCode::invalid_value, at_line(section->line, section->name),
             std::to_string(section->words.size()) + " numbers", std::to_string(format.count(size)) + " numbers");
    }
    TravelMatrix matrix;
    matrix.distances.resize(size * size);
    auto next = section->words.begin();
    for (std::size_t row = 0; row < size; ++row) {
        for (std::size_t column = format.first(row); column < format.last(row, size); ++column) {
            const std::int32_t weight = weight_of(reading, *next++);
            if (row == column) continue;  // staying is no way, whatever number stands there
            matrix.distances[row * size + column] = weight;
            if (format.half != WeightFormat::Half::both) matrix.distances[column * size + row] = weight;
        }
    }
    return matrix;
}

void refuse_large_matrix(const VrplibReading& reading) {
    if (reading.place_count > matrix_places_max)
        fail(ErrorCode::limit_exceeded, "DIMENSION", std::to_string(reading.place_count),
             std::to_string(matrix_places_max) + " places at most where distances must be a matrix");
}

template <class Distance>
TravelMatrix matrix_of(const VrplibReading& reading, Distance&& distance) {
    refuse_large_matrix(reading);
    const std::vector<Place>& places = reading.instance.problem.places;
    TravelMatrix matrix;
    matrix.distances.reserve(places.size() * places.size());
    for (const Place& from : places) {
        for (const Place& to : places) {
            const std::int64_t way = &from == &to ? 0 : distance(from, to);
            if (way > std::numeric_limits<std::int32_t>::max())
                fail(ErrorCode::out_of_range, "NODE_COORD_SECTION", std::to_string(way), "distances within 32 bits");
            matrix.distances.push_back(static_cast<std::int32_t>(way));
        }
    }
    return matrix;
}

/// Kilometres as TSPLIB 95 defines them, its value of pi and degrees.minutes included.
std::int64_t geographical_distance(const Place& from, const Place& to) {
    constexpr double pi = 3.141592;
    constexpr double radius_km = 6378.388;
    const auto radians = [](double degrees_minutes) {
        const double degrees = std::trunc(degrees_minutes);
        return pi * (degrees + 5.0 * (degrees_minutes - degrees) / 3.0) / 180.0;
    };
    const double q1 = std::cos(radians(from.y) - radians(to.y));
    const double q2 = std::cos(radians(from.x) - radians(to.x));
    const double q3 = std::cos(radians(from.x) + radians(to.x));
    const double cosine = std::clamp(0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3), -1.0, 1.0);
    return static_cast<std::int64_t>(radius_km * std::acos(cosine) + 1.0);
}

}  // namespace

void read_travel(VrplibReading& reading) {
    const Word& word = reading.file.required_specification("EDGE_WEIGHT_TYPE");
    const std::string type = upper_case(word.text);
    if (type == "EXPLICIT") {
        reading.instance.matrices.push_back(explicit_weights(reading));
        return;
    }
    if (reading.file.section("NODE_COORD_SECTION") == nullptr)
        fail(ErrorCode::missing_field, "NODE_COORD_SECTION", "", "the coordinates");
    if (type == "GEO") {
        reading.instance.matrices.push_back(matrix_of(reading, geographical_distance));
        return;
    }
    TravelProfile profile{.rounding = reading.scale.rounding, .scale = reading.scale.factor, .traffic = {}};
    if (type == "MAN_2D")
        profile.metric = Metric::manhattan;
    else if (type == "FLOOR_2D")
        profile.rounding = DistanceRounding::truncate;
    else if (type == "CEIL_2D")
        profile.rounding = DistanceRounding::up;
    else if (type != "EUC_2D" && type != "EXACT_2D")
        refuse(ErrorCode::invalid_value, word, "EDGE_WEIGHT_TYPE",
               "one of EUC_2D FLOOR_2D CEIL_2D EXACT_2D MAN_2D GEO EXPLICIT");
    reading.instance.problem.profiles.push_back(profile);
}

void forbid_early_backhauls(VrplibReading& reading) {
    Problem& problem = reading.instance.problem;
    if (reading.instance.matrices.empty()) {
        const TravelProfile profile = problem.profiles.front();
        reading.instance.matrices.push_back(matrix_of(reading, [&](const Place& from, const Place& to) {
            return metric_distance(profile, from.x, from.y, to.x, to.y);
        }));
        problem.profiles.clear();
    }
    std::vector<bool> is_backhaul(reading.place_count);
    const auto takes = [](const std::vector<std::int64_t>& amounts) {
        return std::any_of(amounts.begin(), amounts.end(), [](std::int64_t amount) { return amount > 0; });
    };
    for (const Job& job : problem.jobs)
        is_backhaul[static_cast<std::size_t>(job.stop.place)] = takes(job.pickup) && !takes(job.delivery);
    std::vector<std::int32_t>& distances = reading.instance.matrices.front().distances;
    for (std::size_t from = 0; from < reading.place_count; ++from) {
        for (std::size_t to = 0; to < reading.place_count; ++to) {
            const bool from_depot = from < reading.depot_count;
            const bool too_early = from_depot && is_backhaul[to];
            const bool too_late = !from_depot && is_backhaul[from] && to >= reading.depot_count && !is_backhaul[to];
            if (too_early || too_late) distances[from * reading.place_count + to] = forbidden;
        }
    }
}

}  // namespace marketplace::routing::detail
