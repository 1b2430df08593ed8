#include "module.hpp"

#include <marketplace/catalog/feed_reader.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::catalog;  // NOLINT: this file is a list of its functions

/// A feed in memory, item by item. Python and Node have streams of their own, so that a face takes bytes; they stay
/// where they are as long as the reader lives.
struct FeedItems {
    Bytes bytes;
    FeedReader reader;

    FeedItems(Bytes kept, FeedOptions options)
        : bytes(std::move(kept)), reader(source_of(bytes.values), std::move(options)) {}

    static ByteSource source_of(std::string_view rest) {
        return [rest](std::span<char> out) mutable {
            const std::size_t count = rest.copy(out.data(), out.size());
            rest.remove_prefix(count);
            return count;
        };
    }

    /// Up to so many items; an empty list at the end.
    std::vector<FeedItem> next(std::size_t items_max) {
        std::vector<FeedItem> out;
        while (out.size() < items_max) {
            std::optional<FeedItem> item = reader.next();
            if (!item) break;
            out.push_back(std::move(*item));
        }
        return out;
    }
};

}  // namespace

void register_feeds(Registry& registry) {
    Module module{registry, "catalog"};
    module.function("validate_feed_options", {"options"}, [](const FeedOptions& options) { validate(options); })
        .cpp("validate(FeedOptions)");
    module.function("read_feed", {"bytes", {"options", FeedOptions{}}},
                    [](const Bytes& bytes, const FeedOptions& options) { return read_feed(bytes.values, options); })
        .takes_long();
    module.function("reads_xml", {}, &reads_xml);
    module.function("listing_of", {"item", "key"}, &listing_of);
    auto reader = module.handle<FeedItems>("FeedReader", true);
    reader.constructor({"bytes", {"options", FeedOptions{}}}, [](const Bytes& bytes, const FeedOptions& options) {
        return std::make_shared<FeedItems>(bytes, options);
    });
    reader.method("next", {"items_max"}, &FeedItems::next).cpp("FeedReader::next").takes_long();
    reader.method("report", {}, [](const FeedItems& self) { return self.reader.report(); }).cpp("FeedReader::report");
}

}  // namespace marketplace::surface
