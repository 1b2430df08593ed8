#include <marketplace/catalog/feed_reader.hpp>

#include "decoding.hpp"
#include "item_builder.hpp"
#include "json_lines.hpp"
#include "recognition.hpp"
#include "table.hpp"
#include "utf8.hpp"
#include "values.hpp"
#include "xml_source.hpp"

#include <marketplace/core/detail/validation.hpp>
#include <marketplace/core/error.hpp>

#include <algorithm>

namespace marketplace::catalog {
namespace {

using namespace feed;  // NOLINT: the parts of this file

std::unique_ptr<ItemSource> item_source(Decoder& decoder, FeedFormat format, const FeedOptions& options) {
    if (format == FeedFormat::google_xml) return xml_source(decoder, options);
    if (format == FeedFormat::json_lines) return json_lines_source(decoder, options);
    return table_source(decoder, format, options);
}

/// "line 3, column 2, price", as far as each is known.
std::string text_of(const RawProblem& problem) {
    std::string out = "line " + std::to_string(problem.place.line);
    if (problem.place.column > 0) out += ", column " + std::to_string(problem.place.column);
    if (!problem.field.empty()) out += ", " + problem.field;
    return out;
}

ByteSource bytes_of(std::string_view bytes) {
    return [bytes](std::span<char> out) mutable {
        const std::size_t count = std::min(out.size(), bytes.size());
        std::copy_n(bytes.begin(), count, out.begin());
        bytes.remove_prefix(count);
        return count;
    };
}

}  // namespace

void validate(const FeedOptions& options) {
    if (options.currency) (void)options.currency->exponent();
    if (!options.country.empty() && read_country(options.country, "") != options.country) {
        fail(ErrorCode::invalid_value, "country", options.country, "two capital letters, for example DE");
    }
    detail::require_between(options.problems_max, 0, 1'000'000, "problems_max");
    detail::require_between(options.item_bytes_max, 1, 1 << 30, "item_bytes_max");
}

class FeedReader::Reading {
public:
    Reading(ByteSource source, FeedOptions options)
        : options_(checked(std::move(options))), decoder_(std::move(source), options_.encoding), builder_(options_) {
        report_.encoding = decoder_.encoding();
        report_.format = options_.format;
        if (report_.format == FeedFormat::automatic) report_.format = recognise_format(decoder_.head());
        items_ = item_source(decoder_, report_.format, options_);
    }

    std::optional<FeedItem> next() {
        while (!is_ended_) {
            if (!items_->next(raw_)) {
                is_ended_ = true;
                report_.is_complete = items_->is_complete();
                break;
            }
            std::optional<FeedItem> item = raw_.is_damaged ? std::nullopt : builder_.build(raw_);
            note_problems(item ? item->id : raw_.is_damaged ? std::string{} : builder_.id_left_out());
            if (item) {
                ++report_.items;
                return item;
            }
            const bool is_item = raw_.problems.empty() || !raw_.problems.back().is_fatal;
            if (is_item) ++report_.skipped;
        }
        return std::nullopt;
    }

    [[nodiscard]] const FeedReport& report() const { return report_; }

private:
    static FeedOptions checked(FeedOptions options) {
        validate(options);
        return options;
    }

    void note_problems(const std::string& id) {
        for (const RawProblem& each : raw_.problems) {
            ++report_.problems_total;
            if (std::ssize(report_.problems) < options_.problems_max) {
                report_.problems.push_back({each.place.line, each.place.column, sound_text(id, 80), each.field,
                                            each.value, std::string{name_of(each.code)}, each.reason});
            }
            if (options_.on_problem != FeedPolicy::stop) continue;
            is_ended_ = true;
            throw Error{each.code, text_of(each), each.value, each.reason};
        }
    }

    FeedOptions options_;
    Decoder decoder_;
    ItemBuilder builder_;
    std::unique_ptr<ItemSource> items_;
    RawItem raw_;
    FeedReport report_;
    bool is_ended_ = false;
};

FeedReader::FeedReader(ByteSource source, FeedOptions options)
    : reading_(std::make_unique<Reading>(std::move(source), std::move(options))) {}

FeedReader::FeedReader(FeedReader&&) noexcept = default;
FeedReader& FeedReader::operator=(FeedReader&&) noexcept = default;
FeedReader::~FeedReader() = default;

std::optional<FeedItem> FeedReader::next() { return reading_->next(); }

const FeedReport& FeedReader::report() const noexcept { return reading_->report(); }

FeedContents read_feed(std::string_view bytes, const FeedOptions& options) {
    FeedReader reader{bytes_of(bytes), options};
    FeedContents out;
    while (std::optional<FeedItem> item = reader.next()) out.items.push_back(std::move(*item));
    out.report = reader.report();
    return out;
}

}  // namespace marketplace::catalog
