#include <doctest/doctest.h>

#include "feed_support.hpp"

using namespace feeds;

TEST_CASE("a table with tabs in Google's columns gives all that the specification has") {
    const std::string feed =
        "id\ttitle\tdescription\tlink\timage_link\tadditional_image_link\tavailability\tprice\tsale price\t"
        "sale price effective date\tbrand\tgtin\tmpn\tcondition\tgoogle_product_category\tproduct_type\titem group id\t"
        "color\tsize\tshipping\tcustom_label_0\n"
        "TS-7-M\tLinen shirt, 24\" chest\tLight.\thttps://shop.example/ts7\thttps://shop.example/ts7.jpg\t"
        "https://shop.example/a.jpg,https://shop.example/b.jpg\tin stock\t39.90 EUR\t29.90 EUR\t"
        "2026-02-24T11:07+0100/2026-02-28T23:07+0100\tNordlicht\t4006381333931\tNL-TS7\tnew\t212\tShirts > "
        "Linen\tTS-7\t"
        "sand\tM\tDE::DHL:4,90 EUR,AT:9:Post:7.50 EUR\tsummer\n";
    const FeedContents out = read_feed(feed);
    CHECK(problems_of(out).empty());
    REQUIRE(out.items.size() == 1);
    FeedItem wanted;
    wanted.id = "TS-7-M";
    wanted.group_id = "TS-7";
    wanted.title = "Linen shirt, 24\" chest";
    wanted.description = "Light.";
    wanted.brand = "Nordlicht";
    wanted.gtin = "4006381333931";
    wanted.part_number = "NL-TS7";
    wanted.category = "Shirts > Linen";
    wanted.attributes = {{"color", "sand"}, {"size", "M"}, {"custom_label_0", "summer"},
                         {"google_product_category", "212"},
                         {"additional_image_link", "https://shop.example/a.jpg,https://shop.example/b.jpg"}};
    wanted.link = "https://shop.example/ts7";
    wanted.image_link = "https://shop.example/ts7.jpg";
    wanted.price = euro(3990);
    wanted.sale_price = euro(2990);
    wanted.sale_from = parse_timestamp("2026-02-24T10:07:00Z");
    wanted.sale_to = parse_timestamp("2026-02-28T22:07:00Z");
    wanted.availability = FeedAvailability::in_stock;
    wanted.condition = OfferCondition::brand_new;
    wanted.shipping = {{"DE", "", "DHL", euro(490)}, {"AT", "9", "Post", euro(750)}};
    wanted.line = 2;
    CHECK(out.items[0] == wanted);
    CHECK(out.report.format == FeedFormat::google_tsv);
    CHECK(out.report.encoding == FeedEncoding::utf_8);
    CHECK(out.report.is_complete);
}

TEST_CASE("names of columns may have a prefix, any case and blanks, and may be separated by semicolons") {
    const FeedContents out =
        read_feed("G:ID;g:Title;g:price;Colour;Shipping(country:price)\r\nA;Mug;\"1.299,00 €\";red;AT:3,50 €\r\n");
    CHECK(problems_of(out).empty());
    REQUIRE(out.items.size() == 1);
    CHECK(out.report.format == FeedFormat::google_csv);
    CHECK(out.items[0].price == euro(129900));
    CHECK(out.items[0].attributes.at("color") == "red");
    CHECK(out.items[0].shipping == std::vector<FeedShipping>{{"AT", "", "", euro(350)}});
}

TEST_CASE("quoted fields may hold line breaks, and the line of an item is where it begins") {
    const std::string feed =
        "id,title,description,price\n1,\"A \"\"good\"\" mug\",\"two\nlines\",5 EUR\n2,Plate,,6 EUR\n";
    for (const std::size_t size : {1, 2, 5, 4096}) {
        const FeedContents out = read_in_pieces(feed, size);
        REQUIRE(out.items.size() == 2);
        CHECK(out.items[0].title == "A \"good\" mug");
        CHECK(out.items[0].description == "two\nlines");
        CHECK(out.items[0].line == 2);
        CHECK(out.items[1].line == 4);
    }
}

