// kill -9: a process commits numbered groups of rows and says which are committed; another one kills it at
// some moment, again and again, and looks.

#include "bank.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <csignal>
#include <random>
#include <set>
#include <thread>

using namespace marketplace;
using namespace marketplace::fault;
using contract::Folder;

namespace {

constexpr int kills = 30;
constexpr std::int64_t rows_of_group = 3;

std::shared_ptr<Store> open(const std::string& path) {
    SqliteOptions options;
    options.path = path;
    auto store = make_sqlite_store(options);
    const TableInfo* const tables[] = {&table_of<Transfer>()};
    store->create_tables(tables);
    return store;
}

/// Commits groups from `next` on until it is killed; each number goes into the pipe after its commit.
[[noreturn]] void commit_forever(const std::string& path, std::int64_t next, int pipe) {
    try {
        const auto store = open(path);
        for (;; ++next) {
            const auto transaction = store->begin();
            for (std::int64_t row = 0; row < rows_of_group; ++row) {
                put(*transaction,
                    Transfer{std::to_string(next) + ":" + std::to_string(row), next, std::string(700, 'x')});
            }
            transaction->commit();
            if (write(pipe, &next, sizeof next) != sizeof next) _exit(1);
        }
    } catch (...) {
        _exit(2);
    }
}

/// Runs a child until `wait` after its first commit, and returns the numbers that it acknowledged.
std::set<std::int64_t> run_and_kill(const std::string& path, std::int64_t next, std::chrono::microseconds wait) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        close(ends[0]);
        commit_forever(path, next, ends[1]);
    }
    close(ends[1]);
    std::set<std::int64_t> acknowledged;
    std::int64_t number = 0;
    if (read(ends[0], &number, sizeof number) == sizeof number) acknowledged.insert(number);
    std::this_thread::sleep_for(wait);
    kill(child, SIGKILL);
    while (read(ends[0], &number, sizeof number) == sizeof number) acknowledged.insert(number);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    return acknowledged;
}

}  // namespace

TEST_CASE("a process that is killed at any moment loses nothing that it acknowledged and leaves nothing in part") {
    const Folder folder;
    const std::string path = folder.file("killed.db");
    std::mt19937_64 random{5};
    std::set<std::int64_t> acknowledged;
    std::int64_t next = 0;
    for (int round = 0; round < kills; ++round) {
        acknowledged.merge(run_and_kill(path, next, std::chrono::microseconds{random() % 15'000}));
        std::map<std::int64_t, std::int64_t> stored;
        const auto store = open(path);
        const auto transaction = store->begin();
        scan<Transfer>(*transaction, {}, [&](const Transfer& row) {
            ++stored[row.number];
            return true;
        });
        for (const auto& [number, count] : stored) REQUIRE(count == rows_of_group);
        for (const std::int64_t number : acknowledged) REQUIRE(stored.contains(number));
        next = stored.empty() ? 0 : stored.rbegin()->first + 1;
    }
    CHECK(acknowledged.size() >= kills);
    CHECK(integrity(path) == "ok");
}
