#pragma once
// A part of the index that does not change, but for the records that are removed from it.
//
// Words and codes lead to the slots of records. Grams lead to words, since they are of words, and a catalog has far
// fewer different words than words; but words with a digit are in few records each, so that their grams lead to slots.

#include "lists.hpp"
#include "terms.hpp"
#include "weights.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog::detail {

inline constexpr std::uint32_t no_place = std::numeric_limits<std::uint32_t>::max();

/// A record on its way into a segment; the text is folded and cut.
struct Document {
    std::int64_t key = 0;
    std::uint32_t group = 0;  ///< records of one group, above 0, can be left out of a search
    std::string_view text;
};

/// The hashes of a folded text, each once, rising.
void distinct_terms(std::string_view folded, std::vector<std::uint32_t>& out);

/// The arrays of a segment, as they are in memory and in a snapshot.
struct SegmentArrays {
    std::array<std::uint32_t, class_count + 1> class_begin{};  ///< first slot of each class of length, and the end
    std::vector<std::int64_t> keys;           ///< of each slot
    std::vector<std::uint32_t> groups;        ///< of each slot; empty where none has one. Not in a snapshot
    std::vector<std::uint32_t> text_begin;    ///< of each slot, and the end
    std::string texts;
    std::vector<std::uint64_t> dead;          ///< a bit for each slot
    std::vector<std::uint32_t> hashes;        ///< of words, codes and grams of words with a digit, rising
    Lists slots;                              ///< of each of these hashes
    std::vector<std::uint32_t> gram_hashes;   ///< of all grams, rising
    std::vector<std::uint32_t> gram_records;  ///< live records that have the gram
    Lists gram_words;                         ///< places in `hashes` of the words without a digit that have the gram

    [[nodiscard]] std::string_view text(std::uint32_t slot) const {
        const std::uint32_t begin = text_begin[slot];
        return {texts.data() + begin, text_begin[slot + 1] - begin};
    }
    [[nodiscard]] bool is_dead(std::uint32_t slot) const { return (dead[slot / 64] >> slot % 64 & 1U) != 0; }
};

/// Slots by their keys.
class KeyTable {
public:
    /// Room for so many; what `grow` has not made is not to be used yet.
    void reserve(std::size_t keys) {
        size_ = keys + keys / 3 + 1;
        table_.reserve(size_);
    }
    /// Makes some more of the table; false once it is whole.
    bool grow(std::size_t entries);
    void insert(std::int64_t key, std::uint32_t slot) {
        std::size_t at = place(key);
        while (table_[at] != no_place) at = at + 1 == size_ ? 0 : at + 1;
        table_[at] = slot;
    }
    [[nodiscard]] std::uint32_t find(std::int64_t key, const std::vector<std::int64_t>& keys) const {
        for (std::size_t at = place(key); table_[at] != no_place; at = at + 1 == size_ ? 0 : at + 1) {
            if (keys[table_[at]] == key) return table_[at];
        }
        return no_place;
    }
    [[nodiscard]] std::size_t memory_bytes() const { return table_.size() * sizeof(std::uint32_t); }

private:
    [[nodiscard]] std::size_t place(std::int64_t key) const {
        const std::uint64_t mixed = (static_cast<std::uint64_t>(key) ^ 0x5851F42D4C957F2DU) * 0x9E3779B97F4A7C15U;
        return static_cast<std::size_t>(((mixed ^ mixed >> 32) & 0xFFFFFFFFU) * size_ >> 32);
    }

    std::size_t size_ = 0;
    std::vector<std::uint32_t> table_;
};

class Segment {
public:
    /// Documents with keys of their own.
    explicit Segment(std::span<const Document> documents);
    /// From a snapshot. Throws `invalid_snapshot` unless every array fits the others.
    explicit Segment(SegmentArrays arrays);

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(arrays_.keys.size()); }
    [[nodiscard]] std::uint32_t live() const { return live_; }
    [[nodiscard]] const SegmentArrays& arrays() const { return arrays_; }
    [[nodiscard]] std::int64_t key(std::uint32_t slot) const { return arrays_.keys[slot]; }
    [[nodiscard]] bool is_dead(std::uint32_t slot) const { return arrays_.is_dead(slot); }
    [[nodiscard]] std::uint32_t group(std::uint32_t slot) const {
        return arrays_.groups.empty() ? 0 : arrays_.groups[slot];
    }
    /// Whether all records are of one group.
    [[nodiscard]] bool is_all_of(std::uint32_t group) const { return group == sole_group_; }
    [[nodiscard]] std::string_view text(std::uint32_t slot) const { return arrays_.text(slot); }
    /// The slot of a live record.
    [[nodiscard]] std::optional<std::uint32_t> slot_of(std::int64_t key) const;

    /// That the place of a hash will be asked for soon: first about where it is, and once this is here, closer.
    void expect(std::uint32_t hash) const;
    void expect_closer(std::uint32_t hash) const;
    /// The place of a hash in `hashes`, or `no_place`.
    [[nodiscard]] std::uint32_t find(std::uint32_t hash) const;
    /// The place of a gram in `gram_hashes`, or `no_place`.
    [[nodiscard]] std::uint32_t find_gram(std::uint32_t hash) const;
    /// Live records that have the word or code at a place.
    [[nodiscard]] std::uint32_t records_with(std::uint32_t place) const;
    /// Live records that have a term.
    [[nodiscard]] std::uint32_t records_with_hash(std::uint32_t hash) const;
    /// How many of the hashes are words.
    [[nodiscard]] std::uint32_t words() const { return kind_begin_[1]; }

    /// Removes a record: its slot stays, and counts no more.
    void kill(std::uint32_t slot);
    [[nodiscard]] std::size_t memory_bytes() const;

private:
    friend class SegmentMerger;  // makes one step by step

    Segment() = default;
    void place(std::span<const Document> documents);
    void index();
    void index_slots();
    void index_grams();
    void make_table();
    void find_sole_group();
    /// After the last hash: where kinds begin, and the live records of long lists unless they are known.
    void count_kinds();
    void count_long();

    SegmentArrays arrays_;
    KeyTable table_;
    std::array<std::uint32_t, term_kind_count + 1> kind_begin_{};  ///< in `hashes`
    /// Live records of words and codes whose lists are not to be counted each time.
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> long_records_;
    std::uint32_t sole_group_ = 0;  ///< of all records; 0 if they are of several or none
    std::uint32_t live_ = 0;
};

/// Whether the live records of a list are worth keeping.
[[nodiscard]] inline bool is_long(ListView list) { return list.form != ListForm::bytes; }

}  // namespace marketplace::catalog::detail
