#include "summary.hpp"

#include "../embedded.hpp"

#include <marketplace/affiliate/tier_evaluation.hpp>
#include <marketplace/core/json.hpp>
#include <marketplace/ledger/journal.hpp>
#include <marketplace/ledger/template.hpp>
#include <marketplace/payments/payout.hpp>

#include <algorithm>
#include <set>
#include <tuple>

namespace replay {

using namespace marketplace;

namespace {

constexpr std::size_t top_vendors = 12;

/// Collects rows of the store into a report, table by table.
class Collector {
public:
    Collector(Store& store, const TimeZone& zone, const Expected& expected)
        : transaction_(store.begin()), zone_(zone), expected_(expected) {
        report_.summary.currency = expected.currency;
    }

    Report collect() {
        orders();
        shares();
        charges();
        refunds();
        payouts();
        tiers();
        points();
        accounts();
        postings();
        top_vendor_rows();
        finish();
        return std::move(report_);
    }

private:
    std::string month_of(Timestamp at) const { return to_string(zone_.date_of(at)).substr(0, 7); }
    MonthRow& month(Timestamp at) {
        MonthRow& row = months_[month_of(at)];
        return row;
    }

    void orders() {
        Summary& summary = report_.summary;
        scan<StoredOrder>(*transaction_, {}, [&](const StoredOrder& order) {
            summary.orders += 1;
            summary.orders_without_items += order.line_count == 0 ? 1 : 0;
            summary.order_lines += order.line_count;
            summary.gross_minor += order.total_minor;
            summary.refunded_minor += order.refunded_minor;
            month(order.placed_at).gross_minor += order.total_minor;
            return true;
        });
        // In the order of the index, so that counting needs no memory of who was seen.
        std::string last;
        Scan by_customer;
        by_customer.index = "customer_id";
        scan<StoredOrder>(*transaction_, by_customer, [&](const StoredOrder& order) {
            if (summary.customers == 0 || order.customer_id.value != last) summary.customers += 1;
            last = order.customer_id.value;
            return true;
        });
        scan<vendors::Vendor>(*transaction_, {}, [&](const vendors::Vendor& vendor) {
            vendors_[vendor.id.value].type = name_of(vendor.type);
            summary.vendors += 1;
            return true;
        });
        scan<StoredOrderLine>(*transaction_, {}, [&](const StoredOrderLine& row) {
            vendors_[row.line.vendor_id.value].gross_minor += total_of(row.line);
            return true;
        });
        scan<StoredEvent>(*transaction_, {}, [&](const StoredEvent&) {
            summary.events += 1;
            return true;
        });
    }

    void shares() {
        scan<StoredShare>(*transaction_, {}, [&](const StoredShare& share) {
            report_.summary.shares_minor[std::string{name_of(share.party)}] += share.amount_minor;
            return true;
        });
    }

    void charges() {
        scan<StoredCommission>(*transaction_, {}, [&](const StoredCommission& row) {
            for (const affiliate::Charge& charge : row.commission.charges) {
                report_.summary.fee_tax_minor += charge.tax_minor;
                for (const affiliate::Share& share : charge.shares) {
                    if (share.beneficiary.party != affiliate::Party::platform) continue;
                    report_.summary.fees_minor += share.amount_minor;
                }
            }
            return true;
        });
    }

    void refunds() {
        scan<StoredRefund>(*transaction_, {}, [&](const StoredRefund& refund) {
            month(refund.at).refunded_minor += refund.amount_minor;
            return true;
        });
    }

    void payouts() {
        std::int64_t payments = 0;
        std::int64_t not_taken = 0;
        std::string why;
        scan<payments::Payout>(*transaction_, {}, [&](const payments::Payout& payout) {
            payments += 1;
            if (payout.status == payments::PayoutStatus::failed || payout.status == payments::PayoutStatus::unknown) {
                if (not_taken++ == 0) why = payout.failure_reason;
            }
            if (payout.status == payments::PayoutStatus::paid) add_paid(payout);
            return true;
        });
        const std::string all = std::to_string(payments) + " payments";
        check("The bank took every payment", not_taken == 0,
              not_taken == 0 ? all : std::to_string(not_taken) + " of " + all + " were not taken; the first: " + why);
    }
    void add_paid(const payments::Payout& payout) {
        const bool to_vendor = payout.payee_party == payments::PayeeParty::vendor;
        report_.summary.payouts_minor += payout.amount_minor;
        report_.summary.payouts_by_party_minor[std::string{name_of(payout.payee_party)}] += payout.amount_minor;
        MonthRow& row = month(payout.created_at);
        (to_vendor ? row.paid_to_vendors_minor : row.paid_to_others_minor) += payout.amount_minor;
    }