TEST_CASE("every problem names line, column, field, value and what was expected") {
    const FeedContents out = read_feed(
        "id,title,price,availability,condition,quantity\n"
        ",Mug,5 EUR,in stock,new,1\n"
        "2,,5 EUR,in stock,new,1\n"
        "3,Mug,free,in stock,new,1\n"
        "4,Mug,-5 EUR,in stock,new,1\n"
        "5,Mug,5,in stock,new,1\n"
        "6,Mug,5 EUR,maybe,old,many\n"
        "7,Mug,5 EUR,out_of_stock,used,-1\n"
        "8,Mug,5 EUR,preorder,refurbished,3\n");
    CHECK(problems_of(out) ==
          "2:0 id missing_field\n3:0 title missing_field\n4:3 price parse_error\n5:3 price out_of_range\n"
          "6:3 price unknown_currency\n7:4 availability unknown_choice\n7:6 quantity parse_error\n"
          "7:5 condition unknown_choice\n8:6 quantity out_of_range\n");
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].id == "8");
    CHECK(out.items[0].availability == FeedAvailability::preorder);
    CHECK(out.items[0].stock == 3);
    CHECK(out.report.items == 1);
    CHECK(out.report.skipped == 7);
    CHECK(out.report.problems_total == 9);
    CHECK(out.report.problems[0].item_id.empty());
    CHECK(out.report.problems[1].item_id == "2");
    CHECK(out.report.problems[3].item_id == "4");
    CHECK(out.report.problems[3].value == "-5 EUR");
    CHECK(out.report.problems[3].reason == "a price of 0 or more");
    CHECK(out.report.is_complete);
}

TEST_CASE("an item may be kept without the field that is wrong, but not without id or title") {
    const FeedContents out = read_feed("id,title,price,quantity\n1,Mug,free,7\n2,,5 EUR,7\n", keeping());
    REQUIRE(out.items.size() == 1);
    CHECK_FALSE(out.items[0].price);
    CHECK(out.items[0].stock == 7);
    CHECK(out.report.problems_total == 2);
    CHECK(out.report.skipped == 1);
}

TEST_CASE("the reader can stop at the first problem, and is then at its end") {
    FeedOptions options;
    options.on_problem = FeedPolicy::stop;
    FeedReader reader{pieces("id,title,price\n1,Mug,5 EUR\n2,Mug,free\n3,Mug,5 EUR\n", 100), options};
    CHECK(reader.next()->id == "1");
    try {
        (void)reader.next();
        FAIL("a price of 'free' was read");
    } catch (const Error& error) {
        CHECK(error.field() == "line 3, column 3, price");
        CHECK(error.value() == "free");
    }
    CHECK_FALSE(reader.next());
    CHECK_FALSE(reader.report().is_complete);
}

TEST_CASE("a ragged or damaged line costs itself alone") {
    const FeedContents out =
        read_feed("id,title,price\n1,Mug\n2,Mug,5 EUR,7\n3,Mug,5 EUR,,\n\"4\"x,Mug,5 EUR\n5,Mug,5 EUR\n");
    CHECK(problems_of(out) == "2:0  invalid_csv\n3:0  invalid_csv\n5:0  invalid_csv\n");
    CHECK(out.report.problems[0].value == "2 fields");
    REQUIRE(out.items.size() == 2);  // blank columns behind the last do not matter
    CHECK(out.items[0].id == "3");
    CHECK(out.items[1].line == 6);
    CHECK(out.report.skipped == 3);
}

TEST_CASE("what is no feed at all is one problem, and no complete feed") {
    for (const std::string feed : {"", "\n\n", "\xEF\xBB\xBF"}) {
        const FeedContents out = read_feed(feed);
        CHECK(problems_of(out) == "1:0  invalid_csv\n");
        CHECK_FALSE(out.report.is_complete);
        CHECK(out.report.skipped == 0);
    }
    const FeedContents columns = read_feed("id,price\n1,5 EUR\n");
    CHECK(problems_of(columns) == "1:0 title missing_field\n");
    CHECK_FALSE(columns.report.is_complete);
    const FeedContents header = read_feed("id,title,price\r\n");
    CHECK(header.items.empty());
    CHECK(problems_of(header).empty());
    CHECK(header.report.is_complete);
}

