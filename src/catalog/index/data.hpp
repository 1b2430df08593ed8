#pragma once
// What an index holds: segments, and the newest records, which are scored one by one until they fill a segment.

#include "segment.hpp"
#include "term_weights.hpp"

#include <marketplace/catalog/blocking_index.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <limits>
#include <memory>

namespace marketplace::catalog::detail {

/// Folded, with single blanks, and cut at `blocking_text_bytes_max` between two characters.
[[nodiscard]] std::string blocking_text(std::string_view text);

/// Where a record is.
struct Place {
    static constexpr std::uint32_t in_fresh = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t segment = in_fresh;
    std::uint32_t slot = 0;
};

struct FreshRecord {
    std::int64_t key = 0;
    std::string text;  ///< folded
};

class BlockingData {
public:
    static constexpr std::size_t fresh_max = 128;

    void upsert(std::int64_t key, std::string_view text);
    void upsert(std::span<const BlockingRecord> records);
    bool erase(std::int64_t key);
    void compact();

    /// From now on terms weigh what some statistics say, and not what is counted here.
    void fix_weights(std::shared_ptr<const TermWeights> weights) { weights_ = std::move(weights); }
    /// What a term weighs that so many records have.
    [[nodiscard]] std::uint32_t weight(std::uint32_t importance, std::uint32_t hash, std::uint32_t records) const {
        return weights_ ? weights_->weight(importance, hash) : weight_of(importance, size(), records);
    }

    [[nodiscard]] std::size_t size() const { return places_.size(); }
    [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }
    [[nodiscard]] const std::vector<FreshRecord>& fresh() const { return fresh_; }
    /// Fresh records that have a term.
    [[nodiscard]] std::uint32_t fresh_with(std::uint32_t hash) const;
    /// Records that have a term.
    [[nodiscard]] std::uint32_t records_with(std::uint32_t hash) const;
    [[nodiscard]] const Place* find(std::int64_t key) const;
    [[nodiscard]] std::string_view text_of(std::int64_t key) const;
    [[nodiscard]] std::size_t memory_bytes() const;

    /// Takes a segment over; a key that was elsewhere is now in it.
    void adopt(Segment segment);

private:
    void add_fresh(std::int64_t key, std::string text);
    void count_fresh(std::string_view text, bool is_added);
    void seal();
    void append(std::span<const Document> documents);
    void tidy();
    void merge_from(std::size_t first);
    void compact_if_sparse(std::size_t segment);

    std::shared_ptr<const TermWeights> weights_;
    std::vector<Segment> segments_;
    std::vector<FreshRecord> fresh_;
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> fresh_with_;
    boost::unordered_flat_map<std::int64_t, Place> places_;
};

}  // namespace marketplace::catalog::detail
