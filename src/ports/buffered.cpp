#include "row_cache.hpp"

#include <marketplace/ports/buffered.hpp>

#include <algorithm>

namespace marketplace {
namespace {

using namespace ports_detail;

constexpr std::string_view this_name = "buffered transaction";

/// What a row was when it was first changed after a savepoint.
struct Undo {
    CachedTable* table;
    CachedEntry* entry;
    Held record;
    bool dirty;
    bool is_known;  ///< false: nobody had asked the store for it
};

/// Rows of a scan that are read from the store at a time.
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

/// Lets a scan begin at a place, if this can be said with a bound; false if not.
bool begin_at(Scan& scan, const std::string& place) {
    const std::string prefix = encoded(scan.prefix);
    if (!place.starts_with(prefix)) return false;
    std::vector<Cell> cells = decoded(std::string_view{place}.substr(prefix.size()));
    if (cells.size() != 1) return false;
    scan.from = std::move(cells.front());
    return true;
}

/// The first known rows of a range, in the direction of the scan, up to a limit.
std::vector<CachedEntry*> rows_within(const CachedOrder& order, const KeyRange& range, bool descending,
                                      std::size_t limit) {
    std::vector<CachedEntry*> rows;
    if (range.last <= range.first) return rows;
    const auto first = range.first_excluded ? order.rows.upper_bound(range.first) : order.rows.lower_bound(range.first);
    if (descending) {
        for (auto at = order.rows.lower_bound(range.last); rows.size() < limit && at != first;)
            rows.push_back((--at)->second);
    } else {
        for (auto at = first; rows.size() < limit && at != order.rows.end() && at->first < range.last; ++at)
            rows.push_back(at->second);
    }
    return rows;
}

class BufferedTransaction final : public Transaction {
public:
    BufferedTransaction(std::unique_ptr<Transaction> store, std::shared_ptr<RowCache> cache)
        : store_(std::move(store)), cache_(std::move(cache)) {
        cache_->begin(store_->content_version());
    }
    ~BufferedTransaction() override {
        if (is_open_) cache_->abandoned();
    }

