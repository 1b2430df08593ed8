#pragma once
// What an index holds: segments, and the newest records until they fill a segment.

#include "fresh_records.hpp"
#include "segment_merger.hpp"
#include "term_weights.hpp"

#include <marketplace/catalog/blocking_index.hpp>

#include <memory>
#include <optional>

namespace marketplace::catalog::detail {

/// Folded, with single blanks, and cut at `blocking_text_bytes_max` between two characters.
[[nodiscard]] std::string blocking_text(std::string_view text);

class BlockingData {
public:
    /// Of a group, see `Document`; 0 for none.
    void upsert(std::int64_t key, std::string_view text, std::uint32_t group = 0);
    /// `groups`: of each record, or empty.
    void upsert(std::span<const BlockingRecord> records, std::span<const std::uint32_t> groups = {});
    bool erase(std::int64_t key);
    void compact();

    /// From now on terms weigh what some statistics say, and not what is counted here.
    void fix_weights(std::shared_ptr<const TermWeights> weights) { weights_ = std::move(weights); }
    /// What a term weighs that so many records have.
    [[nodiscard]] std::uint32_t weight(std::uint32_t importance, std::uint32_t hash, std::uint32_t records) const {
        return weights_ ? weights_->weight(importance, hash) : weight_of(importance, size(), records);
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const std::vector<std::unique_ptr<Segment>>& segments() const { return segments_; }
    [[nodiscard]] const FreshRecords& fresh() const { return fresh_; }
    /// Records that have a term.
    [[nodiscard]] std::uint32_t records_with(std::uint32_t hash) const;
    /// The folded text of a record, or none.
    [[nodiscard]] std::optional<std::string_view> find(std::int64_t key) const;
    [[nodiscard]] std::size_t memory_bytes() const;

    /// Takes a segment over whose keys are nowhere else.
    void adopt(Segment segment);

private:
    void insert(Segment segment);
    void seal();
    void tidy();
    void merge(const std::vector<const Segment*>& sources);
    void advance(std::size_t records);
    void replace(SegmentMerger merger);
    [[nodiscard]] bool is_merging(const Segment* segment) const;

    std::shared_ptr<const TermWeights> weights_;
    std::vector<std::unique_ptr<Segment>> segments_;  ///< by themselves, since merging goes on while others come
    std::vector<SegmentMerger> merging_;
    FreshRecords fresh_;
    std::size_t size_ = 0;
};

}  // namespace marketplace::catalog::detail
