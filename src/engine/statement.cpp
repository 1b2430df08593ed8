// The statement of a payee, made from the rows that its movements left.

#include "statement.hpp"

#include "accounts.hpp"

#include <vector>

namespace marketplace::engine_detail {
namespace {

using payments::Payout;
using payments::PayoutItem;
using payments::PayoutStatus;
using payments::StatementEntry;

std::vector<Payout> payouts_of(Transaction& store, const payments::StatementRequest& request) {
    Scan own;
    own.index = "payee_party,payee_id,created_at";
    own.prefix = make_key(request.payee_party, request.payee_id);
    std::vector<Payout> payouts = scan_all<Payout>(store, own);
    std::erase_if(payouts, [&](const Payout& payout) { return payout.currency != request.currency; });
    return payouts;
}

/// Items of a payout, or without one, which wait for one.
void add_items(std::vector<StatementEntry>& entries, Transaction& store, const payments::StatementRequest& request,
               const PayoutId& payout) {
    Scan own;
    own.index = "payout_id,payee_party,payee_id,available_at";
    own.prefix = make_key(payout, request.payee_party, request.payee_id);
    scan<PayoutItem>(store, own, [&](const PayoutItem& item) {
        if (item.currency == request.currency) entries.push_back(payments::statement_entry(item));
        return true;
    });
}

}  // namespace

payments::Statement make_statement(Transaction& store, const payments::StatementRequest& wanted) {
    if (wanted.payee_id.empty() && wanted.payee_party == payments::PayeeParty::vendor)
        fail(ErrorCode::missing_field, "payee_id", "", "the vendor");
    payments::StatementRequest request = wanted;
    request.payee_id = Payee{wanted.payee_party, wanted.payee_id, wanted.currency}.id;
    std::vector<StatementEntry> entries;
    add_items(entries, store, request, PayoutId{});
    for (const Payout& payout : payouts_of(store, request)) {
        add_items(entries, store, request, payout.id);
        entries.push_back(payments::statement_entry(payout));
        // What failed or came back is still this payee's payout, until somebody gives it up.
        if (payout.status == PayoutStatus::cancelled)
            entries.push_back(payments::statement_reversal(payout, payout.updated_at));
    }
    return payments::make_statement(request, entries);
}

}  // namespace marketplace::engine_detail
