// All or nothing, savepoints, versions, and misuse.

#include "backends.hpp"

#include <atomic>
#include <thread>

using namespace marketplace;
using namespace marketplace::contract;

namespace {

Entry entry(std::int64_t number, std::int64_t value = 0) { return {"book", number, "tag", number, value}; }

std::vector<std::int64_t> numbers(Store& store, std::string_view index = "") {
    std::vector<std::int64_t> out;
    Scan scan;
    scan.index = index;
    for (const Entry& each : rows<Entry>(store, scan)) out.push_back(each.number);
    return out;
}

using Numbers = std::vector<std::int64_t>;

}  // namespace

CONTRACT("insert refuses an existing key and leaves its record") {
    Backend backend;
    change(*backend.store, [](Transaction& transaction) {
        CHECK(insert(transaction, entry(1, 10)));
        CHECK_FALSE(insert(transaction, entry(1, 20)));
        CHECK(get<Entry>(transaction, "book", 1)->value == 10);
    });
    change(*backend.store, [](Transaction& transaction) { CHECK_FALSE(insert(transaction, entry(1, 30))); });
    CHECK(rows<Entry>(*backend.store) == std::vector<Entry>{entry(1, 10)});
}

CONTRACT("put replaces a record and moves it within the indexes") {
    Backend backend;
    change(*backend.store, [](Transaction& transaction) {
        put(transaction, entry(1, 10));
        put(transaction, entry(2, 20));
        put(transaction, entry(1, 30));
    });
    CHECK(numbers(*backend.store, "value") == Numbers{2, 1});
    CHECK(rows<Entry>(*backend.store).size() == 2);
}

CONTRACT("many records at once are inserted as one by one, however many they are and whatever was there") {
    for (const std::int64_t count : {0, 1, 15, 16, 17, 32, 50}) {
        CAPTURE(count);
        Backend backend;
        std::vector<Entry> entries;
        for (std::int64_t i = 0; i < count; ++i) {
            Entry each = entry(100 - i, i);  // backwards, and of different shapes
            if (i % 3 == 0) each.tag.reset();
            entries.push_back(std::move(each));
        }
        const Entry other = entry(1000, 1000);
        change(*backend.store, [&](Transaction& transaction) { put(transaction, other); });
        change(*backend.store, [&](Transaction& transaction) {
            std::vector<const void*> records;
            for (const Entry& each : entries) records.push_back(&each);
            transaction.insert_all(table_of<Entry>(), records);
        });
        std::vector<Entry> sorted{entries.rbegin(), entries.rend()};
        sorted.push_back(other);
        CHECK(rows<Entry>(*backend.store) == sorted);
        Scan by_value;
        by_value.index = "value";
        by_value.to = Cell{std::int64_t{1000}};
        CHECK(rows<Entry>(*backend.store, by_value) == entries);
    }
}

CONTRACT("a key that is there already is refused among many, and its transaction leaves nothing") {
    for (const std::int64_t count : {1, 16, 40}) {
        for (const std::int64_t known : {std::int64_t{0}, count / 2, count - 1}) {
            CAPTURE(count);
            CAPTURE(known);
            Backend backend;
            const Entry before = entry(known, 7);
            change(*backend.store, [&](Transaction& transaction) { put(transaction, before); });
            {
                const auto transaction = backend.store->begin();
                std::vector<Entry> entries;
                for (std::int64_t i = 0; i < count; ++i) entries.push_back(entry(i));
                std::vector<const void*> records;
                for (const Entry& each : entries) records.push_back(&each);
                CHECK(code_of([&] { transaction->insert_all(table_of<Entry>(), records); }) ==
                      ErrorCode::store_failed);
            }
            CHECK(rows<Entry>(*backend.store) == std::vector<Entry>{before});
        }
    }
}

CONTRACT("many records of every kind of field come back as they were") {
    Backend backend;
    std::vector<Everything> all;
    for (int i = 0; i < 37; ++i) {
        Everything each;
        each.id = "e" + std::to_string(100 + i);
        each.large = i;
        each.at = Timestamp{i * 1'000'000};
        each.day = Date{2024, 1 + i % 12, 1 + i % 28};
        each.currency = Currency{"EUR"};
        if (i % 2 == 0) each.note = "note " + std::to_string(i);
        if (i % 3 == 0) each.places = {{"A" + std::to_string(i), i}, {"B", std::nullopt}};
        each.counts["n"] = i;
        each.shape = i % 2 == 0 ? Shape{Circle{i}} : Shape{Square{i}};
        all.push_back(std::move(each));
    }
    change(*backend.store, [&](Transaction& transaction) {
        std::vector<const void*> records;
        for (const Everything& each : all) records.push_back(&each);
        transaction.insert_all(table_of<Everything>(), records);
    });
    CHECK(rows<Everything>(*backend.store) == all);
}

