#include "document.hpp"

#include "../utf8.hpp"

#include <marketplace/core/error.hpp>

namespace marketplace::catalog::feed {
namespace {

constexpr int depth_max = 64;
constexpr std::size_t columns_max = 256;
constexpr std::string_view google_namespace = "http://base.google.com/ns/1.0";
constexpr std::string_view atom_namespace = "http://www.w3.org/2005/Atom";

}  // namespace

ElementName element_name(std::string_view expanded) {
    const std::size_t end = expanded.rfind('\n');
    if (end == expanded.npos) return {expanded, true};
    const std::string_view space = expanded.substr(0, end);
    return {expanded.substr(end + 1), space == google_namespace || space == atom_namespace};
}

/// The page of an error is often well-formed, and is no empty feed.
void XmlDocument::begin_root(std::string_view local) const {
    if (local == "rss" || local == "feed" || local == "RDF" || local == "channel") return;
    fail(ErrorCode::parse_error, "", local, "rss or feed as the outermost element");
}

void XmlDocument::begin(std::string_view expanded_name, std::string_view link, Place place) {
    const ElementName name = element_name(expanded_name);
    if (++depth_ == 1) begin_root(name.local);
    if (depth_ > depth_max)
        fail(ErrorCode::limit_exceeded, "", name.local, "elements within each other at most 64 times");
    if (item_depth_ == 0) {
        if (name.local != "item" && name.local != "entry") return;
        item_depth_ = depth_;
        item_ = {};
        item_.line = place.line;
    } else if (depth_ == item_depth_ + 1) {
        begin_field(expanded_name, link, place);
    } else if (depth_ == item_depth_ + 2) {
        begin_part(name.local, place);
    }
}

/// Every item has the same few names; a document that keeps inventing new ones begins again.
std::shared_ptr<const Column> XmlDocument::column_of(std::string_view expanded_name) {
    const auto found = columns_.find(expanded_name);
    if (found != columns_.end()) return found->second;
    if (columns_.size() == columns_max) columns_.clear();
    const ElementName name = element_name(expanded_name);
    auto column =
        std::make_shared<const Column>(name.is_known ? google_column(name.local) : attribute_column(name.local));
    columns_.emplace(expanded_name, column);
    return column;
}

void XmlDocument::begin_field(std::string_view expanded_name, std::string_view link, Place place) {
    column_ = column_of(expanded_name);
    place_ = place;
    text_ = column_->target == Target::link ? link : "";
    shipping_ = {};
    shipping_.place = place;
    has_parts_ = false;
}

/// Parts of shipping have names; those of other unknown elements ("tax" has "country") become attributes of their own.
/// Markup within a text only parts it.
void XmlDocument::begin_part(std::string_view local, Place place) {
    const bool is_structured = column_->target == Target::shipping || column_->target == Target::attribute;
    if (!is_structured) return;
    has_parts_ = true;
    part_name_ = local;
    part_text_.clear();
    part_place_ = place;
}

void XmlDocument::characters(std::string_view text) {
    if (item_depth_ == 0 || depth_ <= item_depth_) return;
    item_.bytes += static_cast<std::int64_t>(text.size());
    if (item_.bytes > item_bytes_max_) return;
    const bool is_part = has_parts_ && depth_ > item_depth_ + 1;
    (is_part ? part_text_ : text_) += text;
}

void XmlDocument::end() {
    if (item_depth_ != 0) {
        if (depth_ == item_depth_) end_item();
        else if (depth_ == item_depth_ + 1) end_field();
        else if (depth_ == item_depth_ + 2 && has_parts_) end_part();
    }
    --depth_;
}

void XmlDocument::end_part() {
    if (column_->target == Target::shipping) return put_shipping_part(part_name_, part_text_);
    add_field(std::make_shared<const Column>(attribute_column(column_->name + "." + part_name_)), part_text_,
              part_place_);
}

void XmlDocument::put_shipping_part(std::string_view name, std::string_view text) {
    if (name == "country") shipping_.country = trimmed(text);
    else if (name == "region") shipping_.region = trimmed(text);
    else if (name == "service") shipping_.service = trimmed(text);
    else if (name == "price") shipping_.price = trimmed(text);
}

void XmlDocument::end_field() {
    const bool is_parted_shipping = has_parts_ && column_->target == Target::shipping;
    if (is_parted_shipping) item_.shipping.push_back(std::move(shipping_));
    else add_field(std::move(column_), text_, place_);
    column_.reset();
}

void XmlDocument::add_field(std::shared_ptr<const Column> column, std::string_view text, Place place) {
    text = trimmed(text);
    if (text.empty()) return;
    if (has_wrong_bytes_ && text.find(replacement_character) != text.npos) {
        item_.problems.push_back({place, column->name, sound_text(text, 80), ErrorCode::parse_error,
                                  "UTF-8, which bytes of the value are not"});
        return;
    }
    item_.fields.push_back({std::move(column), std::string{text}, place});
}

void XmlDocument::end_item() {
    if (item_.bytes > item_bytes_max_) {
        item_.problems.push_back({{item_.line, 0}, "", "", ErrorCode::limit_exceeded,
                                  "an item of at most " + std::to_string(item_bytes_max_) + " bytes"});
        item_.fields.clear();
        item_.shipping.clear();
    }
    items_.push_back(std::move(item_));
    item_ = {};
    item_depth_ = 0;
}

}  // namespace marketplace::catalog::feed
