#pragma once
// A store around another one that fails when told to: any call, once or from then on, before it does
// anything; or a commit that happens and is reported as failed, as when a connection breaks at that moment.

#include <marketplace/ports/store.hpp>

#include <atomic>

namespace marketplace::fault {

/// Which call fails, counted from 1 over everything that is called on the store and its transactions, by any thread.
struct FaultPlan {
    std::atomic<std::int64_t> fails_at = 0;  ///< 0 is never
    bool persistent = false;    ///< all calls after it fail, too
    bool after_commit = false;  ///< a commit that is to fail is made first
    std::atomic<std::int64_t> calls = 0;  ///< so far
    std::atomic<std::int64_t> fired = 0;
    ErrorCode code = ErrorCode::store_failed;
    std::atomic<std::int64_t> misuses = 0;  ///< commits of a transaction in which a call had failed; they are refused

    /// True if the call that is being made is to fail.
    bool next() {
        const std::int64_t call = ++calls;
        const std::int64_t at = fails_at;
        const bool fails = at != 0 && (persistent ? call >= at : call == at);
        fired += fails ? 1 : 0;
        return fails;
    }
    void pass(std::string_view call) {
        if (next()) refuse(call);
    }
    [[noreturn]] void refuse(std::string_view call) const { fail(code, "fault", call, "a call without a fault"); }
};

class FaultTransaction final : public Transaction {
public:
    FaultTransaction(std::unique_ptr<Transaction> inner, std::shared_ptr<FaultPlan> plan)
        : inner_(std::move(inner)), plan_(std::move(plan)) {}

    bool get(const TableInfo& table, std::span<const Cell> key, void* into) override {
        pass("get");
        return inner_->get(table, key, into);
    }
    void put(const TableInfo& table, const void* record) override {
        pass("put");
        inner_->put(table, record);
    }
    bool insert(const TableInfo& table, const void* record) override {
        pass("insert");
        return inner_->insert(table, record);
    }
    bool erase(const TableInfo& table, std::span<const Cell> key) override {
        pass("erase");
        return inner_->erase(table, key);
    }
    void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) override {
        pass("scan");
        inner_->scan(table, scan, visit);
    }
    void begin_savepoint() override {
        pass("begin_savepoint");
        inner_->begin_savepoint();
    }
    void release_savepoint() override {
        pass("release_savepoint");
        inner_->release_savepoint();
    }
    void rollback_savepoint() override {
        pass("rollback_savepoint");
        inner_->rollback_savepoint();
    }
    void commit() override {
        if (has_failed_) {
            ++plan_->misuses;
            plan_->refuse("commit after a failure");
        }
        const bool fails = plan_->next();
        if (fails && !plan_->after_commit) plan_->refuse("commit");
        inner_->commit();
        if (fails) plan_->refuse("commit, which was made");
    }

    std::optional<std::uint64_t> content_version() override { return inner_->content_version(); }
    void pass_on() override { inner_->pass_on(); }

private:
    void pass(std::string_view call) {
        if (!plan_->next()) return;
        has_failed_ = true;
        plan_->refuse(call);
    }

    std::unique_ptr<Transaction> inner_;
    std::shared_ptr<FaultPlan> plan_;
    bool has_failed_ = false;
};

class FaultStore final : public Store {
public:
    FaultStore(std::shared_ptr<Store> inner, std::shared_ptr<FaultPlan> plan)
        : inner_(std::move(inner)), plan_(std::move(plan)) {}

    void create_tables(std::span<const TableInfo* const> tables) override {
        plan_->pass("create_tables");
        inner_->create_tables(tables);
    }
    std::unique_ptr<Transaction> begin() override {
        plan_->pass("begin");
        return std::make_unique<FaultTransaction>(inner_->begin(), plan_);
    }
    std::unique_ptr<Transaction> begin_read() override {
        plan_->pass("begin_read");
        auto reading = inner_->begin_read();
        return reading ? std::make_unique<FaultTransaction>(std::move(reading), plan_) : nullptr;
    }

private:
    std::shared_ptr<Store> inner_;
    std::shared_ptr<FaultPlan> plan_;
};

}  // namespace marketplace::fault
