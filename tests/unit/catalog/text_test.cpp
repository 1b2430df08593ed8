#include <doctest/doctest.h>

#include <marketplace/catalog/text.hpp>
#include <marketplace/core/error.hpp>

#include <array>
#include <string>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

/// "word:sony number:1.5" of a text.
std::string tokens_of(std::string_view text) {
    FoldedText folded;
    fold(text, folded);
    std::vector<Token> tokens;
    tokenize(folded.text, tokens);
    std::string out;
    for (const Token& token : tokens) {
        if (!out.empty()) out += token.is_joined ? "+" : " ";
        out += std::string{name_of(token.kind)} + ":" + std::string{token.of(folded.text)};
    }
    return out;
}

}  // namespace

TEST_CASE("texts are folded to one spelling") {
    const std::array<std::pair<const char*, const char*>, 18> examples{{
        {"  Sony   PS-LX350H ", "sony ps-lx350h"},
        {"Crème Brûlée", "creme brulee"},
        {"Cre\xCC\x80me", "creme"},  // the accent as a character of its own
        {"GROẞE STRAßE", "grosse strasse"},
        {"Ærøskøbing Łódź", "aeroskobing lodz"},
        {"ＦＵＬＬ ｗｉｄｔｈ １２", "full width 12"},
        {"ﬁlter ②", "filter 2"},
        {"6×330 ml", "6x330 ml"},
        {"Windows™ 7®", "windows 7"},
        {"5½\" x ¾", "5 1/2\" x 3/4"},
        {"10 m²", "10 m2"},
        {"Rock ‘n’ Roll – “Best”", "rock 'n' roll - \"best\""},
        {"soft\xC2\xADhyphen zero\xE2\x80\x8Bwidth", "softhyphen zerowidth"},
        {"ΣΊΣΥΦΟΣ", "σισυφοσ"},
        {"Ёлка Й", "елка и"},
        {"₤5 • €7", "5 7"},
        {"Mark Ⅲ", "mark iii"},
        {"", ""},
    }};
    for (const auto& [text, expected] : examples) {
        INFO(text);
        CHECK(fold(text) == expected);
    }
}

TEST_CASE("marks that make another letter stay, in whichever way they are encoded") {
    CHECK(fold("が") != fold("か"));
    CHECK(fold("が") == fold("か\xE3\x82\x99"));
    CHECK(fold("ｶﾞ") == fold("ガ"));
    CHECK(fold("कि") != fold("क"));
    CHECK(fold("한국") == fold("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB\xE1\x84\x80\xE1\x85\xAE\xE1\x86\xA8"));
}

TEST_CASE("bytes that are not UTF-8 are read as Latin-1 and counted") {
    FoldedText folded;
    fold("Caf\xE9 au lait", folded);
    CHECK(folded.text == "cafe au lait");
    CHECK(folded.wrong_bytes == 1);
    fold("\xC3", folded);  // cut off in the middle of a character
    CHECK(folded.text == "a");
    CHECK(folded.wrong_bytes == 1);
    CHECK(fold("\xED\xA0\x80").size() == 1);  // half of a pair of UTF-16
}

TEST_CASE("what is folded knows where it came from") {
    FoldedText folded;
    const std::string text = "Tür ½";
    fold(text, folded);
    REQUIRE(folded.text == "tur 1/2");
    CHECK(folded.span_of(1, 2) == TextSpan{1, 3});  // ü has two bytes
    CHECK(folded.span_of(0, 3) == TextSpan{0, 4});
    CHECK(folded.span_of(4, 5) == TextSpan{5, 7});  // each part of ½ is the whole of it
    CHECK(folded.span_of(6, 7) == TextSpan{5, 7});
}

TEST_CASE("tokens are words, numbers, codes and signs") {
    CHECK(tokens_of("Sony PS-LX350H 1.5l") == "word:sony word:ps+sign:-+code:lx350h code:1.5l");
    CHECK(tokens_of("1.299,00 EUR") == "number:1.299,00 word:eur");
    CHECK(tokens_of("1, 2.") == "number:1+sign:, number:2+sign:.");
    CHECK(tokens_of("33-1/3 rpm") == "number:33+sign:-+number:1+sign:/+number:3 word:rpm");
    CHECK(tokens_of("330ml v1.5") == "code:330ml code:v1+sign:.+number:5");
    CHECK(tokens_of("日本語 x2") == "word:日本語 code:x2");
    CHECK(tokens_of(" ").empty());
}

TEST_CASE("codes are compared by their letters and digits") {
    CHECK(fold_code("PS-LX350H") == fold_code("ps lx/350.h"));
    CHECK(fold_code("DKVM-8E") == "dkvm8e");
    CHECK(fold_code(" -/ ").empty());
}

TEST_CASE("a text without end is refused") {
    FoldedText folded;
    CHECK_THROWS_WITH_AS(fold(std::string(text_bytes_max + 1, 'a'), folded), doctest::Contains("bytes"), Error);
}
