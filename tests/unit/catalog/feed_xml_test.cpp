#include <doctest/doctest.h>

#include "feed_support.hpp"

using namespace feeds;

namespace {

const std::string rss_begin =
    "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" "
    "xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n<title>Shop</title>\n";
const std::string rss_end = "</channel></rss>\n";

std::string item(const std::string& inner) { return "<item>" + inner + "</item>\n"; }

}  // namespace

TEST_CASE("a build without XML says so") {
    if (reads_xml()) {
        CHECK(read_feed("<rss/>").report.is_complete);
    } else {
        CHECK_THROWS_WITH_AS((void)read_feed("<rss/>"), doctest::Contains("MARKETPLACE_WITH_XML"), Error);
    }
}

TEST_CASE("RSS with Google's namespace, CDATA, entities and nested shipping") {
    if (!reads_xml()) return;
    const std::string feed =
        rss_begin +
        item(
            "\n<g:id>TS-7</g:id>\n<title>Cup &amp; <![CDATA[saucer <b>]]></title><link>https://shop.example/ts7</link>"
            "<description>Two &#8364;</description><g:price>15.00 "
            "USD</g:price><g:availability>in_stock</g:availability>"
            "<g:condition>new</g:condition><g:color>red</g:color><g:additional_image_link>a.jpg</"
            "g:additional_image_link>"
            "<g:additional_image_link>b.jpg</g:additional_image_link>"
            "<g:shipping><g:country>US</g:country><g:region>CA</g:region><g:service>Overnight</g:service>"
            "<g:price>16.00 USD</g:price></g:shipping><g:shipping>CA:::5 CAD</g:shipping>"
            "<g:tax><g:rate>8.5</g:rate></g:tax>") +
        item("<g:id>TS-8</g:id><g:title>Bowl</g:title><g:price>free</g:price>") +
        item("<g:id>TS-9</g:id><g:title>Plate</g:title>") + rss_end;
    for (const std::size_t size : {1, 7, 4096}) {
        const FeedContents out = read_in_pieces(feed, size);
        CHECK(problems_of(out) == "8:47 price parse_error\n");
        REQUIRE(out.items.size() == 2);
        FeedItem wanted;
        wanted.id = "TS-7";
        wanted.title = "Cup & saucer <b>";
        wanted.description = "Two €";
        wanted.link = "https://shop.example/ts7";
        wanted.price = dollar(1500);
        wanted.availability = FeedAvailability::in_stock;
        wanted.condition = OfferCondition::brand_new;
        wanted.attributes = {{"color", "red"}, {"additional_image_link", "a.jpg,b.jpg"}, {"tax.rate", "8.5"}};
        wanted.shipping = {{"CA", "", "", Money{{500}, Currency{"CAD"}}}, {"US", "CA", "Overnight", dollar(1600)}};
        wanted.line = 5;
        CHECK(out.items[0] == wanted);
        CHECK(out.items[1].id == "TS-9");
        CHECK(out.report.format == FeedFormat::google_xml);
        CHECK(out.report.is_complete);
    }
}

TEST_CASE("Atom has entries, links in attributes, and markup within a text") {
    if (!reads_xml()) return;
    const FeedContents out = read_feed(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:google=\"http://base.google.com/ns/1.0\" xmlns:m=\"urn:m\">"
        "<title>Shop</title><entry><google:id>A</google:id><title>Mug</title><link rel=\"self\" "
        "href=\"https://no.example\"/>"
        "<link href=\"https://shop.example/a\"/><content><div>Warm <b>and</b> heavy</div></content>"
        "<m:title>Other</m:title></entry></feed>");
    CHECK(problems_of(out).empty());
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].title == "Mug");
    CHECK(out.items[0].link == "https://shop.example/a");
    CHECK(out.items[0].description == "Warm and heavy");
    CHECK(out.items[0].attributes == std::map<std::string, std::string>{{"title", "Other"}});
}

TEST_CASE("a document that is cut off gives what was whole, and is not complete") {
    if (!reads_xml()) return;
    const std::string feed =
        rss_begin + item("<g:id>1</g:id><title>Mug</title>") + item("<g:id>2</g:id><title>Plate</title>") + rss_end;
    for (std::size_t size = 1; size + 1 < feed.size(); ++size) {
        const FeedContents out = read_feed(feed.substr(0, size));
        CHECK_FALSE(out.report.is_complete);
        CHECK(out.report.problems_total == 1);
        CHECK(out.items.size() <= 2);
    }
    CHECK(read_feed(feed).items.size() == 2);
}

TEST_CASE("entities of a document's own are refused, before they grow and before they name a file") {
    if (!reads_xml()) return;
    const std::string body = "<rss><channel><item><id>1</id><title>&c;</title></item></channel></rss>";
    for (const std::string declared :
         {"<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">",
          "<!ENTITY c SYSTEM \"file:///etc/hostname\">", "<!ENTITY % c SYSTEM \"file:///etc/hostname\"> %c;"}) {
        const FeedContents out = read_feed("<!DOCTYPE rss [" + declared + "]>" + body);
        CHECK(out.items.empty());
        REQUIRE(out.report.problems.size() == 1);
        CHECK(out.report.problems[0].code == "invalid_value");
        CHECK(out.report.problems[0].reason == "a document without entities of its own");
        CHECK_FALSE(out.report.is_complete);
    }
    const FeedContents outside = read_feed("<!DOCTYPE rss SYSTEM \"http://127.0.0.1:1/rss.dtd\">" + body);
    CHECK_FALSE(outside.report.items > 1);  // nothing was loaded, so the entity is not known
}

TEST_CASE("a page that is no feed, deep nesting and endless tags are refused") {
    if (!reads_xml()) return;
    CHECK(problems_of(read_feed("<html><body>Not today</body></html>")) == "1:1  parse_error\n");
    std::string deep = "<rss>";
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    CHECK(read_feed(deep).report.problems.at(0).code == "limit_exceeded");
    FeedOptions options;
    options.item_bytes_max = 1000;
    for (const std::string& endless :
         {"<rss><!--" + std::string(100'000, 'x'), "<rss a=\"" + std::string(100'000, 'x')}) {
        const FeedContents out = read_feed(endless, options);
        CHECK(out.report.problems.at(0).code == "limit_exceeded");
        CHECK_FALSE(out.report.is_complete);
    }
    const FeedContents out = read_feed("<rss><item><id>1</id><title>" + std::string(2000, 'x') + "</title></item>" +
                                       item("<id>2</id><title>Mug</title>") + "</rss>", options);
    CHECK(problems_of(out) == "1:0  limit_exceeded\n");
    REQUIRE(out.items.size() == 1);
    CHECK(out.report.skipped == 1);
}

TEST_CASE("a byte that is no UTF-8 costs one item of a document") {
    if (!reads_xml()) return;
    FeedOptions options;
    options.encoding = FeedEncoding::utf_8;
    const std::string feed = rss_begin + item("<id>1</id><title>M\xFCgge \xE2\x82</title>") +
                             item("<id>2</id><title>Krug €</title>") + rss_end;
    for (const std::size_t size : {1, 2, 4096}) {
        const FeedContents out = read_in_pieces(feed, size, options);
        CHECK(problems_of(out) == "5:17 title parse_error\n");
        REQUIRE(out.items.size() == 1);
        CHECK(out.items[0].title == "Krug €");
    }
}
