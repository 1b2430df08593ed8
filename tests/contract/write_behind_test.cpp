// Transactions that begin while the one before is still being written, next to a plain store: random operations, scans
// and rollbacks; rows that are forgotten; others who commit in between. The writing is held back until the next
// transaction is under way, so that it reads beside.

#include "backends.hpp"
#include "journal.hpp"

#include <marketplace/ports/write_behind.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <random>

using namespace marketplace;
using namespace marketplace::contract;

namespace {

/// Lets so many commits through, and keeps the others waiting.
class Gate {
public:
    void allow(int commits) {
        const std::lock_guard lock{mutex_};
        allowed_ = commits;
        changed_.notify_all();
    }
    void pass() {
        std::unique_lock lock{mutex_};
        const int mine = ++arrived_;
        changed_.wait(lock, [&] { return allowed_ >= mine; });
        if (mine == refused) fail(ErrorCode::store_full, "disk", "full", "room on the disk");
    }
    int refused = 0;  ///< the commit that fails

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int allowed_ = 0;
    int arrived_ = 0;
};

class GatedTransaction final : public Transaction {
public:
    GatedTransaction(std::unique_ptr<Transaction> inner, std::shared_ptr<Gate> gate)
        : inner_(std::move(inner)), gate_(std::move(gate)) {}
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
        gate_->pass();
        inner_->commit();
    }
    std::optional<std::uint64_t> content_version() override { return inner_->content_version(); }
    void pass_on() override { inner_->pass_on(); }

private:
    std::unique_ptr<Transaction> inner_;
    std::shared_ptr<Gate> gate_;
};

class GatedStore final : public Store {
public:
    GatedStore(std::shared_ptr<Store> inner, std::shared_ptr<Gate> gate)
        : inner_(std::move(inner)), gate_(std::move(gate)) {}
    void create_tables(std::span<const TableInfo* const> tables) override { inner_->create_tables(tables); }
    std::unique_ptr<Transaction> begin() override {
        if (before_begin) before_begin(++beginnings_);
        return std::make_unique<GatedTransaction>(inner_->begin(), gate_);
    }
    void refuse_waiting_for_oneself() override { inner_->refuse_waiting_for_oneself(); }
    std::unique_ptr<Transaction> begin_read() override {
        ++readings;
        return inner_->begin_read();
    }
    int readings = 0;
    std::function<void(int)> before_begin;  ///< the number of this transaction, from 1

private:
    std::shared_ptr<Store> inner_;
    std::shared_ptr<Gate> gate_;
    int beginnings_ = 0;
};

class Twins {
public:
    Twins(std::uint64_t seed, std::size_t rows_max, int in_flight_max)
        : memory_(make_row_memory(rows_max)), random_(seed), in_flight_max_(in_flight_max) {}
    ~Twins() { gate_->allow(everything); }

    void run() {
        for (int round = 0; round < 40; ++round) {
            looks_at_journal_ = random_() % 4 == 0;
            work(static_cast<int>(random_() % 30));
        }
        gate_->allow(everything);
        behind_.sync();
        const auto left = file_.store->begin();
        const auto right = plain_->begin();
        REQUIRE(scan_all<Entry>(*left, {}) == scan_all<Entry>(*right, {}));
        REQUIRE(scan_all<Versioned>(*left, {}) == scan_all<Versioned>(*right, {}));
    }
    int conflicts = 0;
    [[nodiscard]] int readings() const { return gated_->readings; }

private:
    static constexpr int everything = 1 << 20;

