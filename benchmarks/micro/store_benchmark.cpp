// How fast records go into a store and come out of it.
//
// The record is like a ledger posting: 15 columns and two secondary indexes. A group commit is one
// transaction of a thousand records; in a file it waits for the disk once (write-ahead log, synchronous
// FULL). The file is in the folder of the environment variable BENCHMARK_FOLDER, or the current one.

#include <marketplace/adapters/memory.hpp>
#include <marketplace/adapters/sqlite.hpp>
#include <marketplace/money/money.hpp>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <random>

using namespace marketplace;

namespace {

enum class BenchmarkState { pending, posted };
MARKETPLACE_ENUM(BenchmarkState, pending, posted)

struct BenchmarkPosting {
    PostingId id;
    TransactionId transaction_id;
    std::int64_t sequence = 0;
    AccountId debit_account;
    AccountId credit_account;
    Amount amount_minor;
    Currency currency;
    BenchmarkState state = BenchmarkState::posted;
    std::string code;
    std::string reference;
    Timestamp posted_at;
    Timestamp effective_at;
    std::optional<Timestamp> expires_at;
    std::optional<std::string> note;
    std::int64_t balance_minor = 0;
};
MARKETPLACE_RECORD(BenchmarkPosting,
                   (id, transaction_id, sequence, debit_account, credit_account, amount_minor, currency, state, code,
                    reference, posted_at, effective_at, expires_at, note, balance_minor));
inline TableSpec table_spec(const BenchmarkPosting*) {
    return {"benchmark_posting", "id", {"debit_account,sequence", "posted_at"}};
}

constexpr std::int64_t group_size = 1000;

/// `accounts`: how many vendors the postings go round. Each touches its own page of the index over accounts,
/// so a thousand postings to three thousand vendors write a thousand pages, and to a hundred a hundred.
BenchmarkPosting posting(std::int64_t number, std::int64_t accounts = 100) {
    const std::string text = std::to_string(10'000'000 + number);
    BenchmarkPosting out;
    out.id = PostingId{"evt_" + text + ":1"};
    out.transaction_id = TransactionId{"evt_" + text};
    out.sequence = number;
    out.credit_account = AccountId{"clearing:usd"};
    out.debit_account = AccountId{"vendor_payable:v" + std::to_string(number * 7919 % accounts) + ":usd"};
    out.amount_minor = Amount{number % 100'000};
    out.currency = Currency{"USD"};
    out.code = "order_captured";
    out.reference = "order_" + text;
    out.posted_at = Timestamp{1'500'000'000'000'000 + number * 1'000'000};
    out.effective_at = out.posted_at;
    out.balance_minor = number;
    return out;
}

/// A store with the table, in memory or in a file that goes when the benchmark ends.
class Opened {
public:
    explicit Opened(std::string_view kind) {
        if (kind == "memory") {
            store_ = make_memory_store();
        } else {
            SqliteOptions options;
            if (kind != ":memory:") options.path = make_folder();
            if (kind == "normal") options.durability = Durability::normal;
            store_ = make_sqlite_store(options);
        }
        const TableInfo* const tables[] = {&table_of<BenchmarkPosting>()};
        store_->create_tables(tables);
    }
    ~Opened() {
        store_.reset();
        if (!folder_.empty()) std::filesystem::remove_all(folder_);
    }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;

    Store& operator*() { return *store_; }

private:
    std::string make_folder() {
        const char* base = std::getenv("BENCHMARK_FOLDER");
        folder_ = std::filesystem::path{base == nullptr ? "." : base} / "store_benchmark_files";
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        return (folder_ / "store.db").string();
    }

    std::filesystem::path folder_;
    std::shared_ptr<Store> store_;
};

struct Group {
    std::int64_t accounts = 100;
    bool each_in_savepoint = false;  ///< as the engine does, so that one refused event leaves the others
};

void fill(Store& store, std::int64_t first, std::int64_t count, Group group = {}) {
    const auto transaction = store.begin();
    for (std::int64_t i = first; i < first + count; ++i) {
        const BenchmarkPosting record = posting(i, group.accounts);
        if (group.each_in_savepoint) {
            Savepoint savepoint{*transaction};
            insert(*transaction, record);
            savepoint.release();
        } else {
            insert(*transaction, record);
        }
    }
    transaction->commit();
}

void group_commit(benchmark::State& state, const char* kind, Group group) {
    Opened opened{kind};
    std::int64_t next = 0;
    for (auto _ : state) {
        fill(*opened, next, group_size, group);
        next += group_size;
    }
    state.SetItemsProcessed(next);
}

void single_commit(benchmark::State& state, const char* kind) {
    Opened opened{kind};
    std::int64_t next = 0;
    for (auto _ : state) fill(*opened, next++, 1);
    state.SetItemsProcessed(next);
}

constexpr std::int64_t stored = 100'000;

void get_random(benchmark::State& state, const char* kind) {
    Opened opened{kind};
    fill(*opened, 0, stored);
    std::vector<PostingId> ids;
    std::mt19937_64 random{1};
    for (int i = 0; i < 1000; ++i) ids.push_back(posting(static_cast<std::int64_t>(random() % stored)).id);
    const auto transaction = (*opened).begin();
    std::size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(get<BenchmarkPosting>(*transaction, ids[i++ % ids.size()]));
    state.SetItemsProcessed(state.iterations());
}

void replace_random(benchmark::State& state, const char* kind) {
    Opened opened{kind};
    fill(*opened, 0, stored);
    std::mt19937_64 random{1};
    std::vector<BenchmarkPosting> records;
    for (int i = 0; i < 1000; ++i) records.push_back(posting(static_cast<std::int64_t>(random() % stored)));
    const auto transaction = (*opened).begin();
    std::size_t i = 0;
    for (auto _ : state) put(*transaction, records[i++ % records.size()]);
    state.SetItemsProcessed(state.iterations());
}

void scan_pages(benchmark::State& state, const char* kind) {
    Opened opened{kind};
    fill(*opened, 0, stored);
    const auto transaction = (*opened).begin();
    Scan page;
    page.index = "posted_at";
    page.limit = 100;
    std::int64_t rows = 0;
    for (auto _ : state) {
        const auto found = scan_all<BenchmarkPosting>(*transaction, page);
        rows += static_cast<std::int64_t>(found.size());
        page.after = found.empty() ? std::vector<Cell>{} : position_of(page, found.back());
    }
    state.SetItemsProcessed(rows);
}

/// What the benchmarks above spend on making the records.
void make_records(benchmark::State& state) {
    std::int64_t next = 0;
    for (auto _ : state) benchmark::DoNotOptimize(posting(next++));
    state.SetItemsProcessed(next);
}

BENCHMARK(make_records);
BENCHMARK_CAPTURE(group_commit, sqlite_durable, "full", Group{})
    ->Iterations(300)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(group_commit, sqlite_durable_savepoints, "full", Group{100, true})
    ->Iterations(300)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(group_commit, sqlite_durable_scattered, "full", Group{3000})
    ->Iterations(300)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(group_commit, sqlite_normal, "normal", Group{})
    ->Iterations(300)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(group_commit, sqlite_in_memory, ":memory:", Group{})
    ->Iterations(300)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(group_commit, memory, "memory", Group{})
    ->Iterations(300)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(single_commit, sqlite_durable, "full")->Iterations(500)->UseRealTime();
BENCHMARK_CAPTURE(get_random, sqlite, "full");
BENCHMARK_CAPTURE(get_random, memory, "memory");
BENCHMARK_CAPTURE(replace_random, sqlite, "full");
BENCHMARK_CAPTURE(replace_random, memory, "memory");
BENCHMARK_CAPTURE(scan_pages, sqlite, "full");
BENCHMARK_CAPTURE(scan_pages, memory, "memory");

}  // namespace
