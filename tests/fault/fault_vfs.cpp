#include "fault_vfs.hpp"

#include <algorithm>
#include <fstream>
#include <new>
#include <random>

namespace marketplace::fault {
namespace {

/// SQLite gives the memory; the file of the system's VFS lies behind this.
struct FaultFile {
    sqlite3_file head;
    FaultVfs* vfs;
    std::string* path;
    [[nodiscard]] sqlite3_file* base() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

FaultFile* of(sqlite3_file* file) { return reinterpret_cast<FaultFile*>(file); }
sqlite3_file* base_of(sqlite3_file* file) { return of(file)->base(); }
FaultVfs* of(sqlite3_vfs* vfs) { return static_cast<FaultVfs*>(vfs->pAppData); }
sqlite3_vfs* base_of(sqlite3_vfs* vfs) { return of(vfs)->base(); }

int close_file(sqlite3_file* file) {
    const int code = base_of(file)->pMethods->xClose(base_of(file));
    delete of(file)->path;
    return code;
}
int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
    return base_of(file)->pMethods->xRead(base_of(file), into, size, offset);
}
int write_file(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    const int code = of(file)->vfs->before_write(base_of(file), *of(file)->path, data, size, offset);
    return code != SQLITE_OK ? code : base_of(file)->pMethods->xWrite(base_of(file), data, size, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    return of(file)->vfs->is_off() ? SQLITE_IOERR_TRUNCATE : base_of(file)->pMethods->xTruncate(base_of(file), size);
}
int sync_file(sqlite3_file* file, int) { return of(file)->vfs->before_sync(*of(file)->path); }
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return base_of(file)->pMethods->xFileSize(base_of(file), size);
}
int lock_file(sqlite3_file* file, int level) { return base_of(file)->pMethods->xLock(base_of(file), level); }
int unlock_file(sqlite3_file* file, int level) { return base_of(file)->pMethods->xUnlock(base_of(file), level); }
int check_reserved(sqlite3_file* file, int* out) {
    return base_of(file)->pMethods->xCheckReservedLock(base_of(file), out);
}
int control_file(sqlite3_file* file, int what, void* argument) {
    return base_of(file)->pMethods->xFileControl(base_of(file), what, argument);
}
int sector_size(sqlite3_file* file) { return base_of(file)->pMethods->xSectorSize(base_of(file)); }
int characteristics(sqlite3_file* file) { return base_of(file)->pMethods->xDeviceCharacteristics(base_of(file)); }
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    return base_of(file)->pMethods->xShmMap(base_of(file), page, size, extend, out);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
    return base_of(file)->pMethods->xShmLock(base_of(file), offset, count, flags);
}
void barrier_shared(sqlite3_file* file) { base_of(file)->pMethods->xShmBarrier(base_of(file)); }
int unmap_shared(sqlite3_file* file, int remove) { return base_of(file)->pMethods->xShmUnmap(base_of(file), remove); }

const sqlite3_io_methods methods{
    2,           close_file,     read_file,      write_file,   truncate_file, sync_file,       file_size,
    lock_file,   unlock_file,    check_reserved, control_file, sector_size,   characteristics, map_shared,
    lock_shared, barrier_shared, unmap_shared,   nullptr,      nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* opened = of(file);
    opened->head.pMethods = nullptr;
    opened->vfs = of(vfs);
    const int code = base_of(vfs)->xOpen(base_of(vfs), name, opened->base(), flags, out_flags);
    if (code != SQLITE_OK) return code;
    opened->path = new std::string{name == nullptr ? "" : name};
    opened->head.pMethods = &methods;
    return SQLITE_OK;
}
int delete_file(sqlite3_vfs* vfs, const char* name, int sync) {
    return of(vfs)->is_off() ? SQLITE_IOERR_DELETE : base_of(vfs)->xDelete(base_of(vfs), name, sync);
}

std::vector<char> content_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

FaultVfs::FaultVfs(std::string name) : name_(std::move(name)), base_(sqlite3_vfs_find(nullptr)), vfs_(*base_) {
    vfs_.pNext = nullptr;
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.szOsFile = static_cast<int>(sizeof(FaultFile)) + base_->szOsFile;
    vfs_.xOpen = open_file;
    vfs_.xDelete = delete_file;
    vfs_.xAccess = [](sqlite3_vfs* vfs, const char* path, int flags, int* out) {
        return base_of(vfs)->xAccess(base_of(vfs), path, flags, out);
    };
    vfs_.xFullPathname = [](sqlite3_vfs* vfs, const char* path, int size, char* out) {
        return base_of(vfs)->xFullPathname(base_of(vfs), path, size, out);
    };
    sqlite3_vfs_register(&vfs_, 0);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&vfs_); }

