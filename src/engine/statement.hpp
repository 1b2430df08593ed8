#pragma once
// What was earned by a payee, taken from it and paid to it.

#include <marketplace/engine/records.hpp>
#include <marketplace/payments/statement.hpp>
#include <marketplace/ports/store.hpp>

namespace marketplace::engine_detail {

/// The statement of a payee for a span of time, from everything that is stored about it.
[[nodiscard]] payments::Statement make_statement(Transaction& store, const payments::StatementRequest& request);

}  // namespace marketplace::engine_detail
