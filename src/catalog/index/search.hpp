#pragma once
// The search: candidates from the lists of the rarest terms, bounds for the rest, exact scores from texts.

#include "data.hpp"

#include <marketplace/catalog/text.hpp>

namespace marketplace::catalog::detail {

/// A term of the query.
struct QueryTerm {
    std::uint32_t hash = 0;
    std::uint32_t importance = 0;
    std::uint32_t records = 0;  ///< that have it
    std::uint32_t weight = 0;
    std::uint32_t seen_by = 0;  ///< the number of the record that was scored last and has it
};

/// A record that may be among the best: at most so good, or so good at least.
struct Candidate {
    std::uint64_t score = 0;
    std::uint32_t slot = 0;
};

class BlockingScratch {
public:
    const BlockingResult& search(const BlockingData& data, std::string_view text, const BlockingOptions& options,
                                 const KeyFilter& filter);

private:
    void read_terms(const BlockingData& data, std::string_view text);
    void weigh_terms(const BlockingData& data);
    void make_table();
    void score_fresh(const BlockingData& data);
    void search_segment(const Segment& segment, std::span<const std::uint32_t> places);
    void read_lists(const Segment& segment, std::span<const std::uint32_t> places);
    void raise_threshold(const Segment& segment);
    void score_candidates(const Segment& segment);
    void score_slot(const Segment& segment, std::uint32_t slot);

    [[nodiscard]] std::uint64_t score_of(std::string_view text);
    void offer(std::int64_t key, std::uint64_t score);
    /// What a record must reach to be among the best; nothing while there are too few.
    [[nodiscard]] std::uint64_t threshold() const {
        return best_.size() < hits_max_ ? 0 : static_cast<std::uint64_t>(best_.front().score);
    }

    const KeyFilter* filter_ = nullptr;
    std::size_t hits_max_ = 0;
    std::int64_t postings_max_ = 0;
    std::vector<QueryTerm> terms_;          ///< the rarest first
    std::vector<std::uint32_t> places_;     ///< of each term in the dictionary of each segment
    std::vector<std::uint64_t> rest_;       ///< the weights of a term and all behind it
    std::vector<std::uint32_t> table_;      ///< from hashes to terms, one more than their number
    std::uint32_t mask_ = 0;
    std::uint32_t scored_ = 0;
    std::vector<std::uint32_t> sums_;       ///< of each slot the weights read so far, and a mark for what was scored
    std::vector<std::uint32_t> touched_;    ///< slots with a sum
    std::array<std::uint64_t, class_count> unread_{};  ///< of each class, the weights whose lists were not read
    std::vector<Candidate> candidates_;
    std::vector<BlockingHit> best_;         ///< a heap, the worst in front
    BlockingResult result_;
};

}  // namespace marketplace::catalog::detail
