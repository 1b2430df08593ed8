#include "symbol_table.hpp"

#include <marketplace/core/checked.hpp>

#include <cstring>

namespace marketplace::affiliate::detail {
namespace {

/// Eight bytes at a time, each multiplied and folded. Good enough for words that the plan's author
/// chose: what comes with an order is looked up, never added.
std::uint32_t hash_of(std::string_view text) noexcept {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio
    std::uint64_t hash = text.size() * odd;
    while (!text.empty()) {
        std::uint64_t piece = 0;
        const std::size_t length = text.size() < sizeof piece ? text.size() : sizeof piece;
        std::memcpy(&piece, text.data(), length);
        hash = (hash ^ piece) * odd;
        hash ^= hash >> 32;
        text.remove_prefix(length);
    }
    return static_cast<std::uint32_t>(hash);
}

}  // namespace

std::string_view SymbolTable::text(std::uint32_t number) const noexcept {
    const std::uint32_t begin = number == 0 ? 0 : ends_[number - 1];
    return std::string_view{characters_}.substr(begin, ends_[number] - begin);
}

/// Where a text is, or where it would be put.
std::size_t SymbolTable::place_of(std::string_view wanted, std::uint32_t hash) const noexcept {
    const std::size_t mask = places_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        const Place& place = places_[i];
        if (place.number == none || (place.hash == hash && text(place.number) == wanted)) return i;
    }
}

std::uint32_t SymbolTable::find(std::string_view wanted) const noexcept {
    return places_.empty() ? none : places_[place_of(wanted, hash_of(wanted))].number;
}

std::uint32_t SymbolTable::add(std::string_view wanted) {
    if (2 * (ends_.size() + 1) > places_.size()) grow();
    const std::uint32_t hash = hash_of(wanted);
    Place& place = places_[place_of(wanted, hash)];
    if (place.number != none) return place.number;
    if (characters_.size() + wanted.size() >= UINT32_MAX)
        fail(ErrorCode::limit_exceeded, "rules", "", "4 GiB of words at most");
    place = {hash, static_cast<std::uint32_t>(ends_.size())};
    characters_ += wanted;
    ends_.push_back(static_cast<std::uint32_t>(characters_.size()));
    return place.number;
}

void SymbolTable::grow() {
    const std::vector<Place> old = std::move(places_);
    places_.assign(old.empty() ? 16 : old.size() * 2, Place{});
    for (const Place& place : old) {
        if (place.number != none) places_[place_of(text(place.number), place.hash)] = place;
    }
}

}  // namespace marketplace::affiliate::detail
