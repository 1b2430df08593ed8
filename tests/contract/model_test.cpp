// Thousands of random operations, next to a model that is too simple to be wrong: a map that is copied at
// each begin and savepoint.

#include "backends.hpp"

#include <random>

using namespace marketplace;
using namespace marketplace::contract;

namespace {

using Key = std::pair<std::string, std::int64_t>;
using Model = std::map<Key, Entry>;

Entry random_entry(std::mt19937_64& random) {
    const char* books[] = {"", "a", "\xC3\xA3", "zz"};
    Entry entry{books[random() % 4], static_cast<std::int64_t>(random() % 12) - 6, std::nullopt, std::nullopt,
                static_cast<std::int64_t>(random() % 9)};
    if (random() % 2 == 0) entry.tag = std::to_string(random() % 3);
    if (random() % 2 == 0) entry.weight = static_cast<std::int64_t>(random()) >> (random() % 64);
    return entry;
}

void check_same(Transaction& transaction, const Model& model) {
    std::vector<Entry> expected;
    for (const auto& [key, entry] : model) expected.push_back(entry);
    REQUIRE(scan_all<Entry>(transaction, {}) == expected);
    for (const std::string_view index : {"tag,weight", "value", "number"}) {
        Scan scan;
        scan.index = index;
        REQUIRE(scan_all<Entry>(transaction, scan).size() == expected.size());
    }
}

/// One random operation on both; `saved` are the states to which savepoints go back.
void step(Transaction& transaction, Model& model, std::vector<Model>& saved, std::mt19937_64& random) {
    const Entry entry = random_entry(random);
    const Key key{entry.book, entry.number};
    switch (random() % 9) {
        case 0:
        case 1:
        case 2:
            put(transaction, entry);
            model.insert_or_assign(key, entry);
            return;
        case 3: REQUIRE(insert(transaction, entry) == model.emplace(key, entry).second); return;
        case 4: REQUIRE(erase<Entry>(transaction, key.first, key.second) == (model.erase(key) == 1)); return;
        case 5: {
            const auto found = model.find(key);
            const auto expected = found == model.end() ? std::nullopt : std::optional{found->second};
            REQUIRE(get<Entry>(transaction, key.first, key.second) == expected);
            return;
        }
        case 6:
            if (saved.size() >= 5) return;
            transaction.begin_savepoint();
            saved.push_back(model);
            return;
        case 7:
            if (saved.empty()) return;
            transaction.release_savepoint();
            saved.pop_back();
            return;
        default:
            if (saved.empty()) return;
            transaction.rollback_savepoint();
            model = saved.back();
            saved.pop_back();
    }
}

}  // namespace

CONTRACT("random operations, savepoints, rollbacks and reopening leave what a map would hold") {
    Backend backend;
    std::mt19937_64 random{2024};
    Model committed;
    for (int round = 0; round < 120; ++round) {
        auto transaction = backend.store->begin();
        Model model = committed;
        std::vector<Model> saved;
        for (int i = 0; i < 60; ++i) step(*transaction, model, saved, random);
        check_same(*transaction, model);
        if (random() % 3 != 0) {
            transaction->commit();
            committed = model;
        }
        transaction.reset();
        if (round % 20 == 0) backend.again();
        if (Backend::survives || round % 20 != 0) {
            transaction = backend.store->begin();
            check_same(*transaction, committed);
        }
    }
}
