#include "table.hpp"

#include "utf8.hpp"

#include <marketplace/core/error.hpp>

#include <algorithm>

namespace marketplace::catalog::feed {
namespace {

class Table final : public ItemSource {
public:
    Table(Decoder& decoder, FeedFormat format, const FeedOptions& options)
        : format_(format), reader_([&decoder](std::span<char> out) { return decoder.read(out); },
                                   csv_options(decoder.head(), format, options)) {}

    bool next(RawItem& item) override {
        item.clear(0);
        if (!has_header_) return read_header(item);
        if (is_ended_) return false;
        return read_row(item);
    }

    [[nodiscard]] bool is_complete() const override { return is_complete_; }

private:
    static CsvOptions csv_options(std::string_view head, FeedFormat format, const FeedOptions& options) {
        const char separator = format == FeedFormat::google_tsv ? '\t' : separator_of(header_line(head));
        return {separator, static_cast<std::size_t>(options.item_bytes_max), true};
    }

    /// Reads the header, and the first row behind it.
    bool read_header(RawItem& item) {
        has_header_ = true;
        try {
            if (!reader_.next(row_)) fail(ErrorCode::invalid_csv, "line 1", "", "a header line");
            for (const std::string_view name : row_) {
                columns_.push_back(format_ == FeedFormat::medusa_csv ? medusa_column(name) : google_column(name));
            }
            require_column(Target::id, "a column for the number of the item: id, or Variant SKU");
            require_column(Target::title, "a column for the title: title, or Product Title");
        } catch (const Error& error) {
            is_ended_ = true;
            damaged(item, error, {1, 0});
            return true;
        }
        return read_row(item);
    }

    void require_column(Target target, std::string_view expected) const {
        const bool is_there = std::ranges::any_of(columns_, [&](const Column& each) { return each.target == target; });
        if (!is_there) fail(ErrorCode::missing_field, target == Target::id ? "id" : "title", "", expected);
    }

    bool read_row(RawItem& item) {
        try {
            if (!reader_.next(row_)) {
                is_ended_ = is_complete_ = true;
                return false;
            }
        } catch (const Error& error) {
            is_ended_ = error.value() == "end of file";  // a quote that nobody closes
            damaged(item, error, {static_cast<std::int64_t>(reader_.line()), 0});
            return true;
        }
        item.line = static_cast<std::int64_t>(reader_.line());
        // Separators behind the last column are blank columns that a spreadsheet saved.
        while (row_.size() > columns_.size() && trimmed(row_.back()).empty()) row_.pop_back();
        if (row_.size() != columns_.size()) ragged(item);
        else take(item);
        return true;
    }

    void take(RawItem& item) {
        for (std::size_t i = 0; i < row_.size(); ++i) {
            const std::string_view value = trimmed(row_[i]);
            if (value.empty()) continue;
            item.fields.push_back({&columns_[i], value, {item.line, static_cast<std::int64_t>(i) + 1}});
        }
    }

    void ragged(RawItem& item) const {
        item.is_damaged = true;
        item.problems.push_back({{item.line, 0}, "", std::to_string(row_.size()) + " fields", ErrorCode::invalid_csv,
                                 std::to_string(columns_.size()) + " fields, as in the header"});
    }

    void damaged(RawItem& item, const Error& error, Place place) const {
        item.is_damaged = true;
        item.line = place.line;
        const bool names_column = error.code() == ErrorCode::missing_field;
        const std::string reason = names_column ? error.expected() : error.field() + ": " + error.expected();
        item.problems.push_back({place, names_column ? error.field() : "", sound_text(error.value(), 80), error.code(),
                                 reason, is_ended_});
    }

    FeedFormat format_;
    CsvReader reader_;
    std::vector<Column> columns_;
    std::vector<std::string_view> row_;
    bool has_header_ = false;
    bool is_ended_ = false;
    bool is_complete_ = false;
};

}  // namespace

std::string_view header_line(std::string_view head) {
    head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
    return head.substr(0, head.find_first_of("\r\n"));
}

char separator_of(std::string_view header) {
    if (header.find('\t') != header.npos) return '\t';
    return std::ranges::count(header, ';') > std::ranges::count(header, ',') ? ';' : ',';
}

std::unique_ptr<ItemSource> table_source(Decoder& decoder, FeedFormat format, const FeedOptions& options) {
    return std::make_unique<Table>(decoder, format, options);
}

}  // namespace marketplace::catalog::feed
