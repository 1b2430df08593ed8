#pragma once
// What the tests of feeds share.

#include <marketplace/catalog/feed_reader.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace feeds {

using namespace marketplace;
using namespace marketplace::catalog;

/// Serves a text in pieces, so that every state of a reader meets the end of a buffer.
inline ByteSource pieces(std::string text, std::size_t size) {
    return [text = std::move(text), size, at = std::size_t{0}](std::span<char> out) mutable {
        const std::size_t count = std::min({size, out.size(), text.size() - at});
        std::memcpy(out.data(), text.data() + at, count);
        at += count;
        return count;
    };
}

inline FeedContents read_in_pieces(const std::string& text, std::size_t size, const FeedOptions& options = {}) {
    FeedReader reader{pieces(text, size), options};
    FeedContents out;
    while (auto item = reader.next()) out.items.push_back(std::move(*item));
    out.report = reader.report();
    return out;
}

inline FeedOptions in_euro() {
    FeedOptions out;
    out.currency = Currency{"EUR"};
    out.country = "DE";
    return out;
}

inline FeedOptions keeping() {
    FeedOptions out;
    out.on_problem = FeedPolicy::keep_item;
    return out;
}

inline Money euro(std::int64_t minor) { return {{minor}, Currency{"EUR"}}; }
inline Money dollar(std::int64_t minor) { return {{minor}, Currency{"USD"}}; }

/// "line:column field code" of each problem.
inline std::string problems_of(const FeedContents& contents) {
    std::string out;
    for (const FeedProblem& each : contents.report.problems) {
        out +=
            std::to_string(each.line) + ":" + std::to_string(each.column) + " " + each.field + " " + each.code + "\n";
    }
    return out;
}

}  // namespace feeds
