#pragma once
// What a feed or a store contains, in order of ids, without moving it.

#include <marketplace/catalog/feed_sync.hpp>
#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <functional>
#include <span>
#include <type_traits>
#include <vector>

namespace marketplace::catalog::sync {

inline const std::string& id_of(const FeedItem& item) { return item.id; }
inline const std::string& id_of(const StoredItem& stored) { return stored.item.id; }

/// Pointers to them in order of ids; of those with one id, in their own order.
template <class T>
std::vector<T*> in_order_of_ids(std::span<T> values) {
    std::vector<T*> out;
    out.reserve(values.size());
    for (T& each : values) out.push_back(&each);
    const auto is_before = [](const T* a, const T* b) {
        const int order = id_of(*a).compare(id_of(*b));
        return order != 0 ? order < 0 : std::less<>{}(a, b);
    };
    if (!std::ranges::is_sorted(out, is_before)) std::ranges::sort(out, is_before);
    return out;
}

/// The same of what is stored. Throws `missing_field` and `invalid_value` for an id that is missing or there twice.
template <class T>
std::vector<T*> stored_in_order(std::span<T> stored) {
    std::vector<T*> out = in_order_of_ids(stored);
    const auto refuse = [&](const T* wrong, ErrorCode code, std::string_view expected) {
        const auto index = static_cast<std::size_t>(wrong - stored.data());
        fail(code, detail::indexed("stored", index) + ".item.id", id_of(*wrong), expected);
    };
    if (!out.empty() && id_of(*out.front()).empty()) {
        refuse(out.front(), ErrorCode::missing_field, "the vendor's number");
    }
    const auto has_same_id = [](const T* a, const T* b) { return id_of(*a) == id_of(*b); };
    const auto twice = std::ranges::adjacent_find(out, has_same_id);
    if (twice != out.end()) refuse(*(twice + 1), ErrorCode::invalid_value, "an id of its own for each item");
    return out;
}

}  // namespace marketplace::catalog::sync
