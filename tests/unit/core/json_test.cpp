#include "core_samples.hpp"
#include "refusal.hpp"

#include <doctest/doctest.h>
#include <marketplace/core/json.hpp>

#include <bit>
#include <cmath>
#include <limits>

using namespace marketplace;
using namespace marketplace::samples;
using namespace std::string_view_literals;

namespace {

Everything full() {
    Everything out;
    out.flag = true;
    out.small = INT32_MIN;
    out.big = INT64_MAX;
    out.strong = {INT64_MIN};
    out.ratio = 0.1;
    out.text = "a\"b\\c\nd\te\rf\x01g \xC3\xA3";
    out.order = OrderId{"o-1"};
    out.when = parse_timestamp("2018-11-04T03:00:00.000001Z");
    out.length = {-1};
    out.day = {2016, 2, 29};
    out.colour = Colour::dark_green;
    out.point = {1, -2};
    out.maybe = 0;
    out.list = {{1, 2}, {3, 4}};
    out.dictionary = {{"b", 2}, {"a", 1}};
    out.choice = LongLine{9};
    return out;
}

std::string refused(std::string_view json) {
    return refusal([&] { return from_json<Everything>(json); });
}

}  // namespace

TEST_CASE("a record of every kind is written in the order of its description") {
    CHECK(to_json(full()) ==
          R"({"flag":true,"small":-2147483648,"big":9223372036854775807,"strong":-9223372036854775808,)"
          R"("ratio":0.1,"text":"a\"b\\c\nd\te\rf\u0001g )"
          "\xC3\xA3"
          R"(","order":"o-1","when":"2018-11-04T03:00:00.000001Z","length":-1,"day":"2016-02-29",)"
          R"("colour":"dark_green","point":{"x":1,"y":-2},"maybe":0,"list":[{"x":1,"y":2},{"x":3,"y":4}],)"
          R"("dictionary":{"a":1,"b":2},"choice":{"kind":"long_line","length":9}})");
}

TEST_CASE("every record comes back from its JSON, compact or for people") {
    for (const Everything& value : {full(), Everything{}}) {
        CHECK(from_json<Everything>(to_json(value)) == value);
        CHECK(from_json<Everything>(pretty_json({&type_of<Everything>(), &value})) == value);
    }
}

TEST_CASE("JSON for people is indented, empty lists and objects stay on their line") {
    const Point point{1, 2};
    CHECK(pretty_json({&type_of<Point>(), &point}) == "{\n  \"x\": 1,\n  \"y\": 2\n}");
    const std::vector<Point> none;
    CHECK(pretty_json({&type_of<std::vector<Point>>(), &none}) == "[]");
}

TEST_CASE("an empty optional is left out, and null empties it") {
    CHECK(to_json(Everything{}).find("maybe") == std::string::npos);
    CHECK_FALSE(from_json<Everything>(R"({"maybe":null})").maybe);
    Everything value = full();
    read_json(R"({"maybe":null,"small":5})", {&type_of<Everything>(), &value});
    CHECK_FALSE(value.maybe);
    CHECK(value.small == 5);
    CHECK(value.text == full().text);
}

TEST_CASE("lists and dictionaries are replaced, not appended to") {
    Everything value = full();
    read_json(R"({"list":[{"x":7}],"dictionary":{"c":3}})", {&type_of<Everything>(), &value});
    CHECK(value.list == std::vector{Point{7, 0}});
    CHECK(value.dictionary == std::map<std::string, std::int64_t>{{"c", 3}});
}

