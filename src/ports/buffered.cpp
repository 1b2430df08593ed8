#include <marketplace/ports/buffered.hpp>
#include <marketplace/ports/key_encoding.hpp>

#include <algorithm>
#include <unordered_map>

namespace marketplace {
namespace {

using namespace ports_detail;

constexpr std::string_view this_name = "buffered transaction";

/// What is known of a row: its record, or that there is none.
struct Row {
    Held record = nothing_held();
    bool dirty = false;  ///< the store has not been told yet
};

using Rows = std::unordered_map<std::string, Row>;

/// One table: every row that was read or written.
struct Buffer {
    const TableInfo* info = nullptr;
    Rows rows;
    std::vector<Rows::value_type*> dirty;  ///< each dirty row at least once
    std::size_t flushes = 0;
};

/// What a row was when it was first changed after a savepoint.
struct Undo {
    Buffer* buffer;
    Rows::value_type* row;
    Row before;
    bool is_known;        ///< false: nobody had asked the store for it
    std::size_t flushes;  ///< of the buffer, then
};

/// Rows of a scan that are read at a time.
constexpr std::size_t page_rows = 256;

/// Counts while it lives.
class Counted {
public:
    explicit Counted(int& count) : count_(count) { ++count_; }
    ~Counted() { --count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    int& count_;
};

class BufferedTransaction final : public Transaction {
public:
    explicit BufferedTransaction(std::unique_ptr<Transaction> store) : store_(std::move(store)) {}

    bool get(const TableInfo& table, std::span<const Cell> key, void* into) override {
        check_key(table, key);
        const Row& row = known(buffer(table), encoded(key), key).second;
        if (!row.record) return false;
        table.record->copy(into, row.record.get());
        return true;
    }
    void put(const TableInfo& table, const void* record) override {
        check_writable();
        check_storable(table, record);
        Buffer& target = buffer(table);
        const auto [row, is_new] = target.rows.try_emplace(encoded(table, table.key, record));
        write(target, *row, !is_new, copy_of(*table.record, record));
    }
    bool insert(const TableInfo& table, const void* record) override {
        check_writable();
        check_storable(table, record);
        Buffer& target = buffer(table);
        Rows::value_type& row =
            known(target, encoded(table, table.key, record), [&] { return cells_of(table, table.key, record); });
        if (row.second.record) return false;
        write(target, row, true, copy_of(*table.record, record));
        return true;
    }
    bool erase(const TableInfo& table, std::span<const Cell> key) override {
        check_writable();
        check_key(table, key);
        Buffer& target = buffer(table);
        Rows::value_type& row = known(target, encoded(key), key);
        if (!row.second.record) return false;
        write(target, row, true, nothing_held());
        return true;
    }
    void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) override {
        check_open();
        Scan page = scan;
        for (std::size_t left = scan.limit; left > 0; left -= page.limit) {
            // The store is not scanning while the visitor looks, so that a scan within it may write what is pending.
            flush(buffer(table));
            page.limit = std::min(left, page_rows);
            const std::vector<Held> rows = read_page(table, page);
            if (!visit_all(rows, visit) || rows.size() < page.limit) return;
            page.after = cells_of(table, order_of(table, scan), rows.back().get());
        }
    }

    void begin_savepoint() override {
        check_writable();
        savepoints_.push_back(undo_.size());
    }
    void release_savepoint() override {
        static_cast<void>(end_savepoint());
        if (savepoints_.empty()) undo_.clear();
    }
    void rollback_savepoint() override { undo_to(end_savepoint()); }

    void commit() override {
        check_writable();
        for (Buffer* each : order_) flush(*each);
        store_->commit();
        is_open_ = false;
    }

private:
    void check_open() const {
        if (!is_open_) fail(ErrorCode::store_failed, this_name, "the transaction has ended", "an open transaction");
    }
    void check_writable() const {
        check_open();
        if (scans_ > 0)
            fail(ErrorCode::store_failed, this_name, "a write from within a scan", "a visitor that only reads");
    }
    std::vector<Held> read_page(const TableInfo& table, const Scan& page) {
        std::vector<Held> rows;
        store_->scan(table, page, [&](const void* record) {
            rows.push_back(copy_of(*table.record, record));
            return true;
        });
        return rows;
    }
    bool visit_all(std::span<const Held> rows, const RecordVisitor& visit) {
        const Counted scanning{scans_};
        return std::all_of(rows.begin(), rows.end(), [&](const Held& row) { return visit(row.get()); });
    }
    std::size_t end_savepoint() {
        check_writable();
        if (savepoints_.empty())
            fail(ErrorCode::store_failed, this_name, "no savepoint is open", "a savepoint that was begun");
        const std::size_t size = savepoints_.back();
        savepoints_.pop_back();
        return size;
    }

