#pragma once
// The movements of a marketplace as requests: pure functions from facts to what `Book::post_all` takes.
//
// All requests of one flow are linked: they succeed together. Their ids are "{transaction_id}/1", "/2" ..., so a flow
// that is asked for again with the same facts is recognised as recorded. Amounts of 0 leave no request, and a negative
// amount is the same movement in the other direction.

#include <marketplace/ledger/posting.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::ledger {

/// What all postings of a flow have in common.
struct FlowContext {
    TransactionId transaction_id;
    Currency currency;
    std::string reference;  ///< the order, refund or payout
    Timestamp effective_at;

    friend bool operator==(const FlowContext&, const FlowContext&) = default;
};
MARKETPLACE_COMPILED_RECORD(FlowContext, (transaction_id, currency, reference, effective_at));

/// One party's part of a flow.
struct Leg {
    AccountId account;
    Amount amount_minor;
    std::string code;  ///< what kind of movement; the flow's own word if empty

    friend bool operator==(const Leg&, const Leg&) = default;
};
MARKETPLACE_COMPILED_RECORD(Leg, (account, amount_minor, code));

using Requests = std::vector<PostingRequest>;

/// Collects the requests of one transaction: numbers them, links them, drops zeros and turns negative ones round.
class FlowBuilder {
public:
    explicit FlowBuilder(FlowContext context);

    /// `amount` from `credit` to `debit`.
    FlowBuilder& move(const AccountId& debit, const AccountId& credit, Amount amount, std::string_view code);
    /// A request of any kind; id, transaction, reference and time are filled in.
    FlowBuilder& add(PostingRequest request);

    /// All requests, each linked to the next. The builder is empty afterwards.
    [[nodiscard]] Requests take();

private:
    FlowContext context_;
    Requests requests_;
};

/// A customer paid: money at the provider, owed to each party of the split.
[[nodiscard]] Requests order_captured(const FlowContext& context, const AccountId& psp_pending,
                                      std::span<const Leg> credits);

/// The provider settled: pending to available there, less what it charges.
[[nodiscard]] Requests settled(const FlowContext& context, const AccountId& psp_pending, const AccountId& psp_available,
                               Amount amount, const AccountId& psp_fee_expense, Amount fee);

/// The hold is over: a party's pending money becomes available, and what it owes is netted from that first.
[[nodiscard]] Requests released(const FlowContext& context, const AccountId& pending, const AccountId& available,
                                const AccountId& receivable, Amount amount);

/// Nets what a party owes from what it has available: as much as there is of both, at most `amount`.
[[nodiscard]] Requests netted(const FlowContext& context, const AccountId& available, const AccountId& receivable,
                              Amount amount);

/// A payout was created: its amount is held. The id of the pending is "{transaction_id}/1". No time limit, because an
/// ambiguous answer of a provider must be reconciled and not time out.
[[nodiscard]] Requests payout_created(const FlowContext& context, const AccountId& available,
                                      const AccountId& in_payout, Amount amount);

/// The payout arrived: the held amount becomes final and leaves the provider.
[[nodiscard]] Requests payout_paid(const FlowContext& context, const PostingId& pending_id, const AccountId& in_payout,
                                   const AccountId& psp_available, Amount amount);

/// The payout was refused for certain: the held amount returns.
[[nodiscard]] Requests payout_failed(const FlowContext& context, const PostingId& pending_id);

/// A payout that was paid came back: owed and available again.
[[nodiscard]] Requests payout_returned(const FlowContext& context, const AccountId& available,
                                       const AccountId& psp_available, Amount amount);

/// A customer is refunded: each party gives its part back to the provider's account. Accounts that cannot be overdrawn
/// must have it; `taken_from` says how a party gives what it may not have.
[[nodiscard]] Requests refunded(const FlowContext& context, const AccountId& psp, std::span<const Leg> debits);

/// The legs by which a party gives `amount`: from what is available as far as it goes, the rest as a debt.
[[nodiscard]] std::vector<Leg> taken_from(const Account& available, const AccountId& receivable, Amount amount,
                                          std::string_view code = "refund");

}  // namespace marketplace::ledger
