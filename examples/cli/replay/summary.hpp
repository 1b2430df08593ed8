#pragma once
// What a replay came to, recomputed from the records in the store.

#include <marketplace/engine/engine.hpp>

#include <map>
#include <string>

namespace replay {

using marketplace::Amount;

/// The sums of the postings.
struct LedgerSummary {
    std::int64_t postings = 0;
    Amount debits_minor;
    Amount credits_minor;
    std::string hash;

    friend bool operator==(const LedgerSummary&, const LedgerSummary&) = default;
};
MARKETPLACE_RECORD(LedgerSummary, (postings, debits_minor, credits_minor, hash));

/// Points of all customers.
struct PointsSummary {
    std::int64_t earned = 0;
    std::int64_t reversed = 0;
    std::int64_t redeemed = 0;
    std::int64_t expired = 0;
    std::int64_t outstanding = 0;

    friend bool operator==(const PointsSummary&, const PointsSummary&) = default;
};
MARKETPLACE_RECORD(PointsSummary, (earned, reversed, redeemed, expired, outstanding));

/// The numbers of `summary.json` that are the same for every run; how long it took stands beside them. The
/// shares sum to the gross.
struct Summary {
    std::int64_t orders = 0;
    std::int64_t orders_without_items = 0;
    std::int64_t order_lines = 0;
    std::int64_t vendors = 0;
    std::int64_t customers = 0;
    std::string currency;
    Amount gross_minor;
    std::map<std::string, Amount> shares_minor;
    Amount refunded_minor;
    Amount fees_minor;       ///< the platform's part of what the rules charge, of all orders and before refunds
    Amount fees_kept_minor;  ///< as booked: of orders that were paid, less what refunds gave back
    Amount fee_tax_minor;
    Amount payouts_minor;
    std::map<std::string, Amount> payouts_by_party_minor;
    Amount vendor_balance_minor;
    PointsSummary points;
    std::map<std::string, std::int64_t> tiers;
    LedgerSummary ledger;
    std::int64_t events = 0;

    friend bool operator==(const Summary&, const Summary&) = default;
};
MARKETPLACE_RECORD(Summary, (orders, orders_without_items, order_lines, vendors, customers, currency, gross_minor,
                             shares_minor, refunded_minor, fees_minor, fees_kept_minor, fee_tax_minor, payouts_minor,
                             payouts_by_party_minor, vendor_balance_minor, points, tiers, ledger, events));

/// One month of the report.
struct MonthRow {
    std::string month;
    Amount gross_minor;
    Amount refunded_minor;
    Amount fees_kept_minor;         ///< booked in the month, less what refunds gave back
    Amount paid_to_vendors_minor;
    Amount paid_to_others_minor;    ///< affiliates and all others
    Amount points_liability_minor;  ///< at the end of the month

    friend bool operator==(const MonthRow&, const MonthRow&) = default;
};
MARKETPLACE_RECORD(MonthRow, (month, gross_minor, refunded_minor, fees_kept_minor, paid_to_vendors_minor,
                              paid_to_others_minor, points_liability_minor));

/// Tier moves of one run.
struct TierMoveRow {
    std::string month;
    std::int64_t upgraded = 0;
    std::int64_t downgraded = 0;

    friend bool operator==(const TierMoveRow&, const TierMoveRow&) = default;
};
MARKETPLACE_RECORD(TierMoveRow, (month, upgraded, downgraded));

struct StatementRow {
    std::string kind;
    Amount amount_minor;

    friend bool operator==(const StatementRow&, const StatementRow&) = default;
};
MARKETPLACE_RECORD(StatementRow, (kind, amount_minor));

/// One of the vendors with the largest GMV.
struct VendorRow {
    std::string id;
    std::string type;
    std::string tier;
    Amount gross_minor;
    std::vector<StatementRow> statement;

    friend bool operator==(const VendorRow&, const VendorRow&) = default;
};
MARKETPLACE_RECORD(VendorRow, (id, type, tier, gross_minor, statement));

/// One invariant of the ledger, looked at.
struct CheckRow {
    std::string name;
    bool ok = false;
    std::string detail;

    friend bool operator==(const CheckRow&, const CheckRow&) = default;
};
MARKETPLACE_RECORD(CheckRow, (name, ok, detail));

/// All accounts of one kind.
struct AccountRow {
    std::string name;
    Amount debits_minor;
    Amount credits_minor;
    Amount balance_minor;

    friend bool operator==(const AccountRow&, const AccountRow&) = default;
};
MARKETPLACE_RECORD(AccountRow, (name, debits_minor, credits_minor, balance_minor));

/// Everything that the report page shows.
struct Report {
    Summary summary;
    std::string from;
    std::string to;
    std::int64_t exponent = 2;
    std::vector<MonthRow> months;
    std::vector<TierMoveRow> tier_moves;
    std::vector<VendorRow> vendors;
    std::vector<CheckRow> checks;
    std::vector<AccountRow> accounts;

    friend bool operator==(const Report&, const Report&) = default;
};
MARKETPLACE_RECORD(Report, (summary, from, to, exponent, months, tier_moves, vendors, checks, accounts));

/// What is known without the store.
struct Expected {
    std::string currency;
    Amount gross_minor;  ///< of the files
};

/// Sums up a store in one pass over each table.
[[nodiscard]] Report report_of(marketplace::Store& store, const marketplace::TimeZone& zone, const Expected& expected);

/// The page with the data and the charting library put in.
[[nodiscard]] std::string html_of(const Report& report);

}  // namespace replay
