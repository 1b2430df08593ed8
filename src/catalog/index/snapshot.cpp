// A snapshot: mark, version, checksum and length, then the segments' arrays as they are in memory, then fresh records.
//
// The checksum tells damage from what was written. It does not tell who wrote it, so every length, place and slot is
// looked at too: a snapshot that was made to harm is an error, or an index that finds the wrong records.

#include "data.hpp"

#include <marketplace/core/error.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace marketplace::catalog {
namespace {

static_assert(std::endian::native == std::endian::little, "snapshots are little endian, and are not turned");

constexpr std::string_view mark = "mp-block";
constexpr std::uint32_t version = 3;
constexpr std::size_t head_bytes = 32;

[[noreturn]] void corrupt(std::string_view part, std::string_view value, std::string_view expected) {
    fail(ErrorCode::invalid_snapshot, part, value, expected);
}

void require(bool is_sound, std::string_view part, std::string_view expected) {
    if (!is_sound) corrupt(part, "", expected);
}

/// Eight bytes at a time; the rest is filled with zeros, which the length tells apart.
std::uint64_t checksum(std::string_view bytes) {
    std::uint64_t sum = bytes.size() * 0x9E3779B97F4A7C15U;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
        sum = std::rotl(sum ^ word * 0xBF58476D1CE4E5B9U, 31) * 0x94D049BB133111EBU;
    }
    return sum ^ sum >> 32;
}

class Writer {
public:
    template <class T>
    void number(T value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        out_.append(bytes, sizeof value);
    }
    template <class List>
    void list(const List& values) {
        number(static_cast<std::uint64_t>(values.size()));
        out_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string out_;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    template <class T>
    T number(std::string_view part) {
        T out{};
        std::memcpy(&out, take(sizeof out, part).data(), sizeof out);
        return out;
    }
    template <class List>
    void list(List& into, std::string_view part) {
        const auto count = number<std::uint64_t>(part);
        constexpr std::size_t each = sizeof(typename List::value_type);
        require(count <= rest_.size() / each, part, "bytes that are not cut off");
        const std::string_view bytes = take(static_cast<std::size_t>(count) * each, part);
        into.resize(static_cast<std::size_t>(count));
        if (!bytes.empty()) std::memcpy(into.data(), bytes.data(), bytes.size());
    }
    [[nodiscard]] bool is_empty() const { return rest_.empty(); }

private:
    std::string_view take(std::size_t count, std::string_view part) {
        require(count <= rest_.size(), part, "bytes that are not cut off");
        const std::string_view out = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return out;
    }

    std::string_view rest_;
};

void write_segment(Writer& writer, const detail::SegmentArrays& arrays) {
    writer.list(arrays.class_begin);
    writer.list(arrays.keys);
    writer.list(arrays.text_begin);
    writer.list(arrays.texts);
    writer.list(arrays.dead);
    writer.list(arrays.hashes);
    writer.list(arrays.slots.bytes());
    writer.list(arrays.gram_hashes);
    writer.list(arrays.gram_records);
    writer.list(arrays.gram_words.bytes());
}

void read_lists(Reader& reader, detail::Lists& into, std::size_t lists, std::size_t numbers, std::string_view part) {
    std::vector<std::uint8_t> bytes;
    reader.list(bytes, part);
    require(into.restore(std::move(bytes), lists, numbers), part, "lists of numbers that rise");
}

detail::SegmentArrays read_segment(Reader& reader) {
    detail::SegmentArrays out;
    std::vector<std::uint32_t> class_begin;
    reader.list(class_begin, "class_begin");
    require(class_begin.size() == out.class_begin.size(), "class_begin", "a place for each class");
    std::ranges::copy(class_begin, out.class_begin.begin());
    reader.list(out.keys, "keys");
    reader.list(out.text_begin, "text_begin");
    reader.list(out.texts, "texts");
    reader.list(out.dead, "dead");
    reader.list(out.hashes, "hashes");
    read_lists(reader, out.slots, out.hashes.size(), out.keys.size(), "slots");
    reader.list(out.gram_hashes, "gram_hashes");
    reader.list(out.gram_records, "gram_records");
    const auto codes = std::ranges::lower_bound(out.hashes, static_cast<std::uint32_t>(TermKind::code) << 30);
    const auto words = static_cast<std::size_t>(codes - out.hashes.begin());
    read_lists(reader, out.gram_words, out.gram_hashes.size(), words, "gram_words");
    return out;
}

/// Places that begin at zero, do not fall and end at the end of what they divide.
void require_places(std::span<const std::uint32_t> places, std::size_t end, std::string_view part) {
    require(!places.empty() && places.front() == 0 && places.back() == end && std::ranges::is_sorted(places), part,
            "places that rise from the first to the last");
}

void require_texts(const detail::SegmentArrays& arrays) {
    const std::size_t count = arrays.keys.size();
    require(count < detail::no_place, "keys", "fewer records");
    require(arrays.text_begin.size() == count + 1, "text_begin", "a place for each record");
    require_places(arrays.text_begin, arrays.texts.size(), "text_begin");
    require_places(arrays.class_begin, count, "class_begin");
    require(arrays.dead.size() == (count + 63) / 64, "dead", "a bit for each record");
    for (std::size_t of = 0; of < class_count; ++of) {
        for (std::uint32_t slot = arrays.class_begin[of]; slot < arrays.class_begin[of + 1]; ++slot) {
            const std::uint32_t bytes = arrays.text_begin[slot + 1] - arrays.text_begin[slot];
            require(bytes <= blocking_text_bytes_max && class_of_length(bytes) == of, "texts", "records by length");
        }
    }
}

void require_rising(const std::vector<std::uint32_t>& hashes, std::string_view part) {
    require(std::ranges::adjacent_find(hashes, std::greater_equal{}) == hashes.end(), part, "hashes that rise");
}

void restore_segments(Reader& reader, detail::BlockingData& data) {
    const auto count = reader.number<std::uint32_t>("segments");
    for (std::uint32_t i = 0; i < count; ++i) {
        detail::Segment segment{read_segment(reader)};
        for (std::uint32_t slot = 0; slot < segment.size(); ++slot) {
            if (segment.is_dead(slot)) continue;
            const std::int64_t key = segment.key(slot);
            require(segment.slot_of(key) == slot && !data.find(key), "keys", "every key once");
        }
        data.adopt(std::move(segment));
    }
}

void restore_fresh(Reader& reader, detail::BlockingData& data) {
    const auto count = reader.number<std::uint32_t>("fresh");
    require(count < detail::FreshRecords::records_max, "fresh", "fewer records than fill a segment");
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto key = reader.number<std::int64_t>("fresh");
        std::string text;
        reader.list(text, "fresh");
        require(text.size() <= blocking_text_bytes_max && detail::blocking_text(text) == text, "fresh", "folded texts");
        require(!data.find(key), "fresh", "every key once");
        data.upsert(key, text);
    }
}

}  // namespace

