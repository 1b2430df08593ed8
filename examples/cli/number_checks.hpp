#pragma once
// Checks of numbers that are given on the command line, in words: CLI11 itself names the largest double there is as the
// other end of these ranges.

#include <CLI/CLI.hpp>

#include <string>

namespace cli {

inline CLI::Validator in_words(const CLI::Validator& check, const std::string& expected, const std::string& name) {
    return {[check, expected](std::string& text) {
                return check(text).empty() ? std::string{} : "'" + text + "' is not " + expected;
            },
            name};
}

inline const CLI::Validator zero_or_more = in_words(CLI::NonNegativeNumber, "0 or more", "NONNEGATIVE");
inline const CLI::Validator above_zero = in_words(CLI::PositiveNumber, "above 0", "POSITIVE");

}  // namespace cli
