#pragma once
// A transaction that notes down what is written through it.

#include <marketplace/engine/engine.hpp>
#include <marketplace/ports/store.hpp>

#include <vector>

namespace marketplace::engine_detail {

/// Passes everything on to another transaction, and keeps a copy of each row as JSON.
class RecordingTransaction final : public Transaction {
public:
    RecordingTransaction(Transaction& inner, std::vector<PreviewedRow>& rows) : inner_(inner), rows_(rows) {}

    bool get(const TableInfo& table, std::span<const Cell> key, void* into) override {
        return inner_.get(table, key, into);
    }
    const void* look(const TableInfo& table, std::span<const Cell> key, void* into) override {
        return inner_.look(table, key, into);
    }
    void put(const TableInfo& table, const void* record) override;
    void put_owned(const TableInfo& table, OwnedRecord record) override;
    bool insert(const TableInfo& table, const void* record) override;
    void insert_all(const TableInfo& table, std::span<const void* const> records) override;
    void insert_owned(const TableInfo& table, OwnedRecords records) override;
    bool erase(const TableInfo& table, std::span<const Cell> key) override;
    void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) override {
        inner_.scan(table, scan, visit);
    }
    void expect_none(const TableInfo& table, const Scan& scan) override { inner_.expect_none(table, scan); }
    void begin_savepoint() override;
    void release_savepoint() override;
    void rollback_savepoint() override;
    void commit() override { inner_.commit(); }

private:
    void note(const TableInfo& table, const void* record);

    Transaction& inner_;
    std::vector<PreviewedRow>& rows_;
    std::vector<std::size_t> savepoints_;  ///< how many rows there were
};

}  // namespace marketplace::engine_detail
