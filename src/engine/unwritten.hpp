#pragma once
// What the events of one transaction leave to be written after the last of them: rows that change with every event, and
// rows that none of them reads.

#include "ledger_writer.hpp"

#include <marketplace/engine/records.hpp>

#include <vector>

namespace marketplace::engine_detail {

struct Unwritten {
    OpenBook book;
    std::vector<StoredShare> shares;  ///< of orders that are placed once, so that these rows are new
};

inline void write(Transaction& store, Unwritten& rows) {
    write_book(store, rows.book);
    insert_all(store, std::exchange(rows.shares, {}));
}

/// Takes back what an event has left, unless it is kept.
class UnwrittenAttempt {
public:
    explicit UnwrittenAttempt(Unwritten& rows) : rows_(rows), book_(rows.book), shares_(rows.shares.size()) {}
    ~UnwrittenAttempt() { rows_.shares.resize(std::min(shares_, rows_.shares.size())); }
    UnwrittenAttempt(const UnwrittenAttempt&) = delete;
    UnwrittenAttempt& operator=(const UnwrittenAttempt&) = delete;

    void keep() noexcept {
        book_.keep();
        shares_ = rows_.shares.size();
    }

private:
    Unwritten& rows_;
    BookAttempt book_;
    std::size_t shares_;
};

}  // namespace marketplace::engine_detail
