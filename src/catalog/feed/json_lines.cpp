#include "json_lines.hpp"

#include "lines.hpp"
#include "utf8.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

#include <boost/json.hpp>

#include <cmath>
#include <deque>

namespace marketplace::catalog::feed {
namespace {

namespace bj = boost::json;

std::string_view view(const bj::string& text) { return {text.data(), text.size()}; }

std::string_view view(const bj::string_view& text) { return {text.data(), text.size()}; }

/// A text, a whole number or a truth as text; empty for everything else. GTINs come as numbers from programs.
std::string scalar_text(const bj::value& value) {
    if (value.is_string()) return std::string{view(value.get_string())};
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    if (value.is_bool()) return value.get_bool() ? "true" : "false";
    return {};
}

class JsonLines final : public ItemSource {
public:
    JsonLines(Decoder& decoder, const FeedOptions& options)
        : lines_(decoder, static_cast<std::size_t>(options.item_bytes_max)), bytes_max_(options.item_bytes_max) {}

    bool next(RawItem& item) override {
        do {
            if (!lines_.next()) return false;
        } while (trimmed(lines_.text()).empty());
        item_ = &item;
        item.clear(lines_.number());
        columns_.clear();
        texts_.clear();
        if (lines_.is_too_long()) {
            item.is_damaged = true;
            problem("", "", ErrorCode::limit_exceeded, "a line of at most " + std::to_string(bytes_max_) + " bytes");
        } else {
            read_line(lines_.text());
        }
        return true;
    }

    /// An empty file is an empty feed: there is no header that could be missing. A last line that is no JSON is cut
    /// off.
    [[nodiscard]] bool is_complete() const override { return !is_cut_off_; }

private:
    void problem(std::string_view field, std::string_view value, ErrorCode code, std::string_view reason,
                 std::int64_t column = 0) {
        item_->problems.push_back(
            {{item_->line, column}, std::string{field}, sound_text(value, 80), code, std::string{reason}});
    }

    void read_line(std::string_view line) {
        bj::monotonic_resource memory;
        bj::parser parser{&memory};
        bj::error_code error;
        const std::size_t parsed = parser.write_some(line.data(), line.size(), error);
        is_cut_off_ = error.failed() || parsed != line.size();
        if (is_cut_off_) {
            item_->is_damaged = true;
            return problem("", line.substr(parsed), ErrorCode::parse_error,
                           error ? "one JSON object: " + error.message() : "nothing behind the object",
                           static_cast<std::int64_t>(parsed) + 1);
        }
        const bj::value value = parser.release();
        if (!value.is_object()) {
            item_->is_damaged = true;
            return problem("", line, ErrorCode::wrong_type, "a JSON object on each line");
        }
        for (const auto& member : value.get_object()) read_member(view(member.key()), member.value());
    }

    void read_member(std::string_view name, const bj::value& value) {
        if (value.is_null()) return;
        if (name == "attributes") return read_attributes(value);
        if (name == "shipping") return read_shipping(value);
        if (name == "deleted" || name == "is_deleted") {
            if (!value.is_bool()) return refuse(name, value, ErrorCode::wrong_type, "true or false");
            item_->is_deleted = value.get_bool();
            return;
        }
        if (name == "line") return;  // of the feed from which the item was written; here it has another
        Column column = member_column(name);
        switch (column.target) {
            case Target::price:
            case Target::sale_price: return read_price_member(std::move(column), value);
            case Target::attribute: return read_attribute(std::move(column), value);
            default: return read_text(std::move(column), value);
        }
    }

    void refuse(std::string_view name, const bj::value& value, ErrorCode code, std::string_view reason) {
        const std::string shown = bj::serialize(value);
        problem(name, shown, code, reason);
    }

    void put(Column column, std::string text) {
        const std::string& kept = texts_.emplace_back(std::move(text));
        const std::string_view value = trimmed(kept);
        if (value.empty()) return;
        item_->fields.push_back({&columns_.emplace_back(std::move(column)), value, {item_->line, 0}});
    }

