// kill -9 of a catalog: a process takes feeds, verdicts and embeddings over and says after each commit how far it is;
// another one kills it at some moment, again and again. What is left is always a whole catalog, and in the end it is
// the one of a process that nobody killed.

#include "bank.hpp"
#include "unit/catalog_engine/catalog_fixture.hpp"

#include <marketplace/core/json.hpp>

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <csignal>
#include <map>
#include <random>
#include <set>
#include <thread>

using namespace marketplace;
using namespace marketplace::catalog;
using namespace marketplace::catalog::testing;
using contract::Folder;

namespace {

constexpr int kills = 20;
constexpr std::int64_t steps_max = 400;

CatalogOptions options() {
    CatalogOptions out;
    out.embedding = {"letters", 16};
    return out;
}

VendorId vendor_of(std::int64_t step) { return VendorId{step % 2 == 0 ? "acme" : "bolt"}; }

/// What a vendor sells in a step: another item is missing each time, one has another title, all have other prices.
FeedContents contents_of(std::int64_t step) {
    FeedContents out = assortment(vendor_of(step).value);
    out.items.resize(16);
    out.items[static_cast<std::size_t>(step * 5 % 16)].title += " mk" + std::to_string(step % 3);
    for (FeedItem& each : out.items) each.price->minor.value += step;
    out.items.erase(out.items.begin() + step * 3 % 16);
    out.report.items = std::ssize(out.items);
    return out;
}

std::vector<double> letters_of(const std::string& text) {
    std::vector<double> out(16, 0.5);
    for (const char c : text) out[static_cast<unsigned char>(c) % 16U] += 1;
    return out;
}

/// One step: a feed, now and then a verdict, and the vectors that are missing. Each is a transaction, and what was done
/// before changes nothing.
void take(CatalogEngine& engine, std::int64_t step) {
    FeedSync sync = feed(vendor_of(step).value, step);
    sync.options.allow_delisting = true;
    engine.sync(sync, contents_of(step));
    if (step % 5 == 0) {
        const std::string sku = std::to_string(step % 16);
        const PairVerdict verdict{{VendorId{"acme"}, sku}, {VendorId{"bolt"}, sku}, step % 10 == 0};
        engine.decide(std::vector{verdict}, day(step), "anna");
    }
    std::vector<ItemEmbedding> answers;
    for (const EmbeddingRequest& each : engine.embedding_requests()) {
        answers.push_back({each.id, each.text, letters_of(each.text)});
    }
    if (!answers.empty()) engine.take_embeddings(answers, day(step));
}

std::shared_ptr<Store> open(const std::string& path) {
    SqliteOptions file;
    file.path = path;
    return make_sqlite_store(file);
}

[[noreturn]] void take_forever(const std::string& path, std::int64_t next, int pipe) {
    try {
        CatalogEngine engine{open(path), options()};
        for (; next < steps_max; ++next) {
            take(engine, next);
            if (write(pipe, &next, sizeof next) != sizeof next) _exit(1);
        }
    } catch (...) {
    }
    _exit(2);
}

/// Runs a child until `wait` after so many steps, and returns the last one that it acknowledged.
std::int64_t run_and_kill(const std::string& path, std::int64_t next, std::uint64_t steps,
                          std::chrono::microseconds wait) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        close(ends[0]);
        take_forever(path, next, ends[1]);
    }
    close(ends[1]);
    std::int64_t last = -1;
    for (; steps > 0; --steps) REQUIRE(read(ends[0], &last, sizeof last) == sizeof last);
    std::this_thread::sleep_for(wait);
    kill(child, SIGKILL);
    while (read(ends[0], &last, sizeof last) == sizeof last) {
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    return last;
}

/// The step of the last feed that is in the store; -1 for none.
std::int64_t stored_step(Store& store) {
    std::int64_t out = -1;
    for (const FeedState& each : scan_all<FeedState>(*store.begin(), {})) out = std::max(out, each.version);
    return out;
}

/// Every row of every table, as text.
std::map<std::string, std::vector<std::string>> rows_of(Store& store) {
    std::map<std::string, std::vector<std::string>> out;
    const auto transaction = store.begin();
    for (const TableInfo* table : catalog_tables()) {
        std::vector<std::string>& rows = out[table->name];
        transaction->scan(*table, {}, [&](const void* record) {
            write_json(rows.emplace_back(), {table->record, record});
            return true;
        });
    }
    return out;
}

/// Items, mappings and variants tell the same, and so does the journal.
void require_whole(Store& store) {
    const auto transaction = store.begin();
    std::set<VendorProductId> listed;
    for (const CatalogItemRow& each : scan_all<CatalogItemRow>(*transaction, {})) {
        if (each.is_listed) listed.insert({each.vendor_id, each.item.id});
    }
    std::map<VariantId, std::set<VendorProductId>> journal;
    for (const VariantChangeRow& each : scan_all<VariantChangeRow>(*transaction, {})) {
        std::set<VendorProductId>& members = journal[each.change.variant_id];
        for (const VendorProductId& left : each.change.left) REQUIRE(members.erase(left) == 1);
        for (const VendorProductId& joined : each.change.joined) REQUIRE(members.insert(joined).second);
        if (members.empty()) journal.erase(each.change.variant_id);
    }
    std::size_t members = 0;
    for (const MasterVariant& each : scan_all<MasterVariant>(*transaction, {})) {
        REQUIRE(journal.at(each.id) == std::set(each.members.begin(), each.members.end()));
        REQUIRE(get<VariantRecord>(*transaction, each.id).has_value());
        for (const VendorProductId& member : each.members) {
            REQUIRE(listed.contains(member));
            REQUIRE(get<VendorMapping>(*transaction, member.vendor_id, member.sku)->variant_id == each.id);
        }
        members += each.members.size();
    }
    REQUIRE(members == listed.size());
    REQUIRE(journal.size() == scan_all<MasterVariant>(*transaction, {}).size());
}

}  // namespace

TEST_CASE("a catalog whose process is killed at any moment is whole, and goes on as if nothing had happened") {
    const Folder folder;
    const std::string path = folder.file("catalog.db");
    std::mt19937_64 random{11};
    for (int round = 0; round < kills; ++round) {
        std::int64_t next = 0;
        {
            const auto store = open(path);
            CatalogEngine engine{store, options()};
            next = std::max<std::int64_t>(stored_step(*store), 0);  // once more: some of it may be missing
        }
        const std::chrono::microseconds wait{random() % 30'000};
        const std::int64_t acknowledged = run_and_kill(path, next, 2 + random() % 3, wait);
        const auto store = open(path);
        REQUIRE(stored_step(*store) >= acknowledged);
        require_whole(*store);
    }
    const auto store = open(path);
    CatalogEngine engine{store, options()};
    const std::int64_t last = stored_step(*store);
    REQUIRE(last < steps_max - 1);
    take(engine, last);
    const auto quiet = make_memory_store();
    CatalogEngine other{quiet, options()};
    for (std::int64_t step = 0; step <= last; ++step) take(other, step);
    CHECK(last >= kills);
    CHECK(rows_of(*store) == rows_of(*quiet));
    CHECK(fault::integrity(path) == "ok");
}