CONTRACT("erase says whether there was something") {
    Backend backend;
    change(*backend.store, [](Transaction& transaction) {
        put(transaction, entry(1));
        CHECK(erase<Entry>(transaction, "book", 1));
        CHECK_FALSE(erase<Entry>(transaction, "book", 1));
        CHECK_FALSE(erase<Entry>(transaction, "other", 1));
        CHECK(get<Entry>(transaction, "book", 1) == std::nullopt);
    });
    CHECK(numbers(*backend.store).empty());
    CHECK(numbers(*backend.store, "value").empty());
}

CONTRACT("a transaction that is not committed leaves no trace") {
    Backend backend;
    change(*backend.store, [](Transaction& transaction) {
        put(transaction, entry(1, 10));
        put(transaction, entry(2, 20));
    });
    {
        const auto transaction = backend.store->begin();
        put(*transaction, entry(1, 99));
        put(*transaction, entry(3, 30));
        erase<Entry>(*transaction, "book", 2);
        put(*transaction, entry(2, 77));
        CHECK(scan_all<Entry>(*transaction, {}).size() == 3);
    }
    CHECK(rows<Entry>(*backend.store) == std::vector<Entry>{entry(1, 10), entry(2, 20)});
    CHECK(numbers(*backend.store, "value") == Numbers{1, 2});
    backend.again();
    if (Backend::survives) CHECK(numbers(*backend.store) == Numbers{1, 2});
}

CONTRACT("what was committed is there for whoever opens the store next") {
    Backend backend;
    for (std::int64_t i = 0; i < 10; ++i) {
        change(*backend.store, [&](Transaction& transaction) { put(transaction, entry(i)); });
        backend.again();
    }
    CHECK(numbers(*backend.store).size() == 10);
}

CONTRACT("savepoints nest: the inner one is undone alone, the outer one with all in it") {
    Backend backend;
    const auto transaction = backend.store->begin();
    put(*transaction, entry(1));
    {
        Savepoint outer{*transaction};
        put(*transaction, entry(2));
        {
            Savepoint inner{*transaction};
            put(*transaction, entry(3));
            erase<Entry>(*transaction, "book", 1);
        }
        CHECK(scan_all<Entry>(*transaction, {}).size() == 2);
        {
            Savepoint kept{*transaction};
            put(*transaction, entry(4));
            kept.release();
        }
        CHECK(scan_all<Entry>(*transaction, {}).size() == 3);
    }
    CHECK(scan_all<Entry>(*transaction, {}) == std::vector<Entry>{entry(1)});
    Savepoint last{*transaction};
    put(*transaction, entry(5));
    last.release();
    transaction->commit();
    CHECK(numbers(*backend.store) == Numbers{1, 5});
    CHECK(numbers(*backend.store, "tag,weight") == Numbers{1, 5});
}

CONTRACT("many savepoints in one transaction keep what was released: a group commit") {
    Backend backend;
    change(*backend.store, [](Transaction& transaction) {
        for (std::int64_t i = 0; i < 500; ++i) {
            Savepoint each{transaction};
            put(transaction, entry(i, i % 7));
            if (i % 3 != 0) each.release();
        }
    });
    CHECK(numbers(*backend.store).size() == 333);
    CHECK(numbers(*backend.store, "value").size() == 333);
}

CONTRACT("a release or rollback without a savepoint is refused") {
    Backend backend;
    const auto transaction = backend.store->begin();
    CHECK(code_of([&] { transaction->release_savepoint(); }) == ErrorCode::store_failed);
    CHECK(code_of([&] { transaction->rollback_savepoint(); }) == ErrorCode::store_failed);
}

CONTRACT("compare and set stores only over the version that was read") {
    Backend backend;
    const auto transaction = backend.store->begin();
    Versioned record{"a", 0, "first"};
    CHECK(compare_and_set(*transaction, record, 0) == 1);
    record.text = "second";
    CHECK(compare_and_set(*transaction, record, 1) == 2);
    record.text = "lost";
    CHECK(code_of([&] { compare_and_set(*transaction, record, 1); }) == ErrorCode::version_conflict);
    CHECK(code_of([&] { compare_and_set(*transaction, record, 0); }) == ErrorCode::version_conflict);
    CHECK(code_of([&] { compare_and_set(*transaction, Versioned{"b", 0, ""}, 1); }) == ErrorCode::version_conflict);
    CHECK(get<Versioned>(*transaction, "a") == Versioned{"a", 2, "second"});
    CHECK(get<Versioned>(*transaction, "b") == std::nullopt);
}

