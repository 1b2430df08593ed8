#pragma once
// A frozen line taken apart: each beneficiary's share is the sum of its parts of charges, of tax on
// charges, and a rest (the vendor's residual, a discount that the platform funds, tax on the goods).

#include <marketplace/affiliate/commission.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace marketplace::affiliate::detail {

/// One summand of a beneficiary's share.
struct Component {
    std::optional<std::size_t> charge;  ///< index of the charge; none for the rest
    std::size_t share = 0;              ///< index in the charge's shares, or its tax shares; meaningless for the rest
    bool tax = false;
    Amount amount;
};

/// A beneficiary with its share and what that consists of; the components sum to the amount.
struct Holding {
    Beneficiary beneficiary;
    Amount amount;
    std::vector<Component> components;  ///< the rest is last
};

/// A line taken apart, in order of its shares; then those who only appear in charges.
struct LineComponents {
    std::vector<Holding> holdings;
};

/// Throws `invalid_value` unless shares sum to their line and charges, and tax authorities hold what is theirs.
[[nodiscard]] LineComponents components_of(const LineCommission& line);

/// The amount of a beneficiary in a list of shares; zero if absent.
[[nodiscard]] Amount amount_of(const std::vector<Share>& shares, const Beneficiary& beneficiary);
/// Adds to the beneficiary's entry, appending one if there is none.
void add_to(std::vector<Share>& shares, const Beneficiary& beneficiary, Amount amount);
[[nodiscard]] Amount sum_of(const std::vector<Share>& shares);

}  // namespace marketplace::affiliate::detail
