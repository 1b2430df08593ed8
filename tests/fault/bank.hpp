#pragma once
// A transfer between two accounts, with enough other rows around it to fill many pages: it is there as a
// whole or not at all.

#include "contract/samples.hpp"

#include <sqlite3.h>

namespace marketplace::fault {

struct Balance {
    std::string id;
    std::int64_t amount_minor = 0;
    friend bool operator==(const Balance&, const Balance&) = default;
};
MARKETPLACE_RECORD(Balance, (id, amount_minor));
inline TableSpec table_spec(const Balance*) { return {"balance", "id", {"amount_minor"}}; }

struct Transfer {
    std::string id;
    std::int64_t number = 0;
    std::string text;
    friend bool operator==(const Transfer&, const Transfer&) = default;
};
MARKETPLACE_RECORD(Transfer, (id, number, text));
inline TableSpec table_spec(const Transfer*) { return {"transfer", "id", {"number"}}; }

constexpr std::int64_t rows_of_transfer = 12;

inline void create_bank(Store& store) {
    const TableInfo* const tables[] = {&table_of<Balance>(), &table_of<Transfer>()};
    store.create_tables(tables);
    const auto transaction = store.begin();
    put(*transaction, Balance{"a", 100});
    put(*transaction, Balance{"b", 100});
    transaction->commit();
}

inline void transfer(Store& store) {
    const auto transaction = store.begin();
    put(*transaction, Balance{"a", get<Balance>(*transaction, "a")->amount_minor - 10});
    Savepoint savepoint{*transaction};
    for (std::int64_t i = 0; i < rows_of_transfer; ++i) {
        insert(*transaction, Transfer{std::to_string(i), i, std::string(1500, 'x')});
    }
    savepoint.release();
    put(*transaction, Balance{"b", get<Balance>(*transaction, "b")->amount_minor + 10});
    transaction->commit();
}

enum class Seen { nothing, everything, half };

/// What of the transfer is there, by the keys and by the indexes.
inline Seen look(Store& store) {
    const auto transaction = store.begin();
    const std::vector<Balance> balances = scan_all<Balance>(*transaction, {});
    Scan by_index;
    by_index.index = "number";
    const std::size_t count = scan_all<Transfer>(*transaction, {}).size();
    if (scan_all<Transfer>(*transaction, by_index).size() != count) return Seen::half;
    if (balances == std::vector<Balance>{{"a", 100}, {"b", 100}} && count == 0) return Seen::nothing;
    if (balances == std::vector<Balance>{{"a", 90}, {"b", 110}} && count == rows_of_transfer) return Seen::everything;
    return Seen::half;
}

/// "ok" for a file without damage.
inline std::string integrity(const std::string& path) {
    sqlite3* database = nullptr;
    sqlite3_open(path.c_str(), &database);
    std::string found;
    const auto add = [](void* to, int, char** cells, char**) {
        static_cast<std::string*>(to)->append(cells[0]);
        return 0;
    };
    if (sqlite3_exec(database, "PRAGMA integrity_check", add, &found, nullptr) != SQLITE_OK)
        found = sqlite3_errmsg(database);
    sqlite3_close(database);
    return found;
}

}  // namespace marketplace::fault
