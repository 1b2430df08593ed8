#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "catalogs.hpp"

using namespace catalogs;

namespace {

/// An index and what it should hold.
struct Pair {
    BlockingIndex index;
    std::map<std::int64_t, std::string> records;

    void upsert(std::int64_t key, const std::string& text) {
        index.upsert(key, text);
        records[key] = text;
    }
    void upsert(const std::vector<BlockingRecord>& many) {
        index.upsert(many);
        for (const BlockingRecord& each : many) records[each.key] = each.text;
    }
    void erase(std::int64_t key) { RC_ASSERT(index.erase(key) == (records.erase(key) > 0)); }
};

void require_equal(const Pair& pair, Titles& titles, int queries) {
    RC_ASSERT(pair.index.size() == pair.records.size());
    BlockingSearcher searcher{pair.index};
    for (int i = 0; i < queries; ++i) {
        const std::string query = titles.next();
        const std::size_t hits_max = 1 + titles.any(12);
        const BlockingResult& result = searcher.search(query, {static_cast<std::int64_t>(hits_max)});
        RC_ASSERT(result.is_exact);
        RC_ASSERT(result.hits == exhaustive(pair.records, query, hits_max));
    }
}

std::vector<BlockingRecord> bulk(Titles& titles, std::size_t count, std::size_t keys) {
    std::vector<BlockingRecord> out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back({static_cast<std::int64_t>(titles.any(keys)), titles.next()});
    }
    return out;
}

/// A step of the life of a catalog.
void step(Pair& pair, Titles& titles, std::size_t keys) {
    const auto key = static_cast<std::int64_t>(titles.any(keys));
    switch (titles.any(12)) {
        case 0: return pair.upsert(bulk(titles, titles.any(400), keys));
        case 1: return pair.index.compact();
        case 2: pair.index = BlockingIndex::restore(pair.index.snapshot()); return;
        case 3:
        case 4:
        case 5: return pair.erase(key);
        default: return pair.upsert(key, titles.next());
    }
}

}  // namespace

TEST_CASE("the best records are those of exhaustive scoring, whatever was added, replaced and removed") {
    CHECK(rc::check([] {
        Titles titles{*rc::gen::arbitrary<unsigned>()};
        const std::size_t keys = 1 + titles.any(900);
        Pair pair;
        for (std::size_t steps = 20 + titles.any(300); steps > 0; --steps) step(pair, titles, keys);
        require_equal(pair, titles, 5);
    }));
}

TEST_CASE("any order of changes gives the same results as an index made at once") {
    CHECK(rc::check([] {
        Titles titles{*rc::gen::arbitrary<unsigned>()};
        Pair pair;
        for (int i = 0; i < 400; ++i) step(pair, titles, 500);
        BlockingIndex rebuilt;
        std::vector<BlockingRecord> records;
        for (const auto& [key, text] : pair.records) records.push_back({key, text});
        rebuilt.upsert(records);
        for (int i = 0; i < 10; ++i) {
            const std::string query = titles.next();
            RC_ASSERT(pair.index.search(query).hits == rebuilt.search(query).hits);
        }
    }));
}

TEST_CASE("with a limit of postings, hits are scored exactly and the result says that others may be missing") {
    CHECK(rc::check([] {
        Titles titles{*rc::gen::arbitrary<unsigned>()};
        Pair pair;
        pair.upsert(bulk(titles, 600, 600));
        const std::string query = titles.next();
        const BlockingResult all = pair.index.search(query, {1000});
        const BlockingResult some = pair.index.search(query, {10, 1 + static_cast<std::int64_t>(titles.any(200))});
        for (const BlockingHit& hit : some.hits) RC_ASSERT(std::ranges::find(all.hits, hit) != all.hits.end());
        const std::vector<BlockingHit> best{all.hits.begin(),
                                            all.hits.begin() + std::min<std::ptrdiff_t>(10, std::ssize(all.hits))};
        if (some.is_exact) RC_ASSERT(some.hits == best);
    }));
}

TEST_CASE("a damaged snapshot is an error, wherever the damage is") {
    CHECK(rc::check([] {
        Titles titles{*rc::gen::arbitrary<unsigned>()};
        Pair pair;
        pair.upsert(bulk(titles, 150, 100));
        pair.upsert(1, "one more");
        std::string bytes = pair.index.snapshot();
        if (*rc::gen::arbitrary<bool>()) bytes.resize(titles.any(bytes.size()));
        else bytes[titles.any(bytes.size())] ^= static_cast<char>(1U << titles.any(8));
        try {
            static_cast<void>(BlockingIndex::restore(bytes));
            RC_FAIL("damage was not seen");
        } catch (const marketplace::Error& error) {
            RC_ASSERT(error.code() == marketplace::ErrorCode::invalid_snapshot);
        }
    }));
}

TEST_CASE("words of very many records, kept as bits, are found as all others, also while segments are put together") {
    Titles titles{7};
    Pair pair;
    const auto add = [&](std::int64_t first) {
        std::vector<BlockingRecord> records;
        for (std::int64_t i = first; i < first + 5000; ++i) records.push_back({i, titles.next()});
        pair.upsert(records);
    };
    add(0);
    require_equal(pair, titles, 5);
    add(5000);
    for (int i = 0; i < 300; ++i) {
        pair.upsert(static_cast<std::int64_t>(titles.any(10'000)), titles.next());
        pair.erase(static_cast<std::int64_t>(titles.any(10'000)));
        if (i % 100 == 0) require_equal(pair, titles, 3);
    }
    pair.index.compact();
    require_equal(pair, titles, 5);
}
