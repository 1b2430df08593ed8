#include "feed_support.hpp"

#include <doctest/doctest.h>

#include <marketplace/catalog/feed_sync.hpp>

using namespace feeds;

namespace {

FeedItem item(const std::string& id, std::int64_t price = 1200, std::int64_t line = 0) {
    FeedItem out;
    out.id = id;
    out.title = "Title of " + id;
    out.price = euro(price);
    out.attributes = {{"color", "red"}};
    out.line = line;
    return out;
}

FeedItem taken_back(const std::string& id) {
    FeedItem out;
    out.id = id;
    out.is_deleted = true;
    return out;
}

FeedReport whole() {
    FeedReport out;
    out.is_complete = true;
    return out;
}

FeedReport with_problem(const std::string& id) {
    FeedReport out = whole();
    out.problems_total = 1;
    out.problems.push_back({3, 1, id, "price", "free", "parse_error", "one number"});
    return out;
}

std::vector<StoredItem> stored_many(int count) {
    std::vector<StoredItem> out;
    for (int i = 0; i < count; ++i) out.push_back({item("S" + std::to_string(1000 + i)), true});
    return out;
}

/// All but the first few, as a feed.
std::vector<FeedItem> without_first(const std::vector<StoredItem>& stored, std::size_t missing) {
    std::vector<FeedItem> out;
    for (std::size_t i = missing; i < stored.size(); ++i) out.push_back(stored[i].item);
    return out;
}

SyncOptions in_mode(SyncMode mode) {
    SyncOptions out;
    out.mode = mode;
    return out;
}

SyncOptions of_prices() {
    SyncOptions out;
    out.prices_only = true;
    return out;
}

}  // namespace

TEST_CASE("a full feed adds, changes, lists again and delists, and what stays is counted") {
    const std::vector<StoredItem> stored{{item("B"), true}, {item("A"), true}, {item("C"), false}, {item("D"), true},
                                         {item("E"), true}, {item("F"), false}};
    FeedItem renamed = item("B", 900);
    renamed.title = "New title";
    renamed.attributes = {{"size", "M"}, {"color", "blue"}};
    const std::vector<FeedItem> feed{item("N"), renamed, item("A", 1200, 77), item("C"), item("D", 1000)};
    const SyncPlan plan = plan_sync(stored, feed, whole());
    CHECK(plan.stop == SyncStop::none);
    CHECK(plan.absence == Absence::delists);
    CHECK(plan.listed == 4);
    CHECK(plan.unchanged == 1);  // A, since its line is no change
    CHECK(plan.unstated == 1);   // F
    REQUIRE(plan.added.size() == 1);
    CHECK(plan.added[0].item.id == "N");
    REQUIRE(plan.changed.size() == 1);
    CHECK(plan.changed[0].fields == std::vector<FieldChange>{{"title", "Title of B", "New title"},
                                                            {"attributes.color", "red", "blue"},
                                                            {"attributes.size", "", "M"},
                                                            {"price", "12.00 EUR", "9.00 EUR"}});
    REQUIRE(plan.price_changed.size() == 1);
    CHECK(plan.price_changed[0].fields == std::vector<FieldChange>{{"price", "12.00 EUR", "10.00 EUR"}});
    REQUIRE(plan.relisted.size() == 1);
    CHECK(plan.relisted[0].item.id == "C");
    CHECK(plan.delisted == std::vector<Delisting>{{"E", "Title of E", DelistReason::absent}});

    const std::vector<StoredItem> after = apply_plan(stored, plan);
    REQUIRE(after.size() == 7);
    CHECK(after[0].item.id == "A");
    CHECK(after[1].item == renamed);
    CHECK(after[2].is_listed);
    CHECK_FALSE(after[4].is_listed);
    CHECK(after[4].item == item("E"));
    CHECK(after[6].item.id == "N");
    CHECK(is_empty(plan_sync(after, feed, whole())));
}

TEST_CASE("a delta says nothing about what it lacks, and takes items back by name") {
    const std::vector<StoredItem> stored{{item("A"), true}, {item("B"), true}, {item("C"), false}};
    const std::vector<FeedItem> feed{taken_back("B"), taken_back("C"), taken_back("X")};
    const SyncPlan plan = plan_sync(stored, feed, whole(), in_mode(SyncMode::delta));
    CHECK(plan.absence == Absence::says_nothing);
    CHECK(plan.delisted == std::vector<Delisting>{{"B", "Title of B", DelistReason::deleted}});
    CHECK(plan.unchanged == 1);
    CHECK(plan.unstated == 1);
    CHECK(plan.ignored == std::vector<IgnoredItem>{{"X", 0, IgnoreReason::not_stored}});
}

TEST_CASE("a feed that only updates creates nothing") {
    SyncOptions options;
    options.update_only = true;
    const std::vector<StoredItem> stored{{item("A"), true}};
    const SyncPlan plan = plan_sync(stored, std::vector{item("A", 900), item("N", 900, 12)}, whole(), options);
    CHECK(plan.price_changed.size() == 1);
    CHECK(plan.added.empty());
    CHECK(plan.ignored == std::vector<IgnoredItem>{{"N", 12, IgnoreReason::update_only}});
}

