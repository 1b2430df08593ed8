#include <doctest/doctest.h>

#include <marketplace/catalog/match_review.hpp>
#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

VendorProductId id(const std::string& vendor, const std::string& sku) { return {VendorId{vendor}, sku}; }

Money euros(std::int64_t cents) { return {Amount{cents}, Currency{"EUR"}}; }

CatalogItem item(const std::string& vendor, const std::string& sku, const std::string& title, std::int64_t cents) {
    CatalogItem out{id(vendor, sku), {}};
    out.listing.title = title;
    out.listing.price = euros(cents);
    return out;
}

/// Five vendors with the same 48 products, each in its own words.
std::vector<CatalogItem> market() {
    const std::vector<std::string> brands{"Sony", "Bose", "Linksys", "Panasonic", "Garmin", "Canon"};
    const std::vector<std::string> things{"turntable", "wireless headphones", "ethernet switch", "cordless phone",
                                          "navigation system", "photo printer", "memory stick", "car stereo"};
    std::vector<CatalogItem> out;
    for (int i = 0; i < 48; ++i) {
        const std::string& brand = brands[static_cast<std::size_t>(i) % brands.size()];
        const std::string& thing = things[static_cast<std::size_t>(i) % things.size()];
        const std::string code = "PX" + std::to_string(1000 + 37 * i) + std::string(1, static_cast<char>('A' + i % 7));
        const std::string sku = std::to_string(i);
        const std::int64_t price = 2000 + 350 * i;
        out.push_back(item("a", sku, brand + " " + code + " " + thing, price));
        out.push_back(item("b", sku, brand + " " + thing + " - " + code, price + 100));
        out.push_back(item("c", sku, brand + " black " + thing + " (" + code + ")", price - 50));
        out.push_back(item("d", sku, code + " " + brand + " " + thing + " new", price + 30));
        out.push_back(item("e", sku, brand + " " + code, price + 10));
    }
    return out;
}

const PairModel& model() {
    static const PairModel learned = learn_pair_model(market(), {});
    return learned;
}

CatalogMatcher matcher_of(const std::vector<CatalogItem>& items) {
    CatalogMatcher out{model()};
    out.upsert(items);
    static_cast<void>(out.settle());
    return out;
}

MatchDecision decision(const CatalogMatcher& matcher, const VendorProductId& a, const VendorProductId& b) {
    for (const MatchedPair& each : matcher.pairs_of(a)) {
        if (each.b == b) return each.decision;
    }
    return MatchDecision::different;
}

}  // namespace

TEST_CASE("a market is put together without a single label") {
    const CatalogMatcher matcher = matcher_of(market());
    CHECK(matcher.size() == 240);
    std::int64_t whole = 0;
    for (const MasterVariant& each : matcher.variants()) {
        for (const VendorProductId& member : each.members) CHECK(member.sku == each.members.front().sku);
        whole += each.members.size() == 5 ? 1 : 0;
    }
    CHECK(whole >= 46);
}

TEST_CASE("an item comes, changes and goes, and the journal says what that did") {
    CatalogMatcher matcher = matcher_of(market());
    const VendorProductId it = id("f", "9");
    matcher.upsert(std::vector{item("f", "9", "Panasonic PX1333C cordless phone", 5200)});
    const auto joined = matcher.settle();
    REQUIRE(joined.size() == 1);
    CHECK(joined[0].kind == VariantChangeKind::changed);
    CHECK(joined[0].joined == std::vector{it});
    CHECK(matcher.variant_of(it) == matcher.variant_of(id("a", "9")));
    matcher.upsert(std::vector{item("f", "9", "Garden chair, teak", 8900)});
    CHECK(matcher.settle().size() == 2);
    CHECK(matcher.variant_of(it) != matcher.variant_of(id("a", "9")));
    const auto own = matcher.variant_of(it);
    matcher.erase(std::vector{it, id("nobody", "1")});
    CHECK(matcher.settle() == std::vector<VariantChange>{{VariantChangeKind::retired, *own, {}, {it}, {}, {}}});
    CHECK_FALSE(matcher.variant_of(it));
}

TEST_CASE("what differs in capacity, pack, colour, size or version is a variant and not the same") {
    CatalogMatcher matcher = matcher_of(market());
    matcher.upsert(std::vector{item("f", "16", "Lexar JD FireFly USB drive 16 GB black", 1500),
                               item("g", "32", "Lexar JD FireFly USB drive 32 GB black", 1600),
                               item("h", "16", "Lexar JD FireFly USB drive 16GB black", 1550)});
    static_cast<void>(matcher.settle());
    CHECK(matcher.variant_of(id("f", "16")) != matcher.variant_of(id("g", "32")));
    CHECK(decision(matcher, id("f", "16"), id("g", "32")) != MatchDecision::review);
    CHECK(decision(matcher, id("f", "16"), id("h", "16")) == MatchDecision::joined);
    CatalogItem red = item("f", "r", "Lexar Kyoto sleeve", 900);
    CatalogItem blue = item("g", "b", "Lexar Kyoto sleeve", 900);
    red.listing.other = "red";
    blue.listing.other = "blue";
    matcher.upsert(std::vector{red, blue});
    static_cast<void>(matcher.settle());
    CHECK(matcher.variant_of(red.id) != matcher.variant_of(blue.id));
}

