// The frames of a transaction go into the log together: whoever opens the file after a commit finds all of it, and
// SQLite itself finds what it has written to the log before the commit.

#include "backends.hpp"

#include <sqlite3.h>

#include <map>
#include <random>

using namespace marketplace;
using namespace marketplace::contract;

namespace {

SqliteOptions options_of(const std::string& path, Durability durability) {
    SqliteOptions options;
    options.path = path;
    options.durability = durability;
    options.cache_kib = 64;  // four pages: most are written before the commit, and again after they were read back
    options.log_kib = 1024;  // so that it begins anew now and then
    return options;
}

/// What another process would find.
std::map<std::string, std::string> seen_by_others(const std::string& path) {
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database{raw, sqlite3_close};
    std::map<std::string, std::string> rows;
    const auto add = [](void* to, int, char** cells, char**) {
        (*static_cast<std::map<std::string, std::string>*>(to))[cells[0]] = cells[1];
        return 0;
    };
    REQUIRE(sqlite3_exec(raw, "SELECT id, place_city FROM everything", add, &rows, nullptr) == SQLITE_OK);
    std::string check;
    const auto keep = [](void* to, int, char** cells, char**) {
        *static_cast<std::string*>(to) += cells[0];
        return 0;
    };
    REQUIRE(sqlite3_exec(raw, "PRAGMA integrity_check", keep, &check, nullptr) == SQLITE_OK);
    REQUIRE(check == "ok");
    return rows;
}

void move_log(const std::string& path) {
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database{raw, sqlite3_close};
    REQUIRE(sqlite3_wal_checkpoint_v2(raw, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) == SQLITE_OK);
}

/// Random writes to a store and to a map beside it.
class Story {
public:
    Story(std::uint64_t seed, const std::string& path, Durability durability)
        : random_(seed), path_(path), store_(make_sqlite_store(options_of(path, durability))) {
        store_->create_tables(all_tables());
    }

    void transact() {
        const auto before = rows_;
        const auto transaction = store_->begin();
        write(*transaction, 1 + random_() % 120);
        if (random_() % 2 == 0) {
            const auto at_savepoint = rows_;
            transaction->begin_savepoint();
            write(*transaction, random_() % 60);
            transaction->rollback_savepoint();
            rows_ = at_savepoint;
            write(*transaction, random_() % 20);
        }
        if (random_() % 5 == 0) {
            rows_ = before;  // and the transaction is given up
        } else {
            transaction->commit();
        }
    }
    void check() const { REQUIRE(seen_by_others(path_) == rows_); }
    void reopen(Durability durability) {
        store_.reset();
        check();
        store_ = make_sqlite_store(options_of(path_, durability));
        store_->create_tables(all_tables());
    }

private:
    void write(Transaction& transaction, std::uint64_t count) {
        for (; count > 0; --count) {
            const std::string id = std::to_string(random_() % 400);
            if (random_() % 6 == 0) {
                CHECK(erase<Everything>(transaction, id) == (rows_.erase(id) == 1));
                continue;
            }
            Everything record;
            record.id = id;
            record.place.city = std::string(random_() % 3000, static_cast<char>('a' + random_() % 26));
            rows_[id] = record.place.city;
            put(transaction, record);
        }
    }

    std::mt19937_64 random_;
    std::string path_;
    std::shared_ptr<Store> store_;
    std::map<std::string, std::string> rows_;
};

}  // namespace

TEST_CASE("what is committed is in the log for all to see, through spilled pages, savepoints and new logs") {
    for (const Durability durability : {Durability::normal, Durability::full}) {
        const Folder folder;
        Story story{11, folder.file("log.db"), durability};
        for (int round = 0; round < 60; ++round) {
            story.transact();
            story.check();
            if (round % 20 == 19) story.reopen(durability);
        }
    }
}

TEST_CASE("what a transaction that was given up had left for the log is not written over what others commit") {
    enum class Then { closes, reads, writes };
    for (const Then then : {Then::closes, Then::reads, Then::writes}) {
        CAPTURE(static_cast<int>(then));
        const Folder folder;
        const std::string path = folder.file("log.db");
        SqliteOptions options = options_of(path, Durability::normal);
        options.cache_kib = 512;  // less than is changed, and enough to change each page once
        auto first = make_sqlite_store(options);
        const auto second = make_sqlite_store(options);
        first->create_tables(all_tables());
        const auto change = [](Transaction& transaction, int rows, char letter) {
            for (int i = 0; i < rows; ++i) {
                Everything record;
                record.id = std::to_string(i);
                record.place.city = std::string(3000, letter);
                put(transaction, record);
            }
        };
        const auto commit = [&](Store& store, int rows, char letter) {
            const auto transaction = store.begin();
            change(*transaction, rows, letter);
            transaction->commit();
        };
        commit(*first, 300, 'a');
        move_log(path);
        // Nothing is read from the log: not by this, since all is in the file, nor when it is undone, since it does not
        // grow.
        change(*first->begin(), 300, 'b');
        commit(*second, 300, 'c');
        if (then == Then::closes) first.reset();
        if (then == Then::reads) CHECK(rows<Everything>(*first).back().place.city.front() == 'c');
        if (then == Then::writes) commit(*first, 1, 'd');
        for (const auto& [id, city] : seen_by_others(path))
            REQUIRE(city == std::string(3000, then == Then::writes && id == "0" ? 'd' : 'c'));
    }
}