TEST_CASE("a feed of prices takes offers only, each part where it is stated") {
    StoredItem a{item("A"), true};
    a.item.sale_price = euro(1000);
    a.item.shipping = {{"DE", "", "DHL", euro(490)}};
    a.item.stock = 4;
    const std::vector<StoredItem> stored{a, {item("B"), false}, {item("C"), true}, {item("D"), true}};
    FeedItem price = item("A", 1100, 2);
    price.title = "Not taken";
    price.attributes.clear();
    FeedItem no_price = item("D");
    no_price.price.reset();
    const std::vector<FeedItem> feed{price, item("B", 800, 3), taken_back("C"), no_price, item("N")};
    const SyncPlan plan = plan_sync(stored, feed, whole(), of_prices());
    CHECK(plan.absence == Absence::says_nothing);
    REQUIRE(plan.price_changed.size() == 2);
    // A price without a sale price ends the sale; shipping and stock are not stated and stay.
    CHECK(plan.price_changed[0].fields == std::vector<FieldChange>{{"price", "12.00 EUR", "11.00 EUR"},
                                                                  {"sale_price", "10.00 EUR", ""}});
    CHECK(plan.price_changed[0].item.title == "Title of A");
    CHECK(plan.price_changed[0].item.line == 2);
    CHECK(plan.unchanged == 1);
    CHECK(plan.unstated == 1);
    CHECK(plan.delisted.empty());
    CHECK(plan.ignored == std::vector<IgnoredItem>{{"C", 0, IgnoreReason::prices_only},
                                                   {"N", 0, IgnoreReason::prices_only}});
    const std::vector<StoredItem> after = apply_plan(stored, plan);
    CHECK(after[0].item.stock == 4);
    CHECK(after[0].item.shipping == a.item.shipping);
    CHECK_FALSE(after[1].is_listed);
    CHECK(after[1].item.price == euro(800));
}

TEST_CASE("absence delists nothing where the feed may lack what the vendor sells") {
    const std::vector<StoredItem> stored{{item("A"), true}, {item("B"), true}};
    const std::vector<FeedItem> feed{item("A")};
    CHECK(plan_sync(stored, feed, whole()).delisted.size() == 1);
    const auto absence = [&](const FeedReport& report) {
        const SyncPlan plan = plan_sync(stored, feed, report);
        CHECK(plan.delisted.empty());
        CHECK(plan.unstated == 1);
        return plan.absence;
    };
    CHECK(absence(FeedReport{}) == Absence::feed_incomplete);
    CHECK(absence(with_problem("B")) == Absence::delists);
    CHECK(absence(with_problem("")) == Absence::problem_without_id);
    CHECK(absence(with_problem("a\uFFFD")) == Absence::problem_without_id);
    FeedReport cut = with_problem("X");
    cut.problems_total = 2;
    CHECK(absence(cut) == Absence::problems_cut_off);
    CHECK(plan_sync(stored, feed, with_problem("X")).delisted.size() == 1);
    // What the feed itself takes back goes, whatever the report says.
    CHECK(plan_sync(stored, std::vector{taken_back("B")}, FeedReport{}).delisted.size() == 1);
}

TEST_CASE("a skipped item with a long id is known by the beginning that the reader tells") {
    std::string tail;
    for (int i = 0; i < 40; ++i) tail += "é";
    for (const std::string& id : {std::string(100, 'x'), "y" + tail + "z", "yy" + tail + tail}) {
        const std::string row = id + "\tTitle\tfree\n";
        const FeedContents feed = read_feed("id\ttitle\tprice\n" + row, in_euro());
        REQUIRE(feed.report.problems.size() == 1);
        REQUIRE(feed.report.problems[0].item_id.size() < id.size());
        const std::vector<StoredItem> stored{{item(id), true}, {item("other"), true}};
        const SyncPlan plan = plan_sync(stored, feed.items, feed.report);
        CHECK(plan.delisted == std::vector<Delisting>{{"other", "Title of other", DelistReason::absent}});
    }
}

TEST_CASE("of an id that comes twice the last counts, and both lines are told") {
    const std::vector<FeedItem> feed{item("A", 900, 2), item("B", 900, 3), item("A", 800, 4), item("B", 900, 5),
                                     item("A", 700, 6)};
    const SyncPlan plan = plan_sync({}, feed, whole());
    REQUIRE(plan.added.size() == 2);
    CHECK(plan.added[0].item.price == euro(700));
    CHECK(plan.duplicates ==
          std::vector<DuplicateItem>{{"A", 2, 6, false}, {"A", 4, 6, false}, {"B", 3, 5, true}});
    CHECK(apply_plan({}, plan).size() == 2);
}

