#pragma once
// A commission plan in its fast form: words are numbers, and an index finds the few rules of ten
// thousand that can apply to a line. Immutable; a copy is a pointer, shared by any number of threads.

#include <marketplace/affiliate/commission_plan.hpp>

#include <memory>
#include <span>
#include <string_view>

namespace marketplace::affiliate {

/// A text of one dimension as a number; only meaningful for the plan that gave it.
using Symbol = std::uint32_t;
/// The line has no value: an empty text.
inline constexpr Symbol symbol_absent = 0;
/// The line has a value that no rule of the plan names.
inline constexpr Symbol symbol_other = 1;

namespace detail {
struct PlanIndex;
}

/// The result of `compile`.
class CompiledPlan {
public:
    explicit CompiledPlan(std::shared_ptr<const detail::PlanIndex> index) : index_(std::move(index)) {}

    /// The plan that was compiled, unchanged.
    [[nodiscard]] const CommissionPlan& plan() const noexcept;
    /// The number for a text, for the key columns of a batch.
    [[nodiscard]] Symbol symbol(Dimension dimension, std::string_view text) const;
    [[nodiscard]] std::vector<Symbol> symbols(Dimension dimension, std::span<const std::string> texts) const;
    /// Active rules, in all slots.
    [[nodiscard]] std::size_t active_rule_count() const noexcept;

    /// For the calculator, the linter and the batch.
    [[nodiscard]] const detail::PlanIndex& index() const noexcept { return *index_; }

private:
    std::shared_ptr<const detail::PlanIndex> index_;
};

/// Validates the plan and compiles its active rules. Throws what `validate` throws.
[[nodiscard]] CompiledPlan compile(const CommissionPlan& plan);

}  // namespace marketplace::affiliate
