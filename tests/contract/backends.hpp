#pragma once
// Each contract test runs once for each kind of store.

#include "samples.hpp"

#include <doctest/doctest.h>

TYPE_TO_STRING(marketplace::contract::MemoryBackend);
TYPE_TO_STRING(marketplace::contract::SqliteMemoryBackend);
TYPE_TO_STRING(marketplace::contract::SqliteFileBackend);
TYPE_TO_STRING(marketplace::contract::BufferedMemoryBackend);
TYPE_TO_STRING(marketplace::contract::BufferedSqliteBackend);
TYPE_TO_STRING(marketplace::contract::StreamedSqliteBackend);

namespace marketplace::contract {

#define CONTRACT(name)                                                                                  \
    TEST_CASE_TEMPLATE(name, Backend, MemoryBackend, SqliteMemoryBackend, SqliteFileBackend,            \
                       BufferedMemoryBackend, BufferedSqliteBackend, StreamedSqliteBackend)

/// Runs a change in a transaction of its own.
template <class F>
void change(Store& store, F&& apply) {
    const auto transaction = store.begin();
    apply(*transaction);
    transaction->commit();
}

template <class T>
std::vector<T> rows(Store& store, const Scan& scan = {}) {
    const auto transaction = store.begin();
    return scan_all<T>(*transaction, scan);
}

}  // namespace marketplace::contract
