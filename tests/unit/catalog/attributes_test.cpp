#include <doctest/doctest.h>

#include <marketplace/catalog/attributes.hpp>
#include <marketplace/core/json.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

/// "pack=6 volume=330" of a text; amounts in base units, with the rest behind a point.
std::string read(std::string_view text, NumberStyle style = NumberStyle::automatic) {
    std::string out;
    for (const Attribute& each : extract_attributes(text, style)) {
        if (!out.empty()) out += ' ';
        out += std::string{name_of(each.kind)} + "=";
        if (each.amount_micro == 0) {
            out += each.text;
            continue;
        }
        out += std::to_string(each.amount_micro / 1'000'000);
        const std::int64_t rest = each.amount_micro % 1'000'000;
        if (rest != 0) out += "." + std::to_string(1'000'000 + rest).substr(1);
    }
    return out;
}

/// The same without regard to order.
std::vector<std::string> facts(std::string_view text) {
    std::vector<std::string> out;
    for (Attribute each : extract_attributes(text)) {
        each.span = {};
        out.push_back(to_json(each));
    }
    std::ranges::sort(out);
    return out;
}

struct Example {
    const char* text;
    const char* expected;
};

template <std::size_t size>
void check(const std::array<Example, size>& examples) {
    for (const Example& each : examples) {
        INFO(each.text);
        CHECK(read(each.text) == each.expected);
    }
}

}  // namespace

TEST_CASE("packs are the same however they are written") {
    const std::vector<std::string> expected = facts("6 x 330ml");
    REQUIRE(expected.size() == 2);
    for (const char* text : {"330 ml 6 pack", "330ml (6-pack)", "330 ml x 6", "6x330 ml", "6 × 0,33 l",
                             "pack of 6 33cl",
                             "0.33 L, 6 pcs", "6er pack 330ML", "6pk 330ml",
                             "box of 6, 330 ml", "330ml x6", "2 x 3 x 330 ml"}) {
        INFO(text);
        std::vector<std::string> found = facts(text);
        std::erase_if(found, [&](const std::string& each) {
            return std::ranges::find(expected, each) == expected.end();
        });
        CHECK(found == expected);
    }
    CHECK(read("4 x 4GB") == "pack=4 data=4000000");
    CHECK(read("30 count 500mg") == "pack=30 mass=0.500000");
}

TEST_CASE("amounts are in base units, rounded to millionths") {
    check(std::array<Example, 16>{{
        {"12 fl oz", "volume=354.882355"},
        {"12 Fl. Oz. bottle", "volume=354.882355"},
        {"1.5L", "volume=1500"},
        {"1,5 l", "volume=1500"},
        {"1,000 ml", "volume=1000"},
        {"1.000,5 g", "mass=1000.500000"},
        {"8 oz.", "mass=226.796185"},
        {"19in monitor", "length=482.600000"},
        {"19\" monitor", "length=482.600000"},
        {"5 1/2 inch", "length=139.700000"},
        {"33-1/3 ft", "length=10160"},
        {"1/4 in.", "length=6.350000"},
        {"16 TB", "data=16000000000"},
        {"2100mAh 12V 2.4 GHz 65W", "charge=2100 voltage=12 frequency=2400000000 power=65"},
        {"5-user licence, 1 year", "seats=5 duration=365"},
        {"12.1 megapixel", "pixels=12.100000"},
    }});
}

TEST_CASE("everyday words are no units") {
    CHECK(read("7 in 1").empty());
    CHECK(read("2 in stock").empty());
    CHECK(read("12345678901234567890 ml") == "model_code=12345678901234567890");
    CHECK(read("0 ml").empty());
    CHECK(read("iphone 4 gives").empty());
}

TEST_CASE("points and commas follow the style of the feed") {
    CHECK(read("1.000 g") == "mass=1");
    CHECK(read("1.000 g", NumberStyle::comma) == "mass=1000");
    CHECK(read("1,000 g", NumberStyle::comma) == "mass=1");
    CHECK(read("1.299.000 g") == "mass=1299000");
    CHECK(read("1,25 g", NumberStyle::point) == "mass=125");
}

TEST_CASE("dimensions are lengths, or numbers without a unit") {
    CHECK(read("10 x 20 cm") == "dimensions=100x200");
    CHECK(read("10cm x 20cm x 5 mm") == "dimensions=100x200x5");
    CHECK(read("8\" x 10\"") == "dimensions=203.2x254");
    CHECK(read("1920x1080") == "dimensions=1920x1080");
}

TEST_CASE("words of the tables are read in their normal form") {
    check(std::array<Example, 10>{{
        {"Gray case", "colour=grey"},
        {"Rose Gold", "colour=rose gold"},
        {"Kühlschrank weiß", "colour=white"},
        {"Windows XP Professional Upgrade", "platform=windows edition=professional edition=upgrade"},
        {"Student and Teacher", "edition=student"},
        {"for Win/Mac", "platform=windows and mac"},
        {"Xbox 360", "platform=xbox 360"},
        {"PS2 game", "platform=playstation 2"},
        {"shirt 2XL", "size=xxl"},
        {"size 42", "size=42"},
    }});
    CHECK(read("blackberry").empty());  // no black in it
}

TEST_CASE("versions and years") {
    check(std::array<Example, 11>{{
        {"v3.0", "version=3"},
        {"v 3", "version=3"},
        {"V1.5", "version=1.5"},
        {"version 08", "version=8"},
        {"ver. 2.10", "version=2.10"},
        {"acrobat v10.5", "version=10.5"},
        {"creative suite cs3", "version=cs3"},
        {"acrobat 8.0", "version=8"},
        {"office 2007", "year=2007"},
        {"from $19.99", ""},
        {"1984 pages 10.4", "year=1984 version=10.4"},
    }});
}

TEST_CASE("model codes are letters and digits, in one") {
    check(std::array<Example, 10>{{
        {"Sony PS-LX350H turntable", "model_code=pslx350h"},
        {"am53bk", "model_code=am53bk"},
        {"D-Link DKVM-8E", "model_code=dkvm8e"},
        {"HP C7973W/A", "model_code=c7973wa"},
        {"part 33010", "model_code=33010"},
        {"10/100 Base", ""},
        {"mp3 player 1080p 802.11n", ""},
        {"1st 22nd 100th", ""},
        {"4gb200 8GB", "model_code=4gb200 data=8000000"},
        {"8mp-200x", "model_code=8mp200x"},
    }});
}

TEST_CASE("an attribute knows which bytes of the original stated it") {
    const std::string text = "Müsli – 6 × 330 ml, schwarz";
    const std::vector<Attribute> found = extract_attributes(text);
    REQUIRE(found.size() == 3);
    const auto stated = [&](std::size_t i) {
        const TextSpan span = found[i].span;
        return text.substr(span.begin, span.end - span.begin);
    };
    CHECK(stated(0) == "6");
    CHECK(stated(1) == "330 ml");
    CHECK(stated(2) == "schwarz");
    CHECK(found[2].text == "black");
}

TEST_CASE("labels round when they convert, and never when they count") {
    const auto one = [](const char* text) { return extract_attributes(text).at(0); };
    CHECK(states_the_same(one("12 fl oz"), one("355 ml")));
    CHECK_FALSE(states_the_same(one("12 fl oz"), one("330 ml")));
    CHECK_FALSE(states_the_same(one("200 pack"), one("201 pack")));
    CHECK_FALSE(states_the_same(one("100 g"), one("100 ml")));
    CHECK(states_the_same(one("gray"), one("grey")));
    CHECK_FALSE(states_the_same(one("2007 "), one("2008")));
}
