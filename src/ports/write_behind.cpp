#include <marketplace/ports/write_behind.hpp>

#include "ending.hpp"
#include "worker.hpp"

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

class WriteBehind::Impl final : public Ending, public std::enable_shared_from_this<Impl> {
public:
    Impl(std::shared_ptr<Store> store, std::shared_ptr<RowMemory> memory)
        : store_(std::move(store)), cache_(std::move(memory)), worker_([this] { write(); }) {}

    std::unique_ptr<Transaction> begin() {
        if (in_flight_ && worker_.works()) {
            if (auto reading = store_->begin_read()) {
                cache_->begin_beside();
                reads_beside_ = true;
                return ports_detail::buffered(std::move(reading), cache_, shared_from_this());
            }
        }
        land();
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
                land();
                store = begin_unchanged();
            }
        } catch (...) {
            cache.abandon();
            throw;
        }
        store->pass_on();
        store_transaction_ = std::move(store);
        changes_ = cache.take_changes();
        written_ = {};
        last_commit_ = written_.get_future().share();
        in_flight_ = true;
        worker_.start();
        cache.end();
    }

    void abandon(RowCache& cache) override {
        try {
            land();
        } catch (...) {  // of the transaction before: `sync` or the next one will tell
            failure_ = std::current_exception();
        }
        cache.abandon();
    }

    void land() {
        if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
        if (!std::exchange(in_flight_, false)) return;
        try {
            worker_.wait();
        } catch (...) {
            changes_.clear();
            cache_->forget_all();
            throw;
        }
        changes_.clear();
        cache_->settle(version_);
    }

    [[nodiscard]] std::shared_future<void> last_commit() const { return last_commit_; }

private:
    /// The content must still be what the transaction in flight left, on which the rows that were read rest.
    std::unique_ptr<Transaction> begin_unchanged() {
        auto transaction = store_->begin();
        const auto found = transaction->content_version();
        if (!found || found != version_) {
            fail(ErrorCode::version_conflict, "store", "another writer has committed meanwhile",
                 "the transaction to be done again");
        }
        return transaction;
    }

    /// On the thread of the worker.
    void write() {
        try {
            const std::unique_ptr<Transaction> transaction = std::move(store_transaction_);
            write_changes(*transaction, changes_);
            transaction->commit();
            version_ = transaction->content_version();
        } catch (...) {
            written_.set_exception(std::current_exception());
            throw;
        }
        written_.set_value();
    }

    std::shared_ptr<Store> store_;
    std::shared_ptr<RowCache> cache_;
    bool reads_beside_ = false;  ///< the transaction that is open does
    bool in_flight_ = false;     ///< the worker has something, or had and nobody looked at how it went
    std::exception_ptr failure_;
    std::shared_future<void> last_commit_ = nothing_to_wait_for();

    // The worker's while it works.
    std::unique_ptr<Transaction> store_transaction_;
    std::vector<RowChange> changes_;
    std::promise<void> written_;
    std::optional<std::uint64_t> version_;  ///< of the content that is there, or that the work leaves

    Worker worker_;  // last, since it uses the others
};

WriteBehind::WriteBehind(std::shared_ptr<Store> store, std::shared_ptr<RowMemory> memory)
    : impl_(std::make_shared<Impl>(std::move(store), std::move(memory))) {}
WriteBehind::~WriteBehind() = default;

std::unique_ptr<Transaction> WriteBehind::begin() { return impl_->begin(); }
void WriteBehind::sync() { impl_->land(); }
std::shared_future<void> WriteBehind::last_commit() const { return impl_->last_commit(); }

}  // namespace marketplace
