#pragma once
// The accounts of a marketplace: which there are, on which side they grow and what they refuse.
//
// Ids read "class:kind:owner:currency:part": assets, liab(ilities), rev(enue), exp(enses), recv (receivables),
// susp(ense). A colon or percent sign inside an owner's id is written %3A or %25, so that two owners never share an
// account.
//
// Refused are only overdrafts of what the platform decides about: money that is ready to be paid out, set aside or on
// its way, and debts that are netted. Balances at a payment provider, revenue, taxes and what is still pending may go
// below zero, because refunds and chargebacks are facts that a ledger must be able to record.

#include <marketplace/ledger/account.hpp>

#include <string_view>

namespace marketplace::ledger {

// Money at payment providers. Grows by debits.

/// Captured, but not yet settled by the provider.
[[nodiscard]] Account psp_pending(std::string_view provider, Currency currency);
/// Settled: can be refunded or paid out.
[[nodiscard]] Account psp_available(std::string_view provider, Currency currency);

// What is owed to a payee. `party` is the role: "vendor", "affiliate", "brand", "distributor", "referrer" ...

/// Earned, on hold until fulfilment and the end of the return window. May go below zero.
[[nodiscard]] Account party_pending(std::string_view party, std::string_view id, Currency currency);
/// Ready to be paid out. Cannot be overdrawn.
[[nodiscard]] Account party_available(std::string_view party, std::string_view id, Currency currency);
/// Kept back as a security. Cannot be overdrawn.
[[nodiscard]] Account party_reserved(std::string_view party, std::string_view id, Currency currency);
/// On its way to the payee. Cannot be overdrawn.
[[nodiscard]] Account party_in_payout(std::string_view party, std::string_view id, Currency currency);
/// What the payee owes because refunds came after the payout. Grows by debits; no more can be netted than is owed.
[[nodiscard]] Account party_receivable(std::string_view party, std::string_view id, Currency currency);

[[nodiscard]] Account vendor_pending(std::string_view id, Currency currency);
[[nodiscard]] Account vendor_available(std::string_view id, Currency currency);
[[nodiscard]] Account vendor_reserved(std::string_view id, Currency currency);
[[nodiscard]] Account vendor_in_payout(std::string_view id, Currency currency);
[[nodiscard]] Account vendor_receivable(std::string_view id, Currency currency);
[[nodiscard]] Account affiliate_pending(std::string_view id, Currency currency);
[[nodiscard]] Account affiliate_available(std::string_view id, Currency currency);
[[nodiscard]] Account affiliate_in_payout(std::string_view id, Currency currency);

// Other debts.

/// Captured for orders that are not captured in full yet, so that nobody has earned it. Cannot be overdrawn.
[[nodiscard]] Account customer_prepaid(Currency currency);
/// Refunds that are granted and not yet paid. Cannot be overdrawn.
[[nodiscard]] Account customer_refund_due(Currency currency);
/// Tax to be remitted to an authority.
[[nodiscard]] Account tax(std::string_view jurisdiction, Currency currency);
/// Points that customers hold, at fair value.
[[nodiscard]] Account loyalty_liability(std::string_view program, Currency currency);
/// What a driver has earned. Cannot be overdrawn.
[[nodiscard]] Account driver(std::string_view id, Currency currency);

// Revenue of the platform.

[[nodiscard]] Account platform_commission(Currency currency);
/// Fees by order, listing, payout ...
[[nodiscard]] Account platform_fee(Currency currency);
[[nodiscard]] Account platform_subscription(Currency currency);

// Expenses of the platform. Grow by debits.

/// Discounts that the platform pays for.
[[nodiscard]] Account promo_expense(Currency currency);
/// What payment providers charge.
[[nodiscard]] Account psp_fee_expense(Currency currency);
/// Refunds beyond what parties give back.
[[nodiscard]] Account goodwill_expense(Currency currency);

// Suspense.

/// Fractions of minor units that an outside rule forced.
[[nodiscard]] Account rounding(Currency currency);
/// Money that nobody could explain yet.
[[nodiscard]] Account unreconciled(Currency currency);
/// The middle of movements between more than two accounts; zero after each transaction.
[[nodiscard]] Account clearing(Currency currency);

}  // namespace marketplace::ledger
