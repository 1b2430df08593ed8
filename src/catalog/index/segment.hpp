#pragma once
// A part of the index that does not change, but for the records that are removed from it.

#include "terms.hpp"
#include "weights.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog::detail {

/// A record on its way into a segment; the text is folded and cut.
struct Document {
    std::int64_t key = 0;
    std::string_view text;
};

/// The hashes of a folded text, each once, rising.
void distinct_terms(std::string_view folded, std::vector<std::uint32_t>& out);

/// Reads a list of slots: differences, seven bits a byte, the lowest first; the last byte of each is below 128.
class SlotList {
public:
    SlotList(const std::uint8_t* at, const std::uint8_t* end) : at_(at), end_(end) {}

    [[nodiscard]] bool next(std::uint32_t& slot) noexcept {
        if (at_ == end_) return false;
        std::uint32_t difference = *at_ & 0x7FU;
        for (unsigned shift = 7; (*at_++ & 0x80U) != 0; shift += 7) difference |= (*at_ & 0x7FU) << shift;
        slot_ += difference;
        slot = slot_;
        ++slot_;  // slots rise, so a difference of zero is the next one
        return true;
    }

private:
    const std::uint8_t* at_;
    const std::uint8_t* end_;
    std::uint32_t slot_ = 0;
};

/// The arrays of a segment, as they are in memory and in a snapshot.
struct SegmentArrays {
    std::array<std::uint32_t, class_count + 1> class_begin{};  ///< first slot of each class of length, and the end
    std::vector<std::int64_t> keys;            ///< of each slot
    std::vector<std::uint32_t> text_begin;     ///< of each slot, and the end
    std::string texts;
    std::vector<std::uint64_t> dead;           ///< a bit for each slot
    std::vector<std::uint32_t> hashes;         ///< rising
    std::vector<std::uint32_t> posting_begin;  ///< of each hash, and the end
    std::vector<std::uint8_t> postings;
};

class Segment {
public:
    Segment() = default;
    /// Documents with keys of their own.
    explicit Segment(std::span<const Document> documents);
    /// From a snapshot. Throws `invalid_snapshot` unless every array fits the others.
    explicit Segment(SegmentArrays arrays);

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(arrays_.keys.size()); }
    [[nodiscard]] std::uint32_t live() const { return live_; }
    [[nodiscard]] const SegmentArrays& arrays() const { return arrays_; }
    [[nodiscard]] std::int64_t key(std::uint32_t slot) const { return arrays_.keys[slot]; }
    [[nodiscard]] bool is_dead(std::uint32_t slot) const { return (arrays_.dead[slot / 64] >> slot % 64 & 1U) != 0; }
    [[nodiscard]] std::string_view text(std::uint32_t slot) const {
        const std::uint32_t begin = arrays_.text_begin[slot];
        return {arrays_.texts.data() + begin, arrays_.text_begin[slot + 1] - begin};
    }
    [[nodiscard]] std::size_t class_of(std::uint32_t slot) const { return class_of_length(text(slot).size()); }

    /// The place of a hash in the dictionary.
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t hash) const;
    /// Live records that have the term.
    [[nodiscard]] std::uint32_t records_with(std::uint32_t term) const { return records_with_[term]; }
    [[nodiscard]] SlotList slots(std::uint32_t term) const {
        const std::uint8_t* base = arrays_.postings.data();
        return {base + arrays_.posting_begin[term], base + arrays_.posting_begin[term + 1]};
    }

    /// Removes a record: its slot stays, and counts no more.
    void kill(std::uint32_t slot);
    [[nodiscard]] std::size_t memory_bytes() const;

private:
    void place(std::span<const Document> documents);
    void index();

    SegmentArrays arrays_;
    std::vector<std::uint32_t> records_with_;
    std::uint32_t live_ = 0;
};

}  // namespace marketplace::catalog::detail
