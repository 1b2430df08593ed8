#include "vrplib_file.hpp"

#include <algorithm>

namespace marketplace::routing::detail {
namespace {

constexpr std::string_view suffix = "_SECTION";

/// The keyword of a line: letters, digits and "_" up to a blank or colon.
std::string_view keyword_of(std::string_view line) {
    return line.substr(0, std::min(line.find_first_of(" \t:"), line.size()));
}

}  // namespace

VrplibFile::VrplibFile(std::string_view text) {
    bool in_section = false;
    for (const Line& line : lines_of(text)) {
        if (upper_case(keyword_of(line.text)) == "EOF") break;
        if (in_section && begins_with_number(line.text)) {
            read_row(line);
            continue;
        }
        const std::size_t sections_before = sections_.size();
        read_keyword(line);
        in_section = sections_.size() > sections_before;
    }
}

void VrplibFile::read_keyword(const Line& line) {
    const std::string key = upper_case(keyword_of(line.text));
    const bool is_section = key.ends_with(suffix);
    const std::size_t colon = line.text.find(':');
    if (!is_section && (colon == std::string_view::npos || key.empty())) {
        fail(ErrorCode::parse_error, at_line(line.number), line.text.substr(0, 40), "\"KEY : value\" or a section");
    }
    const bool is_known_section =
        std::any_of(sections_.begin(), sections_.end(), [&](const Section& each) { return each.name == key; });
    if (is_known_section || specifications_.contains(key))
        fail(ErrorCode::invalid_value, at_line(line.number), key, "each keyword once");
    if (is_section) {
        sections_.push_back({key, line.number, {}, {}});
    } else {
        specifications_[key] = {line.number, trimmed(line.text.substr(colon + 1))};
    }
}

void VrplibFile::read_row(const Line& line) {
    Section& section = sections_.back();
    const std::vector<Word> words = words_of(line);
    section.words.insert(section.words.end(), words.begin(), words.end());
    section.ends.push_back(section.words.size());
}

const Word* VrplibFile::specification(std::string_view key) {
    understood_.emplace(key);
    const auto found = specifications_.find(std::string{key});
    return found == specifications_.end() ? nullptr : &found->second;
}

const Word& VrplibFile::required_specification(std::string_view key) {
    const Word* word = specification(key);
    if (word == nullptr) fail(ErrorCode::missing_field, key, "", "a line \"" + std::string{key} + " : ...\"");
    return *word;
}

const Section* VrplibFile::section(std::string_view name) {
    understood_.emplace(name);
    const auto found =
        std::find_if(sections_.begin(), sections_.end(), [&](const Section& each) { return each.name == name; });
    return found == sections_.end() ? nullptr : &*found;
}

std::vector<std::span<const Word>> VrplibFile::numbered_rows(const Section& section, std::size_t count,
                                                             std::size_t columns) const {
    if (section.row_count() != count) {
        fail(ErrorCode::invalid_value, at_line(section.line, section.name),
             std::to_string(section.row_count()) + " rows", std::to_string(count) + " rows");
    }
    std::vector<std::span<const Word>> out(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::span<const Word> row = section.row(i);
        const std::int64_t number = whole_number(row.front(), section.name, 1, static_cast<std::int64_t>(count));
        if (row.size() < 2 || (columns != 0 && row.size() != columns + 1)) {
            const std::string expected =
                columns == 0 ? "more than one number" : std::to_string(columns + 1) + " numbers";
            fail(ErrorCode::invalid_value, at_line(row.front().line, section.name),
                 std::to_string(row.size()) + " numbers", expected);
        }
        std::span<const Word>& place = out[static_cast<std::size_t>(number - 1)];
        if (!place.empty()) refuse(ErrorCode::invalid_value, row.front(), section.name, "each number once");
        place = row.subspan(1);
    }
    return out;
}

void VrplibFile::refuse_unknown() const {
    constexpr std::string_view expected = "a keyword that changes nothing or is understood";
    for (const auto& [key, word] : specifications_) {
        if (!understood_.contains(key)) fail(ErrorCode::unsupported, at_line(word.line), key, expected);
    }
    for (const Section& section : sections_) {
        if (!understood_.contains(section.name))
            fail(ErrorCode::unsupported, at_line(section.line), section.name, expected);
    }
}

}  // namespace marketplace::routing::detail
