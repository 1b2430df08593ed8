#pragma once
// Feeds of vendors, read item by item: Google Merchant's tables and XML, Medusa's product CSV, JSON Lines.
//
// Where the rules come from:
//   Google   https://support.google.com/merchants/answer/7052112 (attributes), /6324484 (shipping), /6324471 (sale
//   dates) Medusa   https://docs.medusajs.com/user-guide/products/import and the template of its admin; 1.x where it
//   differs
// A feed is never trusted: what is wrong is reported with line, column, field, value and what was expected, and costs
// one item. Memory is one item, whatever the length of the feed (XML: the items of 16 KiB of it).

#include <marketplace/catalog/feed_item.hpp>
#include <marketplace/core/csv.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog {

/// How a feed is written.
enum class FeedFormat : std::uint8_t {
    automatic,   ///< told by the first bytes
    google_tsv,  ///< Google Merchant's attributes, separated by tabs
    google_csv,  ///< the same separated by commas or semicolons, whichever the header has more of
    google_xml,  ///< RSS 2.0 or Atom with Google's namespace; needs MARKETPLACE_WITH_XML
    medusa_csv,  ///< a row for each variant, as Medusa imports and exports products
    json_lines,  ///< an object with the names of `FeedItem` on each line; "deleted": true takes an item back
};
MARKETPLACE_COMPILED_ENUM(FeedFormat, automatic, google_tsv, google_csv, google_xml, medusa_csv, json_lines)

/// Whether this build reads `google_xml`: CMake's MARKETPLACE_WITH_XML.
[[nodiscard]] bool reads_xml() noexcept;

/// In which bytes a feed is written.
enum class FeedEncoding : std::uint8_t {
    automatic,     ///< a byte order mark, the declaration of XML, and else whether the first 64 KiB are UTF-8
    utf_8,
    utf_16,        ///< either order of bytes
    windows_1252,  ///< and ISO 8859-1, which is the same where it prints
};
MARKETPLACE_COMPILED_ENUM(FeedEncoding, automatic, utf_8, utf_16, windows_1252)

/// What to do about an item with something wrong in it. An item without an id, without a title or on a line that is
/// damaged as a whole is never returned.
enum class FeedPolicy : std::uint8_t {
    skip_item,  ///< the whole item is left out
    keep_item,  ///< only the field that is wrong is left out
    stop,       ///< `Error` is thrown, and the reader is at its end
};
MARKETPLACE_COMPILED_ENUM(FeedPolicy, skip_item, keep_item, stop)

/// How to read.
struct FeedOptions {
    FeedFormat format = FeedFormat::automatic;
    FeedEncoding encoding = FeedEncoding::automatic;
    std::optional<Currency> currency;  ///< of prices that name none; without it such a price is a problem
    std::string country;               ///< of shipping that names none: "DE"
    FeedPolicy on_problem = FeedPolicy::skip_item;
    std::int64_t problems_max = 1000;       ///< so many are kept; all are counted
    std::int64_t item_bytes_max = 1 << 20;  ///< a longer item is a problem

    friend bool operator==(const FeedOptions&, const FeedOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeedOptions, (format, encoding, currency, country, on_problem, problems_max,
                                          item_bytes_max));

/// Throws `out_of_range`, `invalid_value` or `unknown_currency` naming the first field that is wrong.
void validate(const FeedOptions& options);

/// Something wrong in a feed.
struct FeedProblem {
    std::int64_t line = 0;    ///< 1 is the first; 0 where it is unknown
    std::int64_t column = 0;  ///< of tables the number of the column, else the byte of the line; 0 where it is unknown
    std::string item_id;      ///< of the item, where it could be read; at most 80 bytes
    std::string field;        ///< as the feed names it; empty: the whole item
    std::string value;        ///< at most 80 bytes of it, as UTF-8
    std::string code;         ///< the name of the `ErrorCode`
    std::string reason;       ///< what was expected

    friend bool operator==(const FeedProblem&, const FeedProblem&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeedProblem, (line, column, item_id, field, value, code, reason));

/// What came out of a feed so far.
struct FeedReport {
    FeedFormat format = FeedFormat::automatic;        ///< as recognised
    FeedEncoding encoding = FeedEncoding::automatic;  ///< as recognised
    std::int64_t items = 0;                           ///< returned
    std::int64_t skipped = 0;                         ///< left out for a problem
    std::int64_t problems_total = 0;
    std::vector<FeedProblem> problems;  ///< the first of them
    /// The reader came to the end, and it is an end: no file cut off within XML or within a quote, none without a
    /// header. Nothing should be deleted for missing in a feed of which this is false.
    bool is_complete = false;

    friend bool operator==(const FeedReport&, const FeedReport&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeedReport, (format, encoding, items, skipped, problems_total, problems, is_complete));

/// Reads a feed. Not safe for use from several threads at once.
class FeedReader {
public:
    /// Reads the beginning and recognises it. Throws what `validate` of the options throws, `invalid_value` for an
    /// encoding that is not read or for XML in a build without it, and whatever the source throws; problems of the
    /// feed are in the report, or thrown under `FeedPolicy::stop`.
    FeedReader(ByteSource source, FeedOptions options);
    FeedReader(FeedReader&&) noexcept;
    FeedReader& operator=(FeedReader&&) noexcept;
    ~FeedReader();

    /// The next item, or none at the end. An id that comes twice is returned twice. Throws under `FeedPolicy::stop`,
    /// with the field "line 3, column 2, price".
    [[nodiscard]] std::optional<FeedItem> next();
    [[nodiscard]] const FeedReport& report() const noexcept;

private:
    class Reading;
    std::unique_ptr<Reading> reading_;
};

/// All items of a feed, and what was wrong.
struct FeedContents {
    std::vector<FeedItem> items;
    FeedReport report;

    friend bool operator==(const FeedContents&, const FeedContents&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeedContents, (items, report));

/// Reads a feed that is in memory. Throws what `FeedReader` throws.
[[nodiscard]] FeedContents read_feed(std::string_view bytes, const FeedOptions& options = {});

}  // namespace marketplace::catalog
