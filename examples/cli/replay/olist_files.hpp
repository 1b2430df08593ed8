#pragma once
// The CSV files of the Olist data set, row by row. Fields are checked as they are read, so that what is wrong is named
// with its file, line and column before anything is made of it.

#include <marketplace/core/csv.hpp>
#include <marketplace/core/sha256.hpp>
#include <marketplace/core/time.hpp>
#include <marketplace/money/money.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replay {

using Columns = std::vector<std::string_view>;

class OlistFiles;

/// One line of a file; its fields by their position in the list of columns.
class Row {
public:
    Row(OlistFiles& files, std::string_view file, const marketplace::CsvTable& table, const Columns& columns)
        : files_(files), file_(file), table_(table), columns_(columns) {}

    /// Possibly empty.
    [[nodiscard]] std::string_view text(std::size_t column) const { return table_[column]; }
    /// What names something. Throws `missing_field`, or `invalid_value` for one with control characters.
    [[nodiscard]] std::string_view id(std::size_t column) const;
    /// Throws what `parse_money` throws, or `out_of_range` below zero.
    [[nodiscard]] marketplace::Amount amount(std::size_t column, const marketplace::Currency& currency) const;
    /// Throws `out_of_range` for what is not between these.
    [[nodiscard]] std::int64_t number(std::size_t column, std::int64_t min, std::int64_t max) const;
    /// "2017-07-09 21:57:05" on the clock of the marketplace, or nothing. Throws `invalid_time`, or `out_of_range` for
    /// a time that is more than half a century from another one in the files.
    [[nodiscard]] std::optional<marketplace::Timestamp> time(std::size_t column) const;
    /// The same where there must be a time: `missing_field`.
    [[nodiscard]] marketplace::Timestamp required_time(std::size_t column) const;

    [[noreturn]] void refuse(marketplace::ErrorCode code, std::size_t column, std::string_view expected) const;

private:
    OlistFiles& files_;
    std::string_view file_;
    const marketplace::CsvTable& table_;
    const Columns& columns_;
};

/// A folder with the files.
class OlistFiles {
public:
    using EachRow = std::function<void(const Row&)>;

    OlistFiles(std::filesystem::path folder, const marketplace::TimeZone& zone)
        : folder_(std::move(folder)), zone_(zone) {}
    OlistFiles(const OlistFiles&) = delete;
    OlistFiles& operator=(const OlistFiles&) = delete;

    [[nodiscard]] bool has(std::string_view file) const { return std::filesystem::exists(folder_ / file); }
    /// Calls `each` for every line; errors name file and line. `file` outlives this object.
    void read(std::string_view file, const Columns& columns, const EachRow& each);
    /// SHA-256 of all that was read, as hexadecimal digits; to be asked once.
    [[nodiscard]] std::string fingerprint() { return marketplace::to_hex(hash_.finish()); }

private:
    friend class Row;

    /// A time, and where it stands.
    struct Moment {
        marketplace::Timestamp at;
        std::string_view file;
        std::size_t line = 0;
    };

    [[nodiscard]] std::optional<marketplace::Timestamp> clock_time(std::string_view text) const;
    /// Takes note of a time. The one of those before from which it is too far, if there is one.
    const Moment* too_far_from(const Moment& moment);

    std::filesystem::path folder_;
    const marketplace::TimeZone& zone_;
    marketplace::Sha256 hash_;
    std::optional<Moment> first_;
    std::optional<Moment> last_;
};

}  // namespace replay
