#include <marketplace/core/csv.hpp>

#include <algorithm>

namespace marketplace {
namespace {

constexpr int end_of_input = -1;
constexpr std::size_t buffer_bytes = 1 << 16;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(ByteSource source, CsvOptions options)
    : source_(std::move(source)), options_(options), buffer_(buffer_bytes) {}

/// The source may hand out the mark in pieces.
void CsvReader::skip_byte_order_mark() {
    started_ = true;
    while (filled_ < byte_order_mark.size() && byte_order_mark.starts_with(std::string_view{buffer_.data(), filled_})) {
        const std::size_t more = source_(std::span{buffer_}.subspan(filled_));
        if (more == 0) break;
        filled_ += more;
    }
    if (std::string_view{buffer_.data(), filled_}.starts_with(byte_order_mark)) position_ = byte_order_mark.size();
}

int CsvReader::peek() {
    if (!started_) skip_byte_order_mark();
    if (position_ == filled_) {
        filled_ = source_(buffer_);
        position_ = 0;
        if (filled_ == 0) return end_of_input;
    }
    return static_cast<unsigned char>(buffer_[position_]);
}

int CsvReader::get() {
    const int c = peek();
    if (c == end_of_input) return c;
    ++position_;
    ++bytes_read_;
    ++column_;
    if (c == '\n') {
        ++line_;
        column_ = 0;
    }
    return c;
}

void CsvReader::refuse(std::string_view found, std::string_view expected) {
    const std::string where = "line " + std::to_string(line_) + ", column " + std::to_string(column_);
    const std::string shown{found};
    skip_line();
    fail(ErrorCode::invalid_csv, where, shown, expected);
}

void CsvReader::refuse_length() {
    skip_line();
    fail(ErrorCode::limit_exceeded, "line " + std::to_string(record_line_), "",
         "a record of at most " + std::to_string(options_.line_bytes_max) + " bytes");
}

/// What is left of a damaged line, so that the caller may go on with the next one.
void CsvReader::skip_line() {
    for (int c = 0; c != end_of_input && c != '\n';) c = get();
}

void CsvReader::end_field() { ends_.push_back(text_.size()); }

void CsvReader::field_plain(int c) {
    if (c == '"' && !options_.quotes_within) refuse("\"", "a quote only around a whole field");
    text_ += static_cast<char>(c);
    // What follows is mostly of the same kind and is taken at once.
    const auto is_plain = [this](char next) {
        return next != options_.separator && next != '\n' && next != '\r' && next != '"';
    };
    const std::size_t begin = position_;
    while (position_ < filled_ && is_plain(buffer_[position_])) ++position_;
    text_.append(buffer_.data() + begin, position_ - begin);
    bytes_read_ += position_ - begin;
    column_ += position_ - begin;
    if (text_.size() > options_.line_bytes_max) refuse_length();
}

void CsvReader::field_quoted() {
    for (;;) {
        const int c = get();
        if (c == end_of_input) refuse("end of file", "the closing quote of line " + std::to_string(record_line_));
        if (c == '"') {
            if (peek() != '"') break;
            get();
        }
        text_ += static_cast<char>(c);
        if (text_.size() > options_.line_bytes_max) refuse_length();
    }
    const int after = peek();
    const bool sound = after == end_of_input || after == '\n' || after == '\r' || after == options_.separator;
    if (!sound) refuse(std::string(1, static_cast<char>(after)), "a separator after the closing quote");
}

bool CsvReader::next(std::vector<std::string_view>& fields) {
    fields.clear();
    text_.clear();
    ends_.clear();
    while (peek() == '\n' || peek() == '\r') get();  // blank lines carry no record
    if (peek() == end_of_input) return false;
    record_line_ = line_;
    bool at_start = true;
    for (;;) {
        const int c = get();
        if (c == end_of_input || c == '\n') break;
        if (c == '\r' && (peek() == '\n' || peek() == end_of_input)) continue;
        if (c == options_.separator) {
            end_field();
            if (text_.size() + ends_.size() > options_.line_bytes_max) refuse_length();  // separators cost memory too
            at_start = true;
        } else if (c == '"' && at_start) {
            field_quoted();
            at_start = false;
        } else {
            field_plain(c);
            at_start = false;
        }
    }
    end_field();
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
        fields.push_back(std::string_view{text_}.substr(begin, end - begin));
        begin = end;
    }
    return true;
}

CsvTable::CsvTable(ByteSource source, std::span<const std::string_view> required, CsvOptions options)
    : reader_(std::move(source), options) {
    if (!reader_.next(row_)) fail(ErrorCode::invalid_csv, "line 1", "", "a header line");
    header_.assign(row_.begin(), row_.end());
    for (const std::string_view name : required) {
        const auto found = std::find(header_.begin(), header_.end(), name);
        if (found == header_.end()) fail(ErrorCode::missing_field, name, "", "a column of this name in the header");
        columns_.push_back(static_cast<std::size_t>(found - header_.begin()));
    }
}

bool CsvTable::next() {
    if (!reader_.next(row_)) return false;
    if (row_.size() != header_.size()) {
        fail(ErrorCode::invalid_csv, "line " + std::to_string(reader_.line()), std::to_string(row_.size()) + " fields",
             std::to_string(header_.size()) + " fields, as in the header");
    }
    return true;
}

std::string_view CsvTable::optional(std::string_view name) const {
    const auto found = std::find(header_.begin(), header_.end(), name);
    return found == header_.end() ? "" : row_[static_cast<std::size_t>(found - header_.begin())];
}

}  // namespace marketplace
