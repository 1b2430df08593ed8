#pragma once
// The tables of a database and what it says about itself.

#include "connection.hpp"

namespace marketplace::sqlite {

/// Creates what is missing, within the transaction that the caller has begun. The table marketplace_meta
/// holds the version of the format and a fingerprint of each table. Throws `store_version` naming what was
/// found and expected.
void create_tables(Connection& connection, std::span<const TableInfo* const> tables);

}  // namespace marketplace::sqlite
