#include "convert.hpp"

#include "tag.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/core/time.hpp>

#include <cmath>
#include <limits>

namespace marketplace::node {
namespace {

constexpr std::int64_t list_length_max = 100'000'000;

std::string shown(const Napi::Value& value) {
    if (value.IsSymbol()) return "a symbol";
    std::string text = value.IsString() ? "'" + value.As<Napi::String>().Utf8Value() + "'"
                                        : value.ToString().Utf8Value();
    if (text.size() > 80) text = text.substr(0, 77) + "...";
    if (value.IsNumber()) return text + " (number)";
    return value.IsBigInt() ? text + "n" : text;
}

[[noreturn]] void wrong_type(const Napi::Value& value, std::string_view expected) {
    fail(ErrorCode::wrong_type, "", shown(value), expected);
}

std::string text_of(const Napi::Value& value, std::string_view expected) {
    if (!value.IsString()) wrong_type(value, expected);
    return value.As<Napi::String>().Utf8Value();
}

std::int64_t bigint_of(const Napi::Value& value) {
    bool lossless = false;
    const std::int64_t number = value.As<Napi::BigInt>().Int64Value(&lossless);
    if (!lossless) fail(ErrorCode::overflow, "", shown(value), "an integer within 64 bits");
    return number;
}

/// A strong integer refuses numbers even where they are whole: what is exact up to 2^53 alone is no money. Counts,
/// times and distances may be numbers, as long as they are exact.
std::int64_t integer_of(const Napi::Value& value, const TypeInfo& type) {
    if (value.IsBigInt()) return bigint_of(value);
    const bool is_plain = &type == &type_of<std::int64_t>() || &type == &type_of<std::uint32_t>();
    if (!is_plain) wrong_type(value, "a bigint, such as 1999n");
    constexpr double largest = 9007199254740991;
    const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : std::nan("");
    if (std::trunc(number) == number && std::abs(number) <= largest) return static_cast<std::int64_t>(number);
    wrong_type(value, "a bigint, or a whole number up to 2^53 - 1");
}

void int32_from(const Napi::Value& value, void* into) {
    if (!value.IsNumber()) wrong_type(value, "a number without fraction");
    const auto number = value.As<Napi::Number>();
    const std::int32_t whole = number.Int32Value();
    if (number.ToString().Utf8Value() != std::to_string(whole)) wrong_type(value, "a whole number within 32 bits");
    *static_cast<std::int32_t*>(into) = whole;
}

void real_from(const Napi::Value& value, void* into) {
    if (!value.IsNumber()) wrong_type(value, "a number");
    const double number = value.As<Napi::Number>().DoubleValue();
    if (!std::isfinite(number)) fail(ErrorCode::invalid_value, "", shown(value), "a finite number");
    *static_cast<double*>(into) = number;
}

Timestamp timestamp_of(const Napi::Value& value) {
    if (!value.IsDate()) return parse_timestamp(text_of(value, "an RFC 3339 time or a Date"));
    const auto text = value.As<Napi::Object>().Get("toISOString");
    if (std::isnan(value.As<Napi::Date>().ValueOf())) fail(ErrorCode::invalid_time, "", "an invalid Date", "a time");
    return parse_timestamp(text.As<Napi::Function>().Call(value, {}).As<Napi::String>().Utf8Value());
}

void enumeration_from(const Napi::Value& value, const TypeInfo& type, void* into) {
    const std::string name = text_of(value, choices_of(type));
    for (const EnumeratorInfo& each : type.enumerators) {
        if (each.name == name) return type.set_integer(into, each.value);
    }
    fail(ErrorCode::unknown_choice, "", name, choices_of(type));
}

Napi::Object object_of(const Napi::Value& value, std::string_view expected) {
    if (!value.IsObject() || value.IsArray() || value.IsFunction()) wrong_type(value, expected);
    return value.As<Napi::Object>();
}

const FieldInfo* field_named(const TypeInfo& type, std::string_view camel) {
    for (const FieldInfo& field : type.fields) {
        if (camel_case(field.name) == camel) return &field;
    }
    return nullptr;
}

/// Fields that are left out or undefined keep their defaults; unknown ones are refused.
void fields_from(const Napi::Object& object, const TypeInfo& type, void* into, bool is_choice) {
    const Napi::Array keys = object.GetPropertyNames();
    for (std::uint32_t i = 0; i < keys.Length(); ++i) {
        const Napi::Value key = keys.Get(i);
        const std::string name = key.ToString().Utf8Value();
        if (is_choice && name == "kind") continue;
        const FieldInfo* field = field_named(type, name);
        if (field == nullptr) fail(ErrorCode::unknown_field, name, name, "a field of " + std::string{type.name});
        const Napi::Value member = object.Get(key);
        if (member.IsUndefined()) continue;
        at_path(name, [&] { from_node(member, *field->type(), field->get(into)); });
    }
}

void choice_from(const Napi::Value& value, const TypeInfo& type, void* into) {
    std::string known = "one of";
    for (const auto alternative : type.alternatives) known.append(" ").append(snake_case(alternative()->name));
    const Napi::Object object = object_of(value, known);
    const Napi::Value kind = object.Get("kind");
    if (kind.IsUndefined()) fail(ErrorCode::missing_field, "kind", "", known);
    const std::string name = text_of(kind, known);
    for (std::size_t i = 0; i < type.alternatives.size(); ++i) {
        const TypeInfo& alternative = *type.alternatives[i]();
        if (snake_case(alternative.name) == name)
            return fields_from(object, alternative, type.choice_emplace(into, i), true);
    }
    fail(ErrorCode::unknown_choice, "kind", name, known);
}

/// Numbers of a typed array, which are not finite now and then.
template <class Array>
void reals_from(const Array& array, const TypeInfo& type, void* into) {
    type.clear(into);
    for (std::size_t i = 0; i < array.ElementLength(); ++i) {
        const auto number = static_cast<double>(array.Data()[i]);
        if (!std::isfinite(number)) {
            fail(ErrorCode::invalid_value, "[" + std::to_string(i) + "]", std::to_string(number), "a finite number");
        }
        *static_cast<double*>(type.append(into)) = number;
    }
}

/// Whether a list of decimal numbers has come as a typed array, and is taken over.
bool is_typed_list(const Napi::Value& value, const TypeInfo& type, void* into) {
    if (type.element()->kind != Kind::real || !value.IsTypedArray()) return false;
    const napi_typedarray_type kind = value.As<Napi::TypedArray>().TypedArrayType();
    if (kind == napi_float32_array) reals_from(value.As<Napi::Float32Array>(), type, into);
    else if (kind == napi_float64_array) reals_from(value.As<Napi::Float64Array>(), type, into);
    else wrong_type(value, "an array, a Float32Array or a Float64Array");
    return true;
}

void list_from(const Napi::Value& value, const TypeInfo& type, void* into) {
    if (is_typed_list(value, type, into)) return;
    if (!value.IsArray()) wrong_type(value, "an array");
    const auto array = value.As<Napi::Array>();
    const std::uint32_t length = array.Length();
    if (length > list_length_max)
        fail(ErrorCode::limit_exceeded, "", std::to_string(length), "100 000 000 items at most");
    type.clear(into);
    for (std::uint32_t i = 0; i < length; ++i) {
        const Napi::HandleScope scope{array.Env()};
        void* const element = type.append(into);
        try {
            from_node(array.Get(i), *type.element(), element);
        } catch (const Error& error) {
            throw error.within("[" + std::to_string(i) + "]");
        }
    }
}

void dictionary_from(const Napi::Value& value, const TypeInfo& type, void* into) {
    const Napi::Object object = object_of(value, "an object");
    type.clear(into);
    const Napi::Array keys = object.GetPropertyNames();
    for (std::uint32_t i = 0; i < keys.Length(); ++i) {
        const std::string name = keys.Get(i).ToString().Utf8Value();
        at_path(name, [&] { from_node(object.Get(name), *type.element(), type.dictionary_emplace(into, name)); });
    }
}

}  // namespace

void from_node(const Napi::Value& value, const TypeInfo& type, void* into) {
    switch (type.kind) {
        case Kind::boolean:
            if (!value.IsBoolean()) wrong_type(value, "true or false");
            *static_cast<bool*>(into) = value.As<Napi::Boolean>().Value();
            return;
        case Kind::int32: return int32_from(value, into);
        case Kind::int64: return type.set_integer(into, integer_of(value, type));
        case Kind::real: return real_from(value, into);
        case Kind::text: return type.set_text(into, text_of(value, "a text"));
        case Kind::timestamp: *static_cast<Timestamp*>(into) = timestamp_of(value); return;
        case Kind::date: *static_cast<Date*>(into) = parse_date(text_of(value, "a day such as 2018-02-28")); return;
        case Kind::scalar: return type.parse(into, text_of(value, "a text"));
        case Kind::enumeration: return enumeration_from(value, type, into);
        case Kind::record: return fields_from(object_of(value, type.name), type, into, false);
        case Kind::optional:
            if (value.IsNull() || value.IsUndefined()) return type.clear(into);
            return from_node(value, *type.element(), type.optional_emplace(into));
        case Kind::list: return list_from(value, type, into);
        case Kind::dictionary: return dictionary_from(value, type, into);
        case Kind::choice: return choice_from(value, type, into);
    }
}

void handle_from_node(const Napi::Value& value, const surface::HandleInfo& info, surface::Handle& into) {
    if (!value.IsExternal()) wrong_type(value, info.name);
    const auto external = value.As<Napi::External<surface::Handle>>();
    if (!external.CheckTypeTag(&handle_tag)) wrong_type(value, info.name);
    into = *external.Data();
    if (into.info != &info) fail(ErrorCode::wrong_type, "", into.info->name, info.name);
}

void column_from_node(const Napi::Value& value, surface::Column& into) {
    if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_bigint64_array) {
        wrong_type(value, "a BigInt64Array");
    }
    const auto array = value.As<Napi::BigInt64Array>();
    into.values = {array.Data(), array.ElementLength()};
    into.owner = std::make_shared<Napi::ObjectReference>(Napi::Persistent(array.As<Napi::Object>()));
}