TEST_CASE("what people decide stands above the model, and can be taken back") {
    CatalogMatcher matcher = matcher_of(market());
    const VendorProductId a = id("a", "3");
    const VendorProductId b = id("b", "3");
    REQUIRE(decision(matcher, a, b) == MatchDecision::joined);
    matcher.decide(std::vector<PairVerdict>{{a, b, false}});
    CHECK_FALSE(matcher.settle().empty());
    CHECK(decision(matcher, a, b) == MatchDecision::separated);
    CHECK(matcher.withdraw(b, a));
    CHECK_FALSE(matcher.withdraw(b, a));
    static_cast<void>(matcher.settle());
    CHECK(decision(matcher, a, b) == MatchDecision::joined);
    matcher.erase(std::vector{id("b", "4")});
    matcher.decide(std::vector<PairVerdict>{{a, id("b", "4"), true}});
    static_cast<void>(matcher.settle());
    CHECK(decision(matcher, a, b) == MatchDecision::joined);
    const auto refuse = [&](const PairVerdict& verdict, const char* field) {
        CHECK_THROWS_WITH_AS(matcher.decide(std::vector{verdict}), doctest::Contains(field), Error);
    };
    refuse({a, a, false}, "verdicts[0].b");
    refuse({a, id("a", "4"), true}, "verdicts[0].b.vendor_id");
}

TEST_CASE("an explanation adds up, and its spans are the words that it names") {
    CatalogMatcher matcher = matcher_of(market());
    const MatchExplanation out = matcher.explain(id("a", "5"), id("c", "5"));
    const double sum = std::accumulate(out.features.begin(), out.features.end(), out.base + out.rivals,
                                       [](double all, const auto& each) { return all + each.log_odds; });
    CHECK(sum == doctest::Approx(out.log_odds));
    CHECK(1 / (1 + std::exp(-out.log_odds)) == doctest::Approx(out.pair.probability));
    CHECK(out.pair.decision == MatchDecision::joined);
    REQUIRE_FALSE(out.features.empty());
    bool has_code = false;
    for (const MatchEvidence& each : out.evidence) {
        if (each.span_a) {
            CHECK(out.title_a.substr(each.span_a->begin, each.span_a->end - each.span_a->begin) == each.text_a);
        }
        if (each.span_b) {
            CHECK(out.title_b.substr(each.span_b->begin, each.span_b->end - each.span_b->begin) == each.text_b);
        }
        has_code = has_code || (each.agrees && each.text_a == "PX1185F" && each.text_b == "PX1185F");
    }
    CHECK(has_code);
    CHECK(matcher.explain(id("a", "5"), id("c", "6")).pair.decision == MatchDecision::different);
    CHECK_THROWS_WITH_AS(matcher.explain(id("a", "5"), id("x", "5")), doctest::Contains("b"), Error);
    CHECK_THROWS_WITH_AS(matcher.explain(id("a", "5"), id("a", "6")), doctest::Contains("b.vendor_id"), Error);
}

TEST_CASE("what the first look rules out is explained by what it saw") {
    CatalogMatcher matcher = matcher_of(market());
    REQUIRE_FALSE(model().look_trees.trees.empty());
    std::size_t ruled_out = 0;
    for (const MatchedPair& each : matcher.pairs()) {
        const MatchExplanation out = matcher.explain(each.a, each.b);
        const double sum = std::accumulate(out.features.begin(), out.features.end(), out.base,
                                           [](double all, const auto& part) { return all + part.log_odds; });
        CHECK(sum + out.rivals == doctest::Approx(out.log_odds));
        CHECK(out.pair.probability == each.probability);
        const bool is_seen_closely = std::ranges::any_of(out.features, [](const FeatureContribution& part) {
            return part.feature == "letter_similarity" || part.feature == "spelling_overlap";
        });
        if (is_seen_closely || sum >= model().closer_from) continue;
        ++ruled_out;
        CHECK(std::abs(out.rivals) < 1e-4);
        CHECK(out.pair.decision == MatchDecision::different);
    }
    CHECK(ruled_out > 0);
}