    void tiers() {
        std::map<std::string, TierMoveRow> moves;
        scan<affiliate::TierEvaluation>(*transaction_, {}, [&](const affiliate::TierEvaluation& evaluation) {
            TierMoveRow& row = moves[evaluation.period_key];
            row.month = evaluation.period_key;
            if (evaluation.decision.level_before.empty()) return true;  // its first level is no move
            row.upgraded += evaluation.decision.change == affiliate::TierChange::upgraded ? 1 : 0;
            row.downgraded += evaluation.decision.change == affiliate::TierChange::downgraded ? 1 : 0;
            return true;
        });
        for (const auto& [key, row] : moves) report_.tier_moves.push_back(row);
        scan<affiliate::TierState>(*transaction_, {}, [&](const affiliate::TierState& state) {
            report_.summary.tiers[state.level.empty() ? "none" : state.level] += 1;
            vendors_[state.vendor_id.value].tier = state.level;
            return true;
        });
    }

    void points() {
        scan<LoyaltyTotals>(*transaction_, {}, [&](const LoyaltyTotals& totals) {
            report_.summary.points = {totals.earned.value, totals.reversed.value, totals.redeemed.value,
                                      totals.expired.value, totals.outstanding.value};
            points_account_ = ledger::loyalty_liability(totals.program.value, Currency{report_.summary.currency}).id;
            points_liability_ = totals.liability_minor;
            return true;
        });
    }

    void accounts() {
        std::map<std::string, AccountRow> rows;
        scan<ledger::Account>(*transaction_, {}, [&](const ledger::Account& account) {
            AccountRow& row = rows[kind_of(account)];
            row.name = kind_of(account);
            row.debits_minor += account.debits_posted_minor;
            row.credits_minor += account.credits_posted_minor;
            row.balance_minor += ledger::balance_of(account);
            if (account.owner_type == "vendor") {
                const Amount balance = ledger::balance_of(account);
                report_.summary.vendor_balance_minor += account.normal == ledger::Side::credit ? balance : -balance;
            }
            stored_[account.id.value] = account;
            return true;
        });
        commission_account_ = ledger::platform_commission(Currency{report_.summary.currency}).id;
        for (auto& [name, row] : rows) report_.accounts.push_back(std::move(row));
    }
    /// "liab:vendor:*:available": the account without whose it is.
    static std::string kind_of(const ledger::Account& account) {
        std::string name = account.id.value;
        if (account.owner_id.empty()) return name;
        const auto at = name.find(account.owner_id);
        return at == std::string::npos ? name : name.replace(at, account.owner_id.size(), "*");
    }

    void postings() {
        LedgerSummary& summary = report_.summary.ledger;
        ledger::ChainHead head = ledger::genesis("main");
        bool intact = true;
        std::string broken;
        scan<ledger::Posting>(*transaction_, {}, [&](const ledger::Posting& row) {
            const ledger::ChainReport report = ledger::verify_chain(head, std::span{&row, 1});
            if (!report.intact && intact) broken = report.reason + " at " + row.id.value;
            intact = intact && report.intact;
            head = {"main", row.sequence, row.recorded_at, row.hash};
            fold(row);
            return true;
        });
        summary.postings = head.sequence;
        summary.hash = head.hash;
        check("The hash chain is intact", intact, intact ? std::to_string(head.sequence) + " rows" : broken);
        check("Debits equal credits", summary.debits_minor == summary.credits_minor,
              std::to_string(summary.debits_minor.value) + " minor units each");
        check_balances();
        check_points();
    }
    /// The liability of points, month by month, from the postings.
    void fold_points(const ledger::Posting& row) {
        if (points_account_.empty() || (row.debit != points_account_ && row.credit != points_account_)) return;
        running_liability_ += row.credit == points_account_ ? row.amount_minor : -row.amount_minor;
        month(row.effective_at).points_liability_minor = running_liability_;
        months_with_points_.insert(month_of(row.effective_at));
    }
    void check_points() {
        if (points_account_.empty()) return;
        check("Outstanding points at fair value are the liability", running_liability_ == points_liability_,
              std::to_string(report_.summary.points.outstanding) + " points");
    }
    /// What the platform keeps of its fees: booked when the money came in, less what refunds gave back.
    void fold_fees(const ledger::Posting& row) {
        if (row.debit != commission_account_ && row.credit != commission_account_) return;
        const Amount kept = row.credit == commission_account_ ? row.amount_minor : -row.amount_minor;
        report_.summary.fees_kept_minor += kept;
        month(row.effective_at).fees_kept_minor += kept;
    }
    /// Final movements into sums by account, to compare with what is stored.
    void fold(const ledger::Posting& row) {
        if (row.kind != ledger::PostingKind::single && row.kind != ledger::PostingKind::post) return;
        fold_points(row);
        fold_fees(row);
        folded_[row.debit.value].first += row.amount_minor;
        folded_[row.credit.value].second += row.amount_minor;
        report_.summary.ledger.debits_minor += row.amount_minor;
        report_.summary.ledger.credits_minor += row.amount_minor;
    }
    void check_balances() {
        std::string wrong;
        for (const auto& [id, account] : stored_) {
            const auto& [debits, credits] = folded_[id];
            if (account.debits_posted_minor != debits || account.credits_posted_minor != credits) wrong = id;
        }
        check("Balances equal the fold of the postings", wrong.empty(),
              wrong.empty() ? std::to_string(stored_.size()) + " accounts" : wrong);
    }
    void check(std::string name, bool ok, std::string detail) {
        report_.checks.push_back({std::move(name), ok, std::move(detail)});
    }

