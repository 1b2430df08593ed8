#pragma once
// The penny proof: orders, plans and refunds from a seed, and what must hold for each of them.
//
// A case is an order under a plan and a sequence of refunds that ends with everything refunded. It is
// found again by its seed and its number alone. Shared by the sample in the tests and by the program
// `penny_proof`, which runs a hundred million of them.

#include "penny_plan.hpp"

#include <marketplace/affiliate/commission_calculator.hpp>
#include <marketplace/affiliate/reversal.hpp>

#include <functional>
#include <optional>
#include <string>

namespace marketplace::penny {

/// So many cases in a row share a plan, which is compiled once for them.
inline constexpr std::uint64_t cases_each_plan = 256;

/// Everything about one case, for an independent recalculation.
struct CaseRecord {
    std::int64_t number = 0;
    affiliate::CommissionPlan plan;
    Order order;
    affiliate::OrderCommission commission;
    std::vector<affiliate::RefundRequest> requests;
    std::vector<affiliate::Reversal> reversals;

    friend bool operator==(const CaseRecord&, const CaseRecord&) = default;
};
MARKETPLACE_RECORD(CaseRecord, (number, plan, order, commission, requests, reversals));

/// Makes and checks cases. Keeps the plan of the last block of cases and one order that it fills again,
/// so that cases are fastest in order of their number. One for each thread.
class PennyProof {
public:
    explicit PennyProof(std::uint64_t seed);

    /// Checks one case: an empty text, or what does not hold, in words.
    /// - The shares of each line sum to what the customer pays, and those of each charge to the charge.
    /// - What each refund takes back sums to the refund, line by line.
    /// - No share changes its sign, or moves back, on the way.
    /// - When everything is refunded each share is exactly back; what is retained of a fee is what the
    ///   policy says, the vendor alone pays for it.
    [[nodiscard]] std::string check(std::uint64_t number);

    /// The same case with all that was computed for it.
    [[nodiscard]] CaseRecord record(std::uint64_t number);

private:
    void prepare(std::uint64_t number);
    void fill_order(EdgeRandom& random);
    std::string run(EdgeRandom& random, CaseRecord* record);
    affiliate::RefundRequest any_request(EdgeRandom& random, const affiliate::OrderCommission& frozen,
                                         const affiliate::ReversalState& state) const;

    std::uint64_t seed_;
    std::optional<std::uint64_t> block_;
    std::optional<affiliate::CompiledPlan> plan_;
    affiliate::CalculationContext context_;
    Order order_;
};

}  // namespace marketplace::penny
