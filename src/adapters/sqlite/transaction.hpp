#pragma once
// A transaction of an SQLite store.

#include "../turnstile.hpp"
#include "connection.hpp"
#include "log_mover.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace marketplace::sqlite {

/// Connections for reading: as many as were ever in use at one time.
class Readers {
public:
    explicit Readers(SqliteOptions options);

    /// One that is not in use.
    [[nodiscard]] std::unique_ptr<Connection> take();
    void give_back(std::unique_ptr<Connection> connection);

private:
    SqliteOptions options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

/// What the transactions of a store share. The connection belongs to whoever is inside.
struct Database {
    explicit Database(const SqliteOptions& options) : connection(options), readers(options), log_mover(options) {}

    adapters_detail::Turnstile turnstile;
    Connection connection;
    std::uint64_t commits = 0;
    Readers readers;
    LogMover log_mover;
};

/// Waits for its turn and begins.
[[nodiscard]] std::unique_ptr<Transaction> begin_transaction(std::shared_ptr<Database> database);

/// Begins to read what is committed now, beside others; null for a database that is in memory alone.
[[nodiscard]] std::unique_ptr<Transaction> begin_reading(std::shared_ptr<Database> database);

}  // namespace marketplace::sqlite