    Entry entry() {
        const char* books[] = {"", "a", "zz"};
        Entry made{books[random_() % 3], static_cast<std::int64_t>(random_() % 10), std::nullopt, std::nullopt,
                   static_cast<std::int64_t>(random_() % 6)};
        if (random_() % 2 == 0) made.tag = std::to_string(random_() % 3);
        return made;
    }
    void step(Transaction& tested, Transaction& plain) {
        const Entry made = entry();
        Scan shape;
        const std::string_view indexes[] = {"", "tag,weight", "value", "number"};
        shape.index = indexes[random_() % 4];
        shape.descending = random_() % 2 == 0;
        if (random_() % 3 == 0) shape.limit = random_() % 6;
        switch (random_() % 6) {
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
            default: REQUIRE(scan_all<Entry>(tested, shape) == scan_all<Entry>(plain, shape));
        }
    }
    /// What was handed over before gets through the gate when this transaction has read and is about to commit, but for
    /// as many as may be in flight behind it.
    void work(int steps) {
        auto tested = behind_.begin();
        auto plain = plain_->begin();
        int depth = 0;
        for (int i = 0; i < steps; ++i) {
            const auto what = random_() % 12;
            if (what == 0 && depth < 3) {
                tested->begin_savepoint();
                plain->begin_savepoint();
                ++depth;
            } else if ((what == 1 || what == 2) && depth > 0) {
                for (Transaction* each : {tested.get(), plain.get()})
                    what == 1 ? each->release_savepoint() : each->rollback_savepoint();
                --depth;
            } else if (what == 3) {
                journal_.append(*tested, *plain);
            } else if (what == 4 && looks_at_journal_) {
                journal_.look(*tested, *plain);
            } else {
                step(*tested, *plain);
            }
        }
        const bool reads_beside = gated_->readings > readings_before_;
        readings_before_ = gated_->readings;
        gate_->allow(handed_over_ + 1 - in_flight_max_);
        if (random_() % 4 == 0) return gate_->allow(handed_over_);  // abandoned, which waits for all
        if (in_flight_max_ == 1 && reads_beside && random_() % 4 == 0) return meddle(*tested, std::move(plain));
        tested->commit();
        ++handed_over_;
        plain->commit();
    }
    /// Someone else commits first: the transaction is refused, and leaves nothing.
    void meddle(Transaction& tested, std::unique_ptr<Transaction> plain) {
        plain.reset();
        const Entry made = entry();
        for (Store* store : {static_cast<Store*>(file_.store.get()), plain_.get()}) {
            const auto other = store->begin();
            put(*other, made);
            other->commit();
        }
        REQUIRE(code_of([&] { tested.commit(); }) == ErrorCode::version_conflict);
        ++conflicts;
    }

    SqliteFileBackend file_;
    std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
    std::shared_ptr<GatedStore> gated_ = std::make_shared<GatedStore>(file_.store, gate_);
    std::shared_ptr<Store> plain_ = MemoryBackend::fresh();
    std::shared_ptr<RowMemory> memory_;
    std::mt19937_64 random_;
    Journal journal_{random_};
    int in_flight_max_;
    bool looks_at_journal_ = false;
    int readings_before_ = 0;
    int handed_over_ = 0;
    WriteBehind behind_{gated_, memory_, static_cast<std::size_t>(in_flight_max_)};
};

}  // namespace

TEST_CASE("a transaction beside the writing of those before never shows") {
    int conflicts = 0;
    int readings = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const int in_flight = seed % 2 == 0 ? 1 : 2 + static_cast<int>(seed % 5 / 2);
        Twins twins{seed, seed % 3 == 0 ? 0U : seed % 3 == 1 ? 12U : 1000U, in_flight};
        twins.run();
        conflicts += twins.conflicts;
        readings += twins.readings();
    }
    CHECK(conflicts > 30);
    CHECK(readings > 600);
}

namespace {

/// A file whose commits are held back, and transactions of which two may be on their way.
struct TwoInFlight {
    static constexpr int everything = 1 << 20;

    ~TwoInFlight() { gate->allow(everything); }
    void add(std::int64_t number) {
        const auto transaction = behind.begin();
        put(*transaction, Entry{"a", number, std::nullopt, std::nullopt, 1});
        transaction->commit();
    }
    [[nodiscard]] bool has(std::int64_t number) const {
        return get<Entry>(*file.store->begin_read(), "a", number).has_value();
    }

    SqliteFileBackend file;
    std::shared_ptr<Gate> gate = std::make_shared<Gate>();
    std::shared_ptr<GatedStore> gated = std::make_shared<GatedStore>(file.store, gate);
    WriteBehind behind{gated, make_row_memory(), 2};
};

}  // namespace

TEST_CASE("with two in flight a commit waits for the last but one, and rows of both are seen meanwhile") {
    using namespace std::chrono_literals;
    TwoInFlight two;
    two.add(1);
    two.add(2);
    CHECK_FALSE(two.has(1));
    auto third = two.behind.begin();
    CHECK(get<Entry>(*third, "a", 1).has_value());
    CHECK(get<Entry>(*third, "a", 2).has_value());
    put(*third, Entry{"a", 3, std::nullopt, std::nullopt, 1});
    std::future<void> committed = std::async(std::launch::async, [&] { third->commit(); });
    CHECK(committed.wait_for(20ms) == std::future_status::timeout);
    two.gate->allow(1);
    committed.get();
    CHECK(two.has(1));
    CHECK_FALSE(two.has(3));
    two.gate->allow(TwoInFlight::everything);
    two.behind.sync();
    CHECK(two.has(2));
    CHECK(two.has(3));
}