    bool get(const TableInfo& table, std::span<const Cell> key, void* into) override {
        check_key(table, key);
        const CachedRow& row = known(open(table), encoded(key), [&] { return key; }).second;
        if (!row.record) return false;
        table.record->copy(into, row.record.get());
        return true;
    }
    void put(const TableInfo& table, const void* record) override {
        check_writable();
        check_storable(table, record);
        CachedTable& target = open(table);
        const auto [entry, is_new] = target.enter(encoded(table, table.key, record));
        write(target, *entry, !is_new, copy_of(*table.record, record));
    }
    bool insert(const TableInfo& table, const void* record) override {
        check_writable();
        check_storable(table, record);
        CachedTable& target = open(table);
        CachedEntry& entry =
            known(target, encoded(table, table.key, record), [&] { return cells_of(table, table.key, record); });
        if (entry.second.record) return false;
        write(target, entry, true, copy_of(*table.record, record));
        return true;
    }
    bool erase(const TableInfo& table, std::span<const Cell> key) override {
        check_writable();
        check_key(table, key);
        CachedTable& target = open(table);
        CachedEntry& entry = known(target, encoded(key), [&] { return key; });
        if (!entry.second.record) return false;
        write(target, entry, true, nothing_held());
        return true;
    }
    /// Learns the rows of the store page by page and visits what is then known of that page: rows of the store that
    /// were not changed, and those that were changed into it. What is known already is not asked for again.
    void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) override {
        CachedTable& source = open(table);
        CachedOrder& order = source.order(scan);
        KeyRange range = range_of(scan);
        std::size_t left = scan.limit;
        const std::string known = order.known_from(range.first);
        if (known >= range.last) return static_cast<void>(visit_all(order, range, scan.descending, left, visit));
        Scan page = scan;
        const bool is_from_the_beginning = scan.after.empty();
        const KeyRange whole = range;
        if (is_from_the_beginning && !scan.descending && known > range.first && begin_at(page, known)) {
            KeyRange first = range;
            first.last = range.first = known;
            if (!visit_all(order, first, false, left, visit)) return;
        }
        while (left > 0) {
            page.limit = std::min(left, page_rows);
            const bool is_last = learn_page(source, order, page);
            KeyRange within = range;
            if (!is_last) cut(within, range, encoded(page.after), scan.descending);
            if (is_last && is_from_the_beginning) order.know(whole.first, whole.last);
            if (!visit_all(order, within, scan.descending, left, visit) || is_last) return;
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
        try {
            for (CachedTable& each : cache_->tables()) flush(each);
            store_->commit();
        } catch (...) {
            is_open_ = false;
            cache_->abandoned();
            throw;
        }
        is_open_ = false;
        cache_->committed(store_->content_version());
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
    std::size_t end_savepoint() {
        check_writable();
        if (savepoints_.empty())
            fail(ErrorCode::store_failed, this_name, "no savepoint is open", "a savepoint that was begun");
        const std::size_t size = savepoints_.back();
        savepoints_.pop_back();
        return size;
    }

    CachedTable& open(const TableInfo& table) {
        check_open();
        if (last_ != nullptr && &last_->info() == &table) return *last_;
        CachedTable* found = cache_->find(table);
        if (found == nullptr) {
            Scan nothing;
            nothing.limit = 0;
            store_->scan(table, nothing, [](const void*) { return false; });  // refuses a table that is not there
            found = &cache_->open(table);
        }
        return *(last_ = found);
    }

    /// The row of a key, read from the store when it was not known.
    template <class Key>
    CachedEntry& known(CachedTable& table, std::string encoded_key, Key key) {
        CachedEntry* entry = table.find(encoded_key);
        if (entry == nullptr) {
            Held record = read(table.info(), key());
            entry = table.enter(std::move(encoded_key)).first;
            entry->second.record = std::move(record);
        }
        entry->second.last_used = cache_->tick();
        return *entry;
    }
    Held read(const TableInfo& table, std::span<const Cell> key) {
        Held record{table.record->create(), table.record->destroy};
        if (!store_->get(table, key, record.get())) record.reset();
        return record;
    }

    /// Reads the next rows and sets `page` to go on behind them; true if these were the last.
    bool learn_page(CachedTable& source, CachedOrder& order, Scan& page) {
        std::size_t rows = 0;
        store_->scan(source.info(), page, [&](const void* record) {
            source.learn(order, record, cache_->tick());
            if (++rows == page.limit) page.after = cells_of(source.info(), order.columns, record);
            return true;
        });
        return rows < page.limit;
    }
    /// Of what is left of a scan: the part up to a place, itself included, and what is left then.
    static void cut(KeyRange& part, KeyRange& left, std::string place, bool descending) {
        if (descending) {
            part.first = place;
            part.first_excluded = false;
            left.last = std::move(place);
        } else {
            part.last = place + '\0';
            left.first = std::move(place);
            left.first_excluded = true;
        }
    }
    /// False when the visitor or the limit has ended the scan.
    bool visit_all(const CachedOrder& order, const KeyRange& range, bool descending, std::size_t& left,
                   const RecordVisitor& visit) {
        const Counted scanning{scans_};
        for (CachedEntry* entry : rows_within(order, range, descending, left)) {
            entry->second.last_used = cache_->tick();
            --left;
            if (!visit(entry->second.record.get())) return false;
        }
        return left > 0;
    }

    void write(CachedTable& target, CachedEntry& entry, bool is_known, Held record) {
        entry.second.last_used = cache_->tick();
        const bool was_dirty = entry.second.dirty;
        Held before = target.set(entry, std::move(record), true);
        if (!savepoints_.empty()) undo_.push_back({&target, &entry, std::move(before), was_dirty, is_known});
    }

    /// Writes what is pending in the order of the keys, which touches each page of the store once.
    void flush(CachedTable& table) {
        for (const CachedEntry* entry : table.dirty()) {
            if (entry->second.record) {
                store_->put(table.info(), entry->second.record.get());
            } else {
                static_cast<void>(store_->erase(table.info(), decoded(entry->first)));
            }
        }
    }

    void undo_to(std::size_t size) {
        while (undo_.size() > size) {
            Undo last = std::move(undo_.back());
            undo_.pop_back();
            if (last.is_known) {
                static_cast<void>(last.table->set(*last.entry, std::move(last.record), last.dirty));
            } else {
                last.table->forget(*last.entry);
            }
        }
    }

    std::unique_ptr<Transaction> store_;
    std::shared_ptr<RowCache> cache_;
    CachedTable* last_ = nullptr;  ///< most calls are about the table of the call before
    std::vector<Undo> undo_;
    std::vector<std::size_t> savepoints_;
    int scans_ = 0;
    bool is_open_ = true;
};

class BufferedStore final : public Store {
public:
    explicit BufferedStore(std::shared_ptr<Store> store) : store_(std::move(store)) {}
    void create_tables(std::span<const TableInfo* const> tables) override { store_->create_tables(tables); }
    std::unique_ptr<Transaction> begin() override { return buffered(store_->begin(), memory_); }

private:
    std::shared_ptr<Store> store_;
    std::shared_ptr<RowMemory> memory_ = make_row_memory();
};

}  // namespace

std::shared_ptr<RowMemory> make_row_memory(std::size_t rows_max) { return std::make_shared<RowCache>(rows_max); }

std::unique_ptr<Transaction> buffered(std::unique_ptr<Transaction> transaction) {
    return buffered(std::move(transaction), make_row_memory(0));
}

std::unique_ptr<Transaction> buffered(std::unique_ptr<Transaction> transaction, std::shared_ptr<RowMemory> memory) {
    return std::make_unique<BufferedTransaction>(std::move(transaction), std::move(memory));
}

std::shared_ptr<Store> make_buffered_store(std::shared_ptr<Store> store) {
    return std::make_shared<BufferedStore>(std::move(store));
}

}  // namespace marketplace
