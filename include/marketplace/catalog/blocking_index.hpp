#pragma once
// Finds the few master products that a vendor's product could be, among millions: the blocking index.
//
// A record is a key and a text: title and brand. A text is cut into terms: words; codes, which are what stands joined
// by - / . or _ ("PS-LX350H") and what two neighbours make together ("ps lx350h"), wherever a digit is in it; and every
// four letters of a word, whose beginning and end count as one each. The score of a record for a query is the sum of
// the weights of the terms that both have, times a factor for the record's length. A term weighs log2((records + 1) /
// records that have it), so that rare ones count; a code counts twice. Scores are whole numbers: equal on every
// machine, whatever the order of changes.
//
// The best records are exact: those that scoring every record would give. Lists of records are added up for blocks of
// neighbours, of which most cannot hold one of the best; the others are looked at record by record, and what may be
// among the best is scored by its text.

#include <marketplace/catalog/term_statistics.hpp>
#include <marketplace/core/record.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog {

/// Bytes of a folded text that are looked at; the rest is cut off.
inline constexpr std::size_t blocking_text_bytes_max = 1024;

/// What is indexed.
struct BlockingRecord {
    std::int64_t key = 0;  ///< the caller's number of the record; a second record with it replaces the first
    std::string text;

    friend bool operator==(const BlockingRecord&, const BlockingRecord&) = default;
};
MARKETPLACE_COMPILED_RECORD(BlockingRecord, (key, text));

/// How to search.
struct BlockingOptions {
    std::int64_t hits_max = 10;     ///< 1 to 1000
    std::int64_t postings_max = 0;  ///< after so many entries no further list is read, so hits may be missed; 0: none

    friend bool operator==(const BlockingOptions&, const BlockingOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(BlockingOptions, (hits_max, postings_max));

/// A record that was found.
struct BlockingHit {
    std::int64_t key = 0;
    std::int64_t score = 0;  ///< above zero; to be compared within one result only

    friend bool operator==(const BlockingHit&, const BlockingHit&) = default;
};
MARKETPLACE_COMPILED_RECORD(BlockingHit, (key, score));

/// The best records, by falling score and then rising key, and what it took to find them.
struct BlockingResult {
    std::vector<BlockingHit> hits;
    bool is_exact = true;  ///< false if `postings_max` ended the search
    std::int64_t postings_read = 0;
    std::int64_t records_scored = 0;
    std::int64_t score_max = 0;  ///< what a short record with every term of the query that any record has would score

    friend bool operator==(const BlockingResult&, const BlockingResult&) = default;
};
MARKETPLACE_COMPILED_RECORD(BlockingResult, (hits, is_exact, postings_read, records_scored, score_max));

/// A term by the hash of its letters, which is all that the index keeps: two terms with one hash count as one.
struct BlockingTerm {
    std::uint32_t hash = 0;
    std::int32_t importance = 1;  ///< 2 for codes

    friend bool operator==(const BlockingTerm&, const BlockingTerm&) = default;
};
MARKETPLACE_COMPILED_RECORD(BlockingTerm, (hash, importance));

/// The terms of a text, each once, by rising hash.
[[nodiscard]] std::vector<BlockingTerm> blocking_terms(std::string_view text);

/// What a term adds to a score before the length factor: its importance times log2((records + 1) / records_with_it),
/// in 256ths, and at least its importance.
[[nodiscard]] std::int64_t term_weight(std::int32_t importance, std::int64_t records, std::int64_t records_with_it);

/// What the sum of a record's weights is multiplied by: 256 for a short text, 124 for a long one.
[[nodiscard]] std::int64_t length_factor(std::string_view text);

namespace detail {
class BlockingData;
class BlockingScratch;
}  // namespace detail

/// The index. Any number of threads may search while none changes it. Movable; a copy is made by `snapshot`.
class BlockingIndex {
public:
    BlockingIndex();
    /// Terms weigh what they weigh by some statistics, whatever is in the index: a score depends on the two texts
    /// alone. A snapshot does not hold the statistics. Throws what `validate` of them throws.
    explicit BlockingIndex(const TermStatistics& statistics);
    BlockingIndex(BlockingIndex&&) noexcept;
    BlockingIndex& operator=(BlockingIndex&&) noexcept;
    ~BlockingIndex();

    /// Adds a record or replaces it. Throws `limit_exceeded` for a text above `text_bytes_max`. Some microseconds, and
    /// one in 128 some hundred more; segments are put together a little with every change.
    void upsert(std::int64_t key, std::string_view text);
    /// Adds or replaces many records; of several with one key the last counts. Much faster than one by one.
    void upsert(std::span<const BlockingRecord> records);
    /// Removes a record; false if there was none.
    bool erase(std::int64_t key);
    /// Puts all segments together: the fastest and smallest form. No result depends on it.
    void compact();

    /// The best records for a text. Throws `out_of_range` for options, `limit_exceeded` for the text.
    [[nodiscard]] BlockingResult search(std::string_view text, const BlockingOptions& options = {}) const;

    [[nodiscard]] bool contains(std::int64_t key) const;
    /// The folded text of a record, empty if there is none.
    [[nodiscard]] std::string_view text_of(std::int64_t key) const;
    [[nodiscard]] std::size_t size() const;
    /// How many records have a term; see `blocking_terms`.
    [[nodiscard]] std::size_t records_with(std::uint32_t hash) const;
    /// Bytes of memory that the records and the index take.
    [[nodiscard]] std::size_t memory_bytes() const;

    /// Everything as bytes, with a version and a checksum; the same on every machine with little endian numbers.
    [[nodiscard]] std::string snapshot() const;
    /// Throws `invalid_snapshot` with the part that is wrong; any bytes are safe to pass.
    [[nodiscard]] static BlockingIndex restore(std::string_view bytes);

private:
    friend class BlockingSearcher;
    std::unique_ptr<detail::BlockingData> data_;
};

/// Searches one after the other without allocating anew: one for each thread. The index has to live longer, and may
/// change between searches.
class BlockingSearcher {
public:
    explicit BlockingSearcher(const BlockingIndex& index);
    BlockingSearcher(BlockingSearcher&&) noexcept;
    BlockingSearcher& operator=(BlockingSearcher&&) noexcept;
    ~BlockingSearcher();

    /// As `BlockingIndex::search`. What is returned lives until the next call.
    const BlockingResult& search(std::string_view text, const BlockingOptions& options = {});

private:
    const BlockingIndex* index_;
    std::unique_ptr<detail::BlockingScratch> scratch_;
};

}  // namespace marketplace::catalog
