#include "json_document.hpp"

#include <marketplace/core/json.hpp>

#include <boost/json.hpp>

#include <cmath>
#include <limits>

namespace marketplace {
namespace {

namespace bj = boost::json;

std::string_view name_of_kind(bj::kind kind) {
    switch (kind) {
        case bj::kind::null: return "null";
        case bj::kind::bool_: return "a boolean";
        case bj::kind::int64:
        case bj::kind::uint64: return "an integer";
        case bj::kind::double_: return "a decimal number";
        case bj::kind::string: return "a text";
        case bj::kind::array: return "a list";
        case bj::kind::object: return "an object";
    }
    return "?";
}

[[noreturn]] void wrong_type(const bj::value& json, std::string_view expected) {
    const std::string shown = json.is_structured() ? std::string{name_of_kind(json.kind())} : bj::serialize(json);
    fail(ErrorCode::wrong_type, "", shown, expected);
}

std::string_view text_of(const bj::value& json, std::string_view expected) {
    if (!json.is_string()) wrong_type(json, expected);
    return json.get_string();
}

std::int64_t integer_of(const bj::value& json) {
    if (json.is_int64()) return json.get_int64();
    if (json.is_uint64()) fail(ErrorCode::out_of_range, "", bj::serialize(json), "an integer within 64 bits");
    wrong_type(json, "an integer");
}

const bj::object& object_of(const bj::value& json) {
    if (!json.is_object()) wrong_type(json, "an object");
    return json.get_object();
}

/// Runs `read` and, if it fails, says where in the document that was.
template <class F>
void at_path(std::string_view where, F&& read) {
    try {
        read();
    } catch (const Error& error) {
        throw error.within(where);
    }
}

/// Runs a parser that names its own argument, which the path of the document names already.
template <class F>
void here(F&& parse) {
    try {
        parse();
    } catch (const Error& error) {
        throw Error{error.code(), "", error.value(), error.expected()};
    }
}

void read_value(const bj::value& json, const TypeInfo& type, void* into);

void read_members(const bj::object& object, const TypeInfo& type, void* into, bool is_choice) {
    for (const bj::key_value_pair& member : object) {  // clang 14 does not capture the names of its parts
        const std::string_view key = member.key();
        if (is_choice && key == "kind") continue;
        const FieldInfo* field = find_field(type, key);
        if (field == nullptr) {
            std::string known = "a field of ";
            known.append(type.name).append(":");
            for (const FieldInfo& each : type.fields) known.append(" ").append(each.name);
            fail(ErrorCode::unknown_field, key, key, known);
        }
        at_path(field->name, [&] { read_value(member.value(), *field->type(), field->get(into)); });
    }
}

void read_int32(const bj::value& json, void* into) {
    const std::int64_t value = integer_of(json);
    if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max()) {
        fail(ErrorCode::out_of_range, "", std::to_string(value), "an integer within 32 bits");
    }
    *static_cast<std::int32_t*>(into) = static_cast<std::int32_t>(value);
}

void read_real(const bj::value& json, void* into) {
    if (!json.is_number()) wrong_type(json, "a number");
    const double value = json.to_number<double>();
    if (!std::isfinite(value)) fail(ErrorCode::invalid_value, "", bj::serialize(json), "a finite number");
    *static_cast<double*>(into) = value;
}

void read_enumeration(const bj::value& json, const TypeInfo& type, void* into) {
    if (!json.is_string()) wrong_type(json, choices_of(type));
    const std::string_view name = text_of(json, "a text");
    for (const EnumeratorInfo& each : type.enumerators) {
        if (each.name == name) return type.set_integer(into, each.value);
    }
    fail(ErrorCode::unknown_choice, "", name, choices_of(type));
}

void read_list(const bj::value& json, const TypeInfo& type, void* into) {
    if (!json.is_array()) wrong_type(json, "a list");
    type.clear(into);
    std::size_t index = 0;
    for (const bj::value& each : json.get_array()) {
        std::string place{"["};  // not by operator+, in which g++ 12 sees an overlap (GCC bug 105651)
        place.append(std::to_string(index++)).append("]");
        at_path(place, [&] { read_value(each, *type.element(), type.append(into)); });
    }
}

void read_dictionary(const bj::value& json, const TypeInfo& type, void* into) {
    type.clear(into);
    for (const bj::key_value_pair& each : object_of(json)) {
        const std::string_view key = each.key();
        at_path(key, [&] { read_value(each.value(), *type.element(), type.dictionary_emplace(into, key)); });
    }
}

void read_choice(const bj::value& json, const TypeInfo& type, void* into) {
    const bj::object& object = object_of(json);
    std::string known = "one of";
    for (const auto alternative : type.alternatives) known.append(" ").append(snake_case(alternative()->name));
    const bj::value* kind = object.if_contains("kind");
    if (kind == nullptr) fail(ErrorCode::missing_field, "kind", "", known);
    const std::string_view name = text_of(*kind, known);
    for (std::size_t i = 0; i < type.alternatives.size(); ++i) {
        const TypeInfo& alternative = *type.alternatives[i]();
        if (snake_case(alternative.name) != name) continue;
        return read_members(object, alternative, type.choice_emplace(into, i), true);
    }
    fail(ErrorCode::unknown_choice, "kind", name, known);
}

void read_value(const bj::value& json, const TypeInfo& type, void* into) {
    switch (type.kind) {
        case Kind::boolean:
            if (!json.is_bool()) wrong_type(json, "true or false");
            *static_cast<bool*>(into) = json.get_bool();
            return;
        case Kind::int32: return read_int32(json, into);
        case Kind::int64: return type.set_integer(into, integer_of(json));
        case Kind::real: return read_real(json, into);
        case Kind::text: return type.set_text(into, text_of(json, "a text"));
        case Kind::timestamp:
            return here([&] { *static_cast<Timestamp*>(into) = parse_timestamp(text_of(json, "an RFC 3339 time")); });
        case Kind::date:
            return here([&] { *static_cast<Date*>(into) = parse_date(text_of(json, "a day such as 2018-02-28")); });
        case Kind::scalar: return here([&] { type.parse(into, text_of(json, "a text")); });
        case Kind::enumeration: return read_enumeration(json, type, into);
        case Kind::record: return read_members(object_of(json), type, into, false);
        case Kind::optional:
            if (json.is_null()) return type.clear(into);
            return read_value(json, *type.element(), type.optional_emplace(into));
        case Kind::list: return read_list(json, type, into);
        case Kind::dictionary: return read_dictionary(json, type, into);
        case Kind::choice: return read_choice(json, type, into);
    }
}

}  // namespace

void read_json(std::string_view text, Ref into) {
    read_value(detail::parse_document(text), *into.type, into.value);
}

}  // namespace marketplace
