#pragma once
// A transaction of an SQLite store.

#include "../turnstile.hpp"
#include "connection.hpp"

#include <memory>
#include <optional>

namespace marketplace::sqlite {

/// What the transactions of a store share. The connection belongs to whoever is inside.
struct Database {
    explicit Database(const SqliteOptions& options) : connection(options) {}

    adapters_detail::Turnstile turnstile;
    Connection connection;
    std::uint64_t commits = 0;
};

/// Waits for its turn and begins.
[[nodiscard]] std::unique_ptr<Transaction> begin_transaction(std::shared_ptr<Database> database);

}  // namespace marketplace::sqlite
