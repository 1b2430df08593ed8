#pragma once
// Checks of numbers that are given on the command line, in words: CLI11 itself names the largest double there is as the
// other end of these ranges.

#include <CLI/CLI.hpp>

#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

namespace cli {

inline CLI::Validator in_words(const CLI::Validator& check, const std::string& expected, const std::string& name) {
    return {[check, expected](std::string& text) {
                return check(text).empty() ? std::string{} : "'" + text + "' is not " + expected;
            },
            name};
}

/// For whole numbers: CLI11 takes the largest there is for one that is larger.
inline CLI::Validator whole_in_words(std::int64_t min, const std::string& expected, const std::string& name) {
    return {[min, expected](std::string& text) {
                std::int64_t number = 0;
                const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
                if (code == std::errc::result_out_of_range) return "'" + text + "' does not fit into 64 bits";
                const bool is_whole = code == std::errc{} && end == text.data() + text.size();
                return is_whole && number >= min ? std::string{} : "'" + text + "' is not " + expected;
            },
            name};
}

inline const CLI::Validator zero_or_more = whole_in_words(0, "0 or more", "NONNEGATIVE");
inline const CLI::Validator one_or_more = whole_in_words(1, "above 0", "POSITIVE");
inline const CLI::Validator above_zero = in_words(CLI::PositiveNumber, "above 0", "POSITIVE");

}  // namespace cli
