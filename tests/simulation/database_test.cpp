// The engine over a database that is not as it should be: of another version, on a full disk, without power.

#include "contract/samples.hpp"
#include "fault/fault_vfs.hpp"
#include "invariants.hpp"
#include "reports.hpp"
#include "scenario.hpp"
#include "store_content.hpp"

#include <marketplace/adapters/sqlite.hpp>

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::simulation;
using contract::Folder;
using fault::Fault;
using fault::FaultVfs;

namespace {

constexpr const char* vfs_name = "marketplace_engine_fault";

std::shared_ptr<Store> open(const std::string& path, const char* vfs = "") {
    SqliteOptions options;
    options.path = path;
    options.busy_timeout_ms = 0;
    options.cache_kib = 64;
    options.vfs = vfs;
    return make_sqlite_store(options);
}

/// Changes a file without an engine.
void execute(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
}

/// All that SQLite knows of tables and rows.
std::string dump(const std::string& path) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    std::string text;
    const auto add = [](void* to, int count, char** cells, char**) {
        for (int i = 0; i < count; ++i)
            static_cast<std::string*>(to)->append(cells[i] == nullptr ? "null" : cells[i]).append("|");
        return 0;
    };
    REQUIRE(sqlite3_exec(database, "SELECT type, name, sql FROM sqlite_schema ORDER BY name", add, &text, nullptr) ==
            SQLITE_OK);
    REQUIRE(sqlite3_exec(database, "SELECT * FROM event", add, &text, nullptr) == SQLITE_OK);
    sqlite3_close(database);
    return text;
}

std::vector<Event> events_of(std::uint64_t seed) {
    StoryOptions options;
    options.days = 6;
    options.quiet_days = 1;
    options.actions_of_day_max = 8;
    std::vector<Event> events;
    for (const Step& step : tell_story(seed, options).steps) {
        const auto* told = std::get_if<Happening>(&step);
        if (told != nullptr) events.push_back(told->event);
    }
    return events;
}

/// An engine applies the first half in peace and the rest as one group under a fault.
struct Attempt {
    std::optional<Error> error;
    bool fired = false;
    Content before;
    Content in_process;  ///< what the process that had the fault then sees
};

Attempt attempt(FaultVfs& vfs, const std::string& path, const std::vector<Event>& events, Fault fault,
                std::int64_t nth) {
    Attempt out;
    auto store = open(path, vfs_name);
    {
        Engine engine{store};
        const std::span<const Event> all{events};
        static_cast<void>(engine.handle_batch(all.first(all.size() / 2)));
        out.before = content_of(*store);
        vfs.arm(fault, nth, true);
        try {
            static_cast<void>(engine.handle_batch(all.subspan(all.size() / 2)));
        } catch (const Error& error) {
            out.error = error;
        }
        if (fault != Fault::power_cut) {
            out.fired = vfs.fired();
            if (out.fired) vfs.disarm();
            out.in_process = content_of(*store);
        }
    }
    store.reset();
    out.fired = out.fired || vfs.fired();
    vfs.disarm();
    return out;
}

Content reopened(const std::string& path) {
    const auto store = open(path, vfs_name);
    store->create_tables(engine_tables());
    CHECK(head_of(violations_of(*store)) == "");
    return content_of(*store);
}

/// A group that failed is applied as a whole when it comes again.
void finish(const std::string& path, const std::vector<Event>& events, const Content& complete) {
    auto store = open(path, vfs_name);
    {
        Engine engine{store};
        static_cast<void>(engine.handle_batch(events));
        CHECK(difference(complete, content_of(*store)) == "");
    }
}

Content complete_content(const std::vector<Event>& events) {
    const auto store = open(":memory:");
    Engine engine{store};
    static_cast<void>(engine.handle_batch(events));
    return content_of(*store);
}

}  // namespace

TEST_CASE("a database of another version is refused by name, and stays as it is") {
    struct Case {
        const char* change;
        const char* value;  ///< what the error has found
    };
    const Case cases[] = {
        {"DROP TABLE marketplace_meta", "tables without marketplace_meta"},
        {"UPDATE marketplace_meta SET value = '99' WHERE name = 'format'", "format 99"},
        {"ALTER TABLE event RENAME COLUMN answer TO reply; UPDATE marketplace_meta SET value = '0' WHERE name = 'table "
         "event'",
         "reply"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.change);
        const Folder folder;
        const std::string path = folder.file("other.db");
        {
            Engine engine{open(path)};
            static_cast<void>(engine.handle_batch(events_of(3)));
        }
        execute(path, each.change);
        const std::string before = dump(path);
        std::optional<Error> error;
        try {
            const Engine engine{open(path)};
        } catch (const Error& caught) {
            error = caught;
        }
        REQUIRE(error);
        CHECK(error->code() == ErrorCode::store_version);
        CHECK(error->field().find(path) != std::string::npos);
        CHECK(error->value().find(each.value) != std::string::npos);
        CHECK(error->expected() != "");
        CHECK(dump(path) == before);
    }
}

TEST_CASE("a full disk at any write says store_full and changes nothing, and the group succeeds later") {
    FaultVfs vfs{vfs_name};
    const std::vector<Event> events = events_of(3);
    const Content complete = complete_content(events);
    std::int64_t failures = 0;
    for (std::int64_t nth = 1;; nth += 1 + nth / 4) {
        const Folder folder;
        const std::string path = folder.file("full.db");
        const Attempt result = attempt(vfs, path, events, Fault::disk_full, nth);
        const Content after = reopened(path);
        CHECK(difference(after, result.in_process) == "");
        CHECK(difference(result.error ? result.before : complete, after) == "");
        if (result.error) {
            CHECK(result.error->code() == ErrorCode::store_full);
            ++failures;
            finish(path, events, complete);
        }
        if (!result.fired) break;
    }
    MESSAGE("full disks: " << failures);
    CHECK(failures > 5);
}

TEST_CASE("a power cut leaves a whole group of events or none of it, and all of it if it was acknowledged") {
    FaultVfs vfs{vfs_name};
    const std::vector<Event> events = events_of(3);
    const Content complete = complete_content(events);
    std::int64_t undone = 0;
    std::int64_t kept = 0;
    for (std::int64_t nth = 1;; nth += 1 + nth / 4) {
        const Folder folder;
        const std::string path = folder.file("dark.db");
        const Attempt result = attempt(vfs, path, events, Fault::power_cut, nth);
        vfs.settle_after_power_cut(static_cast<std::uint64_t>(nth));
        const Content after = reopened(path);
        const bool is_there = difference(complete, after).empty();
        if (!result.error) CHECK(is_there);
        if (!is_there) CHECK(difference(result.before, after) == "");
        ++(is_there ? kept : undone);
        finish(path, events, complete);
        if (!result.fired) break;
    }
    MESSAGE("power cuts: " << undone << " undone, " << kept << " kept");
    CHECK(undone > 5);
    CHECK(kept > 0);
}
