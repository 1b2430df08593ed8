// The numbers are those that GS1, the ISBN and ISSN agencies and encyclopedias print as examples.

#include <doctest/doctest.h>

#include <marketplace/catalog/identifiers.hpp>
#include <marketplace/core/json.hpp>

#include <array>
#include <string>
#include <vector>

using namespace marketplace;
using namespace marketplace::catalog;

TEST_CASE("every form has one normal form") {
    struct Example {
        const char* text;
        GtinForm form;
        const char* normal;
    };
    const std::array<Example, 11> examples{{
        {"6291041500213", GtinForm::gtin_13, "06291041500213"},  // GS1: how to calculate a check digit
        {"4006381333931", GtinForm::gtin_13, "04006381333931"},
        {"036000291452", GtinForm::gtin_12, "00036000291452"},
        {"614141999996", GtinForm::gtin_12, "00614141999996"},
        {"0036000291452", GtinForm::gtin_13, "00036000291452"},
        {"73513537", GtinForm::gtin_8, "00000073513537"},
        {"10614141000415", GtinForm::gtin_14, "10614141000415"},
        {"0-306-40615-2", GtinForm::isbn_10, "09780306406157"},
        {"080442957X", GtinForm::isbn_10, "09780804429573"},
        {"978-0-306-40615-7", GtinForm::gtin_13, "09780306406157"},
        {" 0425 2614 ", GtinForm::upc_e, "00042100005264"},
    }};
    for (const Example& example : examples) {
        INFO(example.text);
        const GtinReading reading = read_gtin(example.text);
        CHECK(reading.fault == GtinFault::none);
        CHECK(reading.form == example.form);
        CHECK(to_string(reading.gtin) == example.normal);
        CHECK(parse_gtin(example.normal) == reading.gtin);
    }
}

TEST_CASE("check digits are those of the published examples") {
    CHECK(check_digit_of("629104150021") == 3);
    CHECK(check_digit_of("03600029145") == 2);
    CHECK(check_digit_of("7351353") == 7);
    CHECK(check_digit_of("37610425002123456") == 9);  // GS1: a shipping container code
    CHECK_THROWS_WITH_AS(static_cast<void>(check_digit_of("12a")), doctest::Contains("1 to 17 digits"), Error);
    CHECK_THROWS_AS(static_cast<void>(check_digit_of("")), Error);
    CHECK_THROWS_AS(static_cast<void>(check_digit_of("123456789012345678")), Error);
}

TEST_CASE("UPC-E is expanded by each of its rules") {
    struct Example {
        const char* short_form;
        const char* normal;
    };
    const std::array<Example, 8> examples{{
        {"425261", "00042100005264"},   // ends in 1
        {"654321", "00065100004327"},
        {"06543217", "00065100004327"},
        {"0654321", "00065100004327"},
        {"123450", "00012000003455"},   // ends in 0
        {"123453", "00012300000451"},   // ends in 3
        {"123454", "00012340000053"},   // ends in 4
        {"123456", "00012345000065"},   // ends in 5 to 9
    }};
    for (const Example& example : examples) {
        INFO(example.short_form);
        const std::optional<Gtin> gtin = expand_upc_e(example.short_form);
        REQUIRE(gtin.has_value());
        CHECK(to_string(*gtin) == example.normal);
    }
    CHECK_FALSE(expand_upc_e("06543218").has_value());  // wrong check digit
    CHECK_FALSE(expand_upc_e("26543217").has_value());  // number systems 0 and 1 alone are compressed
    CHECK_FALSE(expand_upc_e("2654321").has_value());
    CHECK_FALSE(expand_upc_e("12345").has_value());
    CHECK_FALSE(expand_upc_e("12345a").has_value());
}

TEST_CASE("what is no number says why") {
    CHECK(read_gtin("").fault == GtinFault::empty);
    CHECK(read_gtin(" - ").fault == GtinFault::empty);
    CHECK(read_gtin("n/a").fault == GtinFault::not_digits);
    CHECK(read_gtin("4.00638E+12").fault == GtinFault::not_digits);  // what a spreadsheet makes of it
    CHECK(read_gtin("123456789X123").fault == GtinFault::not_digits);
    CHECK(read_gtin("X80442957X").fault == GtinFault::not_digits);
    CHECK(read_gtin("\xEF\xBC\x94" "006381333931").fault == GtinFault::not_digits);
    CHECK(read_gtin("12345").fault == GtinFault::wrong_length);
    CHECK(read_gtin("123456789012345").fault == GtinFault::wrong_length);
    CHECK(read_gtin("4006381333932").fault == GtinFault::check_digit);
    CHECK(read_gtin("73513538").fault == GtinFault::check_digit);
    CHECK(read_gtin("0306406153").fault == GtinFault::check_digit);
}

