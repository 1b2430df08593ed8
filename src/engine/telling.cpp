#include "telling.hpp"

#include "store_failure.hpp"

#include <algorithm>

namespace marketplace::engine_detail {

/// What did not happen is not counted.
void Telling::count(std::string_view metric, std::string_view outcome, std::int64_t times) const {
    if (times == 0) return;
    const LogField label{"outcome", outcome};
    observer_->count(metric, times, {&label, 1});
}

/// Not the value, which may be a name or an address.
void Telling::log_refusal(std::string_view event_id, std::string_view error, std::string_view field) const {
    const LogField fields[] = {{"id", event_id}, {"error", error}, {"field", field}};
    observer_->log(LogLevel::warning, "event refused", fields);
}

void Telling::log_number(std::string_view message, std::string_view name, std::int64_t number) const {
    if (number == 0) return;
    const std::string text = std::to_string(number);
    const LogField field{name, text};
    observer_->log(LogLevel::warning, message, {&field, 1});
}

void Telling::tell(std::span<const EventAnswer> answers) const {
    for (const EventOutcome outcome : {EventOutcome::applied, EventOutcome::repeated, EventOutcome::refused}) {
        const auto has_it = [&](const EventAnswer& answer) { return answer.outcome == outcome; };
        count("events", name_of(outcome), std::count_if(answers.begin(), answers.end(), has_it));
    }
    for (const EventAnswer& answer : answers) {
        if (answer.outcome != EventOutcome::refused) continue;
        log_refusal(answer.id.value, answer.error_name, answer.error_field);
    }
}

void Telling::tell(const DeliveryReport& report) const {
    count("deliveries", "delivered", report.delivered);
    count("deliveries", "failed", report.failed);
    log_number("deliveries failed", "failed", report.failed);
}

void Telling::tell(const ReconciliationReport& report) const {
    count("reconciliations", "settled", report.settled);
    count("reconciliations", "underway", report.underway);
    count("reconciliations", "unknown", report.unknown);
    log_number("payouts stay unknown", "unknown", report.unknown);
}

void Telling::tell(std::string_view event_id, const Error& error) const {
    if (is_store_failure(error) || event_id.empty()) {  // calls without an event throw nothing else
        const LogField field{"error", name_of(error.code())};
        observer_->log(LogLevel::error, is_store_failure(error) ? "store failed" : "provider failed", {&field, 1});
        return;
    }
    count("events", name_of(EventOutcome::refused), 1);
    log_refusal(event_id, name_of(error.code()), error.field());
}

}  // namespace marketplace::engine_detail
