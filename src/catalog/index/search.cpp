#include "search.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <limits>

namespace marketplace::catalog::detail {
namespace {

constexpr std::int64_t hits_limit = 1000;

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

/// That a list is read next. Processors see by themselves how it goes on.
void expect(ListView list) {
    constexpr std::size_t line = 64;
    constexpr std::size_t bytes_max = 8 * line;
    const std::size_t bytes = std::min(list.bytes(), bytes_max);
    for (std::size_t at = 0; at < bytes; at += line) __builtin_prefetch(list.begin + at);
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
        for (const QueryTerm& each : terms_) segment->expect(each.hash);
        for (const QueryTerm& each : terms_) segment->expect_closer(each.hash);
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
    if (segment.live() == 0 || sum * class_factors.front() < threshold()) return;
    if (group_out_ != 0 && segment.is_all_of(group_out_)) return;
    collect_lists(segment, places);
    order_lists();
    scored_slots_.clear();
    const std::size_t read = read_lists(segment);
    tell_apart(segment, read);
    score_candidates(segment);
}

void BlockingScratch::collect_lists(const Segment& segment, std::span<const TermPlace> places) {
    if (list_of_word_.size() < segment.words()) list_of_word_.resize(segment.words(), 0);
    lists_.clear();
    parts_.clear();
    for (std::uint32_t i = 0; i < terms_.size(); ++i) {
        if (terms_[i].weight == 0) continue;
        const auto [place, words] = places[i];
        if (words != no_place) {
            for_each_number(segment.arrays().gram_words[words], [&](std::uint32_t word) { add_word(word, i); });
        }
        if (place == no_place) continue;
        if (kind_of(terms_[i].hash) == TermKind::word) add_word(place, i);
        else add_list(place, i);
    }
    const Lists& slots = segment.arrays().slots;
    for (const SearchList& each : lists_) slots.expect_begin(each.place);
    for (const SearchList& each : lists_) slots.expect(each.place);
    for (SearchList& each : lists_) {
        each.list = slots[each.place];
        if (each.place < segment.words()) list_of_word_[each.place] = 0;
    }
}

/// Adds a term to the list of a word.
void BlockingScratch::add_word(std::uint32_t word, std::uint32_t term) {
    const std::uint32_t found = list_of_word_[word];
    if (found == 0) {
        add_list(word, term);
        list_of_word_[word] = static_cast<std::uint32_t>(lists_.size());
        return;
    }
    lists_[found - 1].weight += terms_[term].weight;
    parts_.emplace_back(term, found - 1);
}

void BlockingScratch::add_list(std::uint32_t place, std::uint32_t term) {
    parts_.emplace_back(term, static_cast<std::uint32_t>(lists_.size()));
    lists_.push_back({{}, terms_[term].weight, 0, place});
}

/// Gives lists their turns, and computes what is left at each: first those that are short for what they weigh, since
/// the best records are soon known by them; dense ones last.
void BlockingScratch::order_lists() {
    constexpr std::uint64_t precision = 1024;
    order_.clear();
    for (std::uint32_t i = 0; i < lists_.size(); ++i) {
        const ListView& list = lists_[i].list;
        order_.push_back({list.is_dense(), precision * list.bytes() / lists_[i].weight, i});
    }
    std::ranges::sort(order_);
    for (std::uint32_t at = 0; at < order_.size(); ++at) list_at(at).at = at;
    last_.assign(terms_.size(), 0);
    for (const auto& [term, list] : parts_) last_[term] = std::max(last_[term], lists_[list].at + 1);
    rest_.assign(order_.size() + 1, 0);
    for (std::size_t i = 0; i < terms_.size(); ++i) {
        if (last_[i] > 0) rest_[last_[i] - 1] += terms_[i].weight;
    }
    for (std::size_t at = order_.size(); at-- > 0;) rest_[at] += rest_[at + 1];
}

/// Adds to the sums of blocks all lists that are not dense, and the others until no record of a block without a sum can
/// be among the best. Returns whose turn it would be.
std::size_t BlockingScratch::read_lists(const Segment& segment) {
    constexpr std::size_t raise_first = 1024;
    constexpr std::size_t raise_growth = 32;
    std::uint64_t weights = 0;
    for (const SearchList& each : lists_) weights += each.weight;
    blocks_.begin(segment.size(), weights);
    const std::uint64_t factor_max = factor_of_slot(segment, 0);
    std::size_t raise_at = raise_first;
    std::size_t read = 0;
    for (std::size_t at = 0; at < order_.size(); ++at) {
        const SearchList& each = list_at(at);
        const bool is_in_reach = rest_[at] * factor_max >= threshold();
        if (read >= raise_at || (each.list.is_dense() && is_in_reach)) {
            raise_threshold(segment, at);
            raise_at = raise_growth * read;
        }
        if (each.list.is_dense() && rest_[at] * factor_max < threshold()) return at;
        if (result_.postings_read >= postings_max_) {
            result_.is_exact = false;
            return at;
        }
        if (at + 1 < order_.size()) expect(list_at(at + 1).list);
        const std::size_t count = blocks_.add(each.list, each.weight);
        result_.postings_read += static_cast<std::int64_t>(count);
        read += count;
    }
    return order_.size();
}

/// Scores those that lead so far, so that the others can be told from them.
void BlockingScratch::raise_threshold(const Segment& segment, std::size_t read) {
    constexpr std::size_t blocks_of_a_hit = 4;
    blocks_.mark_leaders(blocks_of_a_hit * hits_max_);
    collect_candidates(segment, read, 0);
    const std::size_t count = std::min(candidates_.size(), hits_max_);
    const auto middle = candidates_.begin() + static_cast<std::ptrdiff_t>(count);
    std::ranges::nth_element(candidates_, middle, std::greater{}, &Candidate::score);
    for (std::size_t i = 0; i < count; ++i) score_slot(segment, candidates_[i].slot);
}

/// Records of marked blocks that are in the lists up to a turn, were not scored, and can be among the best if they get
/// all of the rest.
void BlockingScratch::collect_candidates(const Segment& segment, std::size_t end, std::uint64_t rest) {
    record_sums_.assign(blocks_.marked() * SlotBlocks::slots_of_a_block, 0);
    found_.clear();
    for (std::size_t at = 0; at < end; ++at) {
        for (const std::uint32_t slot : blocks_.find_marked(list_at(at).list)) {
            std::uint32_t& sum = record_sums_[blocks_.place_of(slot)];
            if (sum == 0) found_.push_back(slot);
            sum += list_at(at).weight;
        }
    }
    candidates_.clear();
    std::ranges::sort(scored_slots_);
    const std::uint64_t wanted = threshold();
    for (const std::uint32_t slot : found_) {
        const std::uint64_t sum = record_sums_[blocks_.place_of(slot)];
        if ((sum + rest) * class_factors.front() < wanted) continue;
        const std::uint64_t score = (sum + rest) * factor_of_slot(segment, slot);
        if (score < wanted || is_out(segment.group(slot))) continue;
        if (!std::ranges::binary_search(scored_slots_, slot)) candidates_.push_back({score, sum, slot});
    }
}

/// Marks the blocks in which a record can be among the best if it gets all of the rest.
void BlockingScratch::mark_blocks(const Segment& segment, std::uint64_t rest) {
    std::array<std::uint64_t, class_count> least{};
    for (std::size_t i = 0; i < class_count; ++i) {
        const std::uint64_t sum = (threshold() + class_factors[i] - 1) / class_factors[i];
        least[i] = sum - std::min(sum, rest);
    }
    blocks_.mark(segment.arrays().class_begin, least);
}

/// What may be among the best, by all lists; dense ones that were not read are asked for each record.
void BlockingScratch::tell_apart(const Segment& segment, std::size_t read) {
    constexpr std::size_t few_blocks = 1024;
    const std::uint64_t rest = result_.is_exact ? rest_[read] : 0;
    mark_blocks(segment, rest);
    if (blocks_.marked() > few_blocks) {
        raise_threshold(segment, read);
        mark_blocks(segment, rest);
    }
    collect_candidates(segment, read, rest);
    blocks_.clear();
    if (!result_.is_exact) return;
    for (std::size_t at = read; at < order_.size(); ++at) {
        const SearchList& dense = list_at(at);
        for (Candidate& each : candidates_) each.sum += dense.list.has(each.slot) ? dense.weight : 0;
        result_.postings_read += std::ssize(candidates_);
    }
    for (Candidate& each : candidates_) each.score = each.sum * factor_of_slot(segment, each.slot);
}

/// Scores what is left, the most promising first, until none can be among the best.
void BlockingScratch::score_candidates(const Segment& segment) {
    std::ranges::make_heap(candidates_, std::less{}, &Candidate::score);
    while (!candidates_.empty() && candidates_.front().score >= threshold()) {
        std::ranges::pop_heap(candidates_, std::less{}, &Candidate::score);
        const auto [score, sum, slot] = candidates_.back();
        candidates_.pop_back();
        if (may_enter(score, segment.key(slot))) score_slot(segment, slot);
    }
}

void BlockingScratch::score_slot(const Segment& segment, std::uint32_t slot) {
    scored_slots_.push_back(slot);
    if (segment.is_dead(slot)) return;
    offer(segment.key(slot), score_of(segment.text(slot)));
    ++result_.records_scored;
}

}  // namespace marketplace::catalog::detail
