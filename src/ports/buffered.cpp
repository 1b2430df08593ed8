#include "ending.hpp"

#include <marketplace/ports/buffered.hpp>

#include <algorithm>
#include <tuple>

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

/// Lets a scan begin at a place within its group, if this can be said with a bound; false if not.
bool begin_at(Scan& scan, const std::string& place) {
    std::vector<Cell> cells = decoded(place);
    if (cells.size() != 1) return false;
    scan.from = std::move(cells.front());
    return true;
}

/// The first place that is inside.
std::string start_of(const KeyRange& range) { return range.first_excluded ? range.first + '\0' : range.first; }

class BufferedTransaction final : public Transaction {
public:
    BufferedTransaction(std::unique_ptr<Transaction> store, std::shared_ptr<RowCache> cache,
                        std::shared_ptr<Ending> ending)
        : store_(std::move(store)), cache_(std::move(cache)), ending_(std::move(ending)) {}
    ~BufferedTransaction() override {
        store_.reset();
        if (is_open_) ending_->abandon(*cache_);
    }

    bool get(const TableInfo& table, std::span<const Cell> key, void* into) override {
        check_key(table, key);
        const CachedEntry& row = known(open(table), encoded_key(key), [&] { return key; });
        if (!row.record) return false;
        table.record->copy(into, row.record.get());
        return true;
    }
    const void* look(const TableInfo& table, std::span<const Cell> key, void* /*into*/) override {
        check_key(table, key);
        return known(open(table), encoded_key(key), [&] { return key; }).record.get();
    }
    void put(const TableInfo& table, const void* record) override {
        put_owned(table, copy_of(*table.record, record));
    }
    void put_owned(const TableInfo& table, OwnedRecord record) override {
        check_writable();
        CachedTable& target = open(table);
        target.check(record.get());
        const std::string_view key = encoded_key(table, record.get());
        CachedEntry* entry = target.recent(key);
        bool is_new = false;
        if (entry == nullptr) {
            const RowKey row{key};
            std::tie(entry, is_new) = target.enter(row);
            if (is_new && target.knows_absence(row)) entry->stored = Stored::no;
        }
        write(target, *entry, !is_new || target.is_whole(), std::move(record));
    }
    bool insert(const TableInfo& table, const void* record) override {
        check_writable();
        CachedTable& target = open(table);
        target.check(record);
        CachedEntry& entry =
            known(target, encoded_key(table, record), [&] { return cells_of(table, table.key, record); });
        if (entry.record) return false;
        write(target, entry, true, copy_of(*table.record, record));
        return true;
    }
    void insert_owned(const TableInfo& table, OwnedRecords records) override {
        check_writable();
        CachedTable& target = found(table);
        if (!savepoints_.empty() || !target.can_append()) return insert_all(table, records.each);
        for (const void* record : records.each) target.check(record);
        target.append(std::move(records));
    }
    bool erase(const TableInfo& table, std::span<const Cell> key) override {
        check_writable();
        check_key(table, key);
        CachedTable& target = open(table);
        CachedEntry& entry = known(target, encoded_key(key), [&] { return key; });
        if (!entry.record) return false;
        write(target, entry, true, nothing_held());
        return true;
    }
    /// Visits what is known from the beginning on. Then learns the rows of the store page by page and visits what is
    /// known of that page by now: rows of the store that were not changed, and those that were changed into it.
    void scan(const TableInfo& table, const Scan& scan, const RecordVisitor& visit) override {
        CachedTable& source = open(table);
        CachedOrder& order = source.order(scan);
        CachedGroup& group = order.group(encoded_group(scan));
        group.last_used = cache_->tick();
        Walk walk{order, group, key_.size(), visit, scan.limit, scan.descending};
        const bool is_bounded = scan.from || scan.to || !scan.after.empty();
        if (group.knows_all() && !is_bounded)
            return static_cast<void>(visit_rows(group.rows.begin(), group.rows.end(), walk));
        KeyRange range = range_behind_prefix(scan);
        const std::string start = start_of(range);
        const std::string_view known = group.known_from(start);
        if (known >= range.last) return static_cast<void>(visit_all(range, walk));
        Scan page = scan;
        if (!scan.descending && known > start) {
            KeyRange first = range;
            first.last = known;
            if (!visit_all(first, walk)) return;
            if (begin_behind(source.info(), first.last, walk, page)) {
                range.first = first.last;
                range.first_excluded = false;
            }
        }
        learn_and_visit(source, page, std::move(range), walk);
    }

