#pragma once
// Who would find a new text: the search the other way round.
//
// Each record names the score that a text has to reach to be among its neighbours. It is then enough to watch for some
// of its terms, the heaviest first: a text that has none of them cannot reach that score with the rest. After the
// prefix filter of Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins in data cleaning" (2006).

#include "../index/term_weights.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace marketplace::catalog::detail {

/// A place of an item in the pool.
using Slot = std::uint32_t;

/// A term of a text, with its weight.
struct WatchedTerm {
    std::uint32_t hash = 0;
    std::uint32_t weight = 0;
};

/// The terms of a folded text, each once, by rising hash.
[[nodiscard]] std::vector<WatchedTerm> weighted_terms(std::string_view folded, const TermWeights& weights);
/// The sum of their weights.
[[nodiscard]] std::uint64_t sum_of(const std::vector<WatchedTerm>& terms);

/// One text as a record, scored for many queries.
class RecordScorer {
public:
    /// Takes the terms of the record and the bytes of its folded text.
    RecordScorer(const std::vector<WatchedTerm>& terms, std::size_t bytes, const TermWeights& weights);

    /// What the record scores for a folded text, as the index would say; see `BlockingIndex`.
    [[nodiscard]] std::uint64_t score_for(std::string_view query);

private:
    struct Place {
        std::uint32_t hash = 0;
        std::uint32_t weight = 0;      ///< of a term of importance 1; 0: nothing is here
        std::uint32_t query = 0;       ///< the last one that had the term, so that it counts once
        std::uint32_t importance = 0;  ///< that the term had there: by chance a word may have the hash of a code
    };

    [[nodiscard]] Place& place_of(std::uint32_t hash);

    std::vector<Place> places_;
    std::uint64_t factor_;
    std::uint32_t query_ = 0;
};

class WatchLists {
public:
    /// Watches for texts that score so much for a record, or more. The record is not watching yet.
    void watch(Slot slot, std::vector<WatchedTerm> terms, std::uint64_t score_min);
    /// Ends it. The terms are those that were passed.
    void forget(Slot slot, std::vector<WatchedTerm> terms);
    /// A record watches for better ones from now on: by the same terms, so that it does so at no cost.
    void raise(Slot slot, std::uint64_t score_min) { watchers_[slot].score_min = score_min; }
    /// The score that its terms were chosen for.
    [[nodiscard]] std::uint64_t score_chosen_for(Slot slot) const { return watchers_[slot].score_chosen_for; }
    /// The records that a text may concern, some of them in vain, but none is missing; in no order.
    [[nodiscard]] std::vector<Slot> concerned(const std::vector<WatchedTerm>& text, std::size_t text_bytes);

private:
    struct Entry {
        Slot slot = 0;
        std::uint32_t weight = 0;
    };
    struct Watcher {
        std::uint64_t score_min = 0;
        std::uint64_t score_chosen_for = 0;
        std::uint64_t rest = 0;    ///< the weights of the terms that it does not watch for
        std::uint64_t shared = 0;  ///< while a text is looked at, the weights that it shares so far
    };

    /// Puts the terms that are watched for first, and says how many they are.
    static std::size_t choose(std::vector<WatchedTerm>& terms, std::uint64_t score_min);

    boost::unordered_flat_map<std::uint32_t, std::vector<Entry>> lists_;
    std::vector<Watcher> watchers_;
};

}  // namespace marketplace::catalog::detail