CONTRACT("nothing works after the commit") {
    Backend backend;
    const auto transaction = backend.store->begin();
    put(*transaction, entry(1));
    transaction->commit();
    CHECK(code_of([&] { put(*transaction, entry(2)); }) == ErrorCode::store_failed);
    CHECK(code_of([&] { transaction->begin_savepoint(); }) == ErrorCode::store_failed);
    CHECK(code_of([&] { transaction->commit(); }) == ErrorCode::store_failed);
    Entry into;
    CHECK(code_of([&] { transaction->get(table_of<Entry>(), make_key("book", 1), &into); }) == ErrorCode::store_failed);
    CHECK(numbers(*backend.store) == Numbers{1});
}

CONTRACT("a second transaction of one thread is refused instead of waiting for itself") {
    Backend backend;
    const auto transaction = backend.store->begin();
    CHECK(code_of([&] { static_cast<void>(backend.store->begin()); }) == ErrorCode::store_busy);
    CHECK(code_of([&] { backend.store->create_tables({}); }) == ErrorCode::store_busy);
    put(*transaction, entry(1));
    transaction->commit();
    CHECK(numbers(*backend.store) == Numbers{1});
}

CONTRACT("transactions of several threads come one after the other") {
    if constexpr (std::is_same_v<Backend, StreamedSqliteBackend>) return;  // WriteBehind is for one thread at a time
    Backend backend;
    constexpr std::int64_t rounds = 100;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&backend] {
            for (std::int64_t round = 0; round < rounds; ++round) {
                change(*backend.store, [](Transaction& transaction) {
                    const std::int64_t value = get<Entry>(transaction, "book", 1).value_or(entry(1)).value;
                    put(transaction, entry(1, value + 1));
                });
            }
        });
    }
    for (std::thread& each : threads) each.join();
    CHECK(rows<Entry>(*backend.store).front().value == 4 * rounds);
}

CONTRACT("a transaction may end on another thread than it began on") {
    Backend backend;
    auto transaction = backend.store->begin();
    put(*transaction, entry(1));
    std::thread{[&] {
        transaction->commit();
        transaction.reset();
    }}.join();
    CHECK(numbers(*backend.store) == Numbers{1});
}

CONTRACT("a transaction outlives the store that began it") {
    Backend backend;
    const auto transaction = backend.store->begin();
    backend.store.reset();
    put(*transaction, entry(1));
    CHECK(get<Entry>(*transaction, "book", 1) == entry(1));
    transaction->commit();
}

CONTRACT("a table that was not created, a key of another width: refused") {
    Backend backend;
    const TableInfo stranger = make_table(type_of<Entry>(), {"stranger", "number", {}});
    const auto transaction = backend.store->begin();
    Entry into;
    CHECK(code_of([&] { transaction->get(table_of<Entry>(), make_key("book"), &into); }) == ErrorCode::invalid_value);
    CHECK(code_of([&] { erase<Entry>(*transaction, "book", 1, 2); }) == ErrorCode::invalid_value);
    CHECK(code_of([&] { transaction->put(stranger, &into); }) == ErrorCode::store_failed);
}

CONTRACT("tables of another layout are another version") {
    Backend backend;
    change(*backend.store, [](Transaction& transaction) { put(transaction, entry(1)); });
    backend.store->create_tables(all_tables());
    const auto refused = [&](const TableInfo& table) {
        const TableInfo* const list[] = {&table};
        return code_of([&] { backend.store->create_tables(list); });
    };
    CHECK(refused(make_table(type_of<Versioned>(), {"entry", "id", {}})) == ErrorCode::store_version);
    CHECK(refused(make_table(type_of<Entry>(), {"entry", "number", {"tag,weight", "value", "number"}})) ==
          ErrorCode::store_version);
    CHECK(refused(make_table(type_of<Entry>(), {"entry", "book,number", {"tag,weight", "value"}})) ==
          ErrorCode::store_version);
    CHECK(refused(make_table(type_of<Entry>(), {"entry", "book,number", {"tag,weight", "value", "number"}})) ==
          std::nullopt);
    CHECK(numbers(*backend.store) == Numbers{1});
}
