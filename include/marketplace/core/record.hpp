#pragma once
// Records, described once.
//
// A record is a plain aggregate. `MARKETPLACE_RECORD(Type, (field, field, ...))` lists its fields one
// time; a compile-time count refuses a list that forgot one. From that list `type_of<T>()` gives a
// run-time description that every walker reads: JSON, SQL rows, Python, Node, TypeScript, `.pyi`.
// A walker is one `.cpp` that switches over `Kind`; it is compiled once, not once for each record.
//
// Doc texts are not repeated here: `scripts/generate` reads them from the `///` comments of the header.

#include <marketplace/core/error.hpp>
#include <marketplace/core/id.hpp>
#include <marketplace/core/time.hpp>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace marketplace {

/// What a described value is made of.
enum class Kind : std::uint8_t {
    boolean,
    int32,
    int64,      ///< also `std::uint32_t` and strong integers: `Amount`, `Points`; `type.name` tells which
    real,       ///< `double`, always finite; never money
    text,       ///< `std::string` and every `Id`
    timestamp,  ///< `Timestamp`
    date,       ///< `Date`
    scalar,     ///< a value with a text form: `Currency`, `Rate`, `TimeZone`
    enumeration,
    record,
    optional,
    list,
    dictionary,  ///< text key to value
    choice,      ///< one of several records, told apart by "kind"
};

struct TypeInfo;

struct FieldInfo {
    std::string_view name;
    const TypeInfo* (*type)();
    void* (*get)(void* record);  ///< the address of the field inside a record
};

struct EnumeratorInfo {
    std::string_view name;
    std::int64_t value;
};

/// The run-time description of a type. Function pointers that do not apply to the kind are null.
struct TypeInfo {
    Kind kind{};
    std::string_view name;

    // every kind
    void* (*create)() = nullptr;
    void (*destroy)(void*) = nullptr;
    void (*copy)(void* to, const void* from) = nullptr;
    void* (*clone)(const void*) = nullptr;  ///< a new copy, for `destroy`

    // record
    std::span<const FieldInfo> fields;
    // enumeration
    std::span<const EnumeratorInfo> enumerators;
    // int64 (strong integers) and enumeration
    std::int64_t (*get_integer)(const void*) = nullptr;
    void (*set_integer)(void*, std::int64_t) = nullptr;
    // text (ids)
    const std::string& (*get_text)(const void*) = nullptr;
    void (*set_text)(void*, std::string_view) = nullptr;
    // scalar
    std::string (*format)(const void*) = nullptr;
    void (*parse)(void*, std::string_view) = nullptr;
    // optional, list, dictionary
    const TypeInfo* (*element)() = nullptr;
    // optional: null when empty
    const void* (*optional_get)(const void*) = nullptr;
    void* (*optional_emplace)(void*) = nullptr;
    void (*clear)(void*) = nullptr;
    // list
    std::size_t (*size)(const void*) = nullptr;
    const void* (*at)(const void*, std::size_t) = nullptr;
    void* (*append)(void*) = nullptr;
    // dictionary
    void* (*dictionary_emplace)(void*, std::string_view key) = nullptr;
    void (*dictionary_visit)(const void*, void* context,
                             void (*visit)(void* context, const std::string& key, const void* value)) = nullptr;
    // choice
    std::span<const TypeInfo* (*const)()> alternatives;
    std::size_t (*choice_index)(const void*) = nullptr;
    const void* (*choice_get)(const void*) = nullptr;
    void* (*choice_emplace)(void*, std::size_t index) = nullptr;
};

/// The description of `T`. Defined for everything that a record may hold.
template <class T>
const TypeInfo& type_of();

namespace detail {

/// Stands for a value of whatever type a field has.
struct AnyValue {
    template <class T>
    operator T() const;
};
template <class Member>
using AnyValueFor = AnyValue;

/// Whether an aggregate takes one value for each of these members, and no more. Counting its fields without knowing
/// them, as Boost.PFR does, would take three quarters of the time in which the headers are read.
template <class T, template <class...> class List, class... Member>
consteval bool has_no_other_field(const List<Member...>* /*members*/) {
    return requires { T{AnyValueFor<Member>{}...}; } && !requires { T{AnyValueFor<Member>{}..., AnyValue{}}; };
}

}  // namespace detail

/// Says that an aggregate is a record and lists its fields, all of them, in order.
#define MARKETPLACE_RECORD(Type, Fields)                                                                         \
    BOOST_DESCRIBE_STRUCT(Type, (), Fields)                                                                      \
    static_assert(::marketplace::detail::has_no_other_field<Type>(                                               \
                      static_cast<const boost::describe::describe_members<Type, boost::describe::mod_public>*>(  \
                          nullptr)),                                                                             \
                  #Type ": the field list of MARKETPLACE_RECORD does not name every field")

/// Says that an `enum class` may be a field, and names its enumerators.
#define MARKETPLACE_ENUM(Type, ...) BOOST_DESCRIBE_ENUM(Type, __VA_ARGS__)

/// The same for types of which a library holds the description in compiled form, so that files which use them need not
/// compile it again, nor read it: one source file, which the library links, includes `core/detail/compile_types.hpp`
/// before anything else and says `MARKETPLACE_COMPILE(Type)`, in the namespace of the type. All types of this library
/// are of this kind.
#define MARKETPLACE_COMPILED_RECORD(Type, Fields) \
    const ::marketplace::TypeInfo& compiled_type_of(std::type_identity<Type>)
#define MARKETPLACE_COMPILED_ENUM(Type, ...) \
    MARKETPLACE_ENUM(Type, __VA_ARGS__)      \
    const ::marketplace::TypeInfo& compiled_type_of(std::type_identity<Type>);

/// A strong 64 bit integer: an aggregate with one `std::int64_t value`. Specialise to `true`.
template <class T>
inline constexpr bool is_strong_integer = false;

/// A value with a text form. Specialise with `name`, `format(const T&)` and `parse(string_view)`.
template <class T>
struct ScalarTraits;

template <class T>
concept Scalar = requires(const T& value) {
    { ScalarTraits<T>::format(value) } -> std::convertible_to<std::string>;
};

/// A type of which a library holds the description in compiled form.
template <class T>
concept CompiledType = requires { compiled_type_of(std::type_identity<T>{}); };

/// A type whose fields are listed where this is read; those of a compiled type are not, see above.
template <class T>
concept Record = boost::describe::has_describe_members<T>::value && !std::is_enum_v<T>;

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

/// The name of an enumerator: "half_up".
template <DescribedEnum E>
[[nodiscard]] std::string_view name_of(E value) {
    return boost::describe::enum_to_string(value, "?");
}

/// The enumerator of a name, or `unknown_choice` naming all of them.
template <DescribedEnum E>
[[nodiscard]] E enum_of(std::string_view name, std::string_view field);

/// All enumerator names, "a, b or c", for error texts.
[[nodiscard]] std::string choices_of(const TypeInfo& enumeration);

/// The field of a record type, or null.
[[nodiscard]] const FieldInfo* find_field(const TypeInfo& record, std::string_view name);

/// A description of the table in which a record type is stored; see `table_of<T>()` of the ports.
struct TableSpec {
    std::string_view name;
    std::string_view key;  ///< comma separated field names
    std::vector<std::string_view> indexes;
    std::string_view unprefixed;  ///< a field whose own fields become columns by their plain names
};

}  // namespace marketplace

#include <marketplace/core/detail/record_type.hpp>
