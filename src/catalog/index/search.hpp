#pragma once
// The search, in two looks: lists are added to sums of blocks of records, and those blocks that can hold one of the
// best are looked at again, record by record; what is left is scored from its text.
//
// A list is of a code, of a gram of words with a digit, or of a word with all its terms that the query has: its own,
// and its grams. So the sum of a record is its score without the length factor or more: more where two of its words
// have the same gram.

#include "data.hpp"
#include "slot_blocks.hpp"

namespace marketplace::catalog::detail {

/// A term of the query.
struct QueryTerm {
    std::uint32_t hash = 0;
    std::uint32_t importance = 0;
    std::uint32_t records = 0;  ///< that have it
    std::uint32_t weight = 0;
    std::uint32_t seen_by = 0;  ///< the number of the record that was scored last and has it
};

/// Where a term is in a segment.
struct TermPlace {
    std::uint32_t slots = no_place;  ///< its list of slots
    std::uint32_t words = no_place;  ///< a gram's list of words
};

/// A list to be read, and what it adds to the records in it.
struct SearchList {
    ListView list;
    std::uint32_t weight = 0;
    std::uint32_t at = 0;     ///< its turn
    std::uint32_t place = 0;  ///< among the lists of the segment
};

/// When a list has its turn.
struct ListTurn {
    bool is_dense = false;
    std::uint64_t cost = 0;  ///< bytes for what it weighs
    std::uint32_t list = 0;

    friend auto operator<=>(const ListTurn&, const ListTurn&) = default;
};

/// A record that may be among the best: so good at the most.
struct Candidate {
    std::uint64_t score = 0;
    std::uint64_t sum = 0;  ///< of the lists that it is in
    std::uint32_t slot = 0;
};

/// What a search is told beside the text.
struct SearchScope {
    std::uint32_t group_out = 0;         ///< records of this group are not found; 0: all are
    std::span<const BlockingHit> known;  ///< records of another index that compete with those of this one
};

class BlockingScratch {
public:
    /// `folded` is a text as `blocking_text` returns it.
    const BlockingResult& search(const BlockingData& data, std::string_view folded, const BlockingOptions& options,
                                 const SearchScope& scope = {});

private:
    void begin(const BlockingOptions& options, const SearchScope& scope);
    void read_terms(const BlockingData& data, std::string_view folded);
    void weigh_terms(const BlockingData& data);
    void make_table();
    void score_fresh(const FreshRecords& fresh);

    void search_segment(const Segment& segment, std::span<const TermPlace> places);
    void collect_lists(const Segment& segment, std::span<const TermPlace> places);
    void add_word(std::uint32_t word, std::uint32_t term);
    void add_list(std::uint32_t place, std::uint32_t term);
    void order_lists();
    [[nodiscard]] std::size_t read_lists(const Segment& segment);
    void raise_threshold(const Segment& segment, std::size_t read);
    void collect_candidates(const Segment& segment, std::size_t end, std::uint64_t rest);
    void mark_blocks(const Segment& segment, std::uint64_t rest);
    void tell_apart(const Segment& segment, std::size_t read);
    void score_candidates(const Segment& segment);
    void score_slot(const Segment& segment, std::uint32_t slot);

    [[nodiscard]] std::uint64_t score_of(std::string_view text);
    void offer(std::int64_t key, std::uint64_t score);
    [[nodiscard]] SearchList& list_at(std::size_t turn) { return lists_[order_[turn].list]; }
    /// What a record must reach to be among the best; nothing while there are too few.
    [[nodiscard]] std::uint64_t threshold() const {
        return best_.size() < hits_max_ ? 0 : static_cast<std::uint64_t>(best_.front().score);
    }
    [[nodiscard]] bool is_out(std::uint32_t group) const { return group_out_ != 0 && group == group_out_; }
    /// Whether a record could be among the best with a score.
    [[nodiscard]] bool may_enter(std::uint64_t score, std::int64_t key) const {
        return score > threshold() || (score == threshold() && (best_.size() < hits_max_ || key < best_.front().key));
    }

    std::uint32_t group_out_ = 0;
    std::size_t hits_max_ = 0;
    std::int64_t postings_max_ = 0;
    std::vector<QueryTerm> terms_;
    std::vector<TermPlace> places_;        ///< of each term in each segment
    std::vector<std::uint32_t> table_;     ///< from hashes to terms, one more than their number
    std::uint32_t mask_ = 0;
    std::uint32_t scored_ = 0;
    std::vector<SearchList> lists_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> parts_;  ///< terms, and the lists that they are in
    std::vector<std::uint32_t> list_of_word_;                     ///< one more than its number in `lists_`
    std::vector<ListTurn> order_;          ///< of the lists
    std::vector<std::uint32_t> last_;      ///< of each term the turn of the last list that has it
    std::vector<std::uint64_t> rest_;      ///< of each turn the weights that it or a later one may add
    SlotBlocks blocks_;
    std::vector<std::uint32_t> record_sums_;   ///< of each slot of the marked blocks the weights of the lists
    std::vector<std::uint32_t> found_;         ///< slots with a sum
    std::vector<std::uint32_t> scored_slots_;
    std::vector<Candidate> candidates_;
    std::vector<BlockingHit> best_;        ///< a heap, the worst in front
    BlockingResult result_;
};

}  // namespace marketplace::catalog::detail