    void read_text(Column column, const bj::value& value) {
        const bool is_state = column.target == Target::availability || column.target == Target::condition;
        if (is_state && value.is_string() && view(value.get_string()) == "unstated") return;
        const bool is_text = value.is_string() || value.is_int64() || value.is_uint64();
        if (!is_text) return refuse(column.name, value, ErrorCode::wrong_type, "a text or a whole number");
        put(std::move(column), scalar_text(value));
    }

    void read_attribute(Column column, const bj::value& value) {
        if (value.is_structured()) {
            return refuse(column.name, value, ErrorCode::unknown_field,
                          "a text, a number or a truth in a member of this name");
        }
        if (!value.is_double()) return put(std::move(column), scalar_text(value));
        if (!std::isfinite(value.get_double()))
            return refuse(column.name, value, ErrorCode::out_of_range, "a finite number");
        put(std::move(column), to_json(value.get_double()));  // the shortest text that reads as the same
    }

    void read_attributes(const bj::value& value) {
        if (!value.is_object()) return refuse("attributes", value, ErrorCode::wrong_type, "an object of texts");
        for (const auto& member : value.get_object()) {
            if (!member.value().is_null()) read_attribute(attribute_column(view(member.key())), member.value());
        }
    }

    /// "12.99 EUR" or {"minor": 1299, "currency": "EUR"}; the latter as its exact text, so that one place understands
    /// prices. None for everything else: a JSON number is binary and would have to be rounded.
    std::optional<std::string> price_text(std::string_view name, const bj::value& value) {
        if (value.is_string()) return std::string{view(value.get_string())};
        if (value.is_object()) {
            try {
                const bool is_whole = value.get_object().contains("minor") && value.get_object().contains("currency");
                if (!is_whole) fail(ErrorCode::missing_field, "", "", "both minor and currency");
                const Money money = from_json<Money>(bj::serialize(value));
                return to_string(money);
            } catch (const Error& error) {
                refuse(error.field().empty() ? name : std::string{name} + "." + error.field(), value, error.code(),
                       error.expected());
                return std::nullopt;
            }
        }
        refuse(name, value, ErrorCode::wrong_type, R"(a text like "12.99 EUR" or {"minor": 1299, "currency": "EUR"})");
        return std::nullopt;
    }

    void read_price_member(Column column, const bj::value& value) {
        if (auto text = price_text(column.name, value)) put(std::move(column), std::move(*text));
    }

    void read_shipping(const bj::value& value) {
        if (!value.is_array()) return refuse("shipping", value, ErrorCode::wrong_type, "a list of objects");
        for (const bj::value& each : value.get_array()) {
            if (!each.is_object()) refuse("shipping", each, ErrorCode::wrong_type, "an object");
            else read_one_shipping(each.get_object());
        }
    }

    void read_one_shipping(const bj::object& object) {
        RawShipping out;
        out.place = {item_->line, 0};
        for (const auto& member : object) {
            const std::string_view name = view(member.key());
            const bj::value& value = member.value();
            if (value.is_null()) continue;
            std::string* text = name == "country" ? &out.country : name == "region" ? &out.region : &out.service;
            if (name == "price") {
                auto price = price_text("shipping.price", value);
                if (!price) return;
                out.price = std::move(*price);
            } else if (name != "country" && name != "region" && name != "service") {
                return refuse("shipping", object, ErrorCode::unknown_field, "country, region, service and price");
            } else if (!value.is_string()) {
                return refuse("shipping." + std::string{name}, value, ErrorCode::wrong_type, "a text");
            } else {
                *text = trimmed(view(value.get_string()));
            }
        }
        item_->shipping.push_back(std::move(out));
    }

    LineReader lines_;
    std::int64_t bytes_max_;
    bool is_cut_off_ = false;  ///< as far as the last line tells
    RawItem* item_ = nullptr;
    std::deque<Column> columns_;      ///< of the item; addresses stay
    std::deque<std::string> texts_;
};

}  // namespace

std::unique_ptr<ItemSource> json_lines_source(Decoder& decoder, const FeedOptions& options) {
    return std::make_unique<JsonLines>(decoder, options);
}

}  // namespace marketplace::catalog::feed
