#include <doctest/doctest.h>

#include "feed_support.hpp"

#include "catalog/feed/utf8.hpp"

using namespace feeds;

namespace {

/// UTF-16 of a text of the basic plane and of the fox face, by hand.
std::string utf_16(const std::u16string& text, bool is_big_endian) {
    std::string out = is_big_endian ? "\xFE\xFF" : "\xFF\xFE";
    for (const char16_t unit : text) {
        const char high = static_cast<char>(unit >> 8);
        const char low = static_cast<char>(unit & 0xFF);
        out += is_big_endian ? high : low;
        out += is_big_endian ? low : high;
    }
    return out;
}

}  // namespace

TEST_CASE("UTF-8 with a mark, UTF-16 in both orders and Windows-1252 give the same text") {
    const std::u16string wide = u"id\ttitle\tprice\r\n1\tKäse € \U0001F98A\t12,50 €\r\n";
    for (const bool is_big_endian : {true, false}) {
        for (const std::size_t size : {1, 3, 4096}) {
            const FeedContents out = read_in_pieces(utf_16(wide, is_big_endian), size);
            REQUIRE(out.items.size() == 1);
            CHECK(out.report.encoding == FeedEncoding::utf_16);
            CHECK(out.items[0].title == "Käse € \U0001F98A");
            CHECK(out.items[0].price == euro(1250));
        }
    }
    const FeedContents marked = read_feed("\xEF\xBB\xBFid\ttitle\n1\tKäse\n");
    REQUIRE(marked.items.size() == 1);
    CHECK(marked.report.encoding == FeedEncoding::utf_8);
    const FeedContents western = read_feed("id\ttitle\tprice\n1\tK\xE4se \x93" "alt\x94\t12,50 \x80\n");
    REQUIRE(western.items.size() == 1);
    CHECK(western.report.encoding == FeedEncoding::windows_1252);
    CHECK(western.items[0].title == "Käse “alt”");
    CHECK(western.items[0].price == euro(1250));
}

TEST_CASE("UTF-16 without a mark is read where the options say so, and half a pair is replaced") {
    FeedOptions options;
    options.encoding = FeedEncoding::utf_16;
    for (const bool is_big_endian : {true, false}) {
        const FeedContents out = read_feed(utf_16(u"id,title\n1,Mug\n", is_big_endian).substr(2), options);
        REQUIRE(out.items.size() == 1);
        CHECK(out.items[0].title == "Mug");
    }
    std::u16string half = u"id,title\n1,M.g\n";
    half[12] = 0xD83E;
    const FeedContents out = read_feed(utf_16(half, true));
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].title == "M\uFFFDg");
}

TEST_CASE("a wrong byte behind the first 64 KiB costs one item, with line and column") {
    std::string feed = "id,title\n";
    int lines = 1;
    while (feed.size() < 70'000) {
        feed += std::to_string(lines++) + ",Mug €\n";
    }
    const FeedContents out = read_feed(feed + "x,M\xFCg\ny,Mug\n");
    CHECK(out.report.encoding == FeedEncoding::utf_8);
    CHECK(problems_of(out) == std::to_string(lines + 1) + ":2 title parse_error\n");
    CHECK(out.report.problems[0].value == "M\uFFFDg");
    CHECK(out.report.problems[0].reason == "UTF-8, which byte 2 of the value is not");
    CHECK(out.items.back().id == "y");
}

TEST_CASE("a character that the first 64 KiB cut in two does not change the encoding") {
    for (std::size_t shift = 0; shift < 4; ++shift) {
        std::string feed = "id,title\n1," + std::string((1 << 16) - 15 + shift, 'x');
        feed += "\U0001F98A\n";
        const FeedContents out = read_feed(feed);
        CHECK(out.report.encoding == FeedEncoding::utf_8);
        REQUIRE(out.items.size() == 1);
        CHECK(out.items[0].title.ends_with("\U0001F98A"));
    }
}

TEST_CASE("a feed that is cut off within a character keeps its encoding") {
    const FeedContents cut = read_feed("id,title\n1,Käse\n2,K\xC3");
    CHECK(cut.report.encoding == FeedEncoding::utf_8);
    REQUIRE(cut.items.size() == 1);
    CHECK(cut.items[0].title == "Käse");
    CHECK(problems_of(cut) == "3:2 title parse_error\n");
    const FeedContents western = read_feed("id,title\n1,Caf\xE9");
    REQUIRE(western.items.size() == 1);
    CHECK(western.items[0].title == "Café");
}

TEST_CASE("the declaration of a document decides, and an encoding that is not read is refused") {
    const auto document = [](const std::string& encoding) {
        return "<?xml version='1.0' encoding='" + encoding +
               "'?><rss><item><id>1</id><title>\x80 K\xE4se</title></item></rss>";
    };
    CHECK_THROWS_WITH_AS((void)read_feed(document("Shift_JIS")), doctest::Contains("shift_jis"), Error);
    if (!reads_xml()) return;
    const FeedContents out = read_feed(document("ISO-8859-1"));
    CHECK(out.report.encoding == FeedEncoding::windows_1252);
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].title == "€ Käse");
}

TEST_CASE("wrong bytes are found where they are, and a head that is cut is sound") {
    using namespace marketplace::catalog::feed;
    CHECK(first_wrong_byte("") == std::string_view::npos);
    CHECK(first_wrong_byte("plain ascii, more than eight") == std::string_view::npos);
    CHECK(first_wrong_byte("gr\xC3\xBC\xC3") == 4);
    CHECK(first_wrong_byte("\xED\xA0\x80") == 0);  // half a surrogate pair
    CHECK(first_wrong_byte("a\xC0\x80") == 1);     // longer than it has to be
    CHECK(first_wrong_byte_of_head("gr\xC3\xBC\xC3") == std::string_view::npos);
    CHECK(first_wrong_byte_of_head("\xF0\x9F\xA6") == std::string_view::npos);
    CHECK(first_wrong_byte_of_head("\xE4se") == 0);
    CHECK(first_wrong_byte_of_head("x\xFF") == 1);
    CHECK(sound_text("a\xFF" "b", 80) == "a\uFFFDb");
    CHECK(sound_text("ab€", 4) == "ab");
    CHECK(trimmed(" \t\u00A0x y\u00A0\r\n") == "x y");
}
