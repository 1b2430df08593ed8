#include <doctest/doctest.h>

#include "catalog_fixture.hpp"

#include <algorithm>
#include <map>

using namespace marketplace;
using namespace marketplace::catalog;
using namespace marketplace::catalog::testing;

namespace {

/// A store that refuses to commit when it is told so.
class FailingStore final : public Store {
public:
    explicit FailingStore(std::shared_ptr<Store> inner) : inner_(std::move(inner)) {}
    bool fails = false;

    void create_tables(std::span<const TableInfo* const> tables) override { inner_->create_tables(tables); }
    std::unique_ptr<Transaction> begin() override { return std::make_unique<Failing>(inner_->begin(), *this); }

private:
    class Failing final : public Transaction {
    public:
        Failing(std::unique_ptr<Transaction> inner, const FailingStore& store)
            : inner_(std::move(inner)), store_(store) {}
        bool get(const TableInfo& table, std::span<const Cell> key, void* into) override {
            return inner_->get(table, key, into);
        }
        void put(const TableInfo& table, const void* record) override { inner_->put(table, record); }
        bool insert(const TableInfo& table, const void* record) override { return inner_->insert(table, record); }
        bool erase(const TableInfo& table, std::span<const Cell> key) override { return inner_->erase(table, key); }
        void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) override {
            inner_->scan(table, scan, visit);
        }
        void begin_savepoint() override { inner_->begin_savepoint(); }
        void release_savepoint() override { inner_->release_savepoint(); }
        void rollback_savepoint() override { inner_->rollback_savepoint(); }
        void commit() override {
            if (store_.fails) fail(ErrorCode::store_failed, "commit", "", "a store that does not fail");
            inner_->commit();
        }
        std::optional<std::uint64_t> content_version() override { return inner_->content_version(); }

    private:
        std::unique_ptr<Transaction> inner_;
        const FailingStore& store_;
    };

    std::shared_ptr<Store> inner_;
};

/// Both vendors in a catalog, and how many products are in one variant.
std::int64_t fill(CatalogEngine& engine) {
    CHECK(engine.sync(feed("acme", 1), assortment("acme")).is_applied);
    CHECK(engine.sync(feed("bolt", 1), assortment("bolt")).is_applied);
    return std::ranges::count_if(engine.variants(), [](const MasterVariant& each) { return each.members.size() == 2; });
}

}  // namespace

