#include "event_hashes.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/core/sha256.hpp>

#include <utility>

namespace marketplace::engine_detail {
namespace {

/// To wake another thread takes about as long as to calculate ten.
constexpr std::size_t worth_a_thread = 32;

}  // namespace

std::string hash_of(const Event& event) {
    std::string json;
    write_json(json, {&type_of<Event>(), &event});
    return sha256_hex(json);
}

EventHashes::Ahead::Ahead(EventHashes& hashes, std::span<const Event> events) : hashes_(hashes), events_(events) {
    if (events.size() < worth_a_thread) return;
    hashes_.events_ = events;
    hashes_.slots_ = std::vector<Slot>(events.size());
    hashes_.ends_ = false;
    if (!hashes_.worker_) hashes_.worker_.emplace([&all = hashes_] { all.calculate(); });
    hashes_.worker_->start();
}

EventHashes::Ahead::~Ahead() {
    if (events_.size() < worth_a_thread) return;
    hashes_.ends_ = true;
    hashes_.worker_->wait();
}

std::string EventHashes::Ahead::take(std::size_t position) {
    if (events_.size() < worth_a_thread) return hash_of(events_[position]);
    Slot& slot = hashes_.slots_[position];
    if (claim(slot)) return hash_of(events_[position]);
    slot.state.wait(State::taken, std::memory_order_acquire);
    if (slot.state == State::failed) return hash_of(events_[position]);  // which tells why
    return std::move(slot.hash);
}

bool EventHashes::claim(Slot& slot) noexcept {
    State expected = State::free;
    return slot.state.compare_exchange_strong(expected, State::taken, std::memory_order_acq_rel);
}

/// On the thread of the worker, which must not throw: an event that cannot be written is refused when its turn comes.
void EventHashes::calculate() {
    for (std::size_t i = events_.size(); i > 0 && !ends_; --i) {
        Slot& slot = slots_[i - 1];
        if (!claim(slot)) return;  // those before it have been applied
        State state = State::done;
        try {
            slot.hash = hash_of(events_[i - 1]);
        } catch (...) {
            state = State::failed;
        }
        slot.state.store(state, std::memory_order_release);
        slot.state.notify_one();
    }
}

}  // namespace marketplace::engine_detail