TEST_CASE("a quote that nobody closes ends the feed, and it is not complete") {
    const FeedContents out = read_feed("id,title\n1,Mug\n2,\"Plate\n3,Bowl\n");
    CHECK(out.items.size() == 1);
    CHECK_FALSE(out.report.is_complete);
    CHECK(out.report.problems_total == 1);
}

TEST_CASE("an item that is too long is left out, quoted or made of separators, and the next one is read") {
    FeedOptions options;
    options.item_bytes_max = 50;
    for (const std::string& line :
         {"1," + std::string(100, 'x'), "1,\"" + std::string(100, 'x') + '"', std::string(100, ',')}) {
        const FeedContents out = read_in_pieces("id,title\n" + line + "\n2,Mug\n", 7, options);
        CHECK(problems_of(out) == "2:0  limit_exceeded\n");
        REQUIRE(out.items.size() == 1);
        CHECK(out.items[0].id == "2");
    }
}

TEST_CASE("problems are counted when they are not kept any more, and their values are cut within a character") {
    FeedOptions options;
    options.problems_max = 1;
    std::string price;
    for (int i = 0; i < 30; ++i) price += "€€€";
    const FeedContents out = read_feed("id,title,price\n1,Mug," + price + "\n2,Mug,free\n", options);
    CHECK(out.report.problems_total == 2);
    REQUIRE(out.report.problems.size() == 1);
    CHECK(out.report.problems[0].value.size() == 78);
}

TEST_CASE("shipping without a country takes that of the options, and is refused without one") {
    const std::string feed = "id,title,shipping\n1,Mug,::Standard:4.90\n";
    const FeedContents out = read_feed(feed, in_euro());
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].shipping == std::vector<FeedShipping>{{"DE", "", "Standard", euro(490)}});
    FeedOptions options = in_euro();
    options.country.clear();
    CHECK(problems_of(read_feed(feed, options)) == "2:3 shipping missing_field\n");
    CHECK(problems_of(read_feed("id,title,shipping\n1,Mug,Germany:4.90\n", options)) == "2:3 shipping parse_error\n");
}

TEST_CASE("a sale has to end after it begins, on days that exist") {
    const std::string header = "id,title,sale_price_effective_date\n";
    CHECK(problems_of(read_feed(header + "1,Mug,2026-02-24T11:07+0100/2026-02-29T23:07+0100\n")) ==
          "2:3 sale_price_effective_date invalid_time\n");
    CHECK(problems_of(read_feed(header + "1,Mug,2026-02-24T11:07Z/2026-02-24T11:07Z\n")) ==
          "2:3 sale_price_effective_date invalid_time\n");
    CHECK(problems_of(read_feed(header + "1,Mug,tomorrow\n")) == "2:3 sale_price_effective_date invalid_time\n");
    const FeedContents out = read_feed(header + "1,Mug,2026-02-24T11:07 / 2026-02-25 11:07:30-05:00\n");
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].sale_from == parse_timestamp("2026-02-24T11:07:00Z"));
    CHECK(out.items[0].sale_to == parse_timestamp("2026-02-25T16:07:30Z"));
}

TEST_CASE("options that make no sense are refused by name") {
    const auto field_of = [](auto&& change) -> std::string {
        FeedOptions options;
        change(options);
        try {
            (void)read_feed("id,title\n", options);
        } catch (const Error& error) {
            return error.field();
        }
        return "";
    };
    CHECK(field_of([](FeedOptions& o) { o.country = "de"; }) == "country");
    CHECK(field_of([](FeedOptions& o) { o.problems_max = -1; }) == "problems_max");
    CHECK(field_of([](FeedOptions& o) { o.item_bytes_max = 0; }) == "item_bytes_max");
    CHECK(field_of([](FeedOptions& o) { o.currency = Currency{}; }) == "currency");
}

TEST_CASE("a listing has the attributes in its other words, and no links among them") {
    FeedItem item;
    item.id = "1";
    item.title = "Shirt";
    item.brand = "Nordlicht";
    item.part_number = "NL";
    item.gtin = "4006381333931";
    item.price = euro(5);
    item.attributes = {{"color", "sand"}, {"size", "M"}, {"additional_image_link", "https://shop.example/a.jpg"}};
    const Listing wanted{9, "Shirt", "Nordlicht", "NL", "4006381333931", "", "sand M", euro(5)};
    CHECK(listing_of(item, 9) == wanted);
}
