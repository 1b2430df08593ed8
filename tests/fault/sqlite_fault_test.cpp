// Every write and every sync of a transfer fails once, for a moment or for good, and at each of them the
// power is cut: the transfer is there as a whole or not at all.

#include "bank.hpp"
#include "fault_vfs.hpp"

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::fault;
using contract::Folder;

namespace {

constexpr const char* vfs_name = "marketplace_fault";

SqliteOptions options_of(const std::string& path, const char* vfs = "") {
    SqliteOptions options;
    options.path = path;
    options.busy_timeout_ms = 0;
    options.cache_kib = 16;  // few pages, so that some are written before the commit
    options.vfs = vfs;
    return options;
}

struct Run {
    bool fired = false;
    std::optional<Error> error;
    Seen seen_before_close = Seen::nothing;  ///< in the process that had the fault
};

/// A transfer with a fault. The fault also hits the checkpoint while the store closes.
Run run(FaultVfs& vfs, const std::string& path, Fault fault, std::int64_t nth, bool persistent) {
    Run out;
    auto store = make_sqlite_store(options_of(path, vfs_name));
    create_bank(*store);
    vfs.arm(fault, nth, persistent);
    try {
        transfer(*store);
    } catch (const Error& error) {
        out.error = error;
    }
    if (fault != Fault::power_cut) {
        const bool had_fired = vfs.fired();
        if (had_fired) vfs.disarm();
        out.seen_before_close = look(*store);
    }
    store.reset();
    out.fired = vfs.fired();
    vfs.disarm();
    return out;
}

struct Count {
    int applied = 0;
    int undone = 0;
};

Count fail_each(Fault fault, bool persistent, ErrorCode expected) {
    FaultVfs vfs{vfs_name};
    Count count;
    for (std::int64_t nth = 1;; ++nth) {
        const Folder folder;
        const std::string path = folder.file("bank.db");
        const Run result = run(vfs, path, fault, nth, persistent);
        const Seen seen = look(*make_sqlite_store(options_of(path, vfs_name)));
        REQUIRE(integrity(path) == "ok");
        REQUIRE(seen == (result.error ? Seen::nothing : Seen::everything));
        REQUIRE(result.seen_before_close == seen);
        if (result.error) CHECK(result.error->code() == expected);
        ++(result.error ? count.undone : count.applied);
        if (!result.fired) return count;
    }
}

}  // namespace

TEST_CASE("a write that stops halfway undoes the transfer") {
    for (const bool persistent : {false, true})
        CHECK(fail_each(Fault::write_stops, persistent, ErrorCode::store_failed).undone > 10);
}

TEST_CASE("a full disk undoes the transfer and says store_full") {
    for (const bool persistent : {false, true})
        CHECK(fail_each(Fault::disk_full, persistent, ErrorCode::store_full).undone > 10);
}

TEST_CASE("a sync that fails undoes the transfer") {
    for (const bool persistent : {false, true})
        CHECK(fail_each(Fault::sync_fails, persistent, ErrorCode::store_failed).undone > 0);
}

TEST_CASE("a power cut at any write or sync leaves all of the transfer or nothing, and all if it was acknowledged") {
    FaultVfs vfs{vfs_name};
    Count count;
    for (std::int64_t nth = 1;; ++nth) {
        bool fired = false;
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const Folder folder;
            const std::string path = folder.file("bank.db");
            const Run result = run(vfs, path, Fault::power_cut, nth, true);
            fired = result.fired;
            vfs.settle_after_power_cut(seed);
            const Seen seen = look(*make_sqlite_store(options_of(path, vfs_name)));
            REQUIRE(seen != Seen::half);
            if (!result.error) REQUIRE(seen == Seen::everything);
            REQUIRE(integrity(path) == "ok");
            ++(seen == Seen::everything ? count.applied : count.undone);
        }
        if (!fired) break;
    }
    CHECK(count.applied > 10);
    CHECK(count.undone > 10);
}
