#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/catalog/feed_reader.hpp>
#include <marketplace/core/json.hpp>

#include <string>
#include <vector>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

/// Texts with everything that a table has to quote, and letters of several bytes.
std::string any_text(bool may_be_empty) {
    static const std::vector<std::string> parts{"a",  "B",  "7",    "é", "€", "\U0001F98A", ",", ";", "\t",
                                                "\"", "\n", "\r\n", " ", ":", "'",          "<", "{"};
    std::string out = may_be_empty ? "" : "x";
    const int count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i) out += *rc::gen::elementOf(parts);
    // Blanks around a text are not part of it.
    return out.empty() ? out : "x" + out + "y";
}

std::optional<Money> any_price() {
    if (*rc::gen::inRange(0, 4) == 0) return std::nullopt;
    const Currency currency{*rc::gen::elementOf(std::vector<std::string>{"EUR", "JPY", "KWD", "CLF"})};
    return Money{{*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000)}, currency};
}

std::optional<Timestamp> any_time(std::int64_t begin) {
    return Timestamp{(begin + *rc::gen::inRange<std::int64_t>(0, 1'000'000)) * 60'000'000};
}

FeedItem any_item() {
    FeedItem out;
    out.id = any_text(false);
    out.title = any_text(false);
    for (std::string FeedItem::*text :
         {&FeedItem::group_id, &FeedItem::description, &FeedItem::brand, &FeedItem::gtin, &FeedItem::part_number,
          &FeedItem::category, &FeedItem::link, &FeedItem::image_link}) {
        out.*text = any_text(true);
    }
    out.price = any_price();
    out.sale_price = any_price();
    if (*rc::gen::inRange(0, 2) == 0) {
        out.sale_from = any_time(29'000'000);
        out.sale_to = any_time(31'000'000);
    }
    out.availability = static_cast<FeedAvailability>(*rc::gen::inRange(0, 5));
    out.condition = static_cast<OfferCondition>(*rc::gen::inRange(0, 7));
    if (*rc::gen::inRange(0, 2) == 0) out.stock = *rc::gen::arbitrary<std::int64_t>() & INT64_MAX;
    for (const char* name : {"color", "size", "custom_label_0"}) {
        if (std::string value = any_text(true); !value.empty()) out.attributes[name] = value;
    }
    const int ways = *rc::gen::inRange(0, 3);
    for (int i = 0; i < ways; ++i) out.shipping.push_back({i == 0 ? "DE" : "AT", "", "Post", any_price()});
    return out;
}

std::string shipping_text(const FeedItem& item) {
    std::string out;
    for (const FeedShipping& each : item.shipping) {
        if (!out.empty()) out += ',';
        out += each.country + ":" + each.region + ":" + each.service + ":" + (each.price ? to_string(*each.price) : "");
    }
    return out;
}

std::string attribute(const FeedItem& item, const std::string& name) {
    const auto found = item.attributes.find(name);
    return found == item.attributes.end() ? "" : found->second;
}

std::vector<std::string> fields_of(const FeedItem& item) {
    const auto price = [](const std::optional<Money>& money) { return money ? to_string(*money) : std::string{}; };
    return {item.id,
            item.group_id,
            item.title,
            item.description,
            item.brand,
            item.gtin,
            item.part_number,
            item.category,
            item.link,
            item.image_link,
            price(item.price),
            price(item.sale_price),
            item.sale_from ? to_string(*item.sale_from) + "/" + to_string(*item.sale_to) : "",
            item.availability == FeedAvailability::unstated ? "" : std::string{name_of(item.availability)},
            item.condition == OfferCondition::unstated ? "" : std::string{name_of(item.condition)},
            item.stock ? std::to_string(*item.stock) : "",
            shipping_text(item),
            attribute(item, "color"),
            attribute(item, "size"),
            attribute(item, "custom_label_0")};
}

const std::vector<std::string> header{"id",
                                      "item_group_id",
                                      "title",
                                      "description",
                                      "brand",
                                      "gtin",
                                      "mpn",
                                      "product_type",
                                      "link",
                                      "image_link",
                                      "price",
                                      "sale_price",
                                      "sale_price_effective_date",
                                      "availability",
                                      "condition",
                                      "quantity",
                                      "shipping",
                                      "color",
                                      "size",
                                      "custom_label_0"};

