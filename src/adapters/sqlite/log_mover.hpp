#pragma once
// Moves SQLite's write-ahead log into the database file.
//
// The log begins anew only when all of it was moved and no reader needs any of it. Where transactions wait for each
// other it is moved before one of them begins. In a stream that would keep the stream waiting for the disk, and readers
// follow one another beside the writer. So there a thread of its own moves it beside both, all but its end; and now and
// then, between two transactions, where nobody reads, the short rest is moved as well.

#include "../../ports/worker.hpp"
#include "connection.hpp"

#include <memory>

namespace marketplace::sqlite {

/// Throws `out_of_range` for a size of the log that none can have.
void check_log_size(const SqliteOptions& options);

/// To be used by whoever is inside the database.
class LogMover {
public:
    explicit LogMover(SqliteOptions options);

    /// Whether a log of so many pages is to be moved before a transaction begins.
    [[nodiscard]] bool is_due(int pages);
    /// A transaction has left a log of so many pages, and others of its stream follow.
    void after_commit_in_stream(int pages);
    /// The same without a stream, or while it pauses.
    void after_commit(int pages);

private:
    void move_beside(int pages);
    void move();

    SqliteOptions options_;
    int pages_of_move_;
    bool streams_ = false;
    int commits_of_pause_ = 0;  ///< since the stream's last one
    int moved_pages_ = 0;  ///< the length of the log when the last move beside others began
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<ports_detail::Worker> worker_;  // last, since it uses the others
};

}  // namespace marketplace::sqlite
