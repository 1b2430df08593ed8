#pragma once
// Tables of products and lists of labelled pairs, as CSV.

#include <marketplace/catalog/table_matcher.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace match {

/// A table; the key of a listing is its place.
struct Table {
    std::vector<marketplace::catalog::Listing> listings;
    std::map<std::string, std::int64_t> key_of;  ///< by what the column `id` says
    std::vector<std::string> columns;            ///< what each column was read as, for the reader to see
};

/// Reads a table with a header in any order: id, title or name, brand or manufacturer, modelno, gtin, price, currency,
/// description; words of other columns count too. Errors name the file, the line and the column.
[[nodiscard]] Table read_table(const std::filesystem::path& file);

/// Reads pairs: the first two columns are ids of left and right, the last is the label, 0 or 1.
[[nodiscard]] std::vector<marketplace::catalog::LabelledPair> read_labels(const std::filesystem::path& file,
                                                                          const Table& left, const Table& right);

}  // namespace match
