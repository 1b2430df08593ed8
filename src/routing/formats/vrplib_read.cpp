#include "read_formats.hpp"
#include "vrplib_reading.hpp"

#include <algorithm>

namespace marketplace::routing::detail {
namespace {

constexpr std::int64_t place_count_max = 10'000'000;

/// Refuses the kinds of problem whose rules follow from their name alone and cannot be said.
void check_type(VrplibReading& reading) {
    const Word* type = reading.file.specification("TYPE");
    if (type == nullptr) return;
    reading.type = upper_case(type->text);
    for (const std::string_view name : {"PDTSPF", "PDTSPL", "TRP", "MTRP", "MTRPD", "CCVRP", "BWTSP"}) {
        if (reading.type == name) refuse(ErrorCode::unsupported, *type, "TYPE", "a kind of problem that can be said");
    }
}

/// Says which keywords say nothing about the problem.
void note_remarks(VrplibFile& file) {
    for (const std::string_view key : {"NAME", "COMMENT", "TYPE", "BEST_KNOWN", "DISPLAY_DATA_TYPE", "NODE_COORD_TYPE",
                                       "EDGE_WEIGHT_FORMAT", "CONVENTION"})
        static_cast<void>(file.specification(key));
}

Convention own_convention(VrplibFile& file, std::string_view weight_type, bool has_windows) {
    if (const Word* said = file.specification("CONVENTION")) {
        std::string name{said->text};
        for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return enum_of<Convention>(name, at_line(said->line, "CONVENTION"));
    }
    if (weight_type == "EXACT_2D") return Convention::milli;
    if (weight_type == "FLOOR_2D" || weight_type == "CEIL_2D" || weight_type == "GEO") return Convention::nearest;
    return has_windows ? Convention::dimacs : Convention::nearest;
}

Scale choose_scale(VrplibFile& file, Convention asked, bool has_windows) {
    const Word& type = file.required_specification("EDGE_WEIGHT_TYPE");
    const std::string name = upper_case(type.text);
    const Convention convention = asked == Convention::automatic ? own_convention(file, name, has_windows) : asked;
    const bool rounds_itself = name == "FLOOR_2D" || name == "CEIL_2D" || name == "GEO";
    if (rounds_itself && convention != Convention::nearest)
        refuse(ErrorCode::invalid_value, type, "EDGE_WEIGHT_TYPE", "EUC_2D for this convention, or convention nearest");
    if (name == "EXACT_2D" && convention != Convention::milli)
        refuse(ErrorCode::invalid_value, type, "EDGE_WEIGHT_TYPE", "EUC_2D for this convention, or convention milli");
    return scale_of(convention);
}

void read_places(VrplibReading& reading) {
    std::vector<Place>& places = reading.instance.problem.places;
    const Section* coordinates = reading.file.section("NODE_COORD_SECTION");
    const Section* display = reading.file.section("DISPLAY_DATA_SECTION");
    if (coordinates == nullptr) coordinates = display;
    if (coordinates == nullptr) {
        const Section* weights = reading.file.section("EDGE_WEIGHT_SECTION");
        if (weights == nullptr) fail(ErrorCode::missing_field, "NODE_COORD_SECTION", "", "coordinates or edge weights");
        // At least the diagonal and one number for each further place; read_travel counts exactly.
        if (weights->words.size() + 1 < reading.place_count)
            fail(ErrorCode::invalid_value, at_line(weights->line, weights->name),
                 std::to_string(weights->words.size()) + " numbers", "weights between all places");
        places.resize(reading.place_count);
        return;
    }
    for (const auto row : reading.file.numbered_rows(*coordinates, reading.place_count, 2)) {
        places.push_back({"", coordinate(row[0], coordinates->name), coordinate(row[1], coordinates->name)});
    }
}

void read_depots(VrplibReading& reading) {
    const Section* section = reading.file.section("DEPOT_SECTION");
    if (section == nullptr) return;
    std::int64_t count = 0;
    for (const Word& word : section->words) {
        if (word.text == "-1") break;
        const auto most = static_cast<std::int64_t>(reading.place_count);
        if (whole_number(word, section->name, 1, most) != ++count)
            refuse(ErrorCode::invalid_value, word, section->name, "the first places as depots, in order");
    }
    if (count == 0) fail(ErrorCode::missing_field, at_line(section->line, section->name), "", "a depot");
    reading.depot_count = static_cast<std::size_t>(count);
}

}  // namespace

BenchmarkInstance read_vrplib(std::string_view text, Convention convention) {
    VrplibReading reading{.file = VrplibFile{text}, .instance = {}, .scale = {}, .type = {}};
    VrplibFile& file = reading.file;
    note_remarks(file);
    const Word& dimension = file.required_specification("DIMENSION");
    reading.place_count = static_cast<std::size_t>(whole_number(dimension, "DIMENSION", 1, place_count_max));
    reading.has_windows =
        file.section("TIME_WINDOW_SECTION") != nullptr || file.section("PICKUP_AND_DELIVERY_SECTION") != nullptr;
    reading.scale = choose_scale(file, convention, reading.has_windows);
    check_type(reading);
    if (const Word* name = file.specification("NAME")) reading.instance.problem.name = name_of_text(name->text);
    reading.instance.format = "vrplib";
    reading.instance.convention = reading.scale.convention;
    reading.instance.cost_scale = reading.scale.factor;
    read_places(reading);
    read_depots(reading);
    read_travel(reading);
    read_customers(reading);
    read_vehicles(reading);
    if (reading.type == "VRPB") forbid_early_backhauls(reading);
    file.refuse_unknown();
    return std::move(reading.instance);
}

}  // namespace marketplace::routing::detail
