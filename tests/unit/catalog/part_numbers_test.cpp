#include <doctest/doctest.h>

#include <marketplace/catalog/part_numbers.hpp>

#include <string>

using namespace marketplace::catalog;

TEST_CASE("brands are compared without the forms of companies") {
    CHECK(fold_brand("SONY") == "sony");
    CHECK(fold_brand("Sony Corp.") == "sony");
    CHECK(fold_brand("Müller GmbH & Co. KG") == "muller");
    CHECK(fold_brand("Barilla S.p.A.") == "barilla");
    CHECK(fold_brand("Hewlett-Packard") == "hewlettpackard");
    CHECK(fold_brand("AG") == "ag");  // a brand that is called so
    CHECK(fold_brand("Company of Heroes") == "companyofheroes");
    for (const char* text : {"", " - ", "n/a", "Unbranded", "GENERIC"}) {
        INFO(text);
        CHECK(fold_brand(text).empty());
    }
}

TEST_CASE("a part number is keyed with its brand, however it is written") {
    const auto key = part_key("Sony Corp.", "PS-LX350H");
    REQUIRE(key.has_value());
    CHECK(*key == PartKey{"sony", "pslx350h"});
    CHECK(part_key("SONY", "ps lx/350.h") == key);
    CHECK(part_key("Bose", "PS-LX350H") != key);
}

TEST_CASE("fillers are no part numbers") {
    for (const char* number : {"", "n/a", "N.A.", "Does not apply", "unknown", "0000", "XXXX", "12345", "7", "--"}) {
        INFO(number);
        CHECK_FALSE(part_key("Sony", number).has_value());
    }
    CHECK_FALSE(part_key("", "PS-LX350H").has_value());
    CHECK_FALSE(part_key("generic", "PS-LX350H").has_value());
    CHECK(part_key("Sony", "123").has_value());
    CHECK(part_key("Sony", "54321").has_value());
}
