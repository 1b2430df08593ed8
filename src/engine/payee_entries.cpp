#include "payee_entries.hpp"

#include <algorithm>
#include <utility>

namespace marketplace::engine_detail {
namespace {

using affiliate::Beneficiary;
using affiliate::LineCommission;
using affiliate::Party;
using affiliate::Share;
using payments::EntryKind;

/// Entries of a kind are one, and what has the wrong sign for its kind is an adjustment.
class Entries {
public:
    void add(EntryKind kind, Amount amount) {
        const auto found =
            std::find_if(entries_.begin(), entries_.end(), [&](const PayeeEntry& entry) { return entry.kind == kind; });
        (found == entries_.end() ? entries_.emplace_back(PayeeEntry{kind, {}}) : *found).amount_minor += amount;
        sum_ += amount;
    }
    [[nodiscard]] Amount sum() const { return sum_; }

    [[nodiscard]] std::vector<PayeeEntry> take() {
        Amount odd;
        for (PayeeEntry& entry : entries_) {
            const int sign = payments::sign_of(entry.kind);
            if (sign * (entry.amount_minor < Amount{} ? -1 : 1) < 0) odd += std::exchange(entry.amount_minor, Amount{});
        }
        add(EntryKind::adjustment, odd);
        std::erase_if(entries_, [](const PayeeEntry& entry) { return entry.amount_minor == Amount{}; });
        return std::move(entries_);
    }

private:
    std::vector<PayeeEntry> entries_;
    Amount sum_;
};

Amount sum_of(const std::vector<Share>& shares) {
    Amount sum;
    for (const Share& share : shares) sum += share.amount_minor;
    return sum;
}

Amount share_of(const std::vector<Share>& shares, const Beneficiary& whose) {
    Amount sum;
    for (const Share& share : shares) {
        if (share.beneficiary == whose) sum += share.amount_minor;
    }
    return sum;
}

Amount share_of_party(const std::vector<Share>& shares, Party party) {
    Amount sum;
    for (const Share& share : shares) {
        if (share.beneficiary.party == party) sum += share.amount_minor;
    }
    return sum;
}

/// What others receive by the charges of a line, or give back by a refund of it.
struct Charged {
    Amount fee;
    Amount fee_tax;
    Amount tax;  ///< among the fee: charges that go to a tax authority

