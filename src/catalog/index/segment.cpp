#include "segment.hpp"

#include <marketplace/core/error.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

namespace marketplace::catalog::detail {
namespace {

/// A term of a record. Records come in the order of their slots.
struct Posting {
    std::uint32_t hash;
    std::uint32_t slot;
};

constexpr std::size_t postings_of_a_pass = 1 << 24;  // 128 MB, and as much for sorting

/// By rising hash, without changing the order of equal ones: eleven bits at a time.
void sort_by_hash(std::vector<Posting>& postings, std::vector<Posting>& scratch) {
    constexpr unsigned bits = 11;
    constexpr std::size_t buckets = std::size_t{1} << bits;
    scratch.resize(postings.size());
    for (unsigned shift = 0; shift < 32; shift += bits) {
        std::array<std::size_t, buckets + 1> begin{};
        for (const Posting& each : postings) ++begin[(each.hash >> shift) % buckets + 1];
        std::partial_sum(begin.begin(), begin.end(), begin.begin());
        for (const Posting& each : postings) scratch[begin[(each.hash >> shift) % buckets]++] = each;
        postings.swap(scratch);
    }
}

void append_difference(std::vector<std::uint8_t>& out, std::uint32_t difference) {
    for (; difference >= 0x80U; difference >>= 7) out.push_back(static_cast<std::uint8_t>(difference | 0x80U));
    out.push_back(static_cast<std::uint8_t>(difference));
}

/// Appends lists to the arrays, and counts them.
void append_lists(const std::vector<Posting>& sorted, SegmentArrays& arrays, std::vector<std::uint32_t>& counts) {
    std::uint32_t next_slot = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const Posting& each = sorted[i];
        const bool is_first = i == 0 || sorted[i - 1].hash != each.hash;
        if (!is_first && sorted[i - 1].slot == each.slot) continue;  // a term that a text has twice
        if (is_first) {
            arrays.hashes.push_back(each.hash);
            arrays.posting_begin.push_back(static_cast<std::uint32_t>(arrays.postings.size()));
            counts.push_back(0);
            next_slot = 0;
        }
        append_difference(arrays.postings, each.slot - next_slot);
        next_slot = each.slot + 1;
        ++counts.back();
    }
}

}  // namespace

void distinct_terms(std::string_view folded, std::vector<std::uint32_t>& out) {
    out.clear();
    for_each_term(folded, [&](std::uint32_t hash, TermKind) { out.push_back(hash); });
    std::ranges::sort(out);
    const auto rest = std::ranges::unique(out);
    out.erase(rest.begin(), rest.end());
}

Segment::Segment(std::span<const Document> documents) : live_(static_cast<std::uint32_t>(documents.size())) {
    place(documents);
    index();
}

/// Gives every document its slot: by class, and within one as they came.
void Segment::place(std::span<const Document> documents) {
    for (const Document& each : documents) ++arrays_.class_begin[class_of_length(each.text.size()) + 1];
    std::partial_sum(arrays_.class_begin.begin(), arrays_.class_begin.end(), arrays_.class_begin.begin());
    std::array<std::uint32_t, class_count> next{};
    std::copy_n(arrays_.class_begin.begin(), class_count, next.begin());
    std::vector<std::uint32_t> order(documents.size());
    std::size_t bytes = 0;
    for (std::uint32_t i = 0; i < documents.size(); ++i) {
        order[next[class_of_length(documents[i].text.size())]++] = i;
        bytes += documents[i].text.size();
    }
    if (bytes > std::numeric_limits<std::uint32_t>::max()) {
        fail(ErrorCode::limit_exceeded, "records", std::to_string(bytes) + " bytes of text", "4 GB in one segment");
    }
    arrays_.keys.reserve(order.size());
    arrays_.text_begin.reserve(order.size() + 1);
    arrays_.texts.reserve(bytes);
    for (const std::uint32_t i : order) {
        arrays_.keys.push_back(documents[i].key);
        arrays_.text_begin.push_back(static_cast<std::uint32_t>(arrays_.texts.size()));
        arrays_.texts += documents[i].text;
    }
    arrays_.text_begin.push_back(static_cast<std::uint32_t>(arrays_.texts.size()));
    arrays_.dead.assign((order.size() + 63) / 64, 0);
}

/// Makes the lists, a range of hashes at a time so that what is sorted stays small.
void Segment::index() {
    const std::uint64_t terms_about = arrays_.texts.size() + arrays_.texts.size() / 2;
    const std::uint64_t passes = terms_about / postings_of_a_pass + 1;
    std::vector<Posting> postings;
    std::vector<Posting> scratch;
    for (std::uint64_t pass = 0; pass < passes; ++pass) {
        postings.clear();
        for (std::uint32_t slot = 0; slot < size(); ++slot) {
            for_each_term(text(slot), [&](std::uint32_t hash, TermKind) {
                if (hash * passes >> 32 == pass) postings.push_back({hash, slot});
            });
        }
        sort_by_hash(postings, scratch);
        append_lists(postings, arrays_, records_with_);
    }
    arrays_.posting_begin.push_back(static_cast<std::uint32_t>(arrays_.postings.size()));
    arrays_.hashes.shrink_to_fit();
    arrays_.posting_begin.shrink_to_fit();
    arrays_.postings.shrink_to_fit();
    records_with_.shrink_to_fit();
}

std::optional<std::uint32_t> Segment::find(std::uint32_t hash) const {
    // Hashes are spread evenly, so that the place of one can be guessed, and is within some steps of that.
    const std::vector<std::uint32_t>& hashes = arrays_.hashes;
    if (hashes.empty()) return std::nullopt;
    const std::size_t guess = static_cast<std::uint64_t>(hash) * hashes.size() >> 32;
    std::size_t low = guess;
    std::size_t high = guess;
    for (std::size_t step = 16; low > 0 && hashes[low] >= hash; step *= 4) low -= std::min(low, step);
    for (std::size_t step = 16; high < hashes.size() && hashes[high] < hash; step *= 4) {
        high = std::min(hashes.size(), high + step);
    }
    const auto begin = hashes.begin();
    const auto found =
        std::lower_bound(begin + static_cast<std::ptrdiff_t>(low), begin + static_cast<std::ptrdiff_t>(high), hash);
    if (found == hashes.end() || *found != hash) return std::nullopt;
    return static_cast<std::uint32_t>(found - begin);
}

void Segment::kill(std::uint32_t slot) {
    if (is_dead(slot)) return;
    arrays_.dead[slot / 64] |= std::uint64_t{1} << slot % 64;
    --live_;
    std::vector<std::uint32_t> terms;
    distinct_terms(text(slot), terms);
    for (const std::uint32_t hash : terms) {
        // A snapshot with lists that are not those of its texts is safe, if wrong.
        const std::optional<std::uint32_t> term = find(hash);
        if (term && records_with_[*term] > 0) --records_with_[*term];
    }
}

std::size_t Segment::memory_bytes() const {
    const auto bytes = [](const auto& list) { return list.capacity() * sizeof(list[0]); };
    return sizeof *this + bytes(arrays_.keys) + bytes(arrays_.text_begin) + bytes(arrays_.texts) +
           bytes(arrays_.dead) + bytes(arrays_.hashes) + bytes(arrays_.posting_begin) + bytes(arrays_.postings) +
           bytes(records_with_);
}

}  // namespace marketplace::catalog::detail
