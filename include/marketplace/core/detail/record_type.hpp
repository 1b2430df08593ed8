#pragma once
// How `type_of<T>()` is made for each kind. Included by core/record.hpp only.

namespace marketplace {
namespace detail {

template <class T>
TypeInfo basic_type(Kind kind, std::string_view name) {
    TypeInfo info;
    info.kind = kind;
    info.name = name;
    info.create = []() -> void* { return new T{}; };
    info.destroy = [](void* value) { delete static_cast<T*>(value); };
    info.copy = [](void* to, const void* from) { *static_cast<T*>(to) = *static_cast<const T*>(from); };
    info.clone = [](const void* from) -> void* { return new T(*static_cast<const T*>(from)); };
    return info;
}

template <class T>
struct Describe;  // not describable: add MARKETPLACE_RECORD, MARKETPLACE_ENUM or ScalarTraits

template <>
struct Describe<bool> {
    static TypeInfo make() { return basic_type<bool>(Kind::boolean, "bool"); }
};
template <>
struct Describe<std::int32_t> {
    static TypeInfo make() { return basic_type<std::int32_t>(Kind::int32, "int32"); }
};
template <>
struct Describe<std::int64_t> {
    static TypeInfo make() {
        TypeInfo info = basic_type<std::int64_t>(Kind::int64, "int64");
        info.get_integer = [](const void* value) { return *static_cast<const std::int64_t*>(value); };
        info.set_integer = [](void* value, std::int64_t to) { *static_cast<std::int64_t*>(value) = to; };
        return info;
    }
};
/// Outside as wide as the signed ones, so that its upper half is no negative number.
template <>
struct Describe<std::uint32_t> {
    static TypeInfo make() {
        TypeInfo info = basic_type<std::uint32_t>(Kind::int64, "uint32");
        info.get_integer = [](const void* value) -> std::int64_t { return *static_cast<const std::uint32_t*>(value); };
        info.set_integer = [](void* value, std::int64_t to) {
            if (to < 0 || to > 0xffff'ffff) fail(ErrorCode::out_of_range, "", std::to_string(to), "0 to 4294967295");
            *static_cast<std::uint32_t*>(value) = static_cast<std::uint32_t>(to);
        };
        return info;
    }
};
template <>
struct Describe<double> {
    static TypeInfo make() { return basic_type<double>(Kind::real, "real"); }
};
template <class T>
    requires is_strong_integer<T>
struct Describe<T> {
    static TypeInfo make() {
        TypeInfo info = basic_type<T>(Kind::int64, T::kind());
        info.get_integer = [](const void* value) { return static_cast<const T*>(value)->value; };
        info.set_integer = [](void* value, std::int64_t to) { static_cast<T*>(value)->value = to; };
        return info;
    }
};
template <>
struct Describe<std::string> {
    static TypeInfo make() {
        TypeInfo info = basic_type<std::string>(Kind::text, "text");
        info.get_text = [](const void* value) -> const std::string& { return *static_cast<const std::string*>(value); };
        info.set_text = [](void* value, std::string_view to) { static_cast<std::string*>(value)->assign(to); };
        return info;
    }
};
template <class Tag>
struct Describe<Id<Tag>> {
    static TypeInfo make() {
        TypeInfo info = basic_type<Id<Tag>>(Kind::text, Tag::name);
        info.get_text = [](const void* value) -> const std::string& {
            return static_cast<const Id<Tag>*>(value)->value;
        };
        info.set_text = [](void* value, std::string_view to) { static_cast<Id<Tag>*>(value)->value.assign(to); };
        return info;
    }
};
template <>
struct Describe<Timestamp> {
    static TypeInfo make() { return basic_type<Timestamp>(Kind::timestamp, "Timestamp"); }
};
template <>
struct Describe<Date> {
    static TypeInfo make() { return basic_type<Date>(Kind::date, "Date"); }
};
template <>
struct Describe<Duration> {
    static TypeInfo make() {
        TypeInfo info = basic_type<Duration>(Kind::int64, "Duration");
        info.get_integer = [](const void* value) { return static_cast<const Duration*>(value)->micros; };
        info.set_integer = [](void* value, std::int64_t to) { static_cast<Duration*>(value)->micros = to; };
        return info;
    }
};
template <Scalar T>
struct Describe<T> {
    static TypeInfo make() {
        TypeInfo info = basic_type<T>(Kind::scalar, ScalarTraits<T>::name);
        info.format = [](const void* value) -> std::string {
            return ScalarTraits<T>::format(*static_cast<const T*>(value));
        };
        info.parse = [](void* value, std::string_view text) { *static_cast<T*>(value) = ScalarTraits<T>::parse(text); };
        return info;
    }
};

template <class T>
std::string_view type_name() {
    // "std::string_view marketplace::detail::type_name() [with T = marketplace::x::Name; ...]"
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    text = text.substr(0, text.find_first_of(";]"));
    return text.substr(text.rfind("::") == std::string_view::npos ? 0 : text.rfind("::") + 2);
}

template <DescribedEnum E>
struct Describe<E> {
    using List = boost::describe::describe_enumerators<E>;
    static TypeInfo make() {
        TypeInfo info = basic_type<E>(Kind::enumeration, type_name<E>());
        static const std::vector<EnumeratorInfo> all = [] {
            std::vector<EnumeratorInfo> out;
            boost::mp11::mp_for_each<List>([&](auto d) {
                out.push_back({d.name, static_cast<std::int64_t>(d.value)});
            });
            return out;
        }();
        info.enumerators = all;
        info.get_integer = [](const void* value) { return static_cast<std::int64_t>(*static_cast<const E*>(value)); };
        info.set_integer = [](void* value, std::int64_t to) { *static_cast<E*>(value) = static_cast<E>(to); };
        return info;
    }
};

template <class T, class D>
FieldInfo field_of(D) {
    using Member = std::remove_reference_t<decltype(std::declval<T&>().*D::pointer)>;
    return {D::name, []() -> const TypeInfo* { return &type_of<Member>(); },
            [](void* record) -> void* { return &(static_cast<T*>(record)->*D::pointer); }};
}

template <Record T>
struct Describe<T> {
    using List = boost::describe::describe_members<T, boost::describe::mod_public>;
    static TypeInfo make() {
        TypeInfo info = basic_type<T>(Kind::record, type_name<T>());
        static const std::vector<FieldInfo> all = [] {
            std::vector<FieldInfo> out;
            boost::mp11::mp_for_each<List>([&](auto d) { out.push_back(field_of<T>(d)); });
            return out;
        }();
        info.fields = all;
        return info;
    }
};

template <class T>
struct Describe<std::optional<T>> {
    using Optional = std::optional<T>;
    static TypeInfo make() {
        TypeInfo info = basic_type<Optional>(Kind::optional, "optional");
        info.element = []() -> const TypeInfo* { return &type_of<T>(); };
        info.optional_get = [](const void* value) -> const void* {
            const auto& optional = *static_cast<const Optional*>(value);
            return optional ? &*optional : nullptr;
        };
        info.optional_emplace = [](void* value) -> void* { return &static_cast<Optional*>(value)->emplace(); };
        info.clear = [](void* value) { static_cast<Optional*>(value)->reset(); };
        return info;
    }
};

template <class T>
struct Describe<std::vector<T>> {
    using List = std::vector<T>;
    static TypeInfo make() {
        TypeInfo info = basic_type<List>(Kind::list, "list");
        info.element = []() -> const TypeInfo* { return &type_of<T>(); };
        info.size = [](const void* value) { return static_cast<const List*>(value)->size(); };
        info.at = [](const void* value, std::size_t i) -> const void* {
            return &(*static_cast<const List*>(value))[i];
        };
        info.append = [](void* value) -> void* { return &static_cast<List*>(value)->emplace_back(); };
        info.clear = [](void* value) { static_cast<List*>(value)->clear(); };
        return info;
    }
};

template <class T>
struct Describe<std::map<std::string, T>> {
    using Map = std::map<std::string, T>;
    static TypeInfo make() {
        TypeInfo info = basic_type<Map>(Kind::dictionary, "dictionary");
        info.element = []() -> const TypeInfo* { return &type_of<T>(); };
        info.dictionary_emplace = [](void* value, std::string_view key) -> void* {
            return &(*static_cast<Map*>(value))[std::string{key}];
        };
        info.dictionary_visit = [](const void* value, void* context, auto* visit) {
            for (const auto& [key, element] : *static_cast<const Map*>(value)) visit(context, key, &element);
        };
        info.clear = [](void* value) { static_cast<Map*>(value)->clear(); };
        return info;
    }
};

/// Of a variant, or of a type that is one.
template <class Choice, class... T>
TypeInfo choice_type(std::type_identity<std::variant<T...>>) {
    using Variant = std::variant<T...>;
    TypeInfo info = basic_type<Choice>(Kind::choice, "choice");
    using Getter = const TypeInfo* (*)();
    static constexpr Getter all[] = {[]() -> const TypeInfo* { return &type_of<T>(); }...};
    info.alternatives = all;
    info.choice_index = [](const void* value) { return static_cast<const Choice*>(value)->index(); };
    info.choice_get = [](const void* value) -> const void* {
        return std::visit([](const auto& held) -> const void* { return &held; },
                          static_cast<const Variant&>(*static_cast<const Choice*>(value)));
    };
    info.choice_emplace = [](void* value, std::size_t index) -> void* {
        void* out = nullptr;
        boost::mp11::mp_with_index<sizeof...(T)>(index, [&](auto i) {
            out = &static_cast<Choice*>(value)->template emplace<decltype(i)::value>();
        });
        return out;
    };
    return info;
}
template <class... T>
struct Describe<std::variant<T...>> {
    static TypeInfo make() { return choice_type<std::variant<T...>>(std::type_identity<std::variant<T...>>{}); }
};

}  // namespace detail

template <class T>
const TypeInfo& type_of() {
    if constexpr (CompiledType<T>) {
        return compiled_type_of(std::type_identity<T>{});  // found in the namespace of the type
    } else {
        static const TypeInfo info = detail::Describe<T>::make();
        return info;
    }
}

template <DescribedEnum E>
E enum_of(std::string_view name, std::string_view field) {
    const TypeInfo& info = type_of<E>();
    for (const EnumeratorInfo& each : info.enumerators) {
        if (each.name == name) return static_cast<E>(each.value);
    }
    fail(ErrorCode::unknown_choice, field, name, choices_of(info));
}

}  // namespace marketplace
