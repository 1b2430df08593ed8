#include <marketplace/core/detail/compile_types.hpp>

#include "item_fields.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

namespace marketplace::catalog::sync {
namespace {

using ItemFields = boost::describe::describe_members<FeedItem, boost::describe::mod_public>;
using Attributes = std::map<std::string, std::string>;

/// Whether a field is part of what is said, and not of how this one feed says it.
constexpr bool is_said(std::string_view name) {
    return name != "line" && name != "is_deleted";
}

std::string text_of(const std::string& text) { return text; }
std::string text_of(const std::optional<Money>& money) { return money ? to_string(*money) : std::string{}; }
std::string text_of(const std::optional<Timestamp>& at) { return at ? to_string(*at) : std::string{}; }
std::string text_of(const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : std::string{};
}

template <DescribedEnum E>
std::string text_of(E value) {
    return value == E::unstated ? std::string{} : std::string{name_of(value)};
}

std::string text_of(const std::vector<FeedShipping>& shipping) {
    std::string out;
    for (const FeedShipping& each : shipping) {
        if (!out.empty()) out += ", ";
        out += each.country + ":" + each.region + ":" + each.service + ":" + text_of(each.price);
    }
    return out;
}

/// Both are in order of names, so that one pass finds what is in one of them only and what differs.
void compare_attributes(const Attributes& before, const Attributes& after, std::vector<FieldChange>& out) {
    auto a = before.begin();
    auto b = after.begin();
    while (a != before.end() || b != after.end()) {
        const bool has_a = a != before.end() && (b == after.end() || a->first <= b->first);
        const bool has_b = b != after.end() && (a == before.end() || b->first <= a->first);
        if (!has_a || !has_b || a->second != b->second) {
            out.push_back({"attributes." + (has_a ? a->first : b->first), has_a ? a->second : std::string{},
                           has_b ? b->second : std::string{}});
        }
        if (has_a) ++a;
        if (has_b) ++b;
    }
}

}  // namespace

bool says_the_same(const FeedItem& a, const FeedItem& b) {
    bool is_same = true;
    boost::mp11::mp_for_each<ItemFields>([&](auto field) {
        if constexpr (is_said(decltype(field)::name)) is_same = is_same && a.*field.pointer == b.*field.pointer;
    });
    return is_same;
}

std::vector<FieldChange> changes_between(const FeedItem& before, const FeedItem& after) {
    std::vector<FieldChange> out;
    boost::mp11::mp_for_each<ItemFields>([&](auto field) {
        if constexpr (is_said(decltype(field)::name)) {
            const auto& a = before.*field.pointer;
            const auto& b = after.*field.pointer;
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(a)>, Attributes>) compare_attributes(a, b, out);
            else if (a != b) out.push_back({field.name, text_of(a), text_of(b)});
        }
    });
    return out;
}

bool is_of_offer(const FieldChange& change) {
    constexpr std::array<std::string_view, 7> names{"price",        "sale_price", "sale_from", "sale_to",
                                                    "availability", "stock",      "shipping"};
    return std::ranges::find(names, change.field) != names.end();
}

void take_offer(FeedItem& into, const FeedItem& from) {
    // A price without a sale price says that the sale is over.
    if (from.price || from.sale_price) {
        if (from.price) into.price = from.price;
        into.sale_price = from.sale_price;
        into.sale_from = from.sale_from;
        into.sale_to = from.sale_to;
    }
    if (from.availability != FeedAvailability::unstated) into.availability = from.availability;
    if (from.stock) into.stock = from.stock;
    if (!from.shipping.empty()) into.shipping = from.shipping;
}

}  // namespace marketplace::catalog::sync
