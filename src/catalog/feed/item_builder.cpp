#include "item_builder.hpp"

#include "utf8.hpp"
#include "values.hpp"

#include <marketplace/core/error.hpp>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace marketplace::catalog::feed {
namespace {

constexpr std::size_t shown_bytes_max = 80;

constexpr std::array text_targets{
    std::pair{Target::id, &FeedItem::id},
    std::pair{Target::group_id, &FeedItem::group_id},
    std::pair{Target::title, &FeedItem::title},
    std::pair{Target::description, &FeedItem::description},
    std::pair{Target::brand, &FeedItem::brand},
    std::pair{Target::gtin, &FeedItem::gtin},
    std::pair{Target::part_number, &FeedItem::part_number},
    std::pair{Target::category, &FeedItem::category},
    std::pair{Target::link, &FeedItem::link},
    std::pair{Target::image_link, &FeedItem::image_link},
};

}  // namespace

void ItemBuilder::add_problem(const Place& place, std::string_view field, std::string_view value, ErrorCode code,
                              std::string_view reason) {
    raw_->problems.push_back(
        {place, std::string{field}, sound_text(value, shown_bytes_max), code, std::string{reason}});
}

template <class F>
void ItemBuilder::guarded(const RawField& field, F&& parse) {
    try {
        parse();
    } catch (const Error& error) {
        add_problem(field.place, field.column->name, field.value, error.code(), error.expected());
    }
}

std::optional<FeedItem> ItemBuilder::build(RawItem& raw) {
    begin(raw);
    for (const RawField& field : raw.fields) sort_out(field);
    put_texts();
    item_.is_deleted = raw.is_deleted;
    require(Target::id, "id");
    if (!raw.is_deleted) {
        require(Target::title, "title");
        put_prices();
        put_sale_period();
        put_states();
        put_options();
        for (const RawShipping& each : raw.shipping) put_shipping(each);
    }
    const bool is_kept = raw.problems.empty() || options_.on_problem == FeedPolicy::keep_item;
    if (is_lost_ || !is_kept) return std::nullopt;
    return std::move(item_);
}

void ItemBuilder::begin(RawItem& raw) {
    raw_ = &raw;
    item_ = {};
    item_.line = raw.line;
    is_lost_ = false;
    single_.fill(nullptr);
    is_refused_.fill(false);
    prices_.clear();
    option_names_.clear();
    option_values_.clear();
}

void ItemBuilder::sort_out(const RawField& field) {
    if (field.value.empty()) return;
    if (const std::size_t wrong = first_wrong_byte(field.value); wrong != field.value.npos) {
        is_refused_[static_cast<std::size_t>(field.column->target)] = true;
        const std::string reason = "UTF-8, which byte " + std::to_string(wrong + 1) + " of the value is not";
        return add_problem(field.place, field.column->name, field.value, ErrorCode::parse_error, reason);
    }
    switch (field.column->target) {
        case Target::price_in_currency: prices_.push_back(&field); return;
        case Target::shipping: return put_shipping(field);
        case Target::option_name: option_names_.push_back(&field); return;
        case Target::option_value: option_values_.push_back(&field); return;
        case Target::attribute: return put_attribute(field.column->attribute, field.value);
        default: return take_single(field);
    }
}

/// Of two values for one field the column of the lower rank wins, then the first; the other stays as an attribute.
void ItemBuilder::take_single(const RawField& field) {
    const RawField*& taken = single(field.column->target);
    const RawField* other = taken;
    if (other == nullptr || field.column->rank < other->column->rank) taken = &field;
    else other = &field;
    if (other != nullptr && other->value != taken->value) put_attribute(other->column->attribute, other->value);
}

/// Repeated attributes ("additional_image_link") are one, with commas.
void ItemBuilder::put_attribute(std::string_view name, std::string_view value) {
    if (name.empty()) return;
    std::string& out = item_.attributes[std::string{name}];
    if (!out.empty()) out += ',';
    out += value;
}

void ItemBuilder::put_texts() {
    for (const auto& [target, text] : text_targets) {
        if (const RawField* field = single(target)) item_.*text = field->value;
    }
}

