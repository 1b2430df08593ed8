#include "data.hpp"

#include <marketplace/catalog/text.hpp>

#include <algorithm>
#include <limits>

namespace marketplace::catalog::detail {
namespace {

/// Segments of one level, whose records differ by a factor of four at most, are put together from so many on. Each of
/// them costs every search some microseconds.
constexpr std::size_t level_width = 2;

/// What each change does for every merge that is under way, in steps of one or two nanoseconds. Putting a record of a
/// title together takes some 60 where lists are long, and 1,500 where most have one record, as in the smallest
/// segments: these, too, must be done before as many again have come, or they would pile up.
constexpr std::int64_t steps_of_a_record = 4000;

std::size_t level_of(const Segment& segment) {
    return (static_cast<std::size_t>(std::bit_width(segment.live() / FreshRecords::records_max)) + 1) / 2;
}

bool is_sparse(const Segment& segment) { return segment.size() - segment.live() > segment.size() / 4; }

}  // namespace

std::string blocking_text(std::string_view text) {
    std::string out = fold(text);
    if (out.size() <= blocking_text_bytes_max) return out;
    std::size_t end = blocking_text_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
    out.resize(end);
    return out;
}

std::optional<std::string_view> BlockingData::find(std::int64_t key) const {
    if (const auto place = fresh_.find(key)) return fresh_.records()[*place].text;
    for (const auto& each : segments_) {
        if (const auto slot = each->slot_of(key)) return each->text(*slot);
    }
    return std::nullopt;
}

std::uint32_t BlockingData::records_with(std::uint32_t hash) const {
    std::uint32_t out = fresh_.records_with(hash);
    for (const auto& each : segments_) out += each->records_with_hash(hash);
    return out;
}

void BlockingData::upsert(std::int64_t key, std::string_view text, std::uint32_t group) {
    std::string folded = blocking_text(text);
    if (const auto there = find(key); group == 0 && there && *there == folded) return;
    erase(key);
    fresh_.add({key, group, std::move(folded)});
    ++size_;
    if (fresh_.is_full()) seal();
    advance(1);
}

void BlockingData::upsert(std::span<const BlockingRecord> records, std::span<const std::uint32_t> groups) {
    const auto group_of = [&](std::size_t i) { return groups.empty() ? 0 : groups[i]; };
    if (records.size() < FreshRecords::records_max) {
        for (std::size_t i = 0; i < records.size(); ++i) upsert(records[i].key, records[i].text, group_of(i));
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
        const std::string_view text = std::string_view{texts}.substr(begin[i], begin[i + 1] - begin[i]);
        documents.push_back({records[i].key, group_of(i), text});
    }
    adopt(Segment{documents});
    tidy();
    advance(documents.size());
}

bool BlockingData::erase(std::int64_t key) {
    if (const auto place = fresh_.find(key)) {
        fresh_.erase(*place);
        --size_;
        return true;
    }
    for (const auto& each : segments_) {
        const auto slot = each->slot_of(key);
        if (!slot) continue;
        each->kill(*slot);
        for (SegmentMerger& merger : merging_) merger.killed(each.get(), *slot);
        --size_;
        if (is_sparse(*each)) tidy();
        return true;
    }
    return false;
}

void BlockingData::adopt(Segment segment) {
    size_ += segment.live();
    insert(std::move(segment));
}

/// The largest comes first, since what is found there spares most of the work in the others.
void BlockingData::insert(Segment segment) {
    const auto at = std::ranges::find_if(segments_, [&](const auto& each) { return each->size() < segment.size(); });
    segments_.insert(at, std::make_unique<Segment>(std::move(segment)));
}

/// Makes a segment of the fresh records.
void BlockingData::seal() {
    std::vector<Document> documents;
    for (const FreshRecord& each : fresh_.records()) documents.push_back({each.key, each.group, each.text});
    size_ -= documents.size();
    adopt(Segment{documents});
    fresh_.clear();
    tidy();
}

bool BlockingData::is_merging(const Segment* segment) const {
    return std::ranges::any_of(merging_, [&](const SegmentMerger& each) { return each.has(segment); });
}

/// Begins to put together what is of one level, and to clear what has many dead records.
void BlockingData::tidy() {
    std::array<std::vector<const Segment*>, std::numeric_limits<std::uint32_t>::digits> levels;
    for (const auto& each : segments_) {
        if (is_merging(each.get())) continue;
        if (is_sparse(*each)) merge({each.get()});
        else levels[level_of(*each)].push_back(each.get());
    }
    for (const std::vector<const Segment*>& level : levels) {
        if (level.size() >= level_width) merge(level);
    }
}

void BlockingData::merge(const std::vector<const Segment*>& sources) {
    std::size_t bytes = 0;
    for (const Segment* each : sources) bytes += each->arrays().texts.size();
    if (bytes <= std::numeric_limits<std::uint32_t>::max()) merging_.emplace_back(sources);
}

void BlockingData::advance(std::size_t records) {
    for (std::size_t i = 0; i < merging_.size();) {
        if (!merging_[i].advance(steps_of_a_record * static_cast<std::int64_t>(records))) {
            ++i;
            continue;
        }
        SegmentMerger done = std::move(merging_[i]);
        merging_.erase(merging_.begin() + static_cast<std::ptrdiff_t>(i));
        replace(std::move(done));
        tidy();
    }
}

/// Takes what was put together in place of what it was made of.
void BlockingData::replace(SegmentMerger merger) {
    std::erase_if(segments_, [&](const auto& each) { return merger.has(each.get()); });
    Segment merged = merger.take();
    if (merged.live() > 0) insert(std::move(merged));
}

void BlockingData::compact() {
    if (!fresh_.records().empty()) seal();
    merging_.clear();
    const bool is_compact = segments_.size() == 1 && segments_[0]->live() == segments_[0]->size();
    if (segments_.empty() || is_compact) return;
    std::vector<const Segment*> sources;
    for (const auto& each : segments_) sources.push_back(each.get());
    merge(sources);
    if (!merging_.empty()) advance(std::numeric_limits<std::uint32_t>::max());
}

std::size_t BlockingData::memory_bytes() const {
    std::size_t out = sizeof *this + fresh_.memory_bytes();
    for (const auto& each : segments_) out += each->memory_bytes();
    for (const SegmentMerger& each : merging_) out += each.memory_bytes();
    return out;
}

}  // namespace marketplace::catalog::detail
