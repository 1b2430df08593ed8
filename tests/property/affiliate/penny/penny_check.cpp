#include "penny_check.hpp"

#include <algorithm>

namespace marketplace::penny {

using namespace affiliate;

namespace {

Amount sum_of(const std::vector<Share>& shares) {
    Amount sum;
    for (const Share& share : shares) sum += share.amount_minor;
    return sum;
}

Amount amount_of(const std::vector<Share>& shares, const Beneficiary& beneficiary) {
    Amount sum;
    for (const Share& share : shares) {
        if (share.beneficiary == beneficiary) sum += share.amount_minor;
    }
    return sum;
}

void add_to(std::vector<Share>& shares, const Share& more) {
    for (Share& share : shares) {
        if (share.beneficiary != more.beneficiary) continue;
        share.amount_minor += more.amount_minor;
        return;
    }
    shares.push_back(more);
}

/// Between nothing and the whole, whichever sign that has.
bool is_part_of(Amount part, Amount whole) {
    return whole < Amount{} ? whole <= part && part <= Amount{} : Amount{} <= part && part <= whole;
}

std::string at(const OrderLineId& line, std::string_view what) {
    return "line " + line.value + ": " + std::string{what};
}

/// What the customer pays, spelled out again.
std::int64_t paid_for(const OrderLine& line) {
    return line.unit_price_minor.value * line.quantity - line.discount_vendor_minor.value -
           line.discount_platform_minor.value + line.tax_added_minor.value + line.shipping_minor.value +
           line.gift_wrap_minor.value + line.fees_minor.value;
}

std::string wrong_in_split(const OrderLine& line, const LineCommission& split) {
    if (split.total_minor.value != paid_for(line)) return at(line.id, "the total is not what the customer pays");
    if (sum_of(split.shares) != split.total_minor) return at(line.id, "the shares do not sum to the total");
    for (const Share& share : split.shares) {
        const bool is_platform = share.beneficiary.party == Party::platform;
        const Amount least = is_platform ? -line.discount_platform_minor : Amount{};
        if (share.amount_minor < least) return at(line.id, "a share is less than nothing");
    }
    for (const Charge& charge : split.charges) {
        if (charge.amount_minor < Amount{} || charge.tax_minor < Amount{})
            return at(line.id, "a charge is less than nothing");
        if (sum_of(charge.tax_shares) != charge.tax_minor) return at(line.id, "the taxes do not sum to the tax");
        if (sum_of(charge.shares) != charge.amount_minor) return at(line.id, "the pool does not sum to its charge");
        for (const Share& share : charge.shares) {
            if (share.amount_minor < Amount{}) return at(line.id, "a part of a pool is less than nothing");
        }
        for (const Share& tax : charge.tax_shares) {
            if (tax.amount_minor <= Amount{}) return at(line.id, "a tax is nothing or less");
        }
    }
    return {};
}

}  // namespace

std::string wrong_in(const Order& order, const OrderCommission& frozen) {
    if (frozen.lines.size() != order.lines.size()) return "lines are missing";
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        if (std::string wrong = wrong_in_split(order.lines[i], frozen.lines[i]); !wrong.empty()) return wrong;
    }
    return {};
}

std::string RefundCheck::wrong_in(const Reversal& reversal) {
    Amount refunded;
    for (const LineReversal& change : reversal.lines) {
        std::size_t index = 0;
        while (frozen_.lines[index].line_id != change.line_id) ++index;
        if (std::string wrong = wrong_in_line(change, index); !wrong.empty()) return wrong;
        refunded += change.refunded_minor;
    }
    return refunded == reversal.refunded_minor ? "" : "the lines do not sum to the refund";
}

std::string RefundCheck::wrong_in_line(const LineReversal& change, std::size_t index) {
    const LineCommission& line = frozen_.lines[index];
    if (sum_of(change.shares) != -change.refunded_minor)
        return at(line.line_id, "what is taken back is not the refund");
    for (const Share& share : change.shares) add_to(taken_[index], share);
    retained_[index] += change.retained_minor;
    if (change.retained_minor < Amount{}) return at(line.line_id, "a retained fee is given back");
    for (const Share& share : change.change.shares) {
        const Amount whole = amount_of(line.shares, share.beneficiary);
        if (!is_part_of(share.amount_minor, whole)) return at(line.line_id, "a share moves back or changes its sign");
    }
    for (std::size_t i = 0; i < change.charges.size(); ++i) {
        const ChargeReversal& charge = change.charges[i];
        if (!is_part_of(-charge.amount_minor, line.charges[i].amount_minor))
            return at(line.line_id, "a refund charges a fee");
        for (std::size_t j = 0; j < charge.tax_shares.size(); ++j) {
            if (!is_part_of(-charge.tax_shares[j].amount_minor, line.charges[i].tax_shares[j].amount_minor))
                return at(line.line_id, "a refund charges a tax");
        }
    }
    return {};
}

std::string RefundCheck::wrong_in_end_of(const LineReversalState& done, std::size_t index) const {
    const LineCommission& line = frozen_.lines[index];
    for (const Share& share : line.shares) {
        if (amount_of(done.shares, share.beneficiary) != share.amount_minor)
            return at(line.line_id, "a share is not back");
    }
    Amount fee;
    for (std::size_t i = 0; i < line.charges.size(); ++i) {
        if (done.charges[i].shares != line.charges[i].shares) return at(line.line_id, "a charge is not back");
        if (done.charges[i].tax_shares != line.charges[i].tax_shares) return at(line.line_id, "a tax is not back");
        const auto& slots = policy_.retain_slots;
        if (std::find(slots.begin(), slots.end(), line.charges[i].slot) != slots.end())
            fee += line.charges[i].amount_minor;
    }
    if (retained_[index] != retained_of(policy_, fee, frozen_.currency))
        return at(line.line_id, "not what the policy retains");
    const Beneficiary vendor{Party::vendor, line.vendor_id.value};
    for (const Share& share : taken_[index]) {
        Amount kept;
        for (const ReversedCharge& charge : done.charges) kept += amount_of(charge.retained, share.beneficiary);
        if (share.beneficiary == vendor) kept -= retained_[index];
        const Amount whole = amount_of(line.shares, share.beneficiary);
        if (share.amount_minor != kept - whole) return at(line.line_id, "the refunds do not sum to the share");
    }
    return {};
}

std::string RefundCheck::wrong_at_the_end(const ReversalState& state) const {
    for (std::size_t i = 0; i < frozen_.lines.size(); ++i) {
        const auto done = std::find_if(state.lines.begin(), state.lines.end(), [&](const LineReversalState& line) {
            return line.line_id == frozen_.lines[i].line_id;
        });
        if (done == state.lines.end()) return at(frozen_.lines[i].line_id, "nothing was refunded");
        if (std::string wrong = wrong_in_end_of(*done, i); !wrong.empty()) return wrong;
    }
    return {};
}

}  // namespace marketplace::penny