    void top_vendor_rows() {
        std::vector<VendorRow> rows;
        for (auto& [id, row] : vendors_) {
            row.id = id;
            rows.push_back(row);
        }
        const std::size_t count = std::min(top_vendors, rows.size());
        std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count), rows.end(),
                          [](const VendorRow& a, const VendorRow& b) {
                              return std::tie(b.gross_minor, a.id) < std::tie(a.gross_minor, b.id);
                          });
        rows.resize(count);
        for (VendorRow& row : rows) row.statement = statement_of(row.id);
        report_.vendors = std::move(rows);
    }
    std::vector<StatementRow> statement_of(const std::string& vendor) {
        std::map<payments::EntryKind, Amount> sums;
        Amount open;
        const auto add_items = [&](const PayoutId& payout) {
            Scan items;
            items.index = "payout_id,payee_party,payee_id,available_at";
            items.prefix = {make_cell(payout), make_cell(payments::PayeeParty::vendor), make_cell(vendor)};
            scan<payments::PayoutItem>(*transaction_, items, [&](const payments::PayoutItem& item) {
                sums[item.kind] += item.amount_minor;
                open += item.amount_minor;
                return true;
            });
        };
        add_items(PayoutId{});  // of no payout yet
        Amount paid;
        Scan payouts;
        payouts.index = "payee_party,payee_id,created_at";
        payouts.prefix = {make_cell(payments::PayeeParty::vendor), make_cell(vendor)};
        scan<payments::Payout>(*transaction_, payouts, [&](const payments::Payout& payout) {
            add_items(payout.id);
            if (payout.status == payments::PayoutStatus::paid) paid += payout.amount_minor;
            return true;
        });
        std::vector<StatementRow> rows;
        for (const auto& [kind, amount] : sums) rows.push_back({std::string{name_of(kind)}, amount});
        rows.push_back({"payout", -paid});
        rows.push_back({"closing balance", open - paid});
        return rows;
    }

    void finish() {
        Summary& summary = report_.summary;
        Amount sum;
        for (const auto& [party, amount] : summary.shares_minor) sum += amount;
        check("Shares sum to the gross", sum == summary.gross_minor, std::to_string(sum.value) + " minor units");
        const bool is_that_of_the_files = summary.gross_minor == expected_.gross_minor;
        check("The gross is that of the files", is_that_of_the_files,
              is_that_of_the_files ? std::to_string(summary.order_lines) + " lines"
                                   : "the files have " + std::to_string(expected_.gross_minor.value) +
                                         " minor units, the store " + std::to_string(summary.gross_minor.value));
        Amount liability;
        for (auto& [key, row] : months_) {
            row.month = key;
            if (!months_with_points_.contains(key)) row.points_liability_minor = liability;
            liability = row.points_liability_minor;
            report_.months.push_back(row);
        }
        if (!report_.months.empty()) {
            report_.from = report_.months.front().month;
            report_.to = report_.months.back().month;
        }
        report_.exponent = Currency{summary.currency}.exponent();
    }

    std::unique_ptr<Transaction> transaction_;
    const TimeZone& zone_;
    const Expected& expected_;
    Report report_;
    AccountId commission_account_;
    AccountId points_account_;
    Amount points_liability_;
    Amount running_liability_;
    std::set<std::string> months_with_points_;
    std::map<std::string, MonthRow> months_;
    std::map<std::string, VendorRow> vendors_;
    std::map<std::string, ledger::Account> stored_;
    std::map<std::string, std::pair<Amount, Amount>> folded_;
};

void replace_all(std::string& text, std::string_view mark, std::string_view with) {
    const auto at = text.find(mark);
    if (at != std::string::npos) text.replace(at, mark.size(), with);
}

}  // namespace

Report report_of(Store& store, const TimeZone& zone, const Expected& expected) {
    return Collector{store, zone, expected}.collect();
}

std::string html_of(const Report& report) {
    std::string page{embedded::report_page};
    std::string data = to_json(report);
    // Within a script element nothing may look like its end.
    for (std::size_t at = 0; (at = data.find("</", at)) != std::string::npos;) data.replace(at, 2, "<\\/");
    replace_all(page, "/*CHART_LIBRARY*/", embedded::chart_library);
    replace_all(page, "/*REPORT_DATA*/null", data);
    return page;
}

}  // namespace replay