void ItemBuilder::require(Target target, std::string_view name) {
    if (single(target) != nullptr) return;
    is_lost_ = true;
    const auto is_same = [&](const RawProblem& each) { return each.field == name; };
    const bool is_said = is_refused_[static_cast<std::size_t>(target)] || std::ranges::any_of(raw_->problems, is_same);
    if (is_said) return;  // it is there and wrong
    add_problem({raw_->line, 0}, name, "", ErrorCode::missing_field, "a text that is not empty");
}

void ItemBuilder::put_prices() {
    const auto read = [&](Target target, std::optional<Money>& price) {
        const RawField* field = single(target);
        if (field != nullptr) guarded(*field, [&] { price = read_feed_price(field->value, options_.currency); });
    };
    read(Target::price, item_.price);
    read(Target::sale_price, item_.sale_price);
    if (!prices_.empty()) put_price_in_currency();
}

/// The price in the currency of the options, else the only one. The others stay as attributes.
void ItemBuilder::put_price_in_currency() {
    const auto is_wanted = [&](const RawField* each) { return options_.currency == each->column->currency; };
    const auto wanted = std::ranges::find_if(prices_, is_wanted);
    const bool is_clear = wanted != prices_.end() || prices_.size() == 1;
    const RawField* taken = wanted != prices_.end() ? *wanted : prices_.front();
    for (const RawField* each : prices_) {
        if (each != taken || !is_clear) put_attribute(each->column->attribute, each->value);
    }
    if (is_clear) {
        guarded(*taken, [&] { item_.price = read_decimal_price(taken->value, taken->column->currency); });
    } else {
        add_problem(taken->place, taken->column->name, taken->value, ErrorCode::invalid_value,
                    "a price in one currency, or the currency to take in the options");
    }
}

void ItemBuilder::put_sale_period() {
    const RawField* last = nullptr;
    const auto read = [&](Target target, auto&& parse) {
        const RawField* field = single(target);
        if (field == nullptr) return;
        last = field;
        guarded(*field, [&] { parse(field->value); });
    };
    read(Target::sale_period,
         [&](std::string_view text) { std::tie(item_.sale_from, item_.sale_to) = read_period(text); });
    read(Target::sale_from, [&](std::string_view text) { item_.sale_from = read_instant(text); });
    read(Target::sale_to, [&](std::string_view text) { item_.sale_to = read_instant(text); });
    if (!item_.sale_from || !item_.sale_to || *item_.sale_from < *item_.sale_to) return;
    add_problem(last->place, last->column->name, last->value, ErrorCode::invalid_time,
                "an end of the sale after its begin");
    item_.sale_from.reset();
    item_.sale_to.reset();
}

void ItemBuilder::put_states() {
    if (const RawField* field = single(Target::availability)) {
        guarded(*field, [&] { item_.availability = read_availability(field->value); });
    }
    if (const RawField* field = single(Target::stock)) {
        guarded(*field, [&] { item_.stock = read_stock(field->value); });
    }
    if (const RawField* field = single(Target::condition)) {
        guarded(*field, [&] { item_.condition = read_condition(field->value); });
    }
}

/// "Variant Option 1 Name" and "Variant Option 1 Value" are an attribute together.
void ItemBuilder::put_options() {
    for (const RawField* value : option_values_) {
        const auto is_named = [&](const RawField* name) { return name->column->number == value->column->number; };
        const auto name = std::ranges::find_if(option_names_, is_named);
        put_attribute(name == option_names_.end() ? std::string_view{value->column->attribute} : (*name)->value,
                      value->value);
    }
}

void ItemBuilder::put_shipping(const RawField& field) {
    guarded(field, [&] {
        std::vector<FeedShipping> more = read_shipping(field.value, field.column->shipping_parts, options_);
        std::ranges::move(more, std::back_inserter(item_.shipping));
    });
}

void ItemBuilder::put_shipping(const RawShipping& shipping) {
    const Column column = attribute_column("shipping");
    const RawField field{&column, shipping.price, shipping.place};
    guarded(field, [&] {
        FeedShipping out{read_country(shipping.country, options_.country), shipping.region, shipping.service, {}};
        if (!shipping.price.empty()) out.price = read_feed_price(shipping.price, options_.currency);
        item_.shipping.push_back(std::move(out));
    });
}

}  // namespace marketplace::catalog::feed
