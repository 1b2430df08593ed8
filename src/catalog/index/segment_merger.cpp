#include "segment_merger.hpp"

#include <algorithm>
#include <numeric>

namespace marketplace::catalog::detail {
namespace {

// What things take, in steps: reading and writing a number of a list is one.
constexpr std::int64_t record_steps = 12;
constexpr std::int64_t list_steps = 12;
constexpr std::int64_t table_steps = 4;
constexpr std::size_t table_entries = 32;

/// About how many numbers are in a list, of so many.
std::size_t about_count(ListView list, std::size_t numbers) {
    switch (list.form) {
        case ListForm::bytes: return list.bytes() / 2;
        case ListForm::pairs: return list.bytes() / 2;
        case ListForm::bits: return numbers / 32;
    }
    return 0;
}

}  // namespace

SegmentMerger::SegmentMerger(const std::vector<const Segment*>& sources) {
    std::size_t records = 0;
    std::size_t texts = 0;
    std::size_t hashes = 0;
    std::size_t grams = 0;
    std::size_t slot_bytes = 0;
    std::size_t gram_bytes = 0;
    for (const Segment* each : sources) {
        sources_.push_back({each, {}, {}, 0, {}, false, false, 0});
        sources_.back().slots.reserve(each->size());
        sources_.back().places.reserve(each->words());
        records += each->live();
        has_groups_ = has_groups_ || !each->arrays().groups.empty();
        texts += each->arrays().texts.size();
        hashes += each->arrays().hashes.size();
        grams += each->arrays().gram_hashes.size();
        slot_bytes += each->arrays().slots.memory_bytes();
        gram_bytes += each->arrays().gram_words.memory_bytes();
    }
    // More than is needed, since growing would copy everything; what is not used takes addresses and no memory.
    SegmentArrays& arrays = target_.arrays_;
    arrays.keys.reserve(records);
    if (has_groups_) arrays.groups.reserve(records);
    arrays.text_begin.reserve(records + 1);
    arrays.texts.reserve(texts);
    arrays.dead.reserve(records / 64 + 1);
    arrays.hashes.reserve(hashes);
    arrays.slots.reserve(hashes, 2 * slot_bytes);
    arrays.gram_hashes.reserve(grams);
    arrays.gram_records.reserve(grams);
    arrays.gram_words.reserve(grams, 2 * gram_bytes);
    arrays.text_begin.push_back(0);
}

bool SegmentMerger::advance(std::int64_t steps) {
    while (steps > 0 && phase_ != Phase::done) {
        switch (phase_) {
            case Phase::copy: steps -= copy(); break;
            case Phase::table: steps -= fill_table(); break;
            case Phase::slots: steps -= merge(Phase::grams); break;
            case Phase::grams: steps -= merge(Phase::done); break;
            case Phase::done: break;
        }
    }
    return phase_ == Phase::done;
}

void SegmentMerger::begin(Phase phase) {
    phase_ = phase;
    for (Source& each : sources_) each.at = 0;
}

/// The next record: of the first class from each source, then of the next class.
std::int64_t SegmentMerger::copy() {
    SegmentArrays& arrays = target_.arrays_;
    Source& from = sources_[source_];
    if (from.at == from.segment->arrays().class_begin[class_ + 1]) {
        if (++source_ < sources_.size()) return 1;
        source_ = 0;
        arrays.class_begin[++class_] = target_.size();
        if (class_ < class_count) return 1;
        begin(Phase::table);
        target_.find_sole_group();
        target_.table_.reserve(target_.size());
        return 1;
    }
    const std::uint32_t slot = from.at++;
    if (from.segment->is_dead(slot)) {
        from.slots.push_back(no_place);
        return 1;
    }
    from.slots.push_back(target_.size());
    if (target_.size() % 64 == 0) arrays.dead.push_back(0);
    arrays.keys.push_back(from.segment->key(slot));
    if (has_groups_) arrays.groups.push_back(from.segment->group(slot));
    arrays.texts += from.segment->text(slot);
    arrays.text_begin.push_back(static_cast<std::uint32_t>(arrays.texts.size()));
    ++target_.live_;
    return record_steps;
}

std::int64_t SegmentMerger::fill_table() {
    if (target_.table_.grow(table_entries)) return table_steps;
    if (slot_ == target_.size()) {
        begin(Phase::slots);
    } else {
        target_.table_.insert(target_.key(slot_), slot_);
        ++slot_;
    }
    return table_steps;
}

const std::vector<std::uint32_t>& SegmentMerger::hashes_of(const Source& source) const {
    const SegmentArrays& arrays = source.segment->arrays();
    return phase_ == Phase::slots ? arrays.hashes : arrays.gram_hashes;
}

/// The next number of one list; behind the last list the next phase begins.
std::int64_t SegmentMerger::merge(Phase next) {
    if (!has_list_) return begin_list(next);
    Source* least = nullptr;
    for (Source& each : sources_) {
        if (each.has_head && (least == nullptr || each.head < least->head)) least = &each;
    }
    if (least == nullptr) return end_list();
    if (writer_.count() == 0 || least->head != last_) writer_.add(least->head);  // two sources may have the same word
    last_ = least->head;
    return move_head(*least);
}

std::int64_t SegmentMerger::begin_list(Phase next) {
    for (const Source& each : sources_) {
        const std::vector<std::uint32_t>& hashes = hashes_of(each);
        if (each.at == hashes.size() || (has_list_ && hashes[each.at] >= hash_)) continue;
        hash_ = hashes[each.at];
        has_list_ = true;
    }
    if (!has_list_) {
        begin(next);
        return 1;
    }
    std::size_t numbers = 0;
    std::int64_t steps = list_steps;
    for (Source& each : sources_) {
        const std::vector<std::uint32_t>& hashes = hashes_of(each);
        each.has_list = each.at < hashes.size() && hashes[each.at] == hash_;
        if (!each.has_list) continue;
        const SegmentArrays& arrays = each.segment->arrays();
        const ListView list = (phase_ == Phase::slots ? arrays.slots : arrays.gram_words)[each.at];
        numbers += about_count(list, each.segment->size());
        each.cursor = ListCursor{list};
        steps += move_head(each);
    }
    writer_.begin(numbers, phase_ == Phase::slots ? target_.size() : 0);
    return steps;
}

std::int64_t SegmentMerger::move_head(Source& source) {
    const std::vector<std::uint32_t>& numbers = phase_ == Phase::slots ? source.slots : source.places;
    std::int64_t steps = 1;
    std::uint32_t number = 0;
    while ((source.has_head = source.cursor.next(number))) {
        source.head = numbers[number];
        if (source.head != no_place) break;
        ++steps;
    }
    return steps;
}

std::int64_t SegmentMerger::end_list() {
    if (phase_ == Phase::slots) end_slots(hash_);
    else end_words(hash_);
    for (Source& each : sources_) each.at += each.has_list ? 1U : 0U;
    has_list_ = false;
    return list_steps;
}

void SegmentMerger::end_slots(std::uint32_t hash) {
    SegmentArrays& arrays = target_.arrays_;
    const TermKind kind = kind_of(hash);
    const bool is_empty = writer_.count() == 0;
    const std::uint32_t place = is_empty ? no_place : static_cast<std::uint32_t>(arrays.hashes.size());
    if (!is_empty) {
        arrays.hashes.push_back(hash);
        arrays.slots.append(writer_.view());
        for (std::size_t i = static_cast<std::size_t>(kind) + 1; i <= term_kind_count; ++i) {
            target_.kind_begin_[i] = place + 1;
        }
    }
    const bool is_counted = !is_empty && kind != TermKind::gram && is_long(writer_.view());
    for (Source& each : sources_) {
        if (!each.has_list) continue;
        if (is_counted) target_.long_records_[place] += each.segment->records_with(each.at);
        if (kind == TermKind::word) each.places.push_back(place);
    }
}

void SegmentMerger::end_words(std::uint32_t hash) {
    std::uint32_t records = 0;
    for (const Source& each : sources_) records += each.has_list ? each.segment->arrays().gram_records[each.at] : 0;
    if (records == 0 && writer_.count() == 0) return;
    SegmentArrays& arrays = target_.arrays_;
    arrays.gram_hashes.push_back(hash);
    arrays.gram_records.push_back(records);
    arrays.gram_words.append(writer_.view());
}

void SegmentMerger::killed(const Segment* source, std::uint32_t slot) {
    for (const Source& each : sources_) {
        if (each.segment != source || slot >= each.slots.size() || each.slots[slot] == no_place) continue;
        target_.kill(each.slots[slot]);
    }
}

bool SegmentMerger::has(const Segment* segment) const {
    return std::ranges::find(sources_, segment, &Source::segment) != sources_.end();
}

std::size_t SegmentMerger::memory_bytes() const {
    std::size_t out = sizeof *this + target_.memory_bytes();
    for (const Source& each : sources_) out += (each.slots.size() + each.places.size()) * sizeof(std::uint32_t);
    return out;
}

}  // namespace marketplace::catalog::detail