    Buffer& buffer(const TableInfo& table) {
        check_open();
        if (last_ != nullptr && last_->info == &table) return *last_;
        const auto found = buffers_.find(&table);
        return *(last_ = found == buffers_.end() ? &opened(table) : &found->second);
    }
    Buffer& opened(const TableInfo& table) {
        Scan nothing;
        nothing.limit = 0;
        store_->scan(table, nothing,
                     [](const void*) { return false; });  // refuses a table that the store does not have
        Buffer& made = buffers_[&table];
        made.info = &table;
        order_.push_back(&made);
        return made;
    }

    /// The row of a key, read from the store when it was not known.
    Rows::value_type& known(Buffer& from, std::string encoded_key, std::span<const Cell> key) {
        return known(from, std::move(encoded_key), [&] { return key; });
    }
    template <class Key>
        requires std::is_invocable_v<Key>
    Rows::value_type& known(Buffer& from, std::string encoded_key, Key key) {
        const auto found = from.rows.find(encoded_key);
        if (found != from.rows.end()) return *found;
        return *from.rows.try_emplace(std::move(encoded_key), Row{read(*from.info, key()), false}).first;
    }
    Held read(const TableInfo& table, std::span<const Cell> key) {
        Held record{table.record->create(), table.record->destroy};
        if (!store_->get(table, key, record.get())) record.reset();
        return record;
    }

    void write(Buffer& target, Rows::value_type& row, bool is_known, Held record) {
        Row& now = row.second;
        if (!savepoints_.empty()) {
            undo_.push_back({&target, &row, {std::move(now.record), now.dirty}, is_known, target.flushes});
        }
        now.record = std::move(record);
        if (!now.dirty) target.dirty.push_back(&row);
        now.dirty = true;
    }

    /// Writes what is pending in the order of the keys, which touches each page of the store once.
    void flush(Buffer& target) {
        if (target.dirty.empty()) return;
        if (!savepoints_.empty()) learn_before(target);
        std::sort(target.dirty.begin(), target.dirty.end(),
                  [](const auto* a, const auto* b) { return a->first < b->first; });
        for (Rows::value_type* row : target.dirty) {
            if (!row->second.dirty) continue;  // listed twice, or taken back
            write_through(*target.info, *row);
            row->second.dirty = false;
        }
        target.dirty.clear();
        target.flushes += 1;
    }
    void write_through(const TableInfo& table, const Rows::value_type& row) {
        if (row.second.record) {
            store_->put(table, row.second.record.get());
        } else {
            static_cast<void>(store_->erase(table, decoded(row.first)));
        }
    }
    /// A row that is about to be overwritten in the store must be known, should it have to come back.
    void learn_before(Buffer& target) {
        for (Undo& undo : undo_) {
            if (undo.buffer != &target || undo.is_known) continue;
            undo.before = {read(*target.info, decoded(undo.row->first)), false};
            undo.is_known = true;
        }
    }

    void undo_to(std::size_t size) {
        while (undo_.size() > size) {
            Undo last = std::move(undo_.back());
            undo_.pop_back();
            if (!last.is_known) {
                forget(*last.buffer, *last.row);
                continue;
            }
            Row& now = last.row->second;
            const bool was_listed = now.dirty;
            const bool was_flushed = last.buffer->flushes != last.flushes;
            now.record = std::move(last.before.record);
            now.dirty = last.before.dirty || was_flushed;
            if (now.dirty && !was_listed) last.buffer->dirty.push_back(last.row);
        }
    }
    static void forget(Buffer& buffer, Rows::value_type& row) {
        std::erase(buffer.dirty, &row);
        buffer.rows.erase(row.first);
    }

    std::unique_ptr<Transaction> store_;
    std::unordered_map<const TableInfo*, Buffer> buffers_;
    std::vector<Buffer*> order_;  ///< in which tables were first used, so that writes come in a fixed order
    Buffer* last_ = nullptr;      ///< most calls are about the table of the call before
    std::vector<Undo> undo_;
    std::vector<std::size_t> savepoints_;
    int scans_ = 0;
    bool is_open_ = true;
};

class BufferedStore final : public Store {
public:
    explicit BufferedStore(std::shared_ptr<Store> store) : store_(std::move(store)) {}
    void create_tables(std::span<const TableInfo* const> tables) override { store_->create_tables(tables); }
    std::unique_ptr<Transaction> begin() override { return buffered(store_->begin()); }

private:
    std::shared_ptr<Store> store_;
};

}  // namespace

std::unique_ptr<Transaction> buffered(std::unique_ptr<Transaction> transaction) {
    return std::make_unique<BufferedTransaction>(std::move(transaction));
}

std::shared_ptr<Store> make_buffered_store(std::shared_ptr<Store> store) {
    return std::make_shared<BufferedStore>(std::move(store));
}

}  // namespace marketplace
