#include "search.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <limits>

namespace marketplace::catalog::detail {
namespace {

constexpr std::int64_t hits_limit = 1000;
constexpr std::uint32_t scored_mark = std::uint32_t{1} << 31;  // sums of 1024 bytes stay far below

/// Reading so many bytes of lists takes as long as scoring a record from its text.
constexpr std::size_t bytes_of_scoring = 256;

bool is_better(const BlockingHit& a, const BlockingHit& b) {
    return a.score != b.score ? a.score > b.score : a.key < b.key;
}

/// The factor of a slot, from the classes' first slots.
std::uint64_t factor_of_slot(const Segment& segment, std::uint32_t slot) {
    const auto& begin = segment.arrays().class_begin;
    std::size_t out = 0;
    while (slot >= begin[out + 1]) ++out;
    return class_factors[out];
}

}  // namespace

const BlockingResult& BlockingScratch::search(const BlockingData& data, std::string_view folded,
                                              const BlockingOptions& options, const SearchScope& scope) {
    begin(options, scope);
    read_terms(data, folded);
    if (!terms_.empty()) {
        make_table();
        score_fresh(data.fresh());
        for (std::size_t i = 0; i < data.segments().size(); ++i) {
            search_segment(*data.segments()[i], std::span{places_}.subspan(i * terms_.size(), terms_.size()));
        }
    }
    std::ranges::sort(best_, is_better);
    result_.hits.assign(best_.begin(), best_.end());
    return result_;
}

void BlockingScratch::begin(const BlockingOptions& options, const SearchScope& scope) {
    marketplace::detail::require_between(options.hits_max, 1, hits_limit, "hits_max");
    marketplace::detail::require_between(options.postings_max, 0, std::numeric_limits<std::int64_t>::max(),
                                         "postings_max");
    hits_max_ = static_cast<std::size_t>(options.hits_max);
    postings_max_ = options.postings_max == 0 ? std::numeric_limits<std::int64_t>::max() : options.postings_max;
    group_out_ = scope.group_out;
    result_ = {};
    best_.clear();
    for (const BlockingHit& each : scope.known) offer(each.key, static_cast<std::uint64_t>(each.score));
}

/// The terms of the query that any record has.
void BlockingScratch::read_terms(const BlockingData& data, std::string_view folded) {
    terms_.clear();
    for_each_term(folded, [&](std::uint32_t hash, TermKind kind) {
        terms_.push_back({hash, static_cast<std::uint32_t>(importance_of(kind)), 0, 0, 0});
    });
    std::ranges::sort(terms_, {}, &QueryTerm::hash);
    const auto is_same = [](const QueryTerm& a, const QueryTerm& b) { return a.hash == b.hash; };
    terms_.erase(std::unique(terms_.begin(), terms_.end(), is_same), terms_.end());
    for (QueryTerm& each : terms_) each.records = data.fresh().records_with(each.hash);
    places_.assign(terms_.size() * data.segments().size(), {});
    TermPlace* place = places_.data();
    for (const auto& segment : data.segments()) {
        for (QueryTerm& each : terms_) {
            const bool is_gram = kind_of(each.hash) == TermKind::gram;
            place->slots = segment->find(each.hash);
            if (is_gram) place->words = segment->find_gram(each.hash);
            if (place->words != no_place) each.records += segment->arrays().gram_records[place->words];
            if (!is_gram && place->slots != no_place) each.records += segment->records_with(place->slots);
            ++place;
        }
    }
    weigh_terms(data);
}

/// A term that only removed records have weighs nothing.
void BlockingScratch::weigh_terms(const BlockingData& data) {
    std::uint64_t sum = 0;
    for (QueryTerm& each : terms_) {
        each.weight = each.records == 0 ? 0 : data.weight(each.importance, each.hash, each.records);
        sum += each.weight;
    }
    result_.score_max = static_cast<std::int64_t>(sum * class_factors.front());
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
    if (score == 0 || !may_enter(score, key)) return;
    if (best_.size() == hits_max_) {
        std::ranges::pop_heap(best_, is_better);
        best_.pop_back();
    }
    best_.push_back({key, static_cast<std::int64_t>(score)});
    std::ranges::push_heap(best_, is_better);
}

void BlockingScratch::score_fresh(const FreshRecords& fresh) {
    std::array<std::uint64_t, FreshRecords::records_max> sums{};
    for (const QueryTerm& each : terms_) {
        fresh.for_each_with(each.hash, [&](std::size_t place) { sums[place] += each.weight; });
    }
    for (std::size_t i = 0; i < fresh.records().size(); ++i) {
        const FreshRecord& each = fresh.records()[i];
        if (is_out(each.group)) continue;
        offer(each.key, sums[i] * class_factors[class_of_length(each.text.size())]);
    }
    result_.records_scored += std::ssize(fresh.records());
}

void BlockingScratch::search_segment(const Segment& segment, std::span<const TermPlace> places) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < terms_.size(); ++i) {
        if (places[i].slots != no_place || places[i].words != no_place) sum += terms_[i].weight;
    }
    if (sum * class_factors.front() < threshold() || (group_out_ != 0 && segment.is_all_of(group_out_))) return;
    if (sums_.size() < segment.size()) sums_.resize(segment.size(), 0);
    if (list_of_word_.size() < segment.words()) list_of_word_.resize(segment.words(), 0);
    touched_count_ = 0;
    collect_lists(segment, places);
    order_lists(0, false);
    const std::size_t read = read_lists(segment);
    tell_apart(segment, read);
    score_candidates(segment);
    for (const std::uint32_t slot : touched()) sums_[slot] = 0;
}

