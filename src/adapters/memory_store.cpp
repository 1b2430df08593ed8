// Tables as ordered maps of records, with an undo log for transactions and savepoints.

#include <marketplace/adapters/memory.hpp>

#include <map>
#include <mutex>
#include <set>

namespace marketplace {
namespace {

using Key = std::vector<Cell>;
using Held = std::shared_ptr<const void>;

Held copy_of(const TypeInfo& type, const void* record) {
    void* copy = type.create();
    Held held{copy, type.destroy};
    type.copy(copy, record);
    return held;
}

Key cells_of(const TableInfo& table, std::span<const std::size_t> columns, const void* record) {
    Key key;
    key.reserve(columns.size());
    for (const std::size_t column : columns) key.push_back(cell_of(table.columns[column], record));
    return key;
}

/// One table and its indexes; an index entry is the index columns followed by the key.
struct Table {
    std::map<Key, Held> rows;
    std::vector<std::set<Key>> indexes;
};

/// What a row was before it was written; null when it did not exist.
struct Undo {
    const TableInfo* table;
    Key key;
    Held before;
};

class MemoryStore;

class MemoryTransaction final : public Transaction {
public:
    MemoryTransaction(std::map<std::string, Table>& tables, std::unique_lock<std::mutex> lock)
        : tables_(tables), lock_(std::move(lock)) {}
    ~MemoryTransaction() override {
        if (lock_.owns_lock()) undo_to(0);
    }

    bool get(const TableInfo& table, std::span<const Cell> key, void* into) override {
        const auto& rows = open(table).rows;
        const auto found = rows.find(Key{key.begin(), key.end()});
        if (found == rows.end()) return false;
        table.record->copy(into, found->second.get());
        return true;
    }
    void put(const TableInfo& table, const void* record) override {
        write(table, cells_of(table, table.key, record), copy_of(*table.record, record));
    }
    bool insert(const TableInfo& table, const void* record) override {
        Key key = cells_of(table, table.key, record);
        if (open(table).rows.contains(key)) return false;
        write(table, std::move(key), copy_of(*table.record, record));
        return true;
    }
    bool erase(const TableInfo& table, std::span<const Cell> key) override {
        const Key wanted{key.begin(), key.end()};
        if (!open(table).rows.contains(wanted)) return false;
        write(table, wanted, nullptr);
        return true;
    }
    void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) override;

    void begin_savepoint() override { savepoints_.push_back(undo_.size()); }
    void release_savepoint() override { savepoints_.pop_back(); }
    void rollback_savepoint() override {
        undo_to(savepoints_.back());
        savepoints_.pop_back();
    }
    void commit() override {
        undo_.clear();
        lock_.unlock();
    }

private:
    Table& open(const TableInfo& info) {
        const auto found = tables_.find(info.name);
        if (found == tables_.end()) fail(ErrorCode::store_failed, "table", info.name, "a table that was created");
        return found->second;
    }
    void write(const TableInfo& info, Key key, Held record) {
        Held before = replace(info, key, std::move(record));
        undo_.push_back({&info, std::move(key), std::move(before)});
    }
    /// Puts a row, or removes it for null, and keeps the indexes in step. Returns what was there.
    Held replace(const TableInfo& info, const Key& key, Held record) {
        Table& table = open(info);
        Held& slot = table.rows[key];
        Held before = slot;
        for (std::size_t i = 0; i < info.indexes.size(); ++i) {
            if (before) table.indexes[i].erase(entry(info, i, key, before.get()));
            if (record) table.indexes[i].insert(entry(info, i, key, record.get()));
        }
        if (record) {
            slot = std::move(record);
        } else {
            table.rows.erase(key);
        }
        return before;
    }
    static Key entry(const TableInfo& info, std::size_t index, const Key& key, const void* record) {
        Key out = cells_of(info, info.indexes[index].columns, record);
        out.insert(out.end(), key.begin(), key.end());
        return out;
    }
    void undo_to(std::size_t size) {
        while (undo_.size() > size) {
            Undo last = std::move(undo_.back());
            undo_.pop_back();
            replace(*last.table, last.key, std::move(last.before));
        }
    }

    std::map<std::string, Table>& tables_;
    std::unique_lock<std::mutex> lock_;
    std::vector<Undo> undo_;
    std::vector<std::size_t> savepoints_;
};

/// Where a key stands against the bounds of a scan.
class Bounds {
public:
    explicit Bounds(const Scan& scan) : scan_(scan), lower_(scan.prefix), upper_(scan.prefix) {
        if (scan.from) lower_.push_back(*scan.from);
        if (scan.to) upper_.push_back(*scan.to);
    }
    [[nodiscard]] const Key& lower() const noexcept { return lower_; }
    [[nodiscard]] bool above(const Key& key) const {
        const Key head{key.begin(), key.begin() + static_cast<std::ptrdiff_t>(std::min(key.size(), upper_.size()))};
        return scan_.to ? head >= upper_ : head > upper_;
    }
    [[nodiscard]] bool skipped(const Key& key) const {
        if (scan_.after.empty()) return false;
        return scan_.descending ? key >= scan_.after : key <= scan_.after;
    }

private:
    const Scan& scan_;
    Key lower_;
    Key upper_;
};

void MemoryTransaction::scan(const TableInfo& info, const Scan& scan, const RecordVisitor& visit) {
    Table& table = open(info);
    const Bounds bounds{scan};
    std::vector<Held> rows;  // the rows stay as they are while the visitor looks at them
    const auto collect = [&](const Key& key, const Held& held) {
        if (!bounds.skipped(key)) rows.push_back(held);
    };
    if (scan.index.empty()) {
        for (auto at = table.rows.lower_bound(bounds.lower()); at != table.rows.end() && !bounds.above(at->first); ++at) collect(at->first, at->second);
    } else {
        std::size_t index = 0;
        while (index < info.indexes.size() && info.indexes[index].name != scan.index) ++index;
        if (index == info.indexes.size()) fail(ErrorCode::store_failed, info.name + ".index", scan.index, "a declared index");
        const std::size_t width = info.indexes[index].columns.size();
        const std::set<Key>& entries = table.indexes[index];
        for (auto at = entries.lower_bound(bounds.lower()); at != entries.end() && !bounds.above(*at); ++at) {
            collect(*at, table.rows.at(Key{at->begin() + static_cast<std::ptrdiff_t>(width), at->end()}));
        }
    }
    const std::size_t count = std::min(rows.size(), scan.limit);
    for (std::size_t i = 0; i < count; ++i) {
        if (!visit(rows[scan.descending ? rows.size() - 1 - i : i].get())) return;
    }
}

class MemoryStore final : public Store {
public:
    void create_tables(std::span<const TableInfo* const> tables) override {
        const std::lock_guard lock{mutex_};
        for (const TableInfo* table : tables) tables_[table->name].indexes.resize(table->indexes.size());
    }
    std::unique_ptr<Transaction> begin() override {
        return std::make_unique<MemoryTransaction>(tables_, std::unique_lock{mutex_});
    }

private:
    std::mutex mutex_;
    std::map<std::string, Table> tables_;
};

}  // namespace

std::shared_ptr<Store> make_memory_store() { return std::make_shared<MemoryStore>(); }

}  // namespace marketplace
