// Tables in memory, with an undo log for transactions and savepoints.

#include "memory_table.hpp"
#include "turnstile.hpp"

#include <marketplace/adapters/memory.hpp>

#include <unordered_map>

namespace marketplace {
namespace {

using namespace adapters_detail;

constexpr std::string_view store_name = "memory store";

/// What all transactions share. Everything but the turnstile belongs to whoever is inside.
struct Database {
    Turnstile turnstile;
    std::uint64_t commits = 0;
    std::map<std::string, MemoryTable> tables;
    std::unordered_map<const TableInfo*, MemoryTable*> known;  ///< spares looking a name up for each call

    MemoryTable& table(const TableInfo& info) {
        MemoryTable*& slot = known[&info];
        if (slot != nullptr) return *slot;
        const auto found = tables.find(info.name);
        if (found == tables.end()) fail(ErrorCode::store_failed, store_name, info.name, "a table that was created");
        slot = &found->second;
        return *slot;
    }
};

/// What a row was before it was written; nothing when it did not exist.
struct Undo {
    MemoryTable* table;
    std::string key;
    Held before;
};

class MemoryTransaction final : public Transaction {
public:
    explicit MemoryTransaction(std::shared_ptr<Database> database)
        : database_(std::move(database)), turn_(std::in_place, database_->turnstile, store_name),
          version_(database_->commits) {}
    ~MemoryTransaction() override {
        if (turn_) undo_to(0);
    }

    bool get(const TableInfo& table, std::span<const Cell> key, void* into) override {
        check_key(table, key);
        const void* found = open(table).find(encoded(key));
        if (found == nullptr) return false;
        table.record->copy(into, found);
        return true;
    }
    void put(const TableInfo& table, const void* record) override {
        MemoryTable& target = open_to_write(table);
        check_storable(target.checked(), record);
        write(target, encoded(table, table.key, record), copy_of(*table.record, record));
    }
    bool insert(const TableInfo& table, const void* record) override {
        MemoryTable& target = open_to_write(table);
        check_storable(target.checked(), record);
        std::string key = encoded(table, table.key, record);
        if (target.find(key) != nullptr) return false;
        write(target, std::move(key), copy_of(*table.record, record));
        return true;
    }
    bool erase(const TableInfo& table, std::span<const Cell> key) override {
        MemoryTable& target = open_to_write(table);
        check_key(table, key);
        std::string wanted = encoded(key);
        if (target.find(wanted) == nullptr) return false;
        write(target, std::move(wanted), nothing_held());
        return true;
    }
    void pass_on() override {
        if (turn_) turn_->pass_on();
    }
    void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) override {
        const MemoryTable& source = open(table);
        const ScanGuard guard{scans_};
        source.scan(scan, visit);
    }

    void begin_savepoint() override {
        check_open();
        savepoints_.push_back(undo_.size());
    }
    void release_savepoint() override { static_cast<void>(end_savepoint()); }
    void rollback_savepoint() override { undo_to(end_savepoint()); }
    void commit() override {
        check_open();
        check_not_scanning();
        undo_.clear();
        version_ = ++database_->commits;
        turn_.reset();
    }
    std::optional<std::uint64_t> content_version() override { return version_; }

private:
    void check_open() const {
        if (!turn_) fail(ErrorCode::store_failed, store_name, "the transaction has ended", "an open transaction");
    }
    void check_not_scanning() const {
        if (scans_ > 0)
            fail(ErrorCode::store_failed, store_name, "a write from within a scan", "a visitor that only reads");
    }
    MemoryTable& open(const TableInfo& info) {
        check_open();
        return database_->table(info);
    }
    MemoryTable& open_to_write(const TableInfo& info) {
        check_not_scanning();
        return open(info);
    }
    void write(MemoryTable& table, std::string key, Held record) {
        Undo& undo = undo_.emplace_back(Undo{&table, std::move(key), nothing_held()});
        undo.before = table.replace(undo.key, std::move(record));
    }
    std::size_t end_savepoint() {
        check_open();
        check_not_scanning();
        if (savepoints_.empty())
            fail(ErrorCode::store_failed, store_name, "no savepoint is open", "a savepoint that was begun");
        const std::size_t size = savepoints_.back();
        savepoints_.pop_back();
        return size;
    }
    void undo_to(std::size_t size) {
        while (undo_.size() > size) {
            Undo last = std::move(undo_.back());
            undo_.pop_back();
            last.table->replace(last.key, std::move(last.before));
        }
    }

    std::shared_ptr<Database> database_;
    std::optional<Turn> turn_;  ///< empty when the transaction has ended
    std::uint64_t version_;
    std::vector<Undo> undo_;
    std::vector<std::size_t> savepoints_;
    int scans_ = 0;
};

class MemoryStore final : public Store {
public:
    void create_tables(std::span<const TableInfo* const> tables) override {
        const Turn turn{database_->turnstile, store_name};
        for (const TableInfo* table : tables) {
            const auto [found, is_new] = database_->tables.try_emplace(table->name, *table);
            if (!is_new && layout_of(found->second.info()) != layout_of(*table)) {
                fail(ErrorCode::store_version, store_name, table->name, "a table of the same columns, key and indexes");
            }
        }
    }
    std::unique_ptr<Transaction> begin() override { return std::make_unique<MemoryTransaction>(database_); }

private:
    std::shared_ptr<Database> database_ = std::make_shared<Database>();
};

}  // namespace

std::shared_ptr<Store> make_memory_store() { return std::make_shared<MemoryStore>(); }

}  // namespace marketplace
