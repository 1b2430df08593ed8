#include <doctest/doctest.h>

#include "feed_support.hpp"

using namespace feeds;

namespace {

/// The columns of the template that Medusa's admin offers for import.
const std::string header =
    "Product Id,Product Handle,Product Title,Product Subtitle,Product Description,Product Status,Product Thumbnail,"
    "Product Material,Product Collection Id,Product Discountable,Variant Id,Variant Title,Variant SKU,Variant Barcode,"
    "Variant Inventory Quantity,Variant Price EUR,Variant Price USD,Variant Option 1 Name,Variant Option 1 Value,"
    "Variant Option 2 Name,Variant Option 2 Value,Product Image 1 Url\n";

const std::string two_mugs =
    header +
    ",stone-mug,Stone mug,,\"Heavy, warm.\",published,https://shop.example/mug.png,clay,,TRUE,,Small / Grey,MUG-S-G,"
    "4006381333931,12,10,12.5,Size,Small,Color,Grey,https://shop.example/mug-1.png\n"
    ",stone-mug,Stone mug,,\"Heavy, warm.\",published,https://shop.example/mug.png,clay,,TRUE,,Large / Grey,MUG-L-G,"
    ",0,14.95,17,Size,Large,Color,Grey,https://shop.example/mug-1.png\n";

}  // namespace

TEST_CASE("Medusa's product CSV has an item for each variant, in the currency that is asked for") {
    const FeedContents out = read_feed(two_mugs, in_euro());
    CHECK(problems_of(out).empty());
    CHECK(out.report.format == FeedFormat::medusa_csv);
    REQUIRE(out.items.size() == 2);
    FeedItem wanted;
    wanted.id = "MUG-S-G";
    wanted.group_id = "stone-mug";
    wanted.title = "Stone mug";
    wanted.description = "Heavy, warm.";
    wanted.gtin = "4006381333931";
    wanted.image_link = "https://shop.example/mug.png";
    wanted.price = euro(1000);
    wanted.stock = 12;
    wanted.attributes = {{"material", "clay"}, {"Size", "Small"}, {"Color", "Grey"}, {"Product Status", "published"},
                         {"Product Discountable", "TRUE"}, {"Variant Title", "Small / Grey"},
                         {"Variant Price USD", "12.5"}, {"Product Image 1 Url", "https://shop.example/mug-1.png"}};
    wanted.line = 2;
    CHECK(out.items[0] == wanted);
    CHECK(out.items[1].price == euro(1495));
    CHECK(out.items[1].stock == 0);
}

TEST_CASE("several prices and no currency in the options are a problem that says so") {
    const FeedContents out = read_feed(two_mugs);
    CHECK(problems_of(out) == "2:16 Variant Price EUR invalid_value\n3:16 Variant Price EUR invalid_value\n");
    CHECK(out.items.empty());
    const FeedContents kept = read_feed(two_mugs, keeping());
    REQUIRE(kept.items.size() == 2);
    CHECK_FALSE(kept.items[0].price);
    CHECK(kept.items[0].attributes.at("Variant Price EUR") == "10");
    FeedOptions dollars;
    dollars.currency = Currency{"USD"};
    CHECK(read_feed(two_mugs, dollars).items[0].price == dollar(1250));
}

TEST_CASE("a price that stands alone is taken whatever its currency is") {
    const std::string feed =
        "Product Handle,Product Title,Variant SKU,Variant Price KWD,Variant Price EUR\nmug,Mug,M,1.250,\n";
    const FeedContents out = read_feed(feed, in_euro());
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].price == Money{{1250}, Currency{"KWD"}});
    CHECK(problems_of(read_feed("Product Handle,Product Title,Variant SKU,Variant Price EUR\nm,Mug,M,\"10,5\"\n")) ==
          "2:4 Variant Price EUR parse_error\n");
}

TEST_CASE("the spelling of Medusa 1.x is read, and a variant without a SKU goes by its id") {
    const std::string feed =
        "Product Id;Product Handle;Product Title;Product Type;Variant Id;Variant SKU;Variant EAN;Variant Barcode;"
        "Option 1 Name;Option 1 Value;Price EUR;Price Europe [EUR];Image 1 Url\n"
        "prod_1;mug;Mug;Tableware;variant_1;;4006381333931;77;Size;Small;10.5;11;https://shop.example/mug.png\n"
        "prod_1;mug;Mug;Tableware;;;;;Size;Large;10.5;;\n";
    const FeedContents out = read_feed(feed);
    CHECK(problems_of(out) == "3:0 id missing_field\n");
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].id == "variant_1");
    CHECK(out.items[0].category == "Tableware");
    CHECK(out.items[0].gtin == "4006381333931");
    CHECK(out.items[0].price == euro(1050));
    CHECK(out.items[0].image_link == "https://shop.example/mug.png");
    CHECK(out.items[0].attributes ==
          std::map<std::string, std::string>{
              {"Size", "Small"}, {"Variant Barcode", "77"}, {"Price Europe [EUR]", "11"}, {"Product Id", "prod_1"}});
}
