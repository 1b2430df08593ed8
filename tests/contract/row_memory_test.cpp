// What is remembered from one transaction to the next, next to a plain store that remembers nothing: random
// operations and scans, rollbacks, a memory that is too small, and others who commit in between.

#include "journal.hpp"

#include <marketplace/ports/buffered.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>

using namespace marketplace;
using namespace marketplace::contract;

namespace {

class Twins {
public:
    Twins(std::shared_ptr<Store> inner, std::uint64_t seed, std::size_t rows_max, bool scans = true)
        : inner_(std::move(inner)), memory_(make_row_memory(rows_max)), random_(seed), scans_(scans) {}

    void run() {
        for (int round = 0; round < 60; ++round) {
            if (random_() % 8 == 0) change_behind_the_memory();
            looks_at_journal_ = random_() % 4 == 0;
            work(static_cast<int>(random_() % 40));
        }
    }

private:
    std::int64_t below(std::uint64_t bound) { return static_cast<std::int64_t>(random_() % bound); }

    Entry entry() {
        const char* books[] = {"", "a", "zz"};
        Entry made{books[random_() % 3], below(10), std::nullopt, std::nullopt, below(6)};
        if (random_() % 2 == 0) made.tag = std::to_string(below(3));
        if (random_() % 2 == 0) made.weight = below(4);
        return made;
    }

    /// A scan of any shape that fits the table.
    Scan scan() {
        Scan made;
        const std::string_view indexes[] = {"", "tag,weight", "value", "number"};
        made.index = indexes[random_() % 4];
        const std::span<const std::size_t> order = order_of(table_of<Entry>(), made);
        const Entry low = entry();
        const std::vector<Cell> cells = cells_of(table_of<Entry>(), order, &low);
        const std::size_t prefix = random_() % 2;
        made.prefix.assign(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(prefix));
        if (random_() % 2 == 0) made.from = bound(order[prefix]);
        if (random_() % 2 == 0) made.to = bound(order[prefix]);
        if (random_() % 4 == 0) made.after = cells;
        if (random_() % 3 == 0) made.limit = static_cast<std::size_t>(below(6));
        made.descending = random_() % 2 == 0;
        return made;
    }
    /// A value of a column, where it has one.
    std::optional<Cell> bound(std::size_t column) {
        const Entry other = entry();
        const Cell cell = cell_of(table_of<Entry>().columns[column], &other);
        return std::holds_alternative<std::monostate>(cell) ? std::nullopt : std::optional{cell};
    }

    void step(Transaction& tested, Transaction& plain) {
        const Entry made = entry();
        switch (random_() % (scans_ ? 8 : 5)) {
            case 0:
            case 1:
                put(tested, made);
                put(plain, made);
                return;
            case 2: REQUIRE(insert(tested, made) == insert(plain, made)); return;
            case 3:
                REQUIRE(erase<Entry>(tested, made.book, made.number) == erase<Entry>(plain, made.book, made.number));
                return;
            case 4:
                REQUIRE(get<Entry>(tested, made.book, made.number) == get<Entry>(plain, made.book, made.number));
                return;
            default: compare(tested, plain);
        }
    }
    void compare(Transaction& tested, Transaction& plain) {
        const Scan shape = scan();
        const auto first = static_cast<std::size_t>(random_() % 4 == 0 ? 2 : 1000);  // a visitor may end a scan
        const auto seen = [&](Transaction& transaction) {
            std::vector<Entry> entries;
            marketplace::scan<Entry>(transaction, shape, [&](const Entry& each) {
                entries.push_back(each);
                return entries.size() < first;
            });
            return entries;
        };
        REQUIRE(seen(tested) == seen(plain));
    }

