#include <marketplace/affiliate/dispute.hpp>

namespace marketplace::affiliate {
namespace {

void require_open(const DisputeStep& step) {
    if (step.booking != Booking::hold) {
        fail(ErrorCode::invalid_transition, "booking", name_of(step.booking), "an open dispute, which holds");
    }
}

}  // namespace

Cancellation cancel_before_capture(const OrderCommission& frozen, const ReversalState& state, Timestamp at,
                                   std::string reason) {
    for (const LineReversalState& line : state.lines) {
        if (line.refunded_minor == Amount{} && line.goodwill_minor == Amount{} && line.quantity == 0) continue;
        fail(ErrorCode::invalid_value, "state", line.line_id.value, "an order without refunds, not captured yet");
    }
    return {frozen.order_id, frozen.currency, at, Booking::void_hold, std::move(reason), shares_of(frozen)};
}

DisputeStep dispute_opened(const Reversal& reversal, const DisputeTerms& terms) {
    if (terms.fee_minor < Amount{}) {
        fail(ErrorCode::out_of_range, "fee_minor", std::to_string(terms.fee_minor.value), "0 or more");
    }
    DisputeStep out;
    out.terms = terms;
    out.reversal = reversal;
    out.state = reversal.state;
    if (terms.fee_minor > Amount{}) {
        out.fee_shares = {{terms.liable, -terms.fee_minor}, {{Party::payment_processor, ""}, terms.fee_minor}};
    }
    return out;
}

DisputeStep dispute_won(const DisputeStep& opened, const ReversalState& state) {
    require_open(opened);
    DisputeStep out = opened;
    out.booking = Booking::void_hold;
    out.fee_booking = opened.terms.fee_returned_if_won ? Booking::void_hold : Booking::post_hold;
    out.state = without(state, opened.reversal);
    return out;
}

DisputeStep dispute_lost(const DisputeStep& opened, const ReversalState& state) {
    require_open(opened);
    DisputeStep out = opened;
    out.booking = Booking::post_hold;
    out.fee_booking = Booking::post_hold;
    out.state = state;
    return out;
}

}  // namespace marketplace::affiliate
