#include <marketplace/ports/write_behind.hpp>

#include "ending.hpp"
#include "worker.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

namespace marketplace {

using namespace ports_detail;

namespace {

std::shared_future<void> nothing_to_wait_for() {
    std::promise<void> promise;
    promise.set_value();
    return promise.get_future().share();
}

}  // namespace

namespace {

/// The content must still be what the transaction before left, on which the rows that were read rest.
std::unique_ptr<Transaction> begin_unchanged(Store& store, std::optional<std::uint64_t> version, ErrorCode otherwise,
                                             std::string_view expected) {
    auto transaction = store.begin();
    const auto found = transaction->content_version();
    if (!found || found != version) fail(otherwise, "store", "another writer has committed meanwhile", expected);
    return transaction;
}

/// What one transaction has changed, on its way into the store.
struct Flight {
    std::unique_ptr<Transaction> store;  ///< open; or empty, to be begun when the flight before has landed
    std::vector<RowChange> changes;
    std::promise<void> written;
    std::optional<std::uint64_t> version;  ///< of the content that it leaves
};

}  // namespace

class WriteBehind::Impl final : public Ending, public std::enable_shared_from_this<Impl> {
public:
    Impl(std::shared_ptr<Store> store, std::shared_ptr<RowMemory> memory, std::size_t flights_max)
        : store_(std::move(store)),
          cache_(std::move(memory)),
          flights_max_(std::max<std::size_t>(1, flights_max)),
          worker_([this] { write_next(); }) {}

    std::unique_ptr<Transaction> begin() {
        tell_failure();
        settle(worker_.left());
        if (!flights_.empty()) {
            store_->refuse_waiting_for_oneself();  // as the commit may have to
            if (auto reading = store_->begin_read()) {
                cache_->begin_beside();
                reads_beside_ = true;
                return ports_detail::buffered(std::move(reading), cache_, shared_from_this());
            }
        }
        settle(0);
        auto transaction = store_->begin();
        version_ = transaction->content_version();
        cache_->begin(version_);
        reads_beside_ = false;
        return ports_detail::buffered(std::move(transaction), cache_, shared_from_this());
    }

    void commit(std::unique_ptr<Transaction> store, RowCache& cache) override {
        try {
            if (reads_beside_) {
                store.reset();
                settle(flights_max_ - 1);
                if (flights_.empty()) {
                    store = begin_unchanged(*store_, version_, ErrorCode::version_conflict,
                                            "the transaction to be done again");
                }
            }
        } catch (...) {
            cache.abandon();
            throw;
        }
        if (store) store->pass_on();
        send(std::make_shared<Flight>(Flight{std::move(store), cache.take_changes(), {}, {}}));
        cache.end();
    }

    void abandon(RowCache& cache) override {
        try {
            tell_failure();
            settle(0);
        } catch (...) {  // of a transaction before: `sync` or the next one will tell
            failure_ = std::current_exception();
        }
        cache.abandon();
    }

    void land() {
        tell_failure();
        if (worker_.works()) store_->refuse_waiting_for_oneself();
        settle(0);
    }

    [[nodiscard]] std::shared_future<void> last_commit() const { return last_commit_; }

private:
    void tell_failure() {
        if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    }

    void send(std::shared_ptr<Flight> flight) {
        last_commit_ = flight->written.get_future().share();
        flights_.push_back(flight);
        {
            const std::lock_guard lock{mutex_};
            waiting_.push_back(std::move(flight));
        }
        worker_.start();
    }

    /// Waits until no more than so many flights are under way; what has landed is in the store from now on.
    void settle(std::size_t under_way_max) {
        std::size_t under_way = 0;
        try {
            under_way = worker_.wait(under_way_max);
        } catch (...) {
            forget_flights();
            throw;
        }
        for (; flights_.size() > under_way; flights_.pop_front()) {
            version_ = flights_.front()->version;
            cache_->settle(version_);
        }
    }

    /// One could not be written, and therefore none of those behind it.
    void forget_flights() {
        try {
            worker_.wait();
        } catch (...) {  // the same failure
        }
        worker_failure_ = nullptr;
        flights_.clear();
        cache_->forget_all();
    }

    /// On the thread of the worker.
    void write_next() {
        const std::shared_ptr<Flight> flight = next();
        try {
            if (worker_failure_) std::rethrow_exception(worker_failure_);
            write(*flight);
        } catch (...) {
            worker_failure_ = std::current_exception();
            flight->store.reset();
            flight->written.set_exception(worker_failure_);
            throw;
        }
        flight->written.set_value();
    }
    void write(Flight& flight) {
        if (!flight.store) {
            flight.store = begin_unchanged(*store_, content_, ErrorCode::store_failed,
                                           "no other writer while more than one group is in flight");
            flight.store->pass_on();
        }
        const std::unique_ptr<Transaction> transaction = std::move(flight.store);
        write_changes(*transaction, std::move(flight.changes));
        transaction->commit();
        content_ = flight.version = transaction->content_version();
    }
    std::shared_ptr<Flight> next() {
        const std::lock_guard lock{mutex_};
        std::shared_ptr<Flight> flight = std::move(waiting_.front());
        waiting_.pop_front();
        return flight;
    }

    std::shared_ptr<Store> store_;
    std::shared_ptr<RowCache> cache_;
    std::size_t flights_max_;
    bool reads_beside_ = false;                    ///< the transaction that is open does
    std::deque<std::shared_ptr<Flight>> flights_;  ///< under way, or landed and not settled
    std::optional<std::uint64_t> version_;         ///< of the content that the last settled one left, or found
    std::exception_ptr failure_;
    std::shared_future<void> last_commit_ = nothing_to_wait_for();

    std::mutex mutex_;
    std::deque<std::shared_ptr<Flight>> waiting_;  ///< for the worker

    // The worker's while it works.
    std::exception_ptr worker_failure_;     ///< since which nothing is written
    std::optional<std::uint64_t> content_;  ///< what it left

    Worker worker_;  // last, since it uses the others
};

WriteBehind::WriteBehind(std::shared_ptr<Store> store, std::shared_ptr<RowMemory> memory, std::size_t in_flight_max)
    : impl_(std::make_shared<Impl>(std::move(store), std::move(memory), in_flight_max)) {}
WriteBehind::~WriteBehind() = default;

std::unique_ptr<Transaction> WriteBehind::begin() { return impl_->begin(); }
void WriteBehind::sync() { impl_->land(); }
std::shared_future<void> WriteBehind::last_commit() const { return impl_->last_commit(); }

}  // namespace marketplace