TEST_CASE("an error names the field, the value and what was expected") {
    try {
        static_cast<void>(parse_gtin("4006381333932", "ean"));
        FAIL("a wrong check digit was accepted");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::invalid_value);
        CHECK(error.field() == "ean");
        CHECK(error.value() == "4006381333932");
        CHECK(error.expected() == "a number whose check digit is right");
    }
    CHECK_THROWS_WITH_AS(static_cast<void>(parse_gtin("12")), doctest::Contains("8, 12, 13 or 14 digits"), Error);
    CHECK_THROWS_WITH_AS(static_cast<void>(parse_gtin("")), doctest::Contains("a GTIN, UPC or ISBN"), Error);
}

TEST_CASE("ranges that GS1 keeps from trade, and what people type to fill a field") {
    const auto range = [](const char* payload) {
        const std::string digits = payload;
        return read_gtin(digits + std::to_string(check_digit_of(digits))).range;
    };
    CHECK(range("400638133393") == GtinRange::item);
    CHECK(range("978030640615") == GtinRange::book);
    CHECK(range("979103412345") == GtinRange::book);
    CHECK(read_gtin("9790260000438").range == GtinRange::music);
    CHECK(read_gtin("9771144875007").range == GtinRange::serial);
    CHECK(read_gtin("9506000134352").range == GtinRange::item);
    CHECK(range("952123456788") == GtinRange::demonstration);
    CHECK(range("02123450000") == GtinRange::item);  // GTIN-12: number system 0, as 0 02...
    CHECK(range("212345000000") == GtinRange::restricted);
    CHECK(range("20123450000") == GtinRange::restricted);  // GTIN-12 2...: weighed in the shop
    CHECK(range("40123450000") == GtinRange::restricted);
    CHECK(range("50123450000") == GtinRange::coupon);
    CHECK(range("981234500000") == GtinRange::coupon);
    CHECK(range("991234500000") == GtinRange::coupon);
    CHECK(range("2012345") == GtinRange::restricted);
    CHECK(range("9611234") == GtinRange::item);
    CHECK(range("000000000000") == GtinRange::filler);
    CHECK(range("111111111111") == GtinRange::filler);
    CHECK(range("999999999999") == GtinRange::filler);
    CHECK(range("123456789012") == GtinRange::filler);
    CHECK(range("01234567890") == GtinRange::filler);
    CHECK(range("987654321098") == GtinRange::filler);
    CHECK(range("1234567") == GtinRange::filler);
    CHECK(range("123456789013") == GtinRange::item);
    CHECK(is_worldwide(parse_gtin("9790260000438")));
    CHECK_FALSE(is_worldwide(parse_gtin("9771144875007")));
}

TEST_CASE("a pack is another product than what it holds") {
    const Gtin pack = parse_gtin("10614141000415");
    CHECK(pack_indicator(pack) == 1);
    CHECK(to_string(item_in_pack(pack)) == "00614141000418");
    CHECK(pack_indicator(item_in_pack(pack)) == 0);
    CHECK(item_in_pack(item_in_pack(pack)) == item_in_pack(pack));
    CHECK(item_in_pack(parse_gtin("4006381333931")) == parse_gtin("4006381333931"));
}

TEST_CASE("ISBN-10 goes there and back") {
    CHECK(isbn_10_of(parse_gtin("9780306406157")) == "0306406152");
    CHECK(isbn_10_of(parse_gtin("9780804429573")) == "080442957X");
    CHECK(isbn_10_of(parse_gtin("9791034123452")).empty());
    CHECK(isbn_10_of(parse_gtin("4006381333931")).empty());
}

TEST_CASE("a column is read in one call, and its records have a JSON form") {
    const std::vector<std::string_view> texts{"4006381333931", "n/a"};
    std::vector<GtinReading> readings(2);
    read_gtins(texts, readings);
    CHECK(readings[0] == read_gtin(texts[0]));
    CHECK(readings[1].fault == GtinFault::not_digits);
    CHECK(to_json(readings[0]) == R"({"gtin":"04006381333931","form":"gtin_13","range":"item","fault":"none"})");
    readings.pop_back();
    CHECK_THROWS_AS(read_gtins(texts, readings), Error);
}