TEST_CASE("a model that was stored judges the same, and one from before the first look is still read") {
    CatalogMatcher first = matcher_of(market());
    CatalogMatcher second{from_json<PairModel>(to_json(model()))};
    second.upsert(market());
    static_cast<void>(second.settle());
    CHECK(first.pairs() == second.pairs());
    PairModel plain = model();
    plain.look_trees = {};
    plain.closer_from = 0;
    std::string json = to_json(plain);
    const std::string added = R"("look_trees":{"columns":0,"base":0,"trees":[]},"closer_from":0,)";
    const std::size_t at = json.find(added);
    REQUIRE(at != json.npos);
    CatalogMatcher old{from_json<PairModel>(json.erase(at, added.size()))};
    CHECK(old.model() == plain);
    old.upsert(market());
    static_cast<void>(old.settle());
    for (const MasterVariant& each : first.variants()) {
        if (each.members.size() == 5) CHECK(old.variant_of(each.members[0]) == old.variant_of(each.members[4]));
    }
}

TEST_CASE("evidence names attributes that clash, with their places") {
    Listing a;
    Listing b;
    a.title = "Crème 6 x 330ml";
    b.title = "Creme 330 ml 12 pack";
    const auto evidence = match_evidence(a, b);
    const auto of = [&](const char* name) {
        return *std::ranges::find_if(evidence, [&](const MatchEvidence& each) { return each.name == name; });
    };
    CHECK(of("volume").agrees);
    CHECK_FALSE(of("pack").agrees);
    const auto creme = std::ranges::find(evidence, EvidenceKind::word, &MatchEvidence::kind);
    CHECK(creme->text_a == "Crème");
    CHECK(creme->text_b == "Creme");
    CHECK(creme->agrees);
}

TEST_CASE("the review queue asks first about what decides most, and a price far off puts a match in question") {
    std::vector<CatalogItem> items = market();
    const std::int64_t normal = items[20 * 5].listing.price->minor.value;
    std::vector<CatalogItem> without_prices = items;  // so that the model itself has nothing against the price
    for (CatalogItem& each : without_prices) each.listing.price.reset();
    for (CatalogItem& each : items) {
        if (each.id == id("c", "20")) each.listing.price = euros(normal * 6);
    }
    CatalogMatcher matcher{learn_pair_model(without_prices, {})};
    matcher.upsert(items);
    static_cast<void>(matcher.settle());
    const auto questions = review_queue(matcher);
    const auto price = std::ranges::find(questions, ReviewReason::price, &ReviewQuestion::reason);
    REQUIRE(price != questions.end());
    CHECK((price->pair.a == id("c", "20") || price->pair.b == id("c", "20")));
    std::set<VendorProductId> asked;
    double last = std::numeric_limits<double>::infinity();
    for (const ReviewQuestion& each : questions) {
        if (asked.contains(each.pair.a) || asked.contains(each.pair.b)) break;
        asked.insert({each.pair.a, each.pair.b});
        CHECK(each.priority <= last);
        last = each.priority;
        CHECK_FALSE(each.pair.has_verdict);
    }
    ReviewOptions one;
    one.questions_max = 1;
    CHECK(review_queue(matcher, one).size() == std::min<std::size_t>(1, questions.size()));
    one.questions_max = 0;
    CHECK_THROWS_WITH_AS(review_queue(matcher, one), doctest::Contains("questions_max"), Error);
}

TEST_CASE("wrong items and models are refused by name, and change nothing") {
    CatalogMatcher matcher = matcher_of(market());
    const auto before = matcher.pairs();
    const auto refuse = [&](const CatalogItem& wrong, const char* field) {
        const std::vector<CatalogItem> items{item("z", "1", "Sony thing", 5), wrong};
        CHECK_THROWS_WITH_AS(matcher.upsert(items), doctest::Contains(field), Error);
    };
    refuse(item("", "1", "x", 1), "items[1].id.vendor_id");
    refuse(item("a", "", "x", 1), "items[1].id.sku");
    refuse(item("a", "1", std::string(2'000'000, 'x'), 1), "items[1].listing");
    CHECK(matcher.settle().empty());
    CHECK(matcher.pairs() == before);
    PairModel wrong = model();
    wrong.review_from = 2;
    CHECK_THROWS_WITH_AS(CatalogMatcher{wrong}, doctest::Contains("review_from"), Error);
    wrong = model();
    wrong.look_trees = {3, 0, {}};
    CHECK_THROWS_WITH_AS(CatalogMatcher{wrong}, doctest::Contains("look_trees.columns"), Error);
    wrong = model();
    wrong.pair_trees = {3, 0, {}};
    CHECK_THROWS_WITH_AS(CatalogMatcher{wrong}, doctest::Contains("pair_trees.columns"), Error);
    CHECK_THROWS_WITH_AS(learn_pair_model(market(), {}, {.precision = 1}), doctest::Contains("precision"), Error);
    std::vector<CatalogItem> twice = market();
    twice.push_back(twice.front());
    CHECK_THROWS_WITH_AS(learn_pair_model(twice, {}), doctest::Contains("items"), Error);
    CHECK(CatalogMatcher{learn_pair_model({}, {})}.variants().empty());
}