namespace detail {

Segment::Segment(SegmentArrays arrays) : arrays_(std::move(arrays)) {
    require_texts(arrays_);
    require_rising(arrays_.hashes, "hashes");
    require_rising(arrays_.gram_hashes, "gram_hashes");
    require(arrays_.gram_records.size() == arrays_.gram_hashes.size(), "gram_records", "a number for each gram");
    for (std::uint32_t slot = 0; slot < size(); ++slot) live_ += is_dead(slot) ? 0U : 1U;
    const bool is_below = std::ranges::all_of(arrays_.gram_records, [&](auto each) { return each <= live_; });
    require(is_below, "gram_records", "at most the records of the segment");
    make_table();
    count_kinds();
    count_long();
}

}  // namespace detail

std::string BlockingIndex::snapshot() const {
    Writer body;
    body.number(static_cast<std::uint32_t>(data_->segments().size()));
    for (const auto& each : data_->segments()) write_segment(body, each->arrays());
    body.number(static_cast<std::uint32_t>(data_->fresh().records().size()));
    for (const detail::FreshRecord& each : data_->fresh().records()) {
        body.number(each.key);
        body.list(each.text);
    }
    const std::string bytes = body.take();
    Writer head;
    for (const char c : mark) head.number(c);
    head.number(version);
    head.number(std::uint32_t{0});
    head.number(static_cast<std::uint64_t>(bytes.size()));
    head.number(checksum(bytes));
    return head.take() + bytes;
}

BlockingIndex BlockingIndex::restore(std::string_view bytes) {
    require(bytes.size() >= head_bytes, "head", "the bytes of a snapshot");
    require(bytes.starts_with(mark), "head", "the bytes of a blocking index");
    Reader head{bytes.substr(mark.size(), head_bytes - mark.size())};
    const auto found = head.number<std::uint32_t>("version");
    if (found != version) corrupt("version", std::to_string(found), std::to_string(version));
    require(head.number<std::uint32_t>("head") == 0, "head", "the bytes of a blocking index");
    const std::string_view body = bytes.substr(head_bytes);
    const auto size = head.number<std::uint64_t>("size");
    if (size != body.size()) corrupt("size", std::to_string(body.size()), std::to_string(size) + " bytes");
    require(head.number<std::uint64_t>("checksum") == checksum(body), "checksum", "bytes as they were written");
    Reader reader{body};
    BlockingIndex out;
    restore_segments(reader, *out.data_);
    restore_fresh(reader, *out.data_);
    require(reader.is_empty(), "end", "nothing behind the last record");
    return out;
}

}  // namespace marketplace::catalog
