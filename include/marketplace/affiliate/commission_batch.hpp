#pragma once
// Commission of millions of lines at once: columns in, columns out, nothing allocated for each line.
//
// Each line counts as an order of its own, with the same rules, rounding and split as `calculate`.

#include <marketplace/affiliate/compiled_plan.hpp>

#include <span>
#include <vector>

namespace marketplace::affiliate {

/// One dimension of all lines as symbols of the plan, `symbol_absent` where a line has none.
struct KeyColumn {
    Dimension dimension = Dimension::vendor;
    std::span<const Symbol> symbols;
};

/// Lines by column. `gross_minor` is required; every other column is empty, which means its default
/// for all lines, or as long as `gross_minor`. Minor units of `currency`.
struct LineColumns {
    Currency currency;
    Timestamp at;                           ///< the rule time of all lines
    std::span<const std::int64_t> gross_minor;
    std::span<const std::int64_t> quantity; ///< default 1; must divide the gross
    std::span<const std::int64_t> discount_vendor_minor;
    std::span<const std::int64_t> discount_platform_minor;
    std::span<const std::int64_t> tax_included_minor;
    std::span<const std::int64_t> tax_added_minor;
    std::span<const std::int64_t> shipping_minor;
    std::span<const std::int64_t> gift_wrap_minor;
    std::span<const std::int64_t> fees_minor;
    std::span<const std::int64_t> order_ordinal;
    std::vector<KeyColumn> keys;            ///< a path of categories is one column for each level, root first
};

/// What is written, each as long as the lines; an empty span is left out.
struct CommissionColumns {
    std::span<std::int64_t> fee_minor;       ///< the charges of all slots
    std::span<std::int64_t> fee_tax_minor;   ///< the taxes on them
    std::span<std::int64_t> residual_minor;  ///< the share of the residual party, with what pools pay it by reference
};

/// out[i] = rate of base[i], rounded. Throws `out_of_range` for different lengths, `overflow`.
void percentage_batch(const Rate& rate, Rounding rounding, std::span<const std::int64_t> base,
                      std::span<std::int64_t> out);

/// `calculate` for each line, without volumes, first orders and other context. Throws as `calculate` does,
/// about "[line]"; what was written before that is undefined.
void calculate_batch(const CompiledPlan& plan, const LineColumns& lines, const CommissionColumns& out);

}  // namespace marketplace::affiliate
