#include "log_mover.hpp"

#include <utility>

namespace marketplace::sqlite {
namespace {

/// A log that is moved beside others may become longer than one that is moved at once, since nobody waits for it: pages
/// that change again and again are moved less often. It begins anew when it is so many times as long.
constexpr int moves_of_log = 4;
constexpr int moves_together = 2;

/// A stream that does not go on after so many other transactions has ended. Fewer, such as those of payments that are
/// made while it pauses, need not wait for the disk either.
constexpr int commits_of_pause_max = 16;

int pages_of(std::int64_t log_kib) {
    constexpr std::int64_t page_kib = page_bytes / 1024;
    constexpr std::int64_t log_kib_max = std::int64_t{1} << 30;
    if (log_kib < page_kib || log_kib > log_kib_max) {
        fail(ErrorCode::out_of_range, "log_kib", std::to_string(log_kib),
             std::to_string(page_kib) + " to " + std::to_string(log_kib_max));
    }
    return static_cast<int>(log_kib / page_kib);
}

}  // namespace

void check_log_size(const SqliteOptions& options) { static_cast<void>(pages_of(options.log_kib)); }

LogMover::LogMover(SqliteOptions options)
    : options_(std::move(options)), pages_of_move_(pages_of(options_.log_kib)) {}

bool LogMover::is_due(int pages) {
    if (!streams_) return pages >= pages_of_move_;
    const int pages_max = pages_of_move_ * moves_of_log;
    if (pages < pages_max) return false;
    if (pages >= 2 * pages_max) {
        if (worker_) worker_->wait();  // two cannot move it at a time
        return true;
    }
    const bool is_moving = worker_ && worker_->works();
    return pages - moved_pages_ <= pages_of_move_ / 4 && !is_moving;
}

void LogMover::after_commit_in_stream(int pages) {
    streams_ = true;
    commits_of_pause_ = 0;
    move_beside(pages);
}

void LogMover::after_commit(int pages) {
    if (!streams_) return;
    move_beside(pages);
    if (++commits_of_pause_ >= commits_of_pause_max) streams_ = false;
}

void LogMover::move_beside(int pages) {
    if (pages < moved_pages_) moved_pages_ = 0;  // it began anew
    const bool is_at_end = pages >= pages_of_move_ * moves_of_log;
    if (pages - moved_pages_ < moves_together * pages_of_move_ && !is_at_end) return;
    if (!worker_) worker_ = std::make_unique<ports_detail::Worker>([this] { move(); });
    if (worker_->works()) return;
    moved_pages_ = pages;
    worker_->start();
}

/// On the thread of the worker. What does not succeed, for a reader or want of room, is tried again later.
void LogMover::move() try {
    if (!connection_) connection_ = std::make_unique<Connection>(options_);
    connection_->move_log();
} catch (const Error&) {
}

}  // namespace marketplace::sqlite