    void work(int steps) {
        const auto tested = buffered(inner_->begin(), memory_);
        const auto plain = plain_->begin();
        int depth = 0;
        for (int i = 0; i < steps; ++i) {
            const auto what = random_() % 12;
            if (what == 0 && depth < 3) {
                tested->begin_savepoint();
                plain->begin_savepoint();
                ++depth;
            } else if ((what == 1 || what == 2) && depth > 0) {
                for (Transaction* each : {tested.get(), plain.get()}) {
                    what == 1 ? each->release_savepoint() : each->rollback_savepoint();
                }
                --depth;
            } else if (what == 3) {
                journal_.append(*tested, *plain);
            } else if (what == 4 && looks_at_journal_) {
                journal_.look(*tested, *plain);
            } else {
                step(*tested, *plain);
            }
        }
        if (random_() % 4 == 0) return;
        tested->commit();
        plain->commit();
    }

    void change_behind_the_memory() {
        const auto inner = inner_->begin();
        const auto plain = plain_->begin();
        const Entry made = entry();
        put(*inner, made);
        put(*plain, made);
        inner->commit();
        plain->commit();
    }

    std::shared_ptr<Store> inner_;
    std::shared_ptr<Store> plain_ = MemoryBackend::fresh();
    std::shared_ptr<RowMemory> memory_;
    std::mt19937_64 random_;
    Journal journal_{random_};
    bool scans_;
    bool looks_at_journal_ = false;
};

}  // namespace

TEST_CASE("a memory of rows and ranges never shows") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const std::size_t rows_max = seed % 3 == 0 ? 0 : seed % 3 == 1 ? 12 : 1000;
        Twins{seed % 2 == 0 ? MemoryBackend::fresh() : SqliteMemoryBackend::fresh(), seed, rows_max}.run();
    }
}

TEST_CASE("a memory that forgets a table which is written and hardly read never shows") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        Twins{seed % 2 == 0 ? MemoryBackend::fresh() : SqliteMemoryBackend::fresh(), seed, 1000, false}.run();
    }
}

TEST_CASE("a scan that goes on page by page sees what was changed behind and before it") {
    const auto store = make_buffered_store(SqliteMemoryBackend::fresh());
    const auto count_up = [&](Transaction& transaction, std::size_t page_rows) {
        std::vector<std::int64_t> numbers;
        Scan page;
        page.limit = page_rows;
        while (true) {
            const std::vector<Entry> rows = scan_all<Entry>(transaction, page);
            for (const Entry& row : rows) numbers.push_back(row.number);
            if (rows.size() < page.limit) return numbers;
            page.after = position_of(page, rows.back());
        }
    };
    {
        const auto writer = store->begin();
        for (std::int64_t i = 0; i < 2000; ++i) put(*writer, Entry{"a", i, std::nullopt, std::nullopt, 0});
        writer->commit();
    }
    std::vector<std::int64_t> expected(2000);
    std::iota(expected.begin(), expected.end(), 0);
    for (const std::size_t page_rows : {700, 256, 1000, 3}) {
        const auto transaction = store->begin();
        REQUIRE(count_up(*transaction, page_rows) == expected);
        REQUIRE(erase<Entry>(*transaction, "a", expected.front()));
        expected.erase(expected.begin());
        REQUIRE(erase<Entry>(*transaction, "a", expected[600]));
        expected.erase(expected.begin() + 600);
        put(*transaction, Entry{"a", 5000 + static_cast<std::int64_t>(page_rows), std::nullopt, std::nullopt, 0});
        expected.push_back(5000 + static_cast<std::int64_t>(page_rows));
        std::sort(expected.begin(), expected.end());
        REQUIRE(count_up(*transaction, page_rows) == expected);
        transaction->commit();
    }
}

TEST_CASE("another connection's commit is seen by the next transaction") {
    Folder folder;
    SqliteOptions options;
    options.path = folder.file("shared.db");
    const auto first = make_buffered_store(make_sqlite_store(options));
    first->create_tables(all_tables());
    const auto second = make_buffered_store(make_sqlite_store(options));
    second->create_tables(all_tables());
    for (std::int64_t version = 1; version <= 5; ++version) {
        const auto writer = (version % 2 == 0 ? first : second)->begin();
        put(*writer, Versioned{"one", version, "told"});
        writer->commit();
        for (const auto& store : {first, second}) {
            const auto reader = store->begin();
            CHECK(get<Versioned>(*reader, std::string{"one"})->version == version);
        }
    }
}