void BlockingScratch::collect_lists(const Segment& segment, std::span<const TermPlace> places) {
    lists_.clear();
    parts_.clear();
    for (std::uint32_t i = 0; i < terms_.size(); ++i) {
        if (terms_[i].weight == 0) continue;
        const auto [slots, words] = places[i];
        if (words != no_place) {
            for_each_number(segment.arrays().gram_words[words],
                            [&](std::uint32_t word) { add_word(segment, word, i); });
        }
        if (slots == no_place) continue;
        if (kind_of(terms_[i].hash) == TermKind::word) add_word(segment, slots, i);
        else add_list(segment.arrays().slots[slots], i, no_place);
    }
    for (const SearchList& each : lists_) {
        if (each.word != no_place) list_of_word_[each.word] = 0;
    }
}

/// Adds a term to the list of a word.
void BlockingScratch::add_word(const Segment& segment, std::uint32_t word, std::uint32_t term) {
    const std::uint32_t found = list_of_word_[word];
    if (found == 0) {
        add_list(segment.arrays().slots[word], term, word);
        list_of_word_[word] = static_cast<std::uint32_t>(lists_.size());
        return;
    }
    lists_[found - 1].weight += terms_[term].weight;
    parts_.emplace_back(term, found - 1);
}

void BlockingScratch::add_list(ListView list, std::uint32_t term, std::uint32_t word) {
    parts_.emplace_back(term, static_cast<std::uint32_t>(lists_.size()));
    lists_.push_back({list, terms_[term].weight, 0, word});
}

/// Gives lists from a turn on their turns, short ones first, and computes what is left at each.
void BlockingScratch::order_lists(std::size_t from, bool is_dense_first) {
    if (from == 0) {
        order_.resize(lists_.size());
        for (std::uint32_t i = 0; i < order_.size(); ++i) order_[i] = i;
    }
    std::ranges::sort(order_.begin() + static_cast<std::ptrdiff_t>(from), order_.end(), {}, [&](std::uint32_t each) {
        const ListView& list = lists_[each].list;
        return std::tuple{list.is_dense != is_dense_first, list.bytes(), each};
    });
    for (std::size_t at = from; at < order_.size(); ++at) lists_[order_[at]].at = static_cast<std::uint32_t>(at);
    last_.assign(terms_.size(), 0);
    for (const auto& [term, list] : parts_) last_[term] = std::max(last_[term], lists_[list].at + 1);
    rest_.assign(order_.size() + 1, 0);
    for (std::size_t i = 0; i < terms_.size(); ++i) {
        if (last_[i] > 0) rest_[last_[i] - 1] += terms_[i].weight;
    }
    for (std::size_t at = order_.size(); at-- > 0;) rest_[at] += rest_[at + 1];
}

/// Reads lists until no class of length has room for a record that was not seen. Returns whose turn it would be.
std::size_t BlockingScratch::read_lists(const Segment& segment) {
    constexpr std::size_t raise_first = 512;
    constexpr std::size_t raise_growth = 8;
    const auto& begin = segment.arrays().class_begin;
    std::size_t active = class_count;
    std::size_t raise_at = raise_first;
    std::size_t read = 0;
    for (std::size_t at = 0; at < order_.size(); ++at) {
        while (active > 0 && class_factors[active - 1] * rest_[at] < threshold()) --active;
        if (begin[active] == 0) return at;
        if (result_.postings_read >= postings_max_) {
            result_.is_exact = false;
            return at;
        }
        const std::int64_t before = result_.postings_read;
        accumulate(lists_[order_[at]], begin[active]);
        read += static_cast<std::size_t>(result_.postings_read - before);
        if (read < raise_at) continue;
        raise_threshold(segment);
        raise_at = raise_growth * read;
    }
    return order_.size();
}

