#pragma once
// The newest records of an index: few, so that a bit for each tells which of them have a term.

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace marketplace::catalog::detail {

struct FreshRecord {
    std::int64_t key = 0;
    std::uint32_t group = 0;  ///< see `Document`
    std::string text;         ///< folded
};

class FreshRecords {
public:
    static constexpr std::size_t records_max = 128;

    [[nodiscard]] const std::vector<FreshRecord>& records() const { return records_; }
    [[nodiscard]] bool is_full() const { return records_.size() == records_max; }
    /// The place of a record.
    [[nodiscard]] std::optional<std::size_t> find(std::int64_t key) const;
    /// A key that is not there, while there is room.
    void add(FreshRecord record);
    void erase(std::size_t place);
    void clear();

    [[nodiscard]] std::uint32_t records_with(std::uint32_t hash) const;
    /// Calls `visit(place)` for each record that has a term.
    template <class F>
    void for_each_with(std::uint32_t hash, F&& visit) const {
        const auto found = with_.find(hash);
        if (found == with_.end()) return;
        for (std::size_t i = 0; i < found->second.size(); ++i) {
            for (std::uint64_t bits = found->second[i]; bits != 0; bits &= bits - 1) {
                visit(i * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
            }
        }
    }
    [[nodiscard]] std::size_t memory_bytes() const;

private:
    using Bits = std::array<std::uint64_t, records_max / 64>;

    void mark(std::size_t place, bool is_there);

    std::vector<FreshRecord> records_;
    boost::unordered_flat_map<std::int64_t, std::size_t> places_;
    boost::unordered_flat_map<std::uint32_t, Bits> with_;
    std::vector<std::uint32_t> terms_;  ///< scratch
};

}  // namespace marketplace::catalog::detail
