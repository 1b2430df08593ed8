#pragma once
// From the texts of an item to the item, with every problem on the way.

#include "raw_item.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace marketplace::catalog::feed {

/// Understands one item after the other.
class ItemBuilder {
public:
    explicit ItemBuilder(const FeedOptions& options) : options_(options) {}

    /// The item, or none if it is to be left out. `problems` of the raw item gets what is wrong.
    std::optional<FeedItem> build(RawItem& raw);
    /// The id of the item that `build` has left out last, where it could be read.
    [[nodiscard]] const std::string& id_left_out() const noexcept { return item_.id; }

private:
    void begin(RawItem& raw);
    void sort_out(const RawField& field);
    void take_single(const RawField& field);
    void put_texts();
    void put_prices();
    void put_price_in_currency();
    void put_sale_period();
    void put_states();
    void put_options();
    void put_shipping(const RawField& field);
    void put_shipping(const RawShipping& shipping);
    void put_attribute(std::string_view name, std::string_view value);
    void require(Target target, std::string_view name);
    [[nodiscard]] const RawField*& single(Target target) { return single_[static_cast<std::size_t>(target)]; }
    void add_problem(const Place& place, std::string_view field, std::string_view value, ErrorCode code,
                     std::string_view reason);
    /// Runs a parser; what it refuses is a problem of the field.
    template <class F>
    void guarded(const RawField& field, F&& parse);

    const FeedOptions& options_;
    RawItem* raw_ = nullptr;
    FeedItem item_;
    bool is_lost_ = false;  ///< no policy keeps the item
    std::array<const RawField*, single_targets> single_{};
    std::array<bool, static_cast<std::size_t>(Target::attribute) + 1> is_refused_{};
    std::vector<const RawField*> prices_;
    std::vector<const RawField*> option_names_;
    std::vector<const RawField*> option_values_;
};

}  // namespace marketplace::catalog::feed
