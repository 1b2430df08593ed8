#pragma once
// A streaming reader for CSV as RFC 4180 describes it: quoted fields may hold separators, quotes and
// line breaks; lines end in LF or CRLF; a byte order mark is skipped; memory is one line.
//
// Our own, because what we need of it is what the packaged header-only readers leave out: quoted line
// breaks while streaming, and errors that name line and column and let the caller go on after them.

#include <marketplace/core/error.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace {

/// Fills a buffer and returns how many bytes it wrote; zero at the end.
using ByteSource = std::function<std::size_t(std::span<char>)>;

/// Limits and separator of a CSV reader.
struct CsvOptions {
    char separator = ',';
    std::size_t line_bytes_max = 1 << 20;  ///< a longer record is `limit_exceeded`
    bool quotes_within = false;            ///< a quote in a field that does not begin with one is text: 24" monitor
};

/// Reads one record after the other. Not safe for use from several threads at once.
class CsvReader {
public:
    explicit CsvReader(ByteSource source, CsvOptions options = {});

    /// The next record, or false at the end. The texts live until the next call. Throws `invalid_csv`
    /// with field "line L, column C", or `limit_exceeded`; the call after that goes on with the next line.
    bool next(std::vector<std::string_view>& fields);

    /// The number of the line on which the record just read began; 1 is the first.
    [[nodiscard]] std::size_t line() const noexcept { return record_line_; }
    /// Bytes consumed so far, for a progress bar.
    [[nodiscard]] std::size_t bytes_read() const noexcept { return bytes_read_; }

private:
    int get();
    int peek();
    void field_plain(int c);
    void field_quoted();
    void end_field();
    void skip_byte_order_mark();
    void skip_line();
    [[noreturn]] void refuse(std::string_view found, std::string_view expected);
    [[noreturn]] void refuse_length();

    ByteSource source_;
    CsvOptions options_;
    std::vector<char> buffer_;
    std::size_t position_ = 0;
    std::size_t filled_ = 0;
    std::size_t bytes_read_ = 0;
    std::size_t line_ = 1;
    std::size_t column_ = 0;
    std::size_t record_line_ = 0;
    bool started_ = false;
    std::string text_;                ///< all fields of the record, one after the other
    std::vector<std::size_t> ends_;   ///< where each of them ends
};

/// A CSV with a header line: fields by column name.
class CsvTable {
public:
    /// Reads the header. Throws `missing_field` naming the first of `required` that is absent.
    CsvTable(ByteSource source, std::span<const std::string_view> required, CsvOptions options = {});

    /// The next record, or false at the end. Throws `invalid_csv` when a line has more or fewer fields
    /// than the header.
    bool next();
    /// A field of the current record; `required` columns by position in that list.
    [[nodiscard]] std::string_view operator[](std::size_t required_index) const {
        return row_[columns_[required_index]];
    }
    /// A field by name, or empty if there is no such column.
    [[nodiscard]] std::string_view optional(std::string_view name) const;

    [[nodiscard]] const CsvReader& reader() const noexcept { return reader_; }

private:
    CsvReader reader_;
    std::vector<std::string> header_;
    std::vector<std::size_t> columns_;
    std::vector<std::string_view> row_;
};

}  // namespace marketplace
