// Feeds of vendors: the first byte is the size of the pieces in which the source hands out the rest, and the options.

#include "fuzzing.hpp"

#include <marketplace/catalog/feed_reader.hpp>
#include <marketplace/core/json.hpp>

#include <algorithm>
#include <string>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

ByteSource pieces(std::string_view text, std::size_t piece) {
    return [text, piece](std::span<char> buffer) mutable {
        const std::size_t count = std::min({piece, text.size(), buffer.size()});
        std::copy_n(text.begin(), count, buffer.begin());
        text.remove_prefix(count);
        return count;
    };
}

FeedContents read(std::string_view text, std::size_t piece, const FeedOptions& options) {
    FeedReader reader{pieces(text, piece), options};
    FeedContents out;
    while (auto item = reader.next()) {
        fuzz::require(out.items.size() <= text.size(), "every item consumes something");
        out.items.push_back(std::move(*item));
    }
    fuzz::require(!reader.next(), "the end stays the end");
    out.report = reader.report();
    return out;
}

void require_sound(const FeedContents& contents, const FeedOptions& options) {
    const FeedReport& report = contents.report;
    fuzz::require(report.items == std::ssize(contents.items), "items are counted");
    fuzz::require(report.problems_total >= report.skipped, "what is skipped has a problem");
    fuzz::require(std::ssize(report.problems) == std::min(report.problems_total, options.problems_max),
                  "problems are kept");
    for (const FeedProblem& each : report.problems) fuzz::require(each.value.size() <= 80, "values are cut");
    for (const FeedItem& each : contents.items) {
        fuzz::require(!each.id.empty() && (each.is_deleted || !each.title.empty()), "items have an id and a title");
        fuzz::require(!each.price || each.price->minor.value >= 0, "prices are not negative");
    }
    fuzz::require(from_json<FeedContents>(to_json(contents)) == contents, "all texts are UTF-8");
}

/// Items of any feed are read again from the JSON of their records.
void require_again(const FeedContents& contents) {
    std::string text;
    for (const FeedItem& each : contents.items) text += to_json(each) + "\n";
    FeedOptions options;
    options.format = FeedFormat::json_lines;
    options.item_bytes_max = 1 << 24;
    const FeedContents again = read_feed(text, options);
    fuzz::require(again.report.problems_total == 0, "what was accepted is accepted again");
    fuzz::require(again.items.size() == contents.items.size(), "and is as many");
    for (std::size_t i = 0; i < again.items.size(); ++i) {
        FeedItem expected = contents.items[i];
        expected.line = again.items[i].line;
        if (!expected.is_deleted) fuzz::require(again.items[i] == expected, "and is the same");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text = fuzz::text_of(data + 1, size - 1);
    FeedOptions options;
    options.on_problem = (data[0] & 1U) != 0 ? FeedPolicy::keep_item : FeedPolicy::skip_item;
    if ((data[0] & 2U) != 0) options.currency = Currency{"EUR"};
    if ((data[0] & 4U) != 0) options.country = "DE";
    options.problems_max = 20;
    options.item_bytes_max = 512;
    for (const EnumeratorInfo& each : type_of<FeedFormat>().enumerators) {
        options.format = static_cast<FeedFormat>(each.value);
        const auto whole = fuzz::accepted([&] { return read(text, size, options); });
        const auto parts = fuzz::accepted([&] { return read(text, 1U + data[0] % 16U, options); });
        fuzz::require(whole == parts, "the pieces of the source do not matter");
        if (!whole) continue;
        require_sound(*whole, options);
        require_again(*whole);
    }
    return 0;
}
