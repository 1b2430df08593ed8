#include "symbol_table.hpp"

#include <marketplace/core/checked.hpp>

#include <cstring>

namespace marketplace::affiliate::detail {
namespace {

template <class Number>
std::uint64_t load(const char* from) noexcept {
    Number out = 0;
    std::memcpy(&out, from, sizeof out);
    return out;
}

/// Up to seven bytes, different ones for different texts of one length. Loads that overlap take the place of
/// a copy whose length the compiler does not know.
std::uint64_t tail_of(const char* from, std::size_t length) noexcept {
    if (length >= 4) return load<std::uint32_t>(from) | load<std::uint32_t>(from + length - 4) << 32;
    if (length >= 2) return load<std::uint16_t>(from) | load<std::uint16_t>(from + length - 2) << 16;
    return length == 0 ? 0 : load<std::uint8_t>(from);
}

/// Eight bytes at a time, each multiplied and folded. Good enough for words that the plan's author
/// chose: what comes with an order is looked up, never added.
std::uint32_t hash_of(std::string_view text) noexcept {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio
    std::uint64_t hash = text.size() * odd;
    const auto mix = [&](std::uint64_t piece) {
        hash = (hash ^ piece) * odd;
        hash ^= hash >> 32;
    };
    for (; text.size() >= 8; text.remove_prefix(8)) mix(load<std::uint64_t>(text.data()));
    mix(tail_of(text.data(), text.size()));
    return static_cast<std::uint32_t>(hash);
}

}  // namespace

/// Where a text is, or where it would be put.
std::size_t SymbolTable::place_of(std::string_view wanted, std::uint32_t hash) const noexcept {
    const std::size_t mask = places_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        const Place& place = places_[i];
        if (place.number == none || (place.hash == hash && text_of(place) == wanted)) return i;
    }
}

std::uint32_t SymbolTable::find(std::string_view wanted) const noexcept {
    return places_.empty() ? none : places_[place_of(wanted, hash_of(wanted))].number;
}

std::uint32_t SymbolTable::add(std::string_view wanted) {
    if (2 * (std::size_t{size_} + 1) > places_.size()) grow();
    const std::uint32_t hash = hash_of(wanted);
    Place& place = places_[place_of(wanted, hash)];
    if (place.number != none) return place.number;
    if (characters_.size() + wanted.size() >= UINT32_MAX)
        fail(ErrorCode::limit_exceeded, "rules", "", "4 GiB of words at most");
    place = {hash, size_++, static_cast<std::uint32_t>(characters_.size()), static_cast<std::uint32_t>(wanted.size())};
    characters_ += wanted;
    return place.number;
}

void SymbolTable::grow() {
    const std::vector<Place> old = std::move(places_);
    places_.assign(old.empty() ? 16 : old.size() * 2, Place{});
    for (const Place& place : old) {
        if (place.number != none) places_[place_of(text_of(place), place.hash)] = place;
    }
}

}  // namespace marketplace::affiliate::detail
