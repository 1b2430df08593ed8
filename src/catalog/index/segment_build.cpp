// A segment from documents, all at once.

#include "segment.hpp"

#include <marketplace/core/error.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <numeric>

namespace marketplace::catalog::detail {
namespace {

/// A number in the list of a hash. Numbers of one hash come in rising order.
struct Posting {
    std::uint32_t hash;
    std::uint32_t number;
};

constexpr std::size_t postings_of_a_pass = 1 << 24;  // 128 MB, and as much for sorting

/// By rising hash, without changing the order of equal ones: eleven bits at a time.
void sort_by_hash(std::vector<Posting>& postings, std::vector<Posting>& scratch) {
    constexpr std::size_t few = 1 << 10;
    if (postings.size() < few) {
        std::ranges::sort(postings, {}, [](const Posting& each) { return std::pair{each.hash, each.number}; });
        return;
    }
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

/// Calls `visit(first, last)` for the postings of each hash.
template <class F>
void for_each_list(const std::vector<Posting>& sorted, F&& visit) {
    for (auto first = sorted.begin(); first != sorted.end();) {
        const auto last =
            std::find_if(first, sorted.end(), [&](const Posting& each) { return each.hash != first->hash; });
        visit(first, last);
        first = last;
    }
}

/// A list of what may be in it several times. `numbers`: of how many, if it may be a dense one.
template <class Iterator>
ListView write_list(ListWriter& writer, Iterator first, Iterator last, std::size_t numbers) {
    writer.begin(static_cast<std::size_t>(last - first), numbers);
    for (auto each = first; each != last; ++each) {
        if (each == first || (each - 1)->number != each->number) writer.add(each->number);
    }
    return writer.view();
}

/// How many records have each gram, by rising hash.
struct GramCounts {
    std::vector<std::uint32_t> hashes;
    std::vector<std::uint32_t> records;

    void add(std::uint32_t hash, std::uint32_t count) {
        if (!hashes.empty() && hashes.back() == hash) {
            records.back() += count;
            return;
        }
        hashes.push_back(hash);
        records.push_back(count);
    }
    /// Of other records.
    [[nodiscard]] GramCounts with(const GramCounts& other) const {
        GramCounts out;
        for (std::size_t i = 0, k = 0; i < hashes.size() || k < other.hashes.size();) {
            const bool is_own = k == other.hashes.size() || (i < hashes.size() && hashes[i] <= other.hashes[k]);
            const GramCounts& from = is_own ? *this : other;
            std::size_t& at = is_own ? i : k;
            out.add(from.hashes[at], from.records[at]);
            ++at;
        }
        return out;
    }
};

/// Counts the records of each gram from their postings.
GramCounts counts_of(const std::vector<Posting>& sorted) {
    GramCounts out;
    for_each_list(sorted, [&](auto first, auto last) {
        for (auto each = first; each != last; ++each) {
            if (each == first || (each - 1)->number != each->number) out.add(first->hash, 1);
        }
    });
    return out;
}

/// So many records at a time that sorting their grams takes no more memory than lists of slots do: to sort is faster
/// than to look each gram up.
GramCounts count_grams(const SegmentArrays& arrays) {
    GramCounts out;
    std::vector<Posting> postings;
    std::vector<Posting> scratch;
    const auto count = [&] {
        sort_by_hash(postings, scratch);
        out = out.hashes.empty() ? counts_of(postings) : out.with(counts_of(postings));
        postings.clear();
    };
    for (std::uint32_t slot = 0; slot < arrays.keys.size(); ++slot) {
        for_each_term(arrays.text(slot), [&](std::uint32_t hash, TermKind kind) {
            if (kind == TermKind::gram) postings.push_back({hash, slot});
        });
        if (postings.size() >= postings_of_a_pass) count();
    }
    count();
    return out;
}

/// A word of some records and where it is among the hashes.
struct PlacedWord {
    std::uint32_t place = 0;
    std::string_view text;
};

/// The different words without a digit.
boost::unordered_flat_set<std::string_view> words_of(const SegmentArrays& arrays) {
    boost::unordered_flat_set<std::string_view> out;
    for (std::uint32_t slot = 0; slot < arrays.keys.size(); ++slot) {
        for_each_word(
            arrays.text(slot),
            [&](const Letters& word, std::string_view text) {
                if (!word.has_digit) out.insert(text);
            },
            [](std::uint32_t) {});
    }
    return out;
}

}  // namespace

Segment::Segment(std::span<const Document> documents) : live_(static_cast<std::uint32_t>(documents.size())) {
    place(documents);
    find_sole_group();
    make_table();
    index_slots();
    index_grams();
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
    const bool has_groups = std::ranges::any_of(documents, [](const Document& each) { return each.group != 0; });
    if (has_groups) arrays_.groups.reserve(order.size());
    arrays_.keys.reserve(order.size());
    arrays_.text_begin.reserve(order.size() + 1);
    arrays_.texts.reserve(bytes);
    for (const std::uint32_t i : order) {
        arrays_.keys.push_back(documents[i].key);
        if (has_groups) arrays_.groups.push_back(documents[i].group);
        arrays_.text_begin.push_back(static_cast<std::uint32_t>(arrays_.texts.size()));
        arrays_.texts += documents[i].text;
    }
    arrays_.text_begin.push_back(static_cast<std::uint32_t>(arrays_.texts.size()));
    arrays_.dead.assign((order.size() + 63) / 64, 0);
}

/// Makes the lists of slots, a range of hashes at a time so that what is sorted stays small.
void Segment::index_slots() {
    const std::uint64_t passes = arrays_.texts.size() / 4 / postings_of_a_pass + 1;
    std::vector<Posting> postings;
    std::vector<Posting> scratch;
    ListWriter writer;
    for (std::uint64_t pass = 0; pass < passes; ++pass) {
        postings.clear();
        for (std::uint32_t slot = 0; slot < size(); ++slot) {
            const auto add = [&](std::uint32_t hash) {
                if (hash * passes >> 32 == pass) postings.push_back({hash, slot});
            };
            for_each_word(
                text(slot),
                [&](const Letters& word, std::string_view text) {
                    add(word.hash());
                    if (word.has_digit) for_each_gram(text, add);
                },
                add);
        }
        sort_by_hash(postings, scratch);
        for_each_list(postings, [&](auto first, auto last) {
            arrays_.hashes.push_back(first->hash);
            arrays_.slots.append(write_list(writer, first, last, size()));
        });
    }
    arrays_.hashes.shrink_to_fit();
    arrays_.slots.shrink_to_fit();
    count_kinds();
    count_long();
}

void Segment::index_grams() {
    std::vector<PlacedWord> words;
    for (const std::string_view word : words_of(arrays_)) {
        Letters letters = Letters::of(TermKind::word);
        letters.add(word);
        words.push_back({find(letters.hash()), word});
    }
    // Two words may have one hash, and so one place.
    std::ranges::sort(words, {}, &PlacedWord::place);
    std::vector<Posting> postings;
    std::vector<Posting> scratch;
    for (const PlacedWord& each : words) {
        for_each_gram(each.text, [&](std::uint32_t hash) { postings.push_back({hash, each.place}); });
    }
    sort_by_hash(postings, scratch);
    GramCounts counts = count_grams(arrays_);
    arrays_.gram_hashes = std::move(counts.hashes);
    arrays_.gram_records = std::move(counts.records);
    ListWriter writer;
    auto first = postings.cbegin();
    for (const std::uint32_t hash : arrays_.gram_hashes) {
        const auto last = std::find_if(first, postings.cend(), [&](const Posting& each) { return each.hash != hash; });
        arrays_.gram_words.append(write_list(writer, first, last, 0));
        first = last;
    }
    arrays_.gram_hashes.shrink_to_fit();
    arrays_.gram_records.shrink_to_fit();
    arrays_.gram_words.shrink_to_fit();
}

}  // namespace marketplace::catalog::detail
