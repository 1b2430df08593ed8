#pragma once
// One order in which a buffered transaction scans a table, as far as it is known: rows by the columns that a scan
// compares with equality, and within these by the rest.
//
// Nearly every scan is about the few rows of one member, payee or order. So rows are found by the hash of what they
// have in common, and only those few are sorted.

#include "row_set.hpp"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace marketplace::ports_detail {

/// Where a row stands in an order: its group, and its place within.
struct Place {
    std::string_view group;
    std::string_view rest;
};

/// A place within a group. In an order of the key it lies in the key of the row's entry, and needs no copy.
class PlaceInGroup {
public:
    explicit PlaceInGroup(std::string_view in_key) : text_(in_key) {}
    [[nodiscard]] static PlaceInGroup copied(std::string_view text) {
        auto own = std::make_unique_for_overwrite<char[]>(text.size());
        std::copy(text.begin(), text.end(), own.get());
        PlaceInGroup place{{own.get(), text.size()}};
        place.own_ = std::move(own);
        return place;
    }
    [[nodiscard]] std::string_view text() const noexcept { return text_; }

    struct Less {
        using is_transparent = void;
        bool operator()(const PlaceInGroup& a, const PlaceInGroup& b) const noexcept { return a.text_ < b.text_; }
        bool operator()(const PlaceInGroup& a, std::string_view b) const noexcept { return a.text_ < b; }
        bool operator()(std::string_view a, const PlaceInGroup& b) const noexcept { return a < b.text_; }
    };

private:
    std::string_view text_;
    std::unique_ptr<char[]> own_;
};

/// Rows of which the first columns are equal, by the rest of their place.
struct CachedGroup {
    std::string_view key;  ///< what they have in common
    std::size_t hash = 0;
    /// Every row that the store does not have yet, every row that a scan has read, and maybe others.
    std::map<PlaceInGroup, CachedEntry*, PlaceInGroup::Less> rows;
    /// Ranges of places of which every row is known, by their beginning; their end is outside.
    std::map<std::string, std::string, std::less<>> known;
    std::uint64_t last_used = 0;

    /// Up to where everything is known from a place on; that place itself when nothing is.
    [[nodiscard]] std::string_view known_from(std::string_view place) const;
    void know(std::string first, std::string last);
    /// What is at a place is not known any more.
    void forget(std::string_view place);
    /// Of the ranges without a row the last one stays: where rows are added. Each row that leaves would otherwise leave
    /// another range behind, for ever.
    void forget_empty_ranges();
    /// There is no row but those that are known.
    void know_all();
    [[nodiscard]] bool knows_all() const noexcept { return knows_all_; }
    void know_nothing();

private:
    bool knows_all_ = false;  ///< instead of `known`
};

class CachedOrder {
public:
    /// Of scans by an index, or by the key, whose prefix has `prefix` columns. In one that is whole nothing is left to
    /// be learned from the store but what is forgotten later.
    CachedOrder(const TableInfo& info, const Scan& scan, std::uint32_t bit, bool is_whole);

    [[nodiscard]] bool is_of(const Scan& scan) const { return index_ == scan.index && prefix_ == scan.prefix.size(); }
    [[nodiscard]] bool is_of_the_key() const noexcept { return index_.empty(); }
    [[nodiscard]] std::span<const std::size_t> columns() const noexcept { return columns_; }

    [[nodiscard]] CachedGroup& group(std::string_view name);
    /// Whether the store has no row of a key that is not known here, as far as this order of the key can tell.
    [[nodiscard]] bool knows_absence(std::string_view key) const;

    void place(CachedEntry& entry);
    void displace(CachedEntry& entry);
    /// To where the row belongs with a new record, or none; most changes leave it where it is.
    void move(CachedEntry& entry, const void* record);
    /// Some row came from nowhere: nothing is known any more.
    void forget_what_is_known();

    [[nodiscard]] std::size_t groups() const noexcept { return groups_.size(); }
    void add_ages(std::vector<std::uint64_t>& ages) const;
    /// Forgets rows that are old, and groups without any that were last used before.
    void forget(const std::function<bool(const CachedEntry&)>& is_old, std::uint64_t time);

private:
    void enter(const Place& place, CachedEntry& entry);
    /// Of a row with this record; valid until the next one is asked for.
    [[nodiscard]] Place place_of(const CachedEntry& entry, const void* record);
    [[nodiscard]] bool is_at_the_same_place(const void* a, const void* b) const;

    const TableInfo* info_;
    std::string index_;
    std::size_t prefix_;
    std::span<const std::size_t> columns_;
    std::uint32_t bit_;  ///< in `CachedEntry::orders`
    bool is_whole_;      ///< the store has no row in a group that is not here
    KeyedSet<CachedGroup> groups_;
    CachedGroup* recent_ = nullptr;  ///< rows that are scanned are often written next
    std::string place_;  ///< working memory
};

/// The length of the first cells of an encoded key.
[[nodiscard]] std::size_t length_of_cells(std::string_view encoded, std::size_t cells);

}  // namespace marketplace::ports_detail