TEST_CASE("a plan that delists too much is stopped, shown and refused") {
    const std::vector<StoredItem> stored = stored_many(100);
    CHECK(plan_sync(stored, without_first(stored, 20), whole()).stop == SyncStop::none);
    const std::vector<FeedItem> feed = without_first(stored, 21);
    const SyncPlan plan = plan_sync(stored, feed, whole());
    CHECK(plan.stop == SyncStop::too_many_delisted);
    CHECK(plan.listed == 100);
    CHECK(plan.delistings_max == 20);
    CHECK(plan.delisted.size() == 21);
    CHECK_THROWS_WITH_AS(apply_plan(stored, plan), doctest::Contains("plan.stop"), Error);
    SyncOptions seen;
    seen.allow_delisting = true;
    CHECK(plan_sync(stored, feed, whole(), seen).stop == SyncStop::none);
    // Small vendors: three may go whatever the share, a fourth may not.
    const std::vector<StoredItem> few = stored_many(4);
    CHECK(plan_sync(few, without_first(few, 3), whole()).stop == SyncStop::none);
    CHECK(plan_sync(few, without_first(few, 4), whole()).stop == SyncStop::too_many_delisted);
}

TEST_CASE("what is wrong is named") {
    const std::vector<StoredItem> twice{{item("A"), true}, {item("B"), true}, {item("A"), true}};
    CHECK_THROWS_WITH_AS(plan_sync(twice, {}, whole()), doctest::Contains("stored[2].item.id"), Error);
    CHECK_THROWS_WITH_AS(plan_sync({}, std::vector{item("A"), item("")}, whole()), doctest::Contains("items[1].id"),
                         Error);
    SyncOptions options;
    options.delist_share_max = Rate{3, 2};
    CHECK_THROWS_WITH_AS(validate(options), doctest::Contains("delist_share_max"), Error);
    options = {};
    options.delist_always = -1;
    CHECK_THROWS_WITH_AS(plan_sync({}, {}, whole(), options), doctest::Contains("delist_always"), Error);

    const std::vector<StoredItem> stored{{item("A"), true}};
    const SyncPlan plan = plan_sync(stored, std::vector{item("A", 900), item("N")}, whole());
    CHECK_THROWS_WITH_AS(apply_plan({}, plan), doctest::Contains("plan.price_changed[0].item.id"), Error);
    CHECK_THROWS_WITH_AS(apply_plan(apply_plan(stored, plan), plan), doctest::Contains("plan.added[0].item.id"),
                         Error);
}

TEST_CASE("a plan is told in lines, what may do harm first") {
    const std::vector<StoredItem> stored{{item("A"), true}, {item("B"), true}, {item("C"), false}};
    FeedItem forged = item("N");
    forged.title = "Mug\n- A everything";
    const std::vector<FeedItem> feed{item("A", 1000), item("C"), forged};
    const std::string text = describe(plan_sync(stored, feed, whole()));
    CHECK(text == "1 added, 0 changed, 1 with other prices or stock, 1 listed again, 1 delisted, 0 unchanged, "
                  "0 unstated, 0 ignored, 0 there twice\n"
                  "- B Title of B\n"
                  "~ A price 12.00 EUR -> 10.00 EUR\n"
                  "^ C Title of C\n"
                  "+ N Mug - A everything\n");
    CHECK(describe(plan_sync(stored, feed, whole()), 1).ends_with("- B Title of B\n... and 3 more\n"));
    CHECK(describe(plan_sync(stored, feed, FeedReport{})).find("not complete") != std::string::npos);
    const std::vector<StoredItem> many = stored_many(10);
    CHECK(describe(plan_sync(many, {}, whole())).starts_with(
        "STOPPED: 10 of 10 listed items would be delisted, and 3 may be\n"));
    FeedItem wordy = item("N");
    wordy.title = std::string(59, 'x') + "éé";
    CHECK(describe(plan_sync({}, std::vector{wordy}, whole())).ends_with(std::string(59, 'x') + "...\n"));
}

TEST_CASE("a feed is applied once, in order, and not over another of its version") {
    const VendorId vendor{"potter"};
    const FeedState first = feed_state(vendor, 7, "id\ttitle\n", SyncMode::full);
    CHECK(first.digest.size() == 64);
    CHECK(standing_of(std::nullopt, first) == FeedStanding::due);
    CHECK(standing_of(first, first) == FeedStanding::applied);
    CHECK(standing_of(first, feed_state(vendor, 7, "id\tname\n", SyncMode::full)) == FeedStanding::conflicting);
    CHECK(standing_of(first, feed_state(vendor, 7, "id\ttitle\n", SyncMode::delta)) == FeedStanding::conflicting);
    CHECK(standing_of(first, feed_state(vendor, 9, "id\ttitle\n", SyncMode::full)) == FeedStanding::due);
    CHECK(standing_of(first, feed_state(vendor, 6, "id\ttitle\n", SyncMode::full)) == FeedStanding::outdated);
    const FeedState other = feed_state(VendorId{"smith"}, 8, "", SyncMode::full);
    CHECK_THROWS_WITH_AS((void)standing_of(first, other), doctest::Contains("feed.vendor_id"), Error);
    FeedState wrong = first;
    wrong.digest = "none";
    CHECK_THROWS_WITH_AS((void)standing_of(first, wrong), doctest::Contains("feed.digest"), Error);
}
