#include <doctest/doctest.h>

#include "feed_support.hpp"

#include <marketplace/core/json.hpp>

using namespace feeds;

TEST_CASE("JSON Lines have the names of an item, and prices as texts or in minor units") {
    const std::string feed =
        R"({"id":"A","group_id":"G","title":"Mug","price":{"minor":1299,"currency":"EUR"},"sale_price":"9,99 €",)"
        R"("sale_from":"2026-02-24T11:07:00Z","availability":"in stock","stock":3,"condition":"new",)"
        R"("gtin":4006381333931,)"
        R"("attributes":{"color":"red"},"shipping":[{"country":"DE","service":"DHL","price":"4.90 EUR"}],)"
        R"("weight":1.5,"is_round":true,"link":null})"
        "\r\n\n"
        R"({"id":"B","deleted":true})";
    for (const std::size_t size : {1, 3, 4096}) {
        const FeedContents out = read_in_pieces(feed, size);
        CHECK(problems_of(out).empty());
        REQUIRE(out.items.size() == 2);
        FeedItem wanted;
        wanted.id = "A";
        wanted.group_id = "G";
        wanted.title = "Mug";
        wanted.gtin = "4006381333931";
        wanted.price = euro(1299);
        wanted.sale_price = euro(999);
        wanted.sale_from = parse_timestamp("2026-02-24T11:07:00Z");
        wanted.availability = FeedAvailability::in_stock;
        wanted.stock = 3;
        wanted.condition = OfferCondition::brand_new;
        wanted.attributes = {{"color", "red"}, {"weight", "1.5"}, {"is_round", "true"}};
        wanted.shipping = {{"DE", "", "DHL", euro(490)}};
        wanted.line = 1;
        CHECK(out.items[0] == wanted);
        FeedItem gone;
        gone.id = "B";
        gone.is_deleted = true;
        gone.line = 3;
        CHECK(out.items[1] == gone);
        CHECK(out.report.format == FeedFormat::json_lines);
    }
}

TEST_CASE("what an item does not take is refused by name") {
    const FeedContents out = read_feed(
        "{\"id\":\"1\",\"title\":\"Mug\",\"price\":12.99}\n"
        "{\"id\":\"2\",\"title\":\"Mug\",\"price\":{\"currency\":\"EUR\"}}\n"
        "{\"id\":\"3\",\"title\":\"Mug\",\"extra\":{\"a\":1}}\n"
        "{\"id\":\"4\",\"title\":[\"Mug\"]}\n"
        "{\"id\":\"5\",\"title\":\"Mug\",\"shipping\":[{\"to\":\"DE\"}]}\n"
        "{\"id\":\"6\",\"title\":\"Mug\",\"deleted\":\"yes\"}\n"
        "{\"id\":\"7\",\"title\":\"Mug\",\"price\":{\"minor\":-1,\"currency\":\"EUR\"}}\n"
        "{\"deleted\":true}\n"
        "{\"id\":\"9\",\"title\":\"Mug\",\"weight\":1e999}\n"
        "{\"id\":\"8\",\"title\":\"Mug\"}\n");
    CHECK(problems_of(out) ==
          "1:0 price wrong_type\n2:0 price missing_field\n3:0 extra unknown_field\n4:0 title wrong_type\n"
          "5:0 shipping unknown_field\n6:0 deleted wrong_type\n7:0 price out_of_range\n8:0 id missing_field\n"
          "9:0 weight out_of_range\n");
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].id == "8");
}

TEST_CASE("a line that is no object costs itself, and names the byte where it fails") {
    FeedOptions options;
    options.format = FeedFormat::json_lines;
    const FeedContents out = read_feed(
        "{\"id\":\"1\",\"title\":\"Mug\"}}\n{\"id\" \"2\"}\n[1]\n{\"id\":\n{\"id\":\"3\",\"title\":\"Mug\"}", options);
    CHECK(problems_of(out) == "1:25  parse_error\n2:7  parse_error\n3:0  wrong_type\n4:7  parse_error\n");
    REQUIRE(out.items.size() == 1);
    CHECK(out.items[0].line == 5);
    CHECK(out.report.is_complete);
    CHECK(read_feed("", options).report.is_complete);
    CHECK_FALSE(read_feed("{\"id\":\"1\",\"title\":\"Mug\"}\n{\"id\":\"2\",\"ti", options).report.is_complete);
}

TEST_CASE("an item written as JSON of its record is read again") {
    const FeedContents first = read_feed("id,title,price,availability,shipping\nA,Mug,5 EUR,in stock,DE:::3 EUR\n");
    REQUIRE(first.items.size() == 1);
    const FeedContents again = read_feed(to_json(first.items[0]));
    REQUIRE(again.items.size() == 1);
    FeedItem wanted = first.items[0];
    wanted.line = 1;
    CHECK(again.items[0] == wanted);
}
