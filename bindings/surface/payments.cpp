#include "module.hpp"

#include <marketplace/payments/capture.hpp>
#include <marketplace/payments/payout_processor.hpp>
#include <marketplace/payments/statement.hpp>

namespace marketplace::surface {

using namespace marketplace::payments;  // NOLINT: this file is a list of its functions

void register_payments(Registry& registry) {
    Module module{registry, "payments"};
    module.function("sign_of", {"kind"}, [](EntryKind kind) { return std::int32_t{sign_of(kind)}; });
    module.function("validate_item", {"item"}, [](const PayoutItem& item) { validate(item); })
        .cpp("validate(PayoutItem)");
    module.function("validate_payout", {"payout"}, [](const Payout& payout) { validate(payout); })
        .cpp("validate(Payout)");
    module.function("validate_schedule", {"schedule"}, [](const PayoutSchedule& schedule) { validate(schedule); })
        .cpp("validate(PayoutSchedule)");
    module.function("sum_of", {"items"}, &sum_of);
    module.function("idempotency_key_of", {"payout"}, &idempotency_key_of);
    module.function("advance", {"payout", "command"}, &payments::advance);
    module.function("release_items", {"payout", "items"}, &release_items);
    module.function("distribute_refund", {"captures", "amount", "order"}, &distribute_refund);
    module.function("plan_payout", {"schedule", "request", "items"}, &plan_payout);
    module.function("default_schedule", {"type"}, &default_schedule);
    module.function("available_on", {"event_day", "delay_days"}, &available_on);
    module.function("available_at", {"event", "schedule"},
                    [](Timestamp event, const PayoutSchedule& schedule) { return available_at(event, schedule); })
        .cpp("available_at(Timestamp, PayoutSchedule)");
    module.function("available_at_in_zone", {"event", "delay_days", "zone"},
                    [](Timestamp event, std::int64_t delay_days, const TimeZone& zone) {
                        return available_at(event, delay_days, zone);
                    })
        .cpp("available_at(Timestamp, int64_t, TimeZone)");
    module.function("business_day", {"schedule", "day"}, &business_day);
    module.function("next_payout_date", {"schedule", "last_payout", "now"}, &next_payout_date);
    module.function("manual_payout_day", {"schedule", "now", {"sequence", std::int64_t{1}}}, &manual_payout_day);
    module.function("statement_entry_of_item", {"item"}, [](const PayoutItem& item) { return statement_entry(item); })
        .cpp("statement_entry(PayoutItem)");
    module
        .function("statement_entry_of_payout", {"payout"}, [](const Payout& payout) { return statement_entry(payout); })
        .cpp("statement_entry(Payout)");
    module.function("statement_reversal", {"payout", "at"}, &statement_reversal);
    module.function("make_statement", {"request", "entries", {"before", Amount{}}}, &make_statement);
}

}  // namespace marketplace::surface