TEST_CASE("a wrong type is refused with the path to it") {
    CHECK(refused(R"({"flag":1})") == "wrong_type at flag");
    CHECK(refused(R"({"small":"1"})") == "wrong_type at small");
    CHECK(refused(R"({"small":1.0})") == "wrong_type at small");
    CHECK(refused(R"({"big":1e3})") == "wrong_type at big");
    CHECK(refused(R"({"big":null})") == "wrong_type at big");
    CHECK(refused(R"({"text":5})") == "wrong_type at text");
    CHECK(refused(R"({"order":{}})") == "wrong_type at order");
    CHECK(refused(R"({"point":[]})") == "wrong_type at point");
    CHECK(refused(R"({"list":{}})") == "wrong_type at list");
    CHECK(refused(R"({"list":[{"x":1},{"y":"2"}]})") == "wrong_type at list[1].y");
    CHECK(refused(R"({"dictionary":{"k":true}})") == "wrong_type at dictionary.k");
    CHECK(refused(R"({"dictionary":[1]})") == "wrong_type at dictionary");
    CHECK(refused(R"({"maybe":"1"})") == "wrong_type at maybe");
    CHECK(refused(R"([])") == "wrong_type");
}

TEST_CASE("unknown fields and choices are refused, and say what is known") {
    CHECK(refused(R"({"colour":"blue"})") == "unknown_choice at colour");
    CHECK(refused(R"({"point":{"z":1}})") == "unknown_field at point.z");
    CHECK(refused(R"({"choice":{"length":1}})") == "missing_field at choice.kind");
    CHECK(refused(R"({"choice":{"kind":"circle"}})") == "unknown_choice at choice.kind");
    CHECK(refused(R"({"choice":{"kind":"point","length":1}})") == "unknown_field at choice.length");
    CHECK(refused(R"({"choice":{"kind":5}})") == "wrong_type at choice");
    CHECK_THROWS_WITH_AS(from_json<Everything>(R"({"point":{"z":1}})"), doctest::Contains("a field of Point: x y"),
                         Error);
    CHECK_THROWS_WITH_AS(from_json<Everything>(R"({"choice":{"kind":"circle"}})"), doctest::Contains("point long_line"),
                         Error);
}

TEST_CASE("numbers outside their range are refused, never wrapped") {
    CHECK(from_json<Everything>(R"({"small":2147483647})").small == INT32_MAX);
    CHECK(refused(R"({"small":2147483648})") == "out_of_range at small");
    CHECK(refused(R"({"small":-2147483649})") == "out_of_range at small");
    CHECK(from_json<Everything>(R"({"big":-9223372036854775808})").big == INT64_MIN);
    CHECK(refused(R"({"big":9223372036854775808})") == "out_of_range at big");
    CHECK(refused(R"({"big":99999999999999999999})") != "not refused");
}

TEST_CASE("a real is any JSON number, and written in the shortest text that reads as the same") {
    constexpr auto before = R"({"flag":false,"small":0,"big":0,"strong":0,"ratio":)"sv;
    const auto text_of = [&](double value) { return to_json(Everything{.ratio = value}).substr(before.size()); };
    CHECK(text_of(48.71764).starts_with("48.71764,"));
    CHECK(text_of(-3).starts_with("-3,"));
    CHECK(text_of(1e300).starts_with("1e+300,"));
    CHECK(text_of(-0.0).starts_with("0,"));
    CHECK(from_json<Everything>(R"({"ratio":7})").ratio == 7);
    CHECK(from_json<Everything>(R"({"ratio":-2.5e-3})").ratio == -2.5e-3);
    CHECK(from_json<Everything>(R"({"ratio":18446744073709551615})").ratio == 18446744073709551615.0);
    CHECK(from_json<Everything>(R"({"ratio":99999999999999999999999})").ratio == 1e23);
    CHECK(refused(R"({"ratio":"1"})") == "wrong_type at ratio");
    CHECK(refused(R"({"ratio":null})") == "wrong_type at ratio");
}

TEST_CASE("every real comes back bit for bit") {
    // Steps through all exponents; Boost.JSON's own parser is a digit away for many of these.
    std::uint64_t bits = 0x9E3779B97F4A7C15;
    for (int i = 0; i < 20'000; ++i) {
        bits = bits * 6364136223846793005U + 1442695040888963407U;
        const double value = std::bit_cast<double>(bits);
        if (!std::isfinite(value)) continue;
        const double back = from_json<Everything>(to_json(Everything{.ratio = value})).ratio;
        REQUIRE(std::bit_cast<std::uint64_t>(back) == bits);
    }
    for (const double value : {5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1 + 0.2, 1.0 / 3}) {
        CHECK(from_json<Everything>(to_json(Everything{.ratio = value})).ratio == value);
    }
}

