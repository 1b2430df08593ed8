#include "fresh_records.hpp"

#include "segment.hpp"

namespace marketplace::catalog::detail {

std::optional<std::size_t> FreshRecords::find(std::int64_t key) const {
    const auto found = places_.find(key);
    if (found == places_.end()) return std::nullopt;
    return found->second;
}

/// Sets or clears the bits of a record.
void FreshRecords::mark(std::size_t place, bool is_there) {
    distinct_terms(records_[place].text, terms_);
    const std::uint64_t bit = std::uint64_t{1} << place % 64;
    for (const std::uint32_t hash : terms_) {
        Bits& bits = with_[hash];
        if (is_there) bits[place / 64] |= bit;
        else bits[place / 64] &= ~bit;
        if (bits == Bits{}) with_.erase(hash);
    }
}

void FreshRecords::add(FreshRecord record) {
    places_[record.key] = records_.size();
    records_.push_back(std::move(record));
    mark(records_.size() - 1, true);
}

/// The last record takes the place.
void FreshRecords::erase(std::size_t place) {
    const std::size_t last = records_.size() - 1;
    mark(place, false);
    places_.erase(records_[place].key);
    if (place != last) {
        mark(last, false);
        records_[place] = std::move(records_[last]);
        places_[records_[place].key] = place;
        mark(place, true);
    }
    records_.pop_back();
}

void FreshRecords::clear() {
    records_.clear();
    places_.clear();
    with_.clear();
}

std::uint32_t FreshRecords::records_with(std::uint32_t hash) const {
    std::uint32_t out = 0;
    for_each_with(hash, [&](std::size_t) { ++out; });
    return out;
}

std::size_t FreshRecords::memory_bytes() const {
    std::size_t out = with_.bucket_count() * (sizeof(std::uint32_t) + sizeof(Bits) + 1) +
                      places_.bucket_count() * (sizeof(std::int64_t) + sizeof(std::size_t) + 1);
    for (const FreshRecord& each : records_) out += sizeof each + each.text.capacity();
    return out;
}

}  // namespace marketplace::catalog::detail
