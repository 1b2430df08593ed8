#pragma once
// The files of SQLite, with faults: a write that stops halfway, a full disk, a sync that fails, a power cut.
//
// A wrapper around the system's VFS, through SQLite's public interface only. Nothing is really synced, which
// keeps the tests quick; instead, what was written since the last sync is remembered, and a power cut keeps,
// drops or tears each of those writes by the toss of a coin, as a disk may.

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace marketplace::fault {

enum class Fault { write_stops, disk_full, sync_fails, power_cut };

class FaultVfs {
public:
    /// Registers itself under the name.
    explicit FaultVfs(std::string name);
    ~FaultVfs();
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

    /// The nth operation that the fault can hit, from 1, fails, and if persistent all after it. After a power
    /// cut nothing works.
    void arm(Fault fault, std::int64_t nth, bool persistent);
    void disarm() noexcept { nth_ = 0; }
    [[nodiscard]] bool fired() const noexcept { return fired_; }

    /// What the disk holds after the power came back. All files must be closed.
    void settle_after_power_cut(std::uint64_t seed);

    // For the file methods.
    int before_write(sqlite3_file* base, const std::string& path, const void* data, int size, sqlite3_int64 offset);
    int before_sync(const std::string& path);
    [[nodiscard]] bool is_off() const noexcept { return off_; }
    [[nodiscard]] sqlite3_vfs* base() const noexcept { return base_; }

private:
    struct Write {
        sqlite3_int64 offset = 0;
        std::vector<char> before;  ///< shorter than the write when the file ended there
        std::vector<char> after;
    };
    bool hits(bool is_sync);
    void remember(sqlite3_file* base, const std::string& path, const void* data, int size, sqlite3_int64 offset);

    std::string name_;
    sqlite3_vfs* base_;
    sqlite3_vfs vfs_{};
    Fault fault_ = Fault::write_stops;
    std::int64_t nth_ = 0;
    std::int64_t count_ = 0;
    bool persistent_ = false;
    bool fired_ = false;
    bool off_ = false;
    std::map<std::string, std::vector<Write>> unsynced_;
};

}  // namespace marketplace::fault
