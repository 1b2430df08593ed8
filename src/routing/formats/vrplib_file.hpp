#pragma once
// A VRPLIB file taken apart: specifications "KEY : value" and sections of rows. What they mean is said elsewhere.

#include "words.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::routing::detail {

/// The rows of a section, one after the other.
struct Section {
    std::string name;
    std::size_t line = 0;
    std::vector<Word> words;
    std::vector<std::size_t> ends;  ///< of each row within `words`

    [[nodiscard]] std::size_t row_count() const { return ends.size(); }
    [[nodiscard]] std::span<const Word> row(std::size_t index) const {
        const std::size_t begin = index == 0 ? 0 : ends[index - 1];
        return {words.data() + begin, ends[index] - begin};
    }
};

class VrplibFile {
public:
    /// Throws `parse_error` for a line that is neither a specification nor part of a section, and `invalid_value` for
    /// a keyword that stands there twice.
    explicit VrplibFile(std::string_view text);

    /// Null if the file does not say; what was asked for counts as understood.
    [[nodiscard]] const Word* specification(std::string_view key);
    [[nodiscard]] const Section* section(std::string_view name);
    /// Throws `missing_field`.
    [[nodiscard]] const Word& required_specification(std::string_view key);

    /// A section with one row for each of `count` places or vehicles, each beginning with its number from 1. Returns
    /// the words after the numbers in the order of the numbers: at least one, the same for all if `columns` is not 0.
    [[nodiscard]] std::vector<std::span<const Word>> numbered_rows(const Section& section, std::size_t count,
                                                                   std::size_t columns) const;

    /// Throws `invalid_value` for the first keyword that nobody asked for: it could change the problem.
    void refuse_unknown() const;

private:
    void read_keyword(const Line& line);
    void read_row(const Line& line);

    std::map<std::string, Word> specifications_;
    std::vector<Section> sections_;
    std::set<std::string, std::less<>> understood_;
};

}  // namespace marketplace::routing::detail
