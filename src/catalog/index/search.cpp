#include "search.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

namespace marketplace::catalog::detail {
namespace {

constexpr std::int64_t hits_limit = 1000;
constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t scored_mark = std::uint32_t{1} << 31;  // sums of 1024 bytes stay far below

bool is_better(const BlockingHit& a, const BlockingHit& b) {
    return a.score != b.score ? a.score > b.score : a.key < b.key;
}

/// The class of a slot, from the classes' first slots.
std::size_t class_of_slot(const Segment& segment, std::uint32_t slot) {
    const auto& begin = segment.arrays().class_begin;
    std::size_t out = 0;
    while (slot >= begin[out + 1]) ++out;
    return out;
}

}  // namespace

const BlockingResult& BlockingScratch::search(const BlockingData& data, std::string_view text,
                                              const BlockingOptions& options, const KeyFilter& filter) {
    marketplace::detail::require_between(options.hits_max, 1, hits_limit, "hits_max");
    marketplace::detail::require_between(options.postings_max, 0, std::numeric_limits<std::int64_t>::max(),
                                         "postings_max");
    hits_max_ = static_cast<std::size_t>(options.hits_max);
    postings_max_ = options.postings_max == 0 ? std::numeric_limits<std::int64_t>::max() : options.postings_max;
    filter_ = &filter;
    result_ = {};
    best_.clear();
    read_terms(data, text);
    if (!terms_.empty()) {
        result_.score_max = static_cast<std::int64_t>(rest_.front() * class_factors.front());
        make_table();
        score_fresh(data);
        for (std::size_t i = 0; i < data.segments().size(); ++i) {
            search_segment(data.segments()[i], std::span{places_}.subspan(i * terms_.size(), terms_.size()));
        }
    }
    std::ranges::sort(best_, is_better);
    result_.hits.assign(best_.begin(), best_.end());
    return result_;
}

/// The terms of the query that any record has, with their weights, the rarest first.
void BlockingScratch::read_terms(const BlockingData& data, std::string_view text) {
    terms_.clear();
    for_each_term(blocking_text(text), [&](std::uint32_t hash, TermKind kind) {
        terms_.push_back({hash, static_cast<std::uint32_t>(importance_of(kind)), 0, 0, 0});
    });
    const auto order = [](const QueryTerm& each) { return std::pair{each.hash, each.importance}; };
    std::ranges::sort(terms_, std::less{}, order);
    const auto rest = std::ranges::unique(terms_, std::equal_to{}, &QueryTerm::hash);
    terms_.erase(rest.begin(), rest.end());
    for (QueryTerm& each : terms_) each.records = data.records_with(each.hash);
    std::erase_if(terms_, [](const QueryTerm& each) { return each.records == 0; });
    weigh_terms(data);
}

void BlockingScratch::weigh_terms(const BlockingData& data) {
    for (QueryTerm& each : terms_) each.weight = data.weight(each.importance, each.hash, each.records);
    std::ranges::sort(terms_, std::less{}, [](const QueryTerm& each) { return std::pair{each.records, each.hash}; });
    rest_.assign(terms_.size() + 1, 0);
    for (std::size_t i = terms_.size(); i-- > 0;) rest_[i] = rest_[i + 1] + terms_[i].weight;
    places_.clear();
    for (const Segment& segment : data.segments()) {
        for (const QueryTerm& each : terms_) places_.push_back(segment.find(each.hash).value_or(none));
    }
}

void BlockingScratch::make_table() {
    const std::size_t size = std::bit_ceil(terms_.size() * 4);
    mask_ = static_cast<std::uint32_t>(size - 1);
    table_.assign(size, 0);
    for (std::uint32_t i = 0; i < terms_.size(); ++i) {
        std::uint32_t at = terms_[i].hash & mask_;
        while (table_[at] != 0) at = (at + 1) & mask_;
        table_[at] = i + 1;
    }
    scored_ = 0;
}

std::uint64_t BlockingScratch::score_of(std::string_view text) {
    const std::uint32_t number = ++scored_;
    std::uint64_t sum = 0;
    for_each_term(text, [&](std::uint32_t hash, TermKind) {
        for (std::uint32_t at = hash & mask_; table_[at] != 0; at = (at + 1) & mask_) {
            QueryTerm& term = terms_[table_[at] - 1];
            if (term.hash != hash) continue;
            if (term.seen_by != number) sum += term.weight;
            term.seen_by = number;
            return;
        }
    });
    return sum * class_factors[class_of_length(text.size())];
}

void BlockingScratch::offer(std::int64_t key, std::uint64_t score) {
    if (score == 0 || (*filter_ && !(*filter_)(key))) return;
    const BlockingHit hit{key, static_cast<std::int64_t>(score)};
    if (best_.size() == hits_max_) {
        if (!is_better(hit, best_.front())) return;
        std::ranges::pop_heap(best_, is_better);
        best_.pop_back();
    }
    best_.push_back(hit);
    std::ranges::push_heap(best_, is_better);
}

void BlockingScratch::score_fresh(const BlockingData& data) {
    for (const FreshRecord& each : data.fresh()) offer(each.key, score_of(each.text));
    result_.records_scored += std::ssize(data.fresh());
}

void BlockingScratch::search_segment(const Segment& segment, std::span<const std::uint32_t> places) {
    if (sums_.size() < segment.size()) sums_.resize(segment.size(), 0);
    touched_.clear();
    read_lists(segment, places);
    score_candidates(segment);
    for (const std::uint32_t slot : touched_) sums_[slot] = 0;
}

/// Reads lists, of the rarest term first, until no class has room for a record that was not seen.
void BlockingScratch::read_lists(const Segment& segment, std::span<const std::uint32_t> places) {
    unread_.fill(0);
    std::size_t active = class_count;
    std::size_t raise_at = 64;
    std::size_t read = 0;
    for (std::size_t i = 0; i < terms_.size() && active > 0; ++i) {
        const bool is_over = result_.postings_read >= postings_max_;
        if (is_over) result_.is_exact = false;
        while (active > 0 && (is_over || class_factors[active - 1] * rest_[i] < threshold())) {
            unread_[--active] = rest_[i];
        }
        if (active == 0 || places[i] == none) continue;
        const std::uint32_t slot_end = segment.arrays().class_begin[active];
        const std::size_t before = read;
        SlotList list = segment.slots(places[i]);
        for (std::uint32_t slot = 0; list.next(slot) && slot < slot_end; ++read) {
            if (sums_[slot] == 0) touched_.push_back(slot);
            sums_[slot] += terms_[i].weight;
        }
        result_.postings_read += static_cast<std::int64_t>(read - before);
        if (read < raise_at) continue;
        raise_threshold(segment);
        raise_at = 2 * read;
    }
}

/// Scores those that lead so far, so that the others can be told from them.
void BlockingScratch::raise_threshold(const Segment& segment) {
    candidates_.clear();
    for (const std::uint32_t slot : touched_) {
        if ((sums_[slot] & scored_mark) != 0) continue;
        candidates_.push_back({std::uint64_t{sums_[slot]} * class_factors[class_of_slot(segment, slot)], slot});
    }
    const std::size_t count = std::min(candidates_.size(), hits_max_);
    const auto middle = candidates_.begin() + static_cast<std::ptrdiff_t>(count);
    std::ranges::nth_element(candidates_, middle, std::greater{}, &Candidate::score);
    for (std::size_t i = 0; i < count; ++i) score_slot(segment, candidates_[i].slot);
}

/// Scores what was seen, the most promising first, until none can be among the best.
void BlockingScratch::score_candidates(const Segment& segment) {
    candidates_.clear();
    for (const std::uint32_t slot : touched_) {
        if ((sums_[slot] & scored_mark) != 0) continue;
        const std::size_t of = class_of_slot(segment, slot);
        const std::uint64_t bound = (sums_[slot] + unread_[of]) * class_factors[of];
        if (bound >= threshold()) candidates_.push_back({bound, slot});
    }
    std::ranges::make_heap(candidates_, std::less{}, &Candidate::score);
    while (!candidates_.empty() && candidates_.front().score >= threshold()) {
        std::ranges::pop_heap(candidates_, std::less{}, &Candidate::score);
        score_slot(segment, candidates_.back().slot);
        candidates_.pop_back();
    }
}

void BlockingScratch::score_slot(const Segment& segment, std::uint32_t slot) {
    sums_[slot] |= scored_mark;
    if (segment.is_dead(slot)) return;
    offer(segment.key(slot), score_of(segment.text(slot)));
    ++result_.records_scored;
}

}  // namespace marketplace::catalog::detail