    void expect_none(const TableInfo& table, const Scan& scan) override {
        CachedTable& source = open(table);
        if (source.is_whole()) return;
        CachedGroup& group = source.order(scan).group(encoded_group(scan));
        group.last_used = cache_->tick();
        const KeyRange range = range_behind_prefix(scan);
        group.know(start_of(range), range.last);
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
        is_open_ = false;
        undo_.clear();
        ending_->commit(std::move(store_), *cache_);
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

    /// A table of which something is asked, or to whose rows something is done.
    CachedTable& open(const TableInfo& table) {
        CachedTable& opened = found(table);
        if (opened.has_appended()) opened.enter_appended();
        return opened;
    }
    CachedTable& found(const TableInfo& table) {
        check_open();
        if (last_ != nullptr && &last_->info() == &table) return *last_;
        CachedTable* found = cache_->find(table);
        if (found == nullptr) {
            Scan first;
            first.limit = cache_->is_kept() ? 1 : 0;
            bool is_empty = cache_->is_kept();
            store_->scan(table, first, [&](const void*) { return is_empty = false; });  // refuses what is not there
            found = &cache_->open(table, is_empty);
        }
        last_ = found;
        return *last_;
    }

    /// Keys as the memory knows them, valid until the next one is asked for.
    std::string_view encoded_key(std::span<const Cell> key) {
        key_.clear();
        for (const Cell& cell : key) encode(key_, cell);
        return key_;
    }
    /// What the places of a scan begin with.
    const std::string& encoded_group(const Scan& scan) {
        key_.clear();
        for (const Cell& cell : scan.prefix) encode(key_, cell);
        return key_;
    }
    std::string_view encoded_key(const TableInfo& table, const void* record) {
        key_.clear();
        encode(key_, table, table.key, record);
        return key_;
    }

    /// The row of a key, read from the store when it was not known.
    template <class Key>
    CachedEntry& known(CachedTable& table, std::string_view encoded, Key key) {
        CachedEntry* entry = table.recent(encoded);
        if (entry == nullptr) entry = &looked_up(table, RowKey{encoded}, key);
        if (entry->last_used < cache_->began()) table.want();
        entry->last_used = cache_->tick();
        return *entry;
    }
    template <class Key>
    CachedEntry& looked_up(CachedTable& table, const RowKey& encoded, Key key) {
        if (CachedEntry* entry = table.find(encoded)) return *entry;
        Held record = table.knows_absence(encoded) ? nothing_held() : read(table.info(), key());
        if (record) table.want();
        CachedEntry& entered = *table.enter(encoded).first;
        entered.stored = record ? Stored::yes : Stored::no;
        entered.record = std::move(record);
        entered.last_used = cache_->tick();
        return entered;
    }
    Held read(const TableInfo& table, std::span<const Cell> key) {
        Held record{table.record->create(), table.record->destroy};
        if (!store_->get(table, key, record.get())) record.reset();
        return record;
    }

    /// A scan under way.
    struct Walk {
        CachedOrder& order;
        CachedGroup& group;
        std::size_t prefix;  ///< the length of what all places of the group begin with
        const RecordVisitor& visit;
        std::size_t left;  ///< of its limit
        bool descending;
        const CachedEntry* last = nullptr;  ///< that was visited
    };

    /// Lets a scan go on behind what was visited, if this can be said: behind the last row, or with a bound.
    static bool begin_behind(const TableInfo& table, const std::string& known, const Walk& walk, Scan& scan) {
        if (walk.last == nullptr) return scan.after.empty() && begin_at(scan, known);
        scan.after = cells_of(table, walk.order.columns(), walk.last->record.get());
        return true;
    }

    void learn_and_visit(CachedTable& source, Scan& page, KeyRange range, Walk& walk) {
        while (walk.left > 0) {
            page.limit = std::min(walk.left, page_rows);
            const bool is_last = learn_page(source, walk.order, page);
            KeyRange within = range;
            if (!is_last) cut(within, range, encoded(page.after).substr(walk.prefix), walk.descending);
            walk.group.know(start_of(within), within.last);
            if (!visit_all(within, walk) || is_last) return;
        }
    }
    /// Reads the next rows and sets `page` to go on behind them; true if these were the last.
    bool learn_page(CachedTable& source, CachedOrder& order, Scan& page) {
        std::size_t rows = 0;
        store_->scan(source.info(), page, [&](const void* record) {
            source.learn(order, record, cache_->tick());
            if (++rows == page.limit) page.after = cells_of(source.info(), order.columns(), record);
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
    /// False when the visitor or the limit has ended the scan. A scan by the visitor may learn rows meanwhile, but
    /// none that come between these.
    bool visit_all(const KeyRange& range, Walk& walk) {
        if (range.last <= range.first) return walk.left > 0;
        const auto& rows = walk.group.rows;
        const auto first = range.first_excluded ? rows.upper_bound(range.first) : rows.lower_bound(range.first);
        return visit_rows(first, rows.lower_bound(range.last), walk);
    }
    using RowPlace = decltype(CachedGroup::rows)::const_iterator;
    bool visit_rows(RowPlace first, RowPlace last, Walk& walk) {
        const Counted scanning{scans_};
        for (auto next = walk.descending ? last : first; walk.left > 0 && next != (walk.descending ? first : last);) {
            CachedEntry* entry = walk.descending ? (--next)->second : (next++)->second;
            entry->last_used = cache_->tick();
            walk.last = entry;
            --walk.left;
            if (!walk.visit(entry->record.get())) return false;
        }
        return walk.left > 0;
    }

    void write(CachedTable& target, CachedEntry& entry, bool is_known, Held record) {
        entry.last_used = cache_->tick();
        const bool was_dirty = entry.dirty;
        Held before = target.set(entry, std::move(record), true);
        if (!savepoints_.empty()) undo_.push_back({&target, &entry, std::move(before), was_dirty, is_known});
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
    std::shared_ptr<Ending> ending_;
    CachedTable* last_ = nullptr;  ///< most calls are about the table of the call before
    std::string key_;  ///< working memory
    std::vector<Undo> undo_;
    std::vector<std::size_t> savepoints_;
    int scans_ = 0;
    bool is_open_ = true;
};

/// Everything is written when the transaction commits, by the transaction that it read through.
class AtOnce final : public Ending {
public:
    void commit(std::unique_ptr<Transaction> store, RowCache& cache) override {
        try {
            write_changes(*store, cache.take_changes());
            store->commit();
        } catch (...) {
            cache.forget_all();
            cache.end();
            throw;
        }
        cache.settle(store->content_version());
        cache.end();
    }
    void abandon(RowCache& cache) override { cache.abandon(); }
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

namespace ports_detail {

std::unique_ptr<Transaction> buffered(std::unique_ptr<Transaction> store, std::shared_ptr<RowCache> cache,
                                      std::shared_ptr<Ending> ending) {
    return std::make_unique<BufferedTransaction>(std::move(store), std::move(cache), std::move(ending));
}

}  // namespace ports_detail

std::shared_ptr<RowMemory> make_row_memory(std::size_t rows_max) { return std::make_shared<RowCache>(rows_max); }

std::unique_ptr<Transaction> buffered(std::unique_ptr<Transaction> transaction) {
    return buffered(std::move(transaction), make_row_memory(0));
}

std::unique_ptr<Transaction> buffered(std::unique_ptr<Transaction> transaction, std::shared_ptr<RowMemory> memory) {
    static const std::shared_ptr<Ending> at_once = std::make_shared<AtOnce>();
    memory->begin(transaction->content_version());
    return ports_detail::buffered(std::move(transaction), std::move(memory), at_once);
}

std::shared_ptr<Store> make_buffered_store(std::shared_ptr<Store> store) {
    return std::make_shared<BufferedStore>(std::move(store));
}

}  // namespace marketplace