void FaultVfs::arm(Fault fault, std::int64_t nth, bool persistent) {
    fault_ = fault;
    nth_ = nth;
    persistent_ = persistent;
    count_ = 0;
    fired_ = false;
}

bool FaultVfs::hits(bool is_sync) {
    const bool counts = fault_ == Fault::power_cut || is_sync == (fault_ == Fault::sync_fails);
    if (nth_ == 0 || !counts) return false;
    ++count_;
    const bool now = persistent_ ? count_ >= nth_ : count_ == nth_;
    fired_ = fired_ || now;
    if (now && fault_ == Fault::power_cut) off_ = true;
    return now;
}

int FaultVfs::before_write(sqlite3_file* base, const std::string& path, const void* data, int size,
                           sqlite3_int64 offset) {
    if (off_) return SQLITE_IOERR_WRITE;
    const bool fails = hits(false);
    remember(base, path, data, size, offset);
    if (!fails) return SQLITE_OK;
    if (fault_ != Fault::power_cut) base->pMethods->xWrite(base, data, size / 2, offset);
    return fault_ == Fault::disk_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int FaultVfs::before_sync(const std::string& path) {
    if (off_ || hits(true)) return SQLITE_IOERR_FSYNC;
    unsynced_[path].clear();
    return SQLITE_OK;
}

void FaultVfs::remember(sqlite3_file* base, const std::string& path, const void* data, int size, sqlite3_int64 offset) {
    Write write;
    write.offset = offset;
    write.after.assign(static_cast<const char*>(data), static_cast<const char*>(data) + size);
    sqlite3_int64 end = 0;
    base->pMethods->xFileSize(base, &end);
    const auto kept = static_cast<std::size_t>(std::clamp<sqlite3_int64>(end - offset, 0, size));
    write.before.resize(kept);
    if (kept > 0) base->pMethods->xRead(base, write.before.data(), static_cast<int>(kept), offset);
    unsynced_[path].push_back(std::move(write));
}

void FaultVfs::settle_after_power_cut(std::uint64_t seed) {
    std::mt19937_64 random{seed};
    for (auto& [path, writes] : unsynced_) {
        if (path.empty() || writes.empty()) continue;
        std::vector<char> content = content_of(path);
        for (auto write = writes.rbegin(); write != writes.rend(); ++write) {  // back to the last sync
            const auto offset = static_cast<std::size_t>(write->offset);
            std::copy(write->before.begin(), write->before.end(),
                      content.begin() + static_cast<std::ptrdiff_t>(std::min(offset, content.size())));
            if (write->before.size() < write->after.size())
                content.resize(std::min(content.size(), offset + write->before.size()));
        }
        for (const Write& write : writes) {  // and some of what was written since
            const std::uint64_t toss = random() % 4;
            if (toss == 0) continue;
            const std::size_t size =
                toss == 1 ? static_cast<std::size_t>(random() % (write.after.size() + 1)) : write.after.size();
            const auto offset = static_cast<std::size_t>(write.offset);
            if (content.size() < offset + size) content.resize(offset + size);
            std::copy_n(write.after.begin(), size, content.begin() + static_cast<std::ptrdiff_t>(offset));
        }
        std::ofstream{path, std::ios::binary | std::ios::trunc}.write(content.data(),
                                                                      static_cast<std::streamsize>(content.size()));
    }
    unsynced_.clear();
    off_ = false;
    nth_ = 0;
}

}  // namespace marketplace::fault