/// Adds a list to the sums, from a slot on to those only that were seen. Some slots ahead, so that their sums come
/// from memory meanwhile.
void BlockingScratch::accumulate(const SearchList& list, std::uint32_t slot_end) {
    constexpr std::size_t ahead = 32;
    std::array<std::uint32_t, ahead> slots{};
    std::size_t count = 0;
    const auto add = [&] {
        if (touched_.size() < touched_count_ + ahead) touched_.resize(2 * (touched_count_ + ahead));
        std::uint32_t* touched = touched_.data() + touched_count_;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t slot = slots[i];
            std::uint32_t& sum = sums_[slot];
            const bool is_new = sum == 0;
            if (is_new && slot >= slot_end) continue;
            *touched = slot;
            touched += is_new ? 1 : 0;
            sum += list.weight;
        }
        touched_count_ = static_cast<std::size_t>(touched - touched_.data());
        result_.postings_read += static_cast<std::int64_t>(count);
        count = 0;
    };
    for_each_number(list.list, [&](std::uint32_t slot) {
        __builtin_prefetch(&sums_[slot], 1);
        slots[count] = slot;
        if (++count == ahead) add();
    });
    add();
}

/// Scores those that lead so far, so that the others can be told from them.
void BlockingScratch::raise_threshold(const Segment& segment) {
    collect_candidates(segment, 0);
    score_leaders(segment);
}

/// Scores the best candidates.
void BlockingScratch::score_leaders(const Segment& segment) {
    const std::size_t count = std::min(candidates_.size(), hits_max_);
    const auto middle = candidates_.begin() + static_cast<std::ptrdiff_t>(count);
    std::ranges::nth_element(candidates_, middle, std::greater{}, &Candidate::score);
    for (std::size_t i = 0; i < count; ++i) score_slot(segment, candidates_[i].slot);
}

/// What was seen, was not scored, and can be among the best if it gets all of the rest.
void BlockingScratch::collect_candidates(const Segment& segment, std::uint64_t rest) {
    candidates_.clear();
    const std::uint64_t wanted = threshold();
    for (const std::uint32_t slot : touched()) {
        const std::uint64_t sum = sums_[slot];
        if ((sum & scored_mark) != 0 || (sum + rest) * class_factors.front() < wanted) continue;
        const std::uint64_t score = (sum + rest) * factor_of_slot(segment, slot);
        if (score >= wanted && !is_out(segment.group(slot))) candidates_.push_back({score, slot});
    }
}

/// Reads on, for what may be among the best only, as long as this is faster than scoring it.
void BlockingScratch::tell_apart(const Segment& segment, std::size_t at) {
    if (at == order_.size()) return collect_candidates(segment, 0);
    if (!result_.is_exact) return collect_candidates(segment, 0);
    order_lists(at, true);
    collect_candidates(segment, rest_[at]);
    score_leaders(segment);
    std::erase_if(candidates_, [&](const Candidate& each) {
        return each.score < threshold() || (sums_[each.slot] & scored_mark) != 0;
    });
    for (; at < order_.size(); ++at) {
        const SearchList& list = lists_[order_[at]];
        if (!list.list.is_dense && candidates_.size() * bytes_of_scoring < list.list.bytes()) break;
        add_to_candidates(list);
        std::erase_if(candidates_, [&](Candidate& each) {
            each.score = (sums_[each.slot] + rest_[at + 1]) * factor_of_slot(segment, each.slot);
            return each.score < threshold();
        });
    }
}

void BlockingScratch::add_to_candidates(const SearchList& list) {
    if (!list.list.is_dense) return accumulate(list, 0);
    for (const Candidate& each : candidates_) {
        if (list.list.has(each.slot)) sums_[each.slot] += list.weight;
    }
    result_.postings_read += std::ssize(candidates_);
}

/// Scores what is left, the most promising first, until none can be among the best.
void BlockingScratch::score_candidates(const Segment& segment) {
    std::ranges::make_heap(candidates_, std::less{}, &Candidate::score);
    while (!candidates_.empty() && candidates_.front().score >= threshold()) {
        std::ranges::pop_heap(candidates_, std::less{}, &Candidate::score);
        const auto [score, slot] = candidates_.back();
        candidates_.pop_back();
        if (may_enter(score, segment.key(slot))) score_slot(segment, slot);
    }
}

void BlockingScratch::score_slot(const Segment& segment, std::uint32_t slot) {
    sums_[slot] |= scored_mark;
    if (segment.is_dead(slot)) return;
    offer(segment.key(slot), score_of(segment.text(slot)));
    ++result_.records_scored;
}

}  // namespace marketplace::catalog::detail