TEST_CASE("what another writer commits between two in flight takes the second one with it") {
    TwoInFlight two;
    const auto other = two.file.fresh();
    two.gated->before_begin = [&](int number) {
        if (number != 2) return;  // of the second one, on the thread that writes
        const auto transaction = other->begin();
        put(*transaction, Entry{"b", 1, std::nullopt, std::nullopt, 1});
        transaction->commit();
    };
    two.add(1);
    two.add(2);
    const std::shared_future<void> durable = two.behind.last_commit();
    two.gate->allow(TwoInFlight::everything);
    CHECK(code_of([&] { two.behind.sync(); }) == ErrorCode::store_failed);
    CHECK(code_of([&] { durable.get(); }) == ErrorCode::store_failed);
    CHECK(two.has(1));
    CHECK_FALSE(two.has(2));
    CHECK(get<Entry>(*two.file.store->begin_read(), "b", 1).has_value());
    two.add(2);
    two.behind.sync();
    CHECK(two.has(2));
}

TEST_CASE("when one in flight cannot be written, nothing of those behind it remains") {
    TwoInFlight two;
    two.gate->refused = 1;
    two.add(1);
    two.add(2);
    const std::shared_future<void> durable = two.behind.last_commit();
    two.gate->allow(TwoInFlight::everything);
    CHECK(code_of([&] { durable.get(); }) == ErrorCode::store_full);
    CHECK(code_of([&] { two.add(3); }) == ErrorCode::store_full);
    two.behind.sync();  // it was told
    for (const std::int64_t number : {1, 2, 3}) CHECK_FALSE(two.has(number));
    two.add(3);
    two.behind.sync();
    CHECK(two.has(3));
}

TEST_CASE("a transaction that is abandoned behind two in flight leaves those as they are") {
    TwoInFlight two;
    two.add(1);
    two.add(2);
    auto third = two.behind.begin();
    put(*third, Entry{"a", 2, std::nullopt, std::nullopt, 7});
    put(*third, Entry{"a", 3, std::nullopt, std::nullopt, 7});
    two.gate->allow(TwoInFlight::everything);
    third.reset();
    auto fourth = two.behind.begin();
    CHECK(get<Entry>(*fourth, "a", 2)->value == 1);
    CHECK_FALSE(get<Entry>(*fourth, "a", 3).has_value());
    fourth.reset();
    CHECK(two.has(1));
    CHECK(two.has(2));
}

TEST_CASE("whoever would wait for a transaction of its own thread is told so") {
    TwoInFlight two;
    std::promise<void> begun;
    two.gated->before_begin = [&](int number) {
        if (number == 2) begun.get_future().wait();  // the second one, on the thread that writes
    };
    two.add(1);
    two.add(2);
    two.gate->allow(1);
    auto own = two.file.store->begin();
    begun.set_value();
    CHECK(code_of([&] { static_cast<void>(two.behind.begin()); }) == ErrorCode::store_busy);
    CHECK(code_of([&] { two.behind.sync(); }) == ErrorCode::store_busy);
    own.reset();
    two.gate->allow(TwoInFlight::everything);
    two.behind.sync();
    CHECK(two.has(1));
    CHECK(two.has(2));
}

CONTRACT("a transaction that reads sees what was committed before it, and nothing after") {
    Backend backend;
    change(*backend.store, [](Transaction& transaction) { put(transaction, Versioned{"one", 1, "before"}); });
    if (auto early = backend.store->begin_read()) {
        const auto writer = backend.store->begin();
        put(*writer, Versioned{"one", 2, "after"});
        const auto beside = backend.store->begin_read();
        CHECK(get<Versioned>(*beside, std::string{"one"})->version == 1);
        writer->commit();
        CHECK(get<Versioned>(*early, std::string{"one"})->version == 1);
        CHECK(get<Versioned>(*beside, std::string{"one"})->version == 1);
        CHECK(get<Versioned>(*backend.store->begin_read(), std::string{"one"})->version == 2);
        CHECK(code_of([&] { put(*early, Versioned{"two", 1, ""}); }) == ErrorCode::store_failed);
        CHECK(code_of([&] { early->commit(); }) == ErrorCode::store_failed);
        CHECK(scan_all<Versioned>(*early, {}).size() == 1);
    }
}

TEST_CASE("another thread can wait until a commit is durable, and no longer") {
    using namespace std::chrono_literals;
    const Folder folder;
    const auto gate = std::make_shared<Gate>();
    const auto file = make_sqlite_store({.path = folder.file("gated.db")});
    file->create_tables(all_tables());
    const auto gated = std::make_shared<GatedStore>(file, gate);
    WriteBehind behind{gated};
    CHECK(behind.last_commit().wait_for(0s) == std::future_status::ready);  // there is nothing to wait for
    auto transaction = behind.begin();
    put(*transaction, Entry{"a", 1, std::nullopt, std::nullopt, 1});
    transaction->commit();
    const std::shared_future<void> durable = behind.last_commit();
    CHECK(durable.wait_for(20ms) == std::future_status::timeout);
    gate->allow(1);
    durable.get();
    CHECK(get<Entry>(*file->begin_read(), "a", 1).has_value());
    behind.sync();
}
