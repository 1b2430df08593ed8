#include "log_buffer.hpp"

#include <algorithm>

namespace marketplace::sqlite {
namespace {

/// SQLite's own file system writes no more at a time than 17 bits can say, since no page is longer than 16.
constexpr std::size_t bytes_max = (std::size_t{1} << 17) - 1;

/// Of the log's format (https://www.sqlite.org/fileformat2.html#walformat): bytes 4 to 7 of a frame's header are the
/// size of the database for the last frame of a transaction, and zero for others.
constexpr int header_of_frame = 24;
bool is_last_of_transaction(const char* header) {
    return std::any_of(header + 4, header + 8, [](char byte) { return byte != 0; });
}

}  // namespace

LogBuffer::LogBuffer() { bytes_.reserve(bytes_max); }

LogBuffer& LogBuffer::of(sqlite3_file* file) noexcept {
    return *static_cast<const Methods*>(file->pMethods)->owner;
}

void LogBuffer::attach(sqlite3* database) {
    if (original_ != nullptr) return;
    sqlite3_file* file = nullptr;
    const int code = sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    if (code != SQLITE_OK || file == nullptr || file->pMethods == nullptr) return;
    original_ = file->pMethods;
    static_cast<sqlite3_io_methods&>(methods_) = *original_;
    methods_.owner = this;
    stand_in();
    file->pMethods = &methods_;
    // Pages that were spilled before a transaction was undone, by whatever caused it, are not to be written any more:
    // from now on others may write at their place.
    const auto forget = [](void* self) { static_cast<LogBuffer*>(self)->bytes_.clear(); };
    sqlite3_rollback_hook(database, forget, this);
}

void LogBuffer::stand_in() {
    methods_.xWrite = [](sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
        return of(file).write(file, data, size, offset);
    };
    methods_.xRead = [](sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
        return after_flush(file, [&](const auto& original) { return original.xRead(file, into, size, offset); });
    };
    methods_.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
        return after_flush(file, [&](const auto& original) { return original.xTruncate(file, size); });
    };
    methods_.xSync = [](sqlite3_file* file, int flags) {
        return after_flush(file, [&](const auto& original) { return original.xSync(file, flags); });
    };
    methods_.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
        return after_flush(file, [&](const auto& original) { return original.xFileSize(file, size); });
    };
    methods_.xClose = [](sqlite3_file* file) {
        return after_flush(file, [&](const auto& original) {
            of(file).original_ = nullptr;
            file->pMethods = &original;
            return original.xClose(file);
        });
    };
}

template <class Then>
int LogBuffer::after_flush(sqlite3_file* file, Then then) {
    LogBuffer& self = of(file);
    const int code = self.flush(file);
    const int done = then(*self.original_);
    return code == SQLITE_OK ? done : code;
}

int LogBuffer::write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    const char* bytes = static_cast<const char*>(data);
    if (size == header_of_frame) commits_ = is_last_of_transaction(bytes);
    const bool follows = offset == offset_ + static_cast<sqlite3_int64>(bytes_.size());
    if (!follows || bytes_.size() + static_cast<std::size_t>(size) > bytes_max) {
        if (const int code = flush(file); code != SQLITE_OK) return code;
    }
    if (bytes_.empty()) offset_ = offset;
    bytes_.insert(bytes_.end(), bytes, bytes + size);
    return commits_ ? flush(file) : SQLITE_OK;
}

/// What cannot be written is forgotten: the transaction that it belongs to fails.
int LogBuffer::flush(sqlite3_file* file) {
    if (bytes_.empty()) return SQLITE_OK;
    const int code = original_->xWrite(file, bytes_.data(), static_cast<int>(bytes_.size()), offset_);
    bytes_.clear();
    return code;
}

}  // namespace marketplace::sqlite
