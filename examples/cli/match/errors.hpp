#pragma once
// What was judged wrongly, pair by pair, and of which kind each mistake is.

#include "protocols.hpp"

#include <filesystem>

namespace match {

/// What a wrong pair has that explains it. The first that holds counts; see `kind_of`.
enum class ErrorKind : std::uint8_t {
    label_contradicted,  ///< another pair of the same two texts has the other label
    label_equal_texts,   ///< labelled as no match, though both titles are the same words
    not_found,           ///< a match that the search did not find
    version,             ///< both state a version or a year, and not the same
    version_missing,     ///< one of them states a version or a year
    edition,             ///< both state an edition, a platform or a number of licences, and not the same
    edition_missing,     ///< one of them states an edition, a platform or a number of licences
    attribute,           ///< another attribute that both state contradicts: size, colour, capacity, pack
    code_clash,          ///< both have model codes or part numbers, and none in common
    code_missing,        ///< one of them has a model code or part number
    price,               ///< alike in all of that, and one price is twice the other or more
    price_missing,       ///< alike in all of that, and one side has no price
    wording,             ///< nothing of that: words that are there on one side alone, or are written otherwise
};
MARKETPLACE_ENUM(ErrorKind, label_contradicted, label_equal_texts, not_found, version, version_missing, edition,
                 edition_missing, attribute, code_clash, code_missing, price, price_missing, wording)

/// A pair that was judged wrongly.
struct WrongPair {
    std::string left;   ///< ids of the tables
    std::string right;
    bool is_match = false;  ///< by its label
    double probability = 0;
    double threshold = 0;
    ErrorKind kind = ErrorKind::wording;
    std::string left_title;
    std::string right_title;
    std::optional<marketplace::Money> left_price;
    std::optional<marketplace::Money> right_price;
    std::vector<std::string> only_left;  ///< words
    std::vector<std::string> only_right;
};
MARKETPLACE_RECORD(WrongPair, (left, right, is_match, probability, threshold, kind, left_title, right_title,
                               left_price, right_price, only_left, only_right));

/// How many there are of a kind.
struct ErrorCount {
    ErrorKind kind = ErrorKind::wording;
    std::int64_t missed = 0;  ///< matches by their labels
    std::int64_t wrong = 0;   ///< pairs that are none by their labels
};
MARKETPLACE_RECORD(ErrorCount, (kind, missed, wrong));

/// The pairs of the test list that are on the wrong side of the threshold, the most wrongly judged first.
[[nodiscard]] std::vector<WrongPair> wrong_pairs(const Data& data, const JudgedTest& judged);
/// By kind; kinds that do not occur are left out.
[[nodiscard]] std::vector<ErrorCount> count_errors(const std::vector<WrongPair>& pairs);
/// One JSON object on each line.
void write_errors(const std::filesystem::path& file, const std::vector<WrongPair>& pairs);

}  // namespace match
