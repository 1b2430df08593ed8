#include "line_components.hpp"

namespace marketplace::affiliate::detail {
namespace {

Holding& holding_of(std::vector<Holding>& holdings, const Beneficiary& beneficiary) {
    const auto found = std::find_if(holdings.begin(), holdings.end(),
                                    [&](const Holding& holding) { return holding.beneficiary == beneficiary; });
    if (found != holdings.end()) return *found;
    return holdings.emplace_back(Holding{beneficiary, {}, {}});
}

Amount rest_of(const Holding& holding) {
    Amount rest = holding.amount;
    for (const Component& component : holding.components) rest -= component.amount;
    return rest;
}

void require_sums(const LineCommission& line) {
    const auto require = [&](Amount sum, Amount whole, std::string_view field) {
        if (sum == whole) return;
        fail(ErrorCode::invalid_value, field, std::to_string(sum.value),
             "shares that sum to " + std::to_string(whole.value) + " on line " + line.line_id.value);
    };
    if (line.total_minor < Amount{}) {
        fail(ErrorCode::invalid_value, "total_minor", std::to_string(line.total_minor.value), "0 or more");
    }
    require(sum_of(line.shares), line.total_minor, "shares");
    for (std::size_t i = 0; i < line.charges.size(); ++i) {
        require(sum_of(line.charges[i].shares), line.charges[i].amount_minor,
                "charges[" + std::to_string(i) + "].shares");
        require(sum_of(line.charges[i].tax_shares), line.charges[i].tax_minor,
                "charges[" + std::to_string(i) + "].tax_shares");
    }
}

/// Tax on a charge is a part of what its authority holds. Where the platform keeps it, what the platform pays for
/// discounts is in the same share, which may be less than the tax.
void place_tax(std::vector<Holding>& holdings, const Charge& charge, std::size_t index) {
    for (std::size_t j = 0; j < charge.tax_shares.size(); ++j) {
        const Share& tax = charge.tax_shares[j];
        Holding& holder = holding_of(holdings, tax.beneficiary);
        if (tax.beneficiary.party == Party::tax_authority && rest_of(holder) < tax.amount_minor) {
            const std::string path = "charges[" + std::to_string(index) + "].tax_shares[" + std::to_string(j) + "]";
            fail(ErrorCode::invalid_value, path, tax.beneficiary.id,
                 "one who holds the tax as a share of the line, " + std::to_string(tax.amount_minor.value));
        }
        holder.components.push_back({index, j, true, tax.amount_minor});
    }
}

}  // namespace

LineComponents components_of(const LineCommission& line) {
    require_sums(line);
    LineComponents out;
    for (const Share& share : line.shares) holding_of(out.holdings, share.beneficiary).amount += share.amount_minor;
    for (std::size_t i = 0; i < line.charges.size(); ++i) {
        const std::vector<Share>& shares = line.charges[i].shares;
        for (std::size_t j = 0; j < shares.size(); ++j) {
            holding_of(out.holdings, shares[j].beneficiary).components.push_back({i, j, false, shares[j].amount_minor});
        }
    }
    for (std::size_t i = 0; i < line.charges.size(); ++i) {
        place_tax(out.holdings, line.charges[i], i);
    }
    for (Holding& holding : out.holdings) holding.components.push_back({std::nullopt, 0, false, rest_of(holding)});
    return out;
}

Amount amount_of(const std::vector<Share>& shares, const Beneficiary& beneficiary) {
    Amount sum;
    for (const Share& share : shares) {
        if (share.beneficiary == beneficiary) sum += share.amount_minor;
    }
    return sum;
}

void add_to(std::vector<Share>& shares, const Beneficiary& beneficiary, Amount amount) {
    for (Share& share : shares) {
        if (share.beneficiary != beneficiary) continue;
        share.amount_minor += amount;
        return;
    }
    shares.push_back({beneficiary, amount});
}

Amount sum_of(const std::vector<Share>& shares) {
    Amount sum;
    for (const Share& share : shares) sum += share.amount_minor;
    return sum;
}

}  // namespace marketplace::affiliate::detail
