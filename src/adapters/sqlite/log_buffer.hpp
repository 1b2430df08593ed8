#pragma once
// Writes the frames of a transaction into the write-ahead log together.
//
// SQLite writes each frame with two calls of the system, one for 24 bytes and one for the page. For a transaction of
// hundreds of pages that takes twice the time that the same bytes take in large pieces.

#include <sqlite3.h>

#include <vector>

namespace marketplace::sqlite {

/// Stands in for the methods of the log's file, as one connection has it open. What was given to it is in the file when
/// the frame that commits is written, or as soon as anything else is done with the file: nobody can tell the difference
/// but by counting calls. Errors come with the frame at which they are noticed, within the same transaction. What one
/// that is undone has left here goes with it: this takes the rollback hook of the connection.
class LogBuffer {
public:
    LogBuffer();
    LogBuffer(const LogBuffer&) = delete;
    LogBuffer& operator=(const LogBuffer&) = delete;

    /// Of the log of this connection, once it is open; it must be closed before this object ends. Does nothing when
    /// there is no log, and the second time.
    void attach(sqlite3* database);

private:
    struct Methods : sqlite3_io_methods {
        LogBuffer* owner;
    };

    [[nodiscard]] static LogBuffer& of(sqlite3_file* file) noexcept;
    int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset);
    int flush(sqlite3_file* file);
    /// What `then` does, with all of the log in the file.
    template <class Then>
    static int after_flush(sqlite3_file* file, Then then);
    void stand_in();

    Methods methods_{};
    const sqlite3_io_methods* original_ = nullptr;  ///< null while nothing is attached
    std::vector<char> bytes_;
    sqlite3_int64 offset_ = 0;  ///< of the first of them in the file
    bool commits_ = true;       ///< the frame that is being written ends a transaction
};

}  // namespace marketplace::sqlite
