#pragma once
// Lines and words of a benchmark file, and numbers out of words. Everything is a view into the text that was given.

#include <marketplace/core/error.hpp>
#include <marketplace/routing/benchmark_formats.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::routing::detail {

/// A line that holds something; comments ("#") and blank lines are not among them.
struct Line {
    std::size_t number = 0;  ///< 1 is the first of the file
    std::string_view text;   ///< without blanks around it
};

struct Word {
    std::size_t line = 0;
    std::string_view text;
};

[[nodiscard]] std::vector<Line> lines_of(std::string_view text);
[[nodiscard]] std::vector<Word> words_of(const Line& line);
[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] std::string upper_case(std::string_view text);
/// A name as records may hold it: UTF-8. Of a text in another encoding, as old files are, every foreign byte is "?".
[[nodiscard]] std::string name_of_text(std::string_view text);
/// Whether a line begins as a row of numbers does.
[[nodiscard]] bool begins_with_number(std::string_view text);

/// "line 12" or "line 12, CAPACITY".
[[nodiscard]] std::string at_line(std::size_t line, std::string_view field = {});
[[noreturn]] void refuse(ErrorCode code, const Word& word, std::string_view field, std::string_view expected);

/// A whole number from `least` to `most`. Decimals that are zero are no decimals.
[[nodiscard]] std::int64_t whole_number(const Word& word, std::string_view field, std::int64_t least,
                                        std::int64_t most = no_limit);
/// A coordinate.
[[nodiscard]] double coordinate(const Word& word, std::string_view field);

/// How the numbers of a file become those of a problem.
struct Scale {
    Convention convention = Convention::nearest;
    std::int64_t factor = 1;
    DistanceRounding rounding = DistanceRounding::nearest;

    /// A time, distance or cost from zero on, multiplied and rounded exactly as its decimal text says.
    [[nodiscard]] std::int64_t quantity(const Word& word, std::string_view field) const;
};

/// Anything but `automatic`.
[[nodiscard]] Scale scale_of(Convention convention);

}  // namespace marketplace::routing::detail
