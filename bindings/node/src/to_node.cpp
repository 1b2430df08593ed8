#include "convert.hpp"

#include "paths.hpp"
#include "tag.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/core/time.hpp>
#include <marketplace/engine/engine.hpp>

#include <cstring>

namespace marketplace::node {
namespace {

void freeze(Napi::Object object) {
    const napi_status status = napi_object_freeze(object.Env(), object);
    if (status != napi_ok) throw Napi::Error::New(object.Env());
}

/// The answer to a refused event says where it is wrong, in its path and in its sentence, as the error that is thrown
/// does.
EventAnswer in_names_of_javascript(const EventAnswer& answer) {
    EventAnswer out = answer;
    out.error_field = camel_path(answer.error_field);
    const std::string before_path = answer.error_name + ": ";
    const bool names_path = !answer.error_field.empty() && answer.answer.starts_with(before_path + answer.error_field);
    if (names_path) out.answer.replace(before_path.size(), answer.error_field.size(), out.error_field);
    return out;
}

void set_fields(Napi::Object into, const TypeInfo& type, const void* value) {
    for (const FieldInfo& field : type.fields) {
        const void* const member = field.get(const_cast<void*>(value));
        const TypeInfo& member_type = *field.type();
        // What is absent is left out, as in JSON.
        if (member_type.kind == Kind::optional && member_type.optional_get(member) == nullptr) continue;
        into.Set(camel_case(field.name), to_node(into.Env(), member_type, member));
    }
}

Napi::Value record_to_node(Napi::Env env, const TypeInfo& type, const void* value) {
    Napi::Object out = Napi::Object::New(env);
    if (&type == &type_of<EventAnswer>()) {
        const EventAnswer answer = in_names_of_javascript(*static_cast<const EventAnswer*>(value));
        set_fields(out, type, &answer);
    } else {
        set_fields(out, type, value);
    }
    freeze(out);
    return out;
}

Napi::Value choice_to_node(Napi::Env env, const TypeInfo& type, const void* value) {
    const TypeInfo& alternative = *type.alternatives[type.choice_index(value)]();
    Napi::Object out = Napi::Object::New(env);
    out.Set("kind", snake_case(alternative.name));
    set_fields(out, alternative, type.choice_get(value));
    freeze(out);
    return out;
}

Napi::Value list_to_node(Napi::Env env, const TypeInfo& type, const void* value) {
    const std::size_t size = type.size(value);
    Napi::Array out = Napi::Array::New(env, size);
    for (std::size_t i = 0; i < size; ++i) {
        const Napi::HandleScope scope{env};
        out.Set(static_cast<std::uint32_t>(i), to_node(env, *type.element(), type.at(value, i)));
    }
    freeze(out);
    return out;
}

Napi::Value dictionary_to_node(Napi::Env env, const TypeInfo& type, const void* value) {
    struct Context {
        const TypeInfo* element;
        Napi::Object out;
    } context{type.element(), Napi::Object::New(env)};
    type.dictionary_visit(value, &context, [](void* at, const std::string& key, const void* element) {
        auto& into = *static_cast<Context*>(at);
        // Defined, not assigned: a key may be called "__proto__".
        const Napi::Value member = to_node(into.out.Env(), *into.element, element);
        into.out.DefineProperty(Napi::PropertyDescriptor::Value(key, member, napi_enumerable));
    });
    freeze(context.out);
    return context.out;
}

std::string_view name_of_enumerator(const TypeInfo& type, const void* value) {
    for (const EnumeratorInfo& each : type.enumerators) {
        if (each.value == type.get_integer(value)) return each.name;
    }
    fail(ErrorCode::internal, "", std::to_string(type.get_integer(value)), choices_of(type));
}

/// 32 bits are a number, 64 a bigint.
Napi::Value integer_to_node(Napi::Env env, const TypeInfo& type, std::int64_t value) {
    if (&type == &type_of<std::uint32_t>()) return Napi::Number::New(env, static_cast<double>(value));
    return Napi::BigInt::New(env, value);
}

Napi::Value text(Napi::Env env, std::string_view value) { return Napi::String::New(env, value.data(), value.size()); }

}  // namespace

std::string camel_case(std::string_view name) {
    std::string out;
    bool upper = false;
    for (const char c : name) {
        if (c == '_') upper = true;
        else out += std::exchange(upper, false) && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

Napi::Value to_node(Napi::Env env, const TypeInfo& type, const void* value) {
    switch (type.kind) {
        case Kind::boolean: return Napi::Boolean::New(env, *static_cast<const bool*>(value));
        case Kind::int32: return Napi::Number::New(env, *static_cast<const std::int32_t*>(value));
        case Kind::int64: return integer_to_node(env, type, type.get_integer(value));
        case Kind::real: return Napi::Number::New(env, *static_cast<const double*>(value));
        case Kind::text: return text(env, type.get_text(value));
        case Kind::timestamp: return text(env, to_string(*static_cast<const Timestamp*>(value)));
        case Kind::date: return text(env, to_string(*static_cast<const Date*>(value)));
        case Kind::scalar: return text(env, type.format(value));
        case Kind::enumeration: return text(env, name_of_enumerator(type, value));
        case Kind::record: return record_to_node(env, type, value);
        case Kind::optional: {
            const void* held = type.optional_get(value);
            return held == nullptr ? env.Undefined() : to_node(env, *type.element(), held);
        }
        case Kind::list: return list_to_node(env, type, value);
        case Kind::dictionary: return dictionary_to_node(env, type, value);
        case Kind::choice: return choice_to_node(env, type, value);
    }
    return env.Undefined();
}

Napi::Value handle_to_node(Napi::Env env, const surface::Handle& handle) {
    auto external = Napi::External<surface::Handle>::New(env, new surface::Handle(handle),
                                                         [](Napi::Env, surface::Handle* held) { delete held; });
    external.TypeTag(&handle_tag);
    return external;
}

Napi::Value column_to_node(Napi::Env env, const surface::NewColumn& column) {
    // Copied into memory of the engine: not every host of addons takes foreign memory.
    auto out = Napi::BigInt64Array::New(env, column.size());
    if (!column.empty()) std::memcpy(out.Data(), column.data(), column.size() * sizeof(std::int64_t));
    return out;
}

}  // namespace marketplace::node
