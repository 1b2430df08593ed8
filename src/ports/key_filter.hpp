#pragma once
// Which keys a table surely does not have.
//
// A Bloom filter in blocks of one cache line (Putze, Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom Filters,
// 2007): a key sets some bits of one block, so that asking costs one look into memory. It grows by further filters,
// each twice as large as the one before.

#include <array>
#include <cstdint>
#include <vector>

namespace marketplace::ports_detail {

class KeyFilter {
public:
    /// By the hash of a key.
    void add(std::uint64_t hash);
    /// False: it was never added. True for all that were, and for about one in a hundred others.
    [[nodiscard]] bool may_have(std::uint64_t hash) const noexcept;
    /// Keys that were added, those twice that were added twice.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    using Block = std::array<std::uint64_t, 8>;
    struct Part {
        std::vector<Block> blocks;  ///< a power of two
        std::size_t left;           ///< keys that still fit in
    };

    std::vector<Part> parts_;
    std::size_t size_ = 0;
};

}  // namespace marketplace::ports_detail
