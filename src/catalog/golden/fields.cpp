#include "fields.hpp"

#include <marketplace/catalog/identifiers.hpp>
#include <marketplace/catalog/part_numbers.hpp>

#include <algorithm>

namespace marketplace::catalog::golden {
namespace {

std::string exact_key(std::string_view text) { return std::string{text}; }

/// A number that a shop has given out for itself says nothing about what others sell.
std::string gtin_key(std::string_view text) {
    const GtinReading reading = read_gtin(text);
    return reading.fault == GtinFault::none && is_worldwide(reading.gtin) ? to_string(reading.gtin) : std::string{};
}

/// Beside any brand, since vendors who agree on the product may name its maker in different ways.
std::string part_number_key(std::string_view text) {
    const std::optional<PartKey> key = part_key("any", text);
    return key ? key->number : std::string{};
}

}  // namespace

const std::array<Field, 7>& fields() {
    using F = FeedItem;
    using R = GoldenRecord;
    using U = GoldenRules;
    static const std::array<Field, 7> out{{
        {"title", &F::title, &R::title, &U::title, word_key, false, true},
        {"description", &F::description, &R::description, &U::description, word_key, false, true},
        {"brand", &F::brand, &R::brand, &U::brand, fold_brand, false, true},
        {"gtin", &F::gtin, &R::gtin, &U::gtin, gtin_key, true, false},
        {"part_number", &F::part_number, &R::part_number, &U::part_number, part_number_key, false, false},
        {"category", &F::category, &R::category, &U::category, word_key, false, true},
        {"image_link", &F::image_link, &R::image_link, &U::image_link, exact_key, false, true},
    }};
    return out;
}

void NamedStatements::add(const Voice& voice, const std::string& name, const std::string& value) {
    if (!values.empty() && values.back().voice == &voice) return;  // "Color" and "color" in one item: the first
    names.push_back({&voice, name, name});
    values.push_back({&voice, value, word_key(value)});
}

void add_attributes(AttributeStatements& into, const Voice& voice,
                    const std::map<std::string, std::string>& attributes) {
    for (const auto& [name, value] : attributes) {
        if (!value.empty()) into[word_key(name)].add(voice, name, value);
    }
}

Pins::Pins(const GoldenPins& pins, bool is_of_product) {
    for (const auto& [field, value] : pins) {
        if (field.starts_with(attribute_prefix) && field.size() > attribute_prefix.size()) {
            const std::string name = field.substr(attribute_prefix.size());
            const bool is_new = attributes_.try_emplace(word_key(name), name, value).second;
            if (!is_new) fail(ErrorCode::invalid_value, "pins." + field, value, "one pin for each attribute");
            continue;
        }
        const auto found = std::ranges::find(fields(), field, &Field::name);
        if (found == fields().end() || (is_of_product && !found->is_of_product)) {
            fail(ErrorCode::unknown_field, "pins." + field, value, "a field of the record, or attributes.NAME");
        }
        const bool is_gtin = found->is_key_kept && !value.empty();
        fields_[field] = is_gtin ? to_string(parse_gtin(value, "pins." + field)) : value;
    }
}

const std::string* Pins::find(std::string_view field) const {
    const auto found = fields_.find(field);
    return found == fields_.end() ? nullptr : &found->second;
}

const std::pair<std::string, std::string>* Pins::find_attribute(const std::string& folded) const {
    const auto found = attributes_.find(folded);
    return found == attributes_.end() ? nullptr : &found->second;
}

void Pins::add_names(AttributeStatements& into) const {
    for (const auto& [folded, pin] : attributes_) into.try_emplace(folded);
}

}  // namespace marketplace::catalog::golden
