#pragma once
// What all formats have in common: an item as texts with their places, before anything is understood.

#include "columns.hpp"

#include <marketplace/catalog/feed_reader.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog::feed {

/// Where something stands; see `FeedProblem`.
struct Place {
    std::int64_t line = 0;
    std::int64_t column = 0;
};

/// A text of an item. The views live until the next item is read.
struct RawField {
    const Column* column = nullptr;
    std::string_view value;
    Place place;
};

/// Shipping of a format that has parts with names.
struct RawShipping {
    std::string country;
    std::string region;
    std::string service;
    std::string price;
    Place place;
};

/// A problem that a format finds in what it has read, before fields are understood.
struct RawProblem {
    Place place;
    std::string field;
    std::string value;
    ErrorCode code{};
    std::string reason;
    bool is_fatal = false;  ///< nothing behind it can be read
};

struct RawItem {
    std::int64_t line = 0;
    bool is_damaged = false;  ///< no item: only problems
    bool is_deleted = false;
    std::vector<RawField> fields;
    std::vector<RawShipping> shipping;
    std::vector<RawProblem> problems;

    void clear(std::int64_t at_line) {
        line = at_line;
        is_damaged = false;
        is_deleted = false;
        fields.clear();
        shipping.clear();
        problems.clear();
    }
};

/// A feed cut into items.
class ItemSource {
public:
    virtual ~ItemSource() = default;
    /// The next item or damaged place, or false at the end. Throws what the source of bytes throws.
    virtual bool next(RawItem& item) = 0;
    /// After the end: whether it was a real one.
    [[nodiscard]] virtual bool is_complete() const = 0;
};

}  // namespace marketplace::catalog::feed
