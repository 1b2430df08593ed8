#include "segment.hpp"

#include <algorithm>
#include <functional>

namespace marketplace::catalog::detail {
namespace {

constexpr unsigned hash_bits = 30;  ///< below those of the kind

/// About where a hash is.
std::size_t guess(std::size_t begin, std::size_t end, std::uint32_t hash) {
    const std::uint64_t share = hash & ((std::uint32_t{1} << hash_bits) - 1);
    return begin + static_cast<std::size_t>(share * (end - begin) >> hash_bits);
}

/// A closer guess, from what is at the first one. Among a million hashes the first is hundreds of places away, and each
/// step from there waits for memory; this one is some twenty.
std::size_t closer_guess(const std::vector<std::uint32_t>& hashes, std::size_t begin, std::size_t end,
                         std::uint32_t hash) {
    if (begin == end) return begin;
    const std::size_t first = guess(begin, end, hash);
    const auto count = static_cast<std::int64_t>(end - begin);
    const std::int64_t step = (std::int64_t{hash} - std::int64_t{hashes[first]}) * count >> hash_bits;
    const std::int64_t at = static_cast<std::int64_t>(first - begin) + step;
    return begin + static_cast<std::size_t>(std::clamp<std::int64_t>(at, 0, count - 1));
}

/// The place of a hash among rising ones from `begin` up to `end`. Hashes of one kind are spread evenly, so that the
/// place can be guessed, and is within some steps of that.
std::uint32_t find_between(const std::vector<std::uint32_t>& hashes, std::size_t begin, std::size_t end,
                           std::uint32_t hash) {
    constexpr std::size_t step_first = 16;
    std::size_t low = closer_guess(hashes, begin, end, hash);
    std::size_t high = low;
    for (std::size_t step = step_first; low > begin && hashes[low] >= hash; step *= 4) {
        low -= std::min(low - begin, step);
    }
    for (std::size_t step = step_first; high < end && hashes[high] < hash; step *= 4) high = std::min(end, high + step);
    const auto first = hashes.begin();
    const auto found =
        std::lower_bound(first + static_cast<std::ptrdiff_t>(low), first + static_cast<std::ptrdiff_t>(high), hash);
    const auto place = static_cast<std::size_t>(found - first);
    return place < end && hashes[place] == hash ? static_cast<std::uint32_t>(place) : no_place;
}

}  // namespace

void distinct_terms(std::string_view folded, std::vector<std::uint32_t>& out) {
    out.clear();
    for_each_term(folded, [&](std::uint32_t hash, TermKind) { out.push_back(hash); });
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

bool KeyTable::grow(std::size_t entries) {
    table_.resize(std::min(size_, table_.size() + entries), no_place);
    return table_.size() < size_;
}

std::optional<std::uint32_t> Segment::slot_of(std::int64_t key) const {
    const std::uint32_t slot = table_.find(key, arrays_.keys);
    if (slot == no_place || is_dead(slot)) return std::nullopt;
    return slot;
}

void Segment::expect(std::uint32_t hash) const {
    const auto kind = static_cast<std::size_t>(hash >> hash_bits);
    if (kind >= term_kind_count) return;
    __builtin_prefetch(arrays_.hashes.data() + guess(kind_begin_[kind], kind_begin_[kind + 1], hash));
    if (kind != static_cast<std::size_t>(TermKind::gram)) return;
    __builtin_prefetch(arrays_.gram_hashes.data() + guess(0, arrays_.gram_hashes.size(), hash));
}

void Segment::expect_closer(std::uint32_t hash) const {
    const auto kind = static_cast<std::size_t>(hash >> hash_bits);
    if (kind >= term_kind_count) return;
    const auto expect_in = [&](const std::vector<std::uint32_t>& hashes, std::size_t begin, std::size_t end) {
        __builtin_prefetch(hashes.data() + closer_guess(hashes, begin, end, hash));
    };
    expect_in(arrays_.hashes, kind_begin_[kind], kind_begin_[kind + 1]);
    if (kind != static_cast<std::size_t>(TermKind::gram)) return;
    expect_in(arrays_.gram_hashes, 0, arrays_.gram_hashes.size());
}

std::uint32_t Segment::find(std::uint32_t hash) const {
    const auto kind = static_cast<std::size_t>(hash >> hash_bits);
    if (kind >= term_kind_count) return no_place;
    return find_between(arrays_.hashes, kind_begin_[kind], kind_begin_[kind + 1], hash);
}

std::uint32_t Segment::find_gram(std::uint32_t hash) const {
    return find_between(arrays_.gram_hashes, 0, arrays_.gram_hashes.size(), hash);
}

std::uint32_t Segment::records_with(std::uint32_t place) const {
    const ListView list = arrays_.slots[place];
    if (is_long(list)) {
        const auto found = long_records_.find(place);
        return found == long_records_.end() ? 0 : found->second;
    }
    std::uint32_t out = 0;
    for_each_number(list, [&](std::uint32_t slot) { out += is_dead(slot) ? 0U : 1U; });
    return out;
}

std::uint32_t Segment::records_with_hash(std::uint32_t hash) const {
    const bool is_gram = kind_of(hash) == TermKind::gram;
    const std::uint32_t place = is_gram ? find_gram(hash) : find(hash);
    if (place == no_place) return 0;
    return is_gram ? arrays_.gram_records[place] : records_with(place);
}

void Segment::count_kinds() {
    for (std::size_t kind = 0; kind <= term_kind_count; ++kind) {
        const auto found = std::ranges::lower_bound(arrays_.hashes, static_cast<std::uint32_t>(kind << 30));
        kind_begin_[kind] = static_cast<std::uint32_t>(found - arrays_.hashes.begin());
    }
}

void Segment::count_long() {
    for (std::uint32_t place = 0; place < kind_begin_[static_cast<std::size_t>(TermKind::gram)]; ++place) {
        const ListView list = arrays_.slots[place];
        if (!is_long(list)) continue;
        std::uint32_t& count = long_records_[place];
        for_each_number(list, [&](std::uint32_t slot) { count += is_dead(slot) ? 0U : 1U; });
    }
}

void Segment::make_table() {
    table_.reserve(size());
    static_cast<void>(table_.grow(std::numeric_limits<std::uint32_t>::max()));
    for (std::uint32_t slot = 0; slot < size(); ++slot) table_.insert(arrays_.keys[slot], slot);
}

void Segment::find_sole_group() {
    const std::vector<std::uint32_t>& groups = arrays_.groups;
    const bool is_one = std::ranges::adjacent_find(groups, std::not_equal_to{}) == groups.end();
    sole_group_ = groups.empty() || !is_one ? 0 : groups.front();
}

void Segment::kill(std::uint32_t slot) {
    if (is_dead(slot)) return;
    arrays_.dead[slot / 64] |= std::uint64_t{1} << slot % 64;
    --live_;
    std::vector<std::uint32_t> terms;
    distinct_terms(text(slot), terms);
    for (const std::uint32_t hash : terms) {
        // A snapshot with lists that are not those of its texts is safe, if wrong.
        if (kind_of(hash) == TermKind::gram) {
            const std::uint32_t place = find_gram(hash);
            if (place != no_place && arrays_.gram_records[place] > 0) --arrays_.gram_records[place];
        } else if (const auto found = long_records_.find(find(hash)); found != long_records_.end()) {
            if (found->second > 0) --found->second;
        }
    }
}

std::size_t Segment::memory_bytes() const {
    const auto bytes = [](const auto& list) { return list.size() * sizeof(list[0]); };
    return sizeof *this + bytes(arrays_.keys) + bytes(arrays_.groups) + bytes(arrays_.text_begin) +
           bytes(arrays_.texts) + bytes(arrays_.dead) + bytes(arrays_.hashes) + arrays_.slots.memory_bytes() +
           bytes(arrays_.gram_hashes) + bytes(arrays_.gram_records) + arrays_.gram_words.memory_bytes() +
           table_.memory_bytes() + long_records_.bucket_count() * (2 * sizeof(std::uint32_t) + 1);
}

}  // namespace marketplace::catalog::detail
