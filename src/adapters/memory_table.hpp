#pragma once
// One table of the memory store: records in an ordered map, and an ordered map into it for each index.

#include <marketplace/ports/key_encoding.hpp>
#include <marketplace/ports/store.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace marketplace::adapters_detail {

using namespace ports_detail;
using Rows = std::map<std::string, Held, std::less<>>;

class MemoryTable {
public:
    explicit MemoryTable(const TableInfo& info)
        : info_(&info), checked_(columns_to_check(info)), indexes_(info.indexes.size()) {}

    [[nodiscard]] const TableInfo& info() const noexcept { return *info_; }
    /// The columns whose values may have no text.
    [[nodiscard]] std::span<const ColumnInfo* const> checked() const noexcept { return checked_; }
    /// Null when there is no such record.
    [[nodiscard]] const void* find(const std::string& key) const;
    /// Puts a record, or removes it for null, and keeps the indexes in step. Returns what was there.
    Held replace(const std::string& key, Held record);
    void scan(const Scan& scan, const RecordVisitor& visit) const;

private:
    using Index = std::map<std::string, const void*, std::less<>>;

    const TableInfo* info_;
    std::vector<const ColumnInfo*> checked_;
    Rows rows_;
    std::vector<Index> indexes_;
};

}  // namespace marketplace::adapters_detail