namespace {

surface::Matrix matrix_from_node(const Napi::Value& value) {
    if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_int32_array) {
        wrong_type(value, "an Int32Array");
    }
    const auto array = value.As<Napi::Int32Array>();
    surface::Matrix out;
    out.values = {array.Data(), array.ElementLength()};
    out.owner = std::make_shared<Napi::ObjectReference>(Napi::Persistent(array.As<Napi::Object>()));
    return out;
}

}  // namespace

void matrices_from_node(const Napi::Value& value, surface::Matrices& into) {
    into.clear();
    if (value.IsNull()) return;
    if (!value.IsArray()) return into.push_back(matrix_from_node(value));
    const auto list = value.As<Napi::Array>();
    for (std::uint32_t i = 0; i < list.Length(); ++i) {
        at_path("[" + std::to_string(i) + "]", [&] { into.push_back(matrix_from_node(list.Get(i))); });
    }
}

void bytes_from_node(const Napi::Value& value, surface::Bytes& into) {
    if (value.IsString()) {
        auto copy = std::make_shared<std::string>(text_of(value, "a text"));
        into = {*copy, copy};
        return;
    }
    if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
        wrong_type(value, "a Uint8Array or a text");
    }
    const auto array = value.As<Napi::Uint8Array>();
    into.values = {reinterpret_cast<const char*>(array.Data()), array.ElementLength()};
    into.owner = std::make_shared<Napi::ObjectReference>(Napi::Persistent(array.As<Napi::Object>()));
}

void columns_from_node(const Napi::Value& value, surface::Columns& into) {
    const Napi::Object object = object_of(value, "columns by name");
    into.clear();
    const Napi::Array keys = object.GetPropertyNames();
    for (std::uint32_t i = 0; i < keys.Length(); ++i) {
        const std::string name = keys.Get(i).ToString().Utf8Value();
        // Columns are called as fields are; the name in C++ and Python is taken too.
        const std::string known = snake_case(name);
        if (into.contains(known)) fail(ErrorCode::duplicate_key, name, "", "each column once");
        at_path(name, [&] { column_from_node(object.Get(name), into[known]); });
    }
}

}  // namespace marketplace::node