    void add(const std::vector<Share>& shares, Amount tax_minor, const Beneficiary& vendor) {
        fee += sum_of(shares) - share_of(shares, vendor);
        tax += share_of_party(shares, Party::tax_authority);
        fee_tax += tax_minor;
    }
};

/// One line as its vendor sees it: a discount that the platform pays for is none.
struct Sale {
    Amount goods;
    Amount tax;  ///< that was added to the price
    Amount shipping;
    Amount total;      ///< what the customer pays
    Amount all_goods;  ///< and of that for the goods, as refunds of components count them
    Amount remitted;   ///< by the platform, in the vendor's place
    Charged charged;
    bool is_vendors = false;  ///< the vendor receives what the others leave
};

Sale sale_of(const OrderLine& line, const LineCommission& commission, const Beneficiary& vendor) {
    Sale sale;
    sale.total = total_of(line);
    sale.all_goods = affiliate::components_of(line).goods_minor;
    sale.tax = line.tax_added_minor;
    sale.shipping = line.shipping_minor;
    sale.goods = sale.total + line.discount_platform_minor - sale.tax - sale.shipping;
    for (const affiliate::Charge& charge : commission.charges)
        sale.charged.add(charge.shares, charge.tax_minor, vendor);
    sale.remitted =
        share_of_party(commission.shares, Party::tax_authority) - sale.charged.fee_tax - sale.charged.tax;
    const Amount rest = sale.goods + sale.tax + sale.shipping - sale.charged.fee - sale.charged.fee_tax - sale.remitted;
    sale.is_vendors = commission.vendor_id.value == vendor.id && rest == share_of(commission.shares, vendor);
    return sale;
}

void add_sale(Entries& entries, const Sale& sale, Amount share) {
    if (!sale.is_vendors) return entries.add(EntryKind::earnings, share);
    entries.add(EntryKind::order_amount, sale.goods);
    entries.add(EntryKind::order_amount_tax, sale.tax);
    entries.add(EntryKind::shipping_amount, sale.shipping);
    entries.add(EntryKind::commission_fee, -sale.charged.fee);
    entries.add(EntryKind::commission_vat, -sale.charged.fee_tax);
    entries.add(EntryKind::operator_remitted_tax, -sale.remitted);
}

/// How much of the components of a line had been refunded before and after, where a refund has named one.
struct NamedParts {
    affiliate::ComponentAmounts before;
    affiliate::ComponentAmounts after;
};

/// A refund of a line, or all of them so far.
struct Refunded {
    Amount before;     ///< of the line's total, by earlier refunds
    Amount after;
    std::optional<NamedParts> named;
    Charged returned;
    Amount remitted;   ///< that the platform takes back from the authority
    Amount change;     ///< of the vendor's share
};

/// What of a part of the line has been refunded when so much of the line has.
Amount part_at(Amount part, Amount refunded, Amount total) {
    return total == Amount{} ? Amount{} : multiply(part, Rate{refunded.value, total.value}, Rounding::half_up);
}

/// The tax on top goes with the goods.
Amount tax_returned(const Sale& sale, const Refunded& refund) {
    if (refund.named) {
        const auto& [before, after] = *refund.named;
        return part_at(sale.tax, after.goods_minor, sale.all_goods) -
               part_at(sale.tax, before.goods_minor, sale.all_goods);
    }
    return part_at(sale.tax, refund.after, sale.total) - part_at(sale.tax, refund.before, sale.total);
}

Amount shipping_returned(const Sale& sale, const Refunded& refund) {
    if (refund.named) return refund.named->after.shipping_minor - refund.named->before.shipping_minor;
    return part_at(sale.shipping, refund.after, sale.total) - part_at(sale.shipping, refund.before, sale.total);
}

void add_refund(Entries& entries, const Sale& sale, const Refunded& refund) {
    if (!sale.is_vendors) return entries.add(EntryKind::refund_earnings, refund.change);
    Entries named;
    named.add(EntryKind::refund_order_amount_tax, -tax_returned(sale, refund));
    named.add(EntryKind::refund_shipping_amount, -shipping_returned(sale, refund));
    named.add(EntryKind::refund_commission_fee, refund.returned.fee);
    named.add(EntryKind::refund_commission_vat, refund.returned.fee_tax);
    named.add(EntryKind::operator_remitted_tax, refund.remitted);
    named.add(EntryKind::refund_order_amount, refund.change - named.sum());  // the goods, to the last minor unit
    for (const PayeeEntry& entry : named.take()) entries.add(entry.kind, entry.amount_minor);
}

affiliate::ComponentAmounts difference(const affiliate::ComponentAmounts& of, const affiliate::ComponentAmounts& less) {
    return {of.goods_minor - less.goods_minor, of.shipping_minor - less.shipping_minor,
            of.gift_wrap_minor - less.gift_wrap_minor, of.fees_minor - less.fees_minor};
}

/// All refunds of a line so far.
Refunded refunded_of(const affiliate::LineReversalState& state, const Beneficiary& vendor, bool is_own_line) {
    Refunded out;
    out.after = state.refunded_minor;
    if (state.components) out.named = NamedParts{{}, *state.components};
    out.change = -share_of(state.shares, vendor);
    for (const affiliate::ReversedCharge& charge : state.charges) {
        Charged kept;
        out.returned.add(charge.shares, sum_of(charge.tax_shares), vendor);
        kept.add(charge.retained, {}, vendor);
        out.returned.fee -= kept.fee;
        out.returned.tax -= kept.tax;
        // What stays with those who had earned it was paid by the vendor of the line.
        out.change += share_of(charge.retained, vendor);
        if (is_own_line) out.change -= sum_of(charge.retained);
    }
    out.remitted = share_of_party(state.shares, Party::tax_authority) - out.returned.fee_tax - out.returned.tax;
    return out;
}

/// One refund of a line; its amounts are negative where they give back.
Refunded refunded_of(const affiliate::LineReversal& line, const affiliate::ReversalState& state,
                     const Beneficiary& vendor) {
    Refunded out;
    const affiliate::LineReversalState so_far = affiliate::state_of(state, line.line_id);
    out.after = so_far.refunded_minor;
    out.before = out.after - line.change.refunded_minor;
    if (so_far.components && line.change.components)
        out.named = NamedParts{difference(*so_far.components, *line.change.components), *so_far.components};
    out.change = share_of(line.shares, vendor);
    Charged change;
    for (const affiliate::ChargeReversal& charge : line.charges) change.add(charge.shares, charge.tax_minor, vendor);
    out.returned = {-change.fee, -change.fee_tax, -change.tax};
    out.remitted = -share_of_party(line.shares, Party::tax_authority) - out.returned.fee_tax - out.returned.tax;
    return out;
}

}  // namespace

std::vector<PayeeEntry> sale_entries(const LoadedOrder& loaded, const affiliate::ReversalState& state,
                                     const std::string& vendor, Amount share) {
    const Beneficiary whose{Party::vendor, vendor};
    Entries entries;
    for (std::size_t i = 0; i < loaded.order.lines.size(); ++i) {
        const LineCommission& line = loaded.commission.lines[i];
        const Amount earned = share_of(line.shares, whose);
        const bool is_own_line = line.vendor_id.value == vendor;
        if (!is_own_line && earned == Amount{}) continue;
        const Sale sale = sale_of(loaded.order.lines[i], line, whose);
        add_sale(entries, sale, earned);
        if (state.lines.empty()) continue;
        add_refund(entries, sale, refunded_of(affiliate::state_of(state, line.line_id), whose, is_own_line));
    }
    const Amount rest = share - entries.sum();
    const bool is_disputed = loaded.stored.disputed_minor != Amount{};
    entries.add(is_disputed && rest < Amount{} ? EntryKind::dispute_amount : EntryKind::adjustment, rest);
    return entries.take();
}

std::vector<PayeeEntry> refund_entries(const LoadedOrder& loaded, const affiliate::Reversal& reversal,
                                       const std::string& vendor, Amount share) {
    const Beneficiary whose{Party::vendor, vendor};
    Entries entries;
    for (const affiliate::LineReversal& line : reversal.lines) {
        for (std::size_t i = 0; i < loaded.order.lines.size(); ++i) {
            const LineCommission& commission = loaded.commission.lines[i];
            if (commission.line_id != line.line_id) continue;
            const Sale sale = sale_of(loaded.order.lines[i], commission, whose);
            add_refund(entries, sale, refunded_of(line, reversal.state, whose));
        }
    }
    entries.add(EntryKind::adjustment, share - entries.sum());
    return entries.take();
}

}  // namespace marketplace::engine_detail
