#pragma once
// A store in an SQLite file that anyone can query: real tables, real columns, readable values.
//
// Uses the system's SQLite; do not open the same file through another copy of SQLite in the same process,
// since POSIX file locks are held by the process.

#include <marketplace/ports/store.hpp>

#include <memory>
#include <string>

namespace marketplace {

/// What a commit waits for.
enum class Durability {
    full,    ///< the disk: what was committed survives a power failure
    normal,  ///< the operating system: survives a crash of the process, not of the machine
};
MARKETPLACE_COMPILED_ENUM(Durability, full, normal)

/// Settings of an SQLite store.
struct SqliteOptions {
    std::string path = ":memory:";       ///< a file, or ":memory:"
    Durability durability = Durability::full;
    std::int64_t busy_timeout_ms = 5000; ///< how long to wait for another process, before `store_busy`
    std::int64_t cache_kib = 65536;      ///< memory for pages
    /// The write-ahead log is moved into the file when it has this size, so that pages which many commits change are
    /// moved once; beside a stream of transactions it may grow to eight times of it. With 64 MiB the transactions of
    /// benchmarks/micro/store_benchmark.cpp are a fifth cheaper than with 16. `out_of_range` below 16 KiB, above 1 TiB.
    std::int64_t log_kib = 65536;
    std::string vfs;                     ///< name of a registered SQLite VFS; empty for the system's
};

/// Opens or creates a database, in write-ahead-log mode. Throws `store_failed`, `store_corrupt`,
/// `store_busy` or `store_full` with the path and SQLite's own words.
[[nodiscard]] std::shared_ptr<Store> make_sqlite_store(const SqliteOptions& options);

}  // namespace marketplace