TEST_CASE("feeds become items, variants and a journal, and are applied once") {
    for (const auto& store : stores()) {
        CatalogEngine engine{store};
        CHECK(fill(engine) >= 30);
        const auto again = engine.sync(feed("bolt", 1), assortment("bolt"));
        CHECK(again.standing == FeedStanding::applied);
        CHECK_FALSE(again.is_applied);
        CHECK(engine.sync(feed("bolt", 0), assortment("bolt")).standing == FeedStanding::outdated);
        FeedSync other = feed("bolt", 1);
        other.digest = sha256_hex("other");
        CHECK(engine.sync(other, assortment("bolt")).standing == FeedStanding::conflicting);

        std::map<VariantId, std::vector<VendorProductId>> members;
        for (const VariantChangeRow& row : engine.journal(0, 100'000)) {
            auto& of = members[row.change.variant_id];
            for (const auto& left : row.change.left) std::erase(of, left);
            of.insert(of.end(), row.change.joined.begin(), row.change.joined.end());
            std::ranges::sort(of);
        }
        std::erase_if(members, [](const auto& each) { return each.second.empty(); });
        const auto variants = engine.variants();
        CHECK(members.size() == variants.size());
        for (const MasterVariant& each : variants) CHECK(members[each.id] == each.members);
    }
}

TEST_CASE("another engine over the same store sees the same catalog, and each sees what the other does") {
    for (const auto& store : stores()) {
        CatalogEngine engine{store};
        fill(engine);
        CatalogEngine second{store};
        CHECK(second.variants() == engine.variants());
        const VendorProductId a{VendorId{"acme"}, "20"};
        const VendorProductId b{VendorId{"bolt"}, "20"};
        REQUIRE(second.variant_of(a) == second.variant_of(b));
        CHECK_FALSE(second.decide(std::vector<PairVerdict>{{b, a, false}}, day(2), "anna").empty());
        CHECK(engine.variant_of(a) != engine.variant_of(b));
        CHECK(engine.explain(a, b).pair.decision == MatchDecision::separated);
        CHECK(engine.journal(0, 100'000).back().cause == "verdicts anna");
        CHECK(CatalogEngine{store}.variant_of(a) != CatalogEngine{store}.variant_of(b));
        CHECK(CatalogEngine{store}.variants() == engine.variants());
    }
}

TEST_CASE("what matching has found out is stored, and a catalog that opens with it is the one that opens without") {
    for (const auto& store : stores()) {
        constexpr int items = 180;
        {
            CatalogEngine engine{store};
            CHECK(engine.sync(feed("acme", 1), assortment("acme", items)).is_applied);
            CHECK(engine.sync(feed("bolt", 1), assortment("bolt", items)).is_applied);
        }
        const VendorProductId a{VendorId{"acme"}, "20"};
        const VendorProductId b{VendorId{"bolt"}, "20"};
        CatalogEngine later{store};  // which changes a little, so that what is stored is older than the catalog
        FeedContents changed = assortment("acme", items);
        changed.items[20].title = "Garden chair";
        changed.items[21].title += " black";
        CHECK(later.sync(feed("acme", 2), changed).is_applied);
        static_cast<void>(later.decide(std::vector<PairVerdict>{{b, {VendorId{"acme"}, "21"}, false}}, day(3), "anna"));

        CatalogEngine with{store};
        const MatchExplanation known = with.explain(a, b);
        const auto questions = with.review();
        {
            const auto transaction = store->begin();
            const auto rows = scan_all<MatchingMemoryRow>(*transaction, {});
            REQUIRE(rows.size() == 1);
            CHECK(rows[0].letters.size() > 10'000);
            CHECK(erase<MatchingMemoryRow>(*transaction, rows[0].part));
            transaction->commit();
        }
        CatalogEngine without{store};
        CHECK(without.explain(a, b) == known);
        CHECK(without.review() == questions);
        CHECK(without.variants() == with.variants());
    }
}

TEST_CASE("a commit that fails leaves neither rows nor a matcher that is ahead of them") {
    for (const auto& inner : stores()) {
        const auto store = std::make_shared<FailingStore>(inner);
        CatalogEngine engine{store};
        CHECK(engine.sync(feed("acme", 1), assortment("acme")).is_applied);
        const auto before = engine.variants();
        store->fails = true;
        CHECK_THROWS_AS(engine.sync(feed("bolt", 1), assortment("bolt")), Error);
        CHECK_THROWS_AS(engine.learn(day(3)), Error);
        store->fails = false;
        CHECK(engine.variants() == before);
        CHECK(engine.journal(0, 100'000).size() == before.size());
        CHECK(engine.sync(feed("bolt", 1), assortment("bolt")).is_applied);
        CHECK(CatalogEngine{inner}.variants() == engine.variants());
    }
}

TEST_CASE("a dry run and a stopped plan change nothing") {
    CatalogEngine engine{make_memory_store()};
    fill(engine);
    const auto before = engine.variants();
    FeedSync dry = feed("acme", 2);
    dry.is_dry_run = true;
    FeedContents changed = assortment("acme");
    changed.items[0].title = "Garden chair";
    const auto planned = engine.sync(dry, changed);
    CHECK(planned.plan.changed.size() == 1);
    CHECK_FALSE(planned.is_applied);
    changed.items.resize(5);
    const auto stopped = engine.sync(feed("acme", 2), changed);
    CHECK(stopped.plan.stop == SyncStop::too_many_delisted);
    CHECK_FALSE(stopped.is_applied);
    CHECK(engine.variants() == before);
    FeedSync allowed = feed("acme", 2);
    allowed.options.allow_delisting = true;
    CHECK(engine.sync(allowed, changed).is_applied);
    CHECK_FALSE(engine.variant_of({VendorId{"acme"}, "20"}));
    CHECK(engine.sync(feed("acme", 3), assortment("acme")).plan.relisted.size() == 35);
    CHECK(engine.variant_of({VendorId{"acme"}, "20"}) == engine.variant_of({VendorId{"bolt"}, "20"}));
}

TEST_CASE("prices of a variant: the best first, what it was before a reduction, and what is far off") {
    for (const auto& store : stores()) {
        CatalogEngine engine{store};
        fill(engine);
        const VendorProductId a{VendorId{"acme"}, "7"};
        const VendorProductId b{VendorId{"bolt"}, "7"};
        FeedContents sale = assortment("bolt");
        sale.items[7].sale_price = euros(3000);
        sale.items[7].shipping = {{"DE", "", "", euros(490)}, {"FR", "", "", euros(990)}};
        CHECK(engine.sync(feed("bolt", 2), sale).plan.price_changed.size() == 1);
        PriceQuery query;
        query.variant_id = *engine.variant_of(a);
        query.at = day(3);
        const auto prices = engine.prices(query);
        REQUIRE(prices.size() == 1);
        CHECK(prices[0].currency == Currency{"EUR"});
        CHECK(prices[0].summary.offers == 2);
        CHECK(prices[0].summary.minimum_minor == Amount{3000});
        REQUIRE(prices[0].offers.size() == 2);
        CHECK(prices[0].offers[0].id == b);
        REQUIRE(prices[0].offers[0].prior);
        CHECK(prices[0].offers[0].prior->price_minor == Amount{4500});
        CHECK_FALSE(prices[0].offers[1].prior);
        query.country = "FR";
        CHECK(engine.prices(query)[0].offers[0].shipping == euros(990));
        FeedContents gone = sale;
        gone.items[7].availability = FeedAvailability::out_of_stock;
        CHECK(engine.sync(feed("bolt", 4), gone).is_applied);
        query.at = day(5);
        CHECK(engine.prices(query)[0].offers[0].id == a);
        query.variant_id = VariantId{"var_unknown"};
        CHECK_THROWS_WITH_AS(engine.prices(query), doctest::Contains("var_unknown"), Error);
    }
}

TEST_CASE("wrong calls are refused by name") {
    CatalogEngine engine{make_memory_store()};
    FeedSync wrong = feed("", 1);
    CHECK_THROWS_WITH_AS(engine.sync(wrong, {}), doctest::Contains("vendor_id"), Error);
    wrong = feed("acme", 1);
    wrong.digest = "x";
    CHECK_THROWS_WITH_AS(engine.sync(wrong, {}), doctest::Contains("digest"), Error);
    CHECK_THROWS_WITH_AS(engine.journal(-1), doctest::Contains("after"), Error);
    CHECK_THROWS_WITH_AS(engine.journal(0, 0), doctest::Contains("limit"), Error);
    CHECK_THROWS_WITH_AS(CatalogEngine(make_memory_store(), {.learning = {.precision = 2}}),
                         doctest::Contains("precision"), Error);
}

TEST_CASE("a catalog begins with one item of each vendor") {
    for (const std::size_t items : {1U, 2U, 3U}) {
        CatalogEngine engine{make_memory_store()};
        for (const std::string vendor : {"acme", "bolt", "crux"}) {
            FeedContents few = assortment(vendor);
            few.items.resize(items);
            CHECK(engine.sync(feed(vendor, 1), few).is_applied);
        }
        std::size_t members = 0;
        for (const MasterVariant& each : engine.variants()) members += each.members.size();
        CHECK(members == 3 * items);
    }
}
