#include "olist_files.hpp"

#include "utf8_check.hpp"

#include <algorithm>
#include <fstream>
#include <memory>

namespace replay {

using namespace marketplace;

namespace {

/// Every day between the first and the last time is closed: a mistyped year must not become a thousand years of days.
constexpr std::int64_t years_max = 50;
constexpr std::int64_t span_max_micros = years_max * 366 * 86'400 * 1'000'000;

const Currency& whole_numbers() {
    static const Currency yen{"JPY"};  // without minor units
    return yen;
}

/// The bytes of a file on their way into the reader: hashed, and looked at whether they are text.
ByteSource bytes_of(const std::filesystem::path& path, Sha256& hash) {
    std::error_code ignored;
    auto file = std::make_shared<std::ifstream>(path, std::ios::binary);
    if (!*file || std::filesystem::is_directory(path, ignored)) {
        fail(ErrorCode::not_found, "file", path.string(), "a readable CSV file of the Olist data set");
    }
    return [file, &hash, check = Utf8Check{}](std::span<char> into) mutable {
        file->read(into.data(), static_cast<std::streamsize>(into.size()));
        const auto count = static_cast<std::size_t>(file->gcount());
        hash.update({into.data(), count});
        check.add(into.first(count));
        if (count == 0) check.end();
        return count;
    };
}

}  // namespace

void Row::refuse(ErrorCode code, std::size_t column, std::string_view expected) const {
    fail(code, columns_[column], table_[column], expected);
}

std::string_view Row::id(std::size_t column) const {
    const std::string_view id = text(column);
    if (id.empty()) refuse(ErrorCode::missing_field, column, "an id");
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::any_of(id.begin(), id.end(), is_control))
        refuse(ErrorCode::invalid_value, column, "an id without control characters");
    return id;
}

Amount Row::amount(std::size_t column, const Currency& currency) const {
    const auto parsed = [&] {
        try {
            return parse_money(text(column), currency).minor;
        } catch (const Error& error) {
            throw Error{error.code(), std::string{columns_[column]}, error.value(), error.expected()};
        }
    };
    const Amount amount = parsed();
    if (amount < Amount{}) refuse(ErrorCode::out_of_range, column, "0 or more");
    return amount;
}

std::int64_t Row::number(std::size_t column, std::int64_t min, std::int64_t max) const {
    const std::int64_t number = amount(column, whole_numbers()).value;
    if (number < min || number > max)
        refuse(ErrorCode::out_of_range, column, std::to_string(min) + " to " + std::to_string(max));
    return number;
}

std::optional<Timestamp> Row::time(std::size_t column) const {
    const auto parsed = [&] {
        try {
            return files_.clock_time(text(column));
        } catch (const Error& error) {
            throw Error{error.code(), std::string{columns_[column]}, std::string{text(column)}, error.expected()};
        }
    };
    const std::optional<Timestamp> at = parsed();
    if (!at) return at;
    if (const auto* other = files_.too_far_from({*at, file_, table_.reader().line()})) {
        refuse(ErrorCode::out_of_range, column,
               "a time within " + std::to_string(years_max) + " years of " + to_string(other->at) + " in " +
                   std::string{other->file} + ", line " + std::to_string(other->line));
    }
    return at;
}

Timestamp Row::required_time(std::size_t column) const {
    const std::optional<Timestamp> at = time(column);
    if (!at) refuse(ErrorCode::missing_field, column, "a time");
    return *at;
}

void OlistFiles::read(std::string_view file, const Columns& columns, const EachRow& each) {
    try {
        CsvTable table{bytes_of(folder_ / file, hash_), columns};
        const Row row{*this, file, table, columns};
        std::size_t line = 1;
        try {
            while (table.next()) {
                line = table.reader().line();
                each(row);
            }
        } catch (const Error& error) {
            if (error.code() == ErrorCode::invalid_csv) throw;
            throw error.within("line " + std::to_string(line));
        }
    } catch (const Error& error) {
        throw error.within(file);
    }
}

std::optional<Timestamp> OlistFiles::clock_time(std::string_view text) const {
    if (text.empty()) return std::nullopt;
    const Timestamp wall = parse_timestamp(std::string{text} + "Z");
    const std::int64_t second = wall.micros / 1'000'000;
    const Date day = TimeZone{}.date_of(wall);
    const auto within = static_cast<std::int32_t>(((second % 86'400) + 86'400) % 86'400);
    return zone_.at(day, within / 3600, within / 60 % 60, within % 60);
}

const OlistFiles::Moment* OlistFiles::too_far_from(const Moment& moment) {
    if (!first_) first_ = last_ = moment;
    if (moment.at.micros - first_->at.micros > span_max_micros) return &*first_;
    if (last_->at.micros - moment.at.micros > span_max_micros) return &*last_;
    if (moment.at < first_->at) first_ = moment;
    if (moment.at > last_->at) last_ = moment;
    return nullptr;
}

}  // namespace replay