std::string row_of(const std::vector<std::string>& fields, char separator) {
    std::string out;
    for (const std::string& field : fields) {
        if (&field != &fields.front()) out += separator;
        out += '"';
        for (const char c : field) out += c == '"' ? std::string{"\"\""} : std::string(1, c);
        out += '"';
    }
    return out + "\r\n";
}

/// The texts between elements of XML; carriage returns as references, since a parser would make them line feeds.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '<') out += "&lt;";
        else if (c == '&') out += "&amp;";
        else if (c == '\r') out += "&#13;";
        else out += c;
    }
    return out;
}

std::string document_of(const std::vector<FeedItem>& items) {
    std::string out = "<rss xmlns:g='http://base.google.com/ns/1.0'><channel>";
    for (const FeedItem& item : items) {
        const std::vector<std::string> fields = fields_of(item);
        out += "<item>";
        for (std::size_t i = 0; i < fields.size(); ++i)
            out += "<g:" + header[i] + ">" + escaped(fields[i]) + "</g:" + header[i] + ">";
        out += "</item>";
    }
    return out + "</channel></rss>";
}

/// Reads in pieces of any size, and returns the items without the lines where they stand.
std::vector<FeedItem> read_back(const std::string& text, FeedFormat expected) {
    const std::size_t piece = *rc::gen::inRange<std::size_t>(1, 200);
    FeedReader reader{[rest = std::string_view{text}, piece](std::span<char> out) mutable {
                          const std::size_t count = std::min({piece, out.size(), rest.size()});
                          std::copy_n(rest.begin(), count, out.begin());
                          rest.remove_prefix(count);
                          return count;
                      },
                      {}};
    std::vector<FeedItem> out;
    while (auto item = reader.next()) {
        item->line = 0;
        out.push_back(std::move(*item));
    }
    RC_ASSERT(reader.report().problems.empty());
    RC_ASSERT(reader.report().is_complete);
    RC_ASSERT(reader.report().format == expected);
    RC_ASSERT(reader.report().items == std::ssize(out));
    return out;
}

std::vector<FeedItem> any_items() {
    std::vector<FeedItem> out;
    const int count = *rc::gen::inRange(1, 6);
    for (int i = 0; i < count; ++i) out.push_back(any_item());
    return out;
}

}  // namespace

TEST_CASE("items written as a table of any separator are read back equal") {
    CHECK(rc::check([] {
        const std::vector<FeedItem> items = any_items();
        for (const char separator : {'\t', ',', ';'}) {
            std::string text = row_of(header, separator);
            for (const FeedItem& each : items) text += row_of(fields_of(each), separator);
            RC_ASSERT(read_back(text, separator == '\t' ? FeedFormat::google_tsv : FeedFormat::google_csv) == items);
        }
    }));
}

TEST_CASE("items written as JSON Lines are read back equal") {
    CHECK(rc::check([] {
        const std::vector<FeedItem> items = any_items();
        std::string text;
        for (const FeedItem& each : items) text += to_json(each) + "\n";
        RC_ASSERT(read_back(text, FeedFormat::json_lines) == items);
    }));
}

TEST_CASE("items written as RSS are read back equal") {
    if (!reads_xml()) return;
    CHECK(rc::check([] {
        const std::vector<FeedItem> items = any_items();
        RC_ASSERT(read_back(document_of(items), FeedFormat::google_xml) == items);
    }));
}

TEST_CASE("a feed cut off anywhere never gives an item that the whole feed does not have, but for the last") {
    CHECK(rc::check([] {
        const std::vector<FeedItem> items = any_items();
        std::string text = row_of(header, '\t');
        for (const FeedItem& each : items) text += row_of(fields_of(each), '\t');
        const auto size = *rc::gen::inRange<std::size_t>(0, text.size());
        const FeedContents out = read_feed(text.substr(0, size));
        RC_ASSERT(out.items.size() <= items.size());
        for (std::size_t i = 0; i + 1 < out.items.size(); ++i) {
            FeedItem expected = items[i];
            expected.line = out.items[i].line;
            RC_ASSERT(out.items[i] == expected);
        }
    }));
}
