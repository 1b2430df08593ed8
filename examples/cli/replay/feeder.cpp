#include "feeder.hpp"

#include <stdexcept>
#include <utility>
#include <variant>

namespace replay {

using namespace marketplace;

namespace {

/// Where little happens groups are short, so that whoever is at the bank need not be waited for.
constexpr std::int64_t days_of_group_max = days_between_visits / 4;

[[noreturn]] void refuse(const EventAnswer& answer) {
    throw std::runtime_error("event " + answer.id.value + " was refused: " + answer.answer);
}

}  // namespace

Feeder::Feeder(Engine& engine, const Options& options)
    : engine_(engine), bank_(engine, options.payments), group_size_(static_cast<std::size_t>(options.group_size)) {}

void Feeder::add(Event event) {
    const bool day_ended = std::holds_alternative<DayClosed>(event.payload);
    const Timestamp at = event.at;
    group_.push_back(std::move(event));
    if (day_ended) last_day_ = at;
    days_of_group_ += day_ended ? 1 : 0;
    if (group_.size() >= group_size_ || days_of_group_ >= days_of_group_max) flush();
}

void Feeder::flush() {
    if (!group_.empty()) stream();
    if (visit_on_) bank_.visit(*std::exchange(visit_on_, std::nullopt));
}

void Feeder::visit_bank() {
    if (visit_on_) flush();
    if (bank_.keeps_waiting()) drain();
    for (Event& event : bank_.paid(last_day_)) add(std::move(event));
    visit_on_ = last_day_;
}

void Feeder::end() {
    visit_bank();
    flush();
    if (bank_.keeps_waiting_before_last()) drain();
    for (Event& event : bank_.paid_before_last_visit(last_day_)) add(std::move(event));
    drain();
    for (Event& event : bank_.paid_at_end(last_day_)) add(std::move(event));
    drain();
}

void Feeder::stream() {
    for (const EventAnswer& answer : engine_.stream_batch(group_)) {
        if (answer.outcome == EventOutcome::refused) refuse(answer);
    }
    done_ += static_cast<std::int64_t>(group_.size());
    group_.clear();
    days_of_group_ = 0;
}

void Feeder::drain() {
    flush();
    engine_.sync();
}

}  // namespace replay