TEST_CASE("a real that is not finite is refused with the path to it, read or written") {
    CHECK(refused(R"({"ratio":1e999})") == "invalid_value at ratio");
    CHECK(refused(R"({"ratio":-1e999})") == "invalid_value at ratio");
    CHECK(refused(R"({"ratio":NaN})").starts_with("parse_error"));
    for (const double value : {std::numeric_limits<double>::infinity(), std::nan("")}) {
        CHECK(refusal([&] { return to_json(Everything{.ratio = value}); }) == "invalid_value at ratio");
        CHECK(refusal([&] { return to_json(std::vector{Everything{}, Everything{.ratio = value}}); }) ==
              "invalid_value at [1].ratio");
        CHECK(refusal([&] { return to_json(std::map<std::string, double>{{"a", value}}); }) == "invalid_value at a");
    }
}

TEST_CASE("values with a text form say what is wrong with it") {
    CHECK(refused(R"({"when":"yesterday"})") == "invalid_time at when");
    CHECK(refused(R"({"day":"2018-02-29"})").starts_with("invalid_time at day"));
    CHECK(from_json<Everything>(R"({"when":"infinity"})").when == timestamp_max);
}

TEST_CASE("what is not JSON is a parse error that says where") {
    CHECK(refused("").starts_with("parse_error"));
    CHECK(refused("{").starts_with("parse_error"));
    CHECK(refused(R"({"small":1} x)").starts_with("parse_error"));
    CHECK(refused(R"({"small":1}{})").starts_with("parse_error"));
    CHECK(refused(R"({'small':1})").starts_with("parse_error"));
    CHECK(refused("{\"text\":\"\xFF\"}").starts_with("parse_error"));
    CHECK(refused(R"({"small":01})").starts_with("parse_error"));
    CHECK(refused(R"({"small":NaN})").starts_with("parse_error"));
    CHECK(from_json<Everything>(" \n{\"small\":1}\t\r\n ").small == 1);
}

TEST_CASE("a document deeper than any record is refused, not followed") {
    CHECK(refused(std::string(100'000, '[')).starts_with("parse_error"));
}

TEST_CASE("a byte that needs an escape gets it wherever it stands, and no other does") {
    const auto expected = [](std::string_view text) {
        std::string out = "\"";
        for (const char c : text) {
            switch (c) {
                case '"': out += "\\\""; break;
                case '\\': out += "\\\\"; break;
                case '\n': out += "\\n"; break;
                case '\t': out += "\\t"; break;
                case '\r': out += "\\r"; break;
                default:
                    if (static_cast<unsigned char>(c) >= 0x20) {
                        out += c;
                    } else {
                        constexpr std::string_view hex = "0123456789abcdef";
                        out += std::string{"\\u00"} + hex[static_cast<std::size_t>(c) >> 4] +
                               hex[static_cast<std::size_t>(c) & 15];
                    }
            }
        }
        return out + "\"";
    };
    for (int byte = 0; byte < 256; ++byte) {
        for (std::size_t size : {1, 7, 8, 9, 16, 21}) {
            for (std::size_t at = 0; at < size; ++at) {
                std::string text(size, 'x');
                text[at] = static_cast<char>(byte);
                if (at + 1 < size) text[at + 1] = '\x80';  // borrows and high bits beside it change nothing
                std::string written;
                write_json_string(written, text);
                REQUIRE(written == expected(text));
            }
        }
    }
}

TEST_CASE("the names of alternatives are in snake case") {
    CHECK(snake_case("PercentPlusFixed") == "percent_plus_fixed");
    CHECK(snake_case("Point") == "point");
    CHECK(snake_case("") == "");
}
