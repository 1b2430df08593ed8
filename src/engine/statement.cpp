// The statement of a payee, made from the rows that its movements left.

#include "statement.hpp"

#include <vector>

namespace marketplace::engine_detail {
namespace {

using payments::Payout;
using payments::PayoutItem;
using payments::PayoutStatus;
using payments::StatementEntry;

template <class Row>
std::vector<Row> rows_of(Transaction& store, const payments::StatementRequest& request, std::string_view index) {
    Scan own;
    own.index = index;
    own.prefix = make_key(request.payee_party, request.payee_id);
    std::vector<Row> rows = scan_all<Row>(store, own);
    std::erase_if(rows, [&](const Row& row) { return row.currency != request.currency; });
    return rows;
}

}  // namespace

payments::Statement make_statement(Transaction& store, const payments::StatementRequest& request) {
    if (request.payee_id.empty() && request.payee_party == payments::PayeeParty::vendor)
        fail(ErrorCode::missing_field, "payee_id", "", "the vendor");
    std::vector<StatementEntry> entries;
    for (const auto& item : rows_of<PayoutItem>(store, request, "payee_party,payee_id,payout_id,available_at"))
        entries.push_back(payments::statement_entry(item));
    for (const auto& payout : rows_of<Payout>(store, request, "payee_party,payee_id,created_at")) {
        entries.push_back(payments::statement_entry(payout));
        // What failed or came back is still this payee's payout, until somebody gives it up.
        if (payout.status == PayoutStatus::cancelled)
            entries.push_back(payments::statement_reversal(payout, payout.updated_at));
    }
    return payments::make_statement(request, entries);
}

}  // namespace marketplace::engine_detail
