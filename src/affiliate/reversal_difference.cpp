#include "reversal_difference.hpp"

#include <marketplace/affiliate/reversal.hpp>

#include "line_components.hpp"
#include "refund_components.hpp"

namespace marketplace::affiliate {
namespace detail {
namespace {

void subtract(std::vector<Share>& from, const std::vector<Share>& what) {
    for (const Share& share : what) add_to(from, share.beneficiary, -share.amount_minor);
}

}  // namespace

LineReversalState difference_of(LineReversalState after, const LineReversalState& before) {
    after.components = difference_of(after.components, before.components);
    after.quantity -= before.quantity;
    after.refunded_minor -= before.refunded_minor;
    after.goodwill_minor -= before.goodwill_minor;
    subtract(after.shares, before.shares);
    for (std::size_t i = 0; i < before.charges.size() && i < after.charges.size(); ++i) {
        subtract(after.charges[i].shares, before.charges[i].shares);
        subtract(after.charges[i].retained, before.charges[i].retained);
        subtract(after.charges[i].tax_shares, before.charges[i].tax_shares);
    }
    return after;
}

}  // namespace detail

ReversalState without(const ReversalState& state, const Reversal& voided) {
    ReversalState out = state;
    for (const LineReversal& line : voided.lines) {
        const auto found = std::find_if(out.lines.begin(), out.lines.end(),
                                        [&](const LineReversalState& known) { return known.line_id == line.line_id; });
        const bool part = found != out.lines.end() && out.order_id == voided.order_id &&
                          found->refunded_minor >= line.change.refunded_minor &&
                          found->quantity >= line.change.quantity &&
                          found->goodwill_minor >= line.change.goodwill_minor;
        if (!part) fail(ErrorCode::invalid_value, "voided", line.line_id.value, "a reversal that is part of the state");
        const bool names_components = found->components.has_value();
        *found = detail::difference_of(std::move(*found), line.change);
        if (!names_components) continue;
        if (!found->components) {
            fail(ErrorCode::invalid_value, "voided", line.line_id.value, "a reversal that says what it refunded");
        }
        found->components = detail::without_debts(*found->components);
    }
    return out;
}

}  // namespace marketplace::affiliate
