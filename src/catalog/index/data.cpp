#include "data.hpp"

#include <marketplace/catalog/text.hpp>

namespace marketplace::catalog::detail {

std::string blocking_text(std::string_view text) {
    std::string out = fold(text);
    if (out.size() <= blocking_text_bytes_max) return out;
    std::size_t end = blocking_text_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
    out.resize(end);
    return out;
}

const Place* BlockingData::find(std::int64_t key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? nullptr : &found->second;
}

std::string_view BlockingData::text_of(std::int64_t key) const {
    const Place* place = find(key);
    if (place == nullptr) return {};
    if (place->segment == Place::in_fresh) return fresh_[place->slot].text;
    return segments_[place->segment].text(place->slot);
}

std::uint32_t BlockingData::fresh_with(std::uint32_t hash) const {
    const auto found = fresh_with_.find(hash);
    return found == fresh_with_.end() ? 0 : found->second;
}

std::uint32_t BlockingData::records_with(std::uint32_t hash) const {
    std::uint32_t out = fresh_with(hash);
    for (const Segment& each : segments_) {
        if (const auto place = each.find(hash)) out += each.records_with(*place);
    }
    return out;
}

void BlockingData::count_fresh(std::string_view text, bool is_added) {
    std::vector<std::uint32_t> terms;
    distinct_terms(text, terms);
    for (const std::uint32_t hash : terms) {
        std::uint32_t& count = fresh_with_[hash];
        count += is_added ? 1U : ~0U;
        if (count == 0) fresh_with_.erase(hash);
    }
}

void BlockingData::add_fresh(std::int64_t key, std::string text) {
    count_fresh(text, true);
    places_[key] = {Place::in_fresh, static_cast<std::uint32_t>(fresh_.size())};
    fresh_.push_back({key, std::move(text)});
    if (fresh_.size() >= fresh_max) seal();
}

void BlockingData::upsert(std::int64_t key, std::string_view text) {
    std::string folded = blocking_text(text);
    if (find(key) != nullptr && text_of(key) == folded) return;
    erase(key);
    add_fresh(key, std::move(folded));
}

void BlockingData::upsert(std::span<const BlockingRecord> records) {
    if (records.size() < fresh_max) {
        for (const BlockingRecord& each : records) upsert(each.key, each.text);
        return;
    }
    // Everything is folded before anything changes, since folding may throw.
    boost::unordered_flat_map<std::int64_t, std::size_t> last;
    last.reserve(records.size());
    std::string texts;
    std::vector<std::size_t> begin{0};
    for (std::size_t i = 0; i < records.size(); ++i) {
        texts += blocking_text(records[i].text);
        begin.push_back(texts.size());
        last[records[i].key] = i;
    }
    std::vector<Document> documents;
    documents.reserve(last.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (last[records[i].key] != i) continue;
        erase(records[i].key);
        documents.push_back({records[i].key, std::string_view{texts}.substr(begin[i], begin[i + 1] - begin[i])});
    }
    append(documents);
    tidy();
}

bool BlockingData::erase(std::int64_t key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return false;
    const Place place = found->second;
    places_.erase(found);
    if (place.segment != Place::in_fresh) {
        segments_[place.segment].kill(place.slot);
        compact_if_sparse(place.segment);
        return true;
    }
    count_fresh(fresh_[place.slot].text, false);
    if (place.slot + 1 != fresh_.size()) {
        fresh_[place.slot] = std::move(fresh_.back());
        places_[fresh_[place.slot].key].slot = place.slot;
    }
    fresh_.pop_back();
    return true;
}

void BlockingData::append(std::span<const Document> documents) {
    if (documents.empty()) return;
    adopt(Segment{documents});
}

void BlockingData::adopt(Segment segment) {
    const auto number = static_cast<std::uint32_t>(segments_.size());
    if (places_.empty()) places_.reserve(segment.live());
    for (std::uint32_t slot = 0; slot < segment.size(); ++slot) {
        if (!segment.is_dead(slot)) places_[segment.key(slot)] = {number, slot};
    }
    segments_.push_back(std::move(segment));
}

/// Makes a segment of the fresh records.
void BlockingData::seal() {
    std::vector<Document> documents;
    for (const FreshRecord& each : fresh_) documents.push_back({each.key, each.text});
    append(documents);
    fresh_.clear();
    fresh_with_.clear();
    tidy();
}

/// Keeps segments few: each has more than twice the records of the one behind it.
void BlockingData::tidy() {
    std::size_t first = segments_.size();
    std::size_t records = 0;
    for (std::size_t i = segments_.size(); i-- > 0;) {
        if (i + 1 < segments_.size() && segments_[i].live() > 2 * records) break;
        records += segments_[i].live();
        first = i;
    }
    if (first + 1 < segments_.size()) merge_from(first);
}

/// One segment of the live records of all segments from `first` on.
void BlockingData::merge_from(std::size_t first) {
    std::vector<Document> documents;
    for (std::size_t i = first; i < segments_.size(); ++i) {
        const Segment& segment = segments_[i];
        for (std::uint32_t slot = 0; slot < segment.size(); ++slot) {
            if (!segment.is_dead(slot)) documents.push_back({segment.key(slot), segment.text(slot)});
        }
    }
    Segment merged{documents};  // while the texts of the old ones are there
    segments_.resize(first);
    if (merged.size() > 0) adopt(std::move(merged));
}

/// Rebuilds where more than a quarter of a segment is dead.
void BlockingData::compact_if_sparse(std::size_t segment) {
    const Segment& each = segments_[segment];
    if (each.size() - each.live() <= each.size() / 4) return;
    merge_from(segment);
}

void BlockingData::compact() {
    if (!fresh_.empty()) seal();
    const bool is_compact = segments_.size() == 1 && segments_[0].live() == segments_[0].size();
    if (!segments_.empty() && !is_compact) merge_from(0);
}

std::size_t BlockingData::memory_bytes() const {
    std::size_t out = sizeof *this + places_.bucket_count() * (sizeof(std::int64_t) + sizeof(Place) + 1) +
                      fresh_with_.bucket_count() * 9;
    for (const Segment& each : segments_) out += each.memory_bytes();
    for (const FreshRecord& each : fresh_) out += sizeof each + each.text.capacity();
    return out;
}

}  // namespace marketplace::catalog::detail
