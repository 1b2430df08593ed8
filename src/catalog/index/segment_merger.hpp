#pragma once
// Puts segments together a little at a time, so that no change of the index has to wait for it.
//
// While this goes on the sources are searched, and records are removed from them; what was copied already is removed
// from the copy as well.

#include "segment.hpp"

#include <vector>

namespace marketplace::catalog::detail {

class SegmentMerger {
public:
    /// Of segments that live until the end.
    explicit SegmentMerger(const std::vector<const Segment*>& sources);

    /// Works on for about so many steps, each some nanoseconds; true once all is done.
    bool advance(std::int64_t steps);
    /// A record of a source has been removed.
    void killed(const Segment* source, std::uint32_t slot);
    [[nodiscard]] bool has(const Segment* segment) const;
    /// The live records of all sources; after the end.
    [[nodiscard]] Segment take() { return std::move(target_); }
    [[nodiscard]] std::size_t memory_bytes() const;

private:
    enum class Phase : std::uint8_t { copy, table, slots, grams, done };

    struct Source {
        const Segment* segment = nullptr;
        std::vector<std::uint32_t> slots;   ///< of each slot the new one
        std::vector<std::uint32_t> places;  ///< of each word the new place
        std::uint32_t at = 0;               ///< the next record, hash or gram
        ListCursor cursor;
        bool has_list = false;              ///< one that is being put together now
        bool has_head = false;
        std::uint32_t head = 0;             ///< the next number of it
    };

    std::int64_t copy();
    std::int64_t fill_table();
    std::int64_t merge(Phase next);
    std::int64_t begin_list(Phase next);
    std::int64_t end_list();
    void end_slots(std::uint32_t hash);
    void end_words(std::uint32_t hash);
    std::int64_t move_head(Source& source);
    void begin(Phase phase);
    [[nodiscard]] const std::vector<std::uint32_t>& hashes_of(const Source& source) const;

    Segment target_;
    bool has_groups_ = false;
    std::vector<Source> sources_;
    Phase phase_ = Phase::copy;
    std::size_t class_ = 0;
    std::size_t source_ = 0;
    std::uint32_t slot_ = 0;  ///< the next one for the table
    bool has_list_ = false;
    std::uint32_t hash_ = 0;  ///< whose list is being put together
    std::uint32_t last_ = 0;  ///< the last number in it
    ListWriter writer_;
};

}  // namespace marketplace::catalog::detail
