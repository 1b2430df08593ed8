#pragma once
// Registration: from C++ functions to their descriptions.
//
//     Module money{registry, "money"};
//     money.function("allocate", {"total", "weights", {"options", AllocationOptions{}}}, &allocate);

#include "function.hpp"

#include <marketplace/core/checked.hpp>
#include <marketplace/core/time.hpp>

#include <concepts>
#include <deque>
#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>

namespace marketplace::surface {

template <class T>
concept Described = CompiledType<T> || requires { sizeof(marketplace::detail::Describe<T>); };

/// The description of a handle class; filled when the class is registered.
template <class T>
HandleInfo& handle_info() {
    static HandleInfo info;
    return info;
}

/// A watch that is told `P` records.
template <class P>
struct Watched {
    Watch watch;

    [[nodiscard]] bool is_heard() const { return watch.report != nullptr; }
    [[nodiscard]] bool report(const P& record) const { return watch.report(&record); }
};

namespace detail {

/// How a parameter of type `P` is stored by the face and handed to the function: values as they are,
/// spans as lists, everything undescribed as a handle.
template <class P>
struct Argument {
    using Plain = std::remove_cvref_t<P>;
    static constexpr bool is_value = Described<Plain>;
    static_assert(!is_value || !std::is_lvalue_reference_v<P> || std::is_const_v<std::remove_reference_t<P>>,
                  "a value that the function changes: return it instead, by a lambda");

    static ValueType type() {
        if constexpr (is_value) return {Form::value, &type_of<Plain>(), nullptr};
        else return {Form::handle, nullptr, &handle_info<Plain>()};
    }
    static Plain& get(void* at) {
        if constexpr (is_value) return *static_cast<Plain*>(at);
        else return *static_cast<Plain*>(static_cast<Handle*>(at)->object.get());
    }
};

template <class T>
    requires Described<std::remove_const_t<T>>
struct Argument<std::span<T>> {
    static_assert(std::is_const_v<T>, "a span that the function writes: return a column instead, by a lambda");
    using List = std::vector<std::remove_const_t<T>>;
    static ValueType type() { return {Form::value, &type_of<List>(), nullptr}; }
    static std::span<T> get(void* at) { return *static_cast<List*>(at); }
};

template <>
struct Argument<std::string_view> : Argument<std::string> {};

/// Sizes are 64 bit integers outside; a negative one is refused.
template <>
struct Argument<std::size_t> : Argument<std::int64_t> {
    static std::size_t get(void* at) {
        const std::int64_t size = *static_cast<std::int64_t*>(at);
        if (size < 0) fail(ErrorCode::out_of_range, "", std::to_string(size), "0 or more");
        return static_cast<std::size_t>(size);
    }
};

/// A time zone is its name outside.
template <>
struct Argument<const TimeZone&> {
    static ValueType type() { return {Form::value, &type_of<std::string>(), nullptr}; }
    static TimeZone get(void* at) { return TimeZone{*static_cast<std::string*>(at)}; }
};

template <>
struct Argument<const Column&> {
    static ValueType type() { return {Form::column, nullptr, nullptr}; }
    static const Column& get(void* at) { return *static_cast<Column*>(at); }
};
template <>
struct Argument<const Columns&> {
    static ValueType type() { return {Form::columns, nullptr, nullptr}; }
    static const Columns& get(void* at) { return *static_cast<Columns*>(at); }
};

template <>
struct Argument<const Matrices&> {
    static ValueType type() { return {Form::matrices, nullptr, nullptr}; }
    static const Matrices& get(void* at) { return *static_cast<Matrices*>(at); }
};
template <>
struct Argument<const Bytes&> {
    static ValueType type() { return {Form::bytes, nullptr, nullptr}; }
    static const Bytes& get(void* at) { return *static_cast<Bytes*>(at); }
};
template <class P>
struct Argument<const Watched<P>&> {
    static ValueType type() { return {Form::watch, &type_of<P>(), nullptr}; }
    static Watched<P> get(void* at) { return {*static_cast<Watch*>(at)}; }
};

template <class T>
Handle make_handle(std::shared_ptr<T> object) {
    const HandleInfo& info = handle_info<T>();
    return {&info, std::const_pointer_cast<std::remove_const_t<T>>(std::move(object)),
            info.stateful ? std::make_shared<std::mutex>() : nullptr};
}

/// How a result of type `R` is stored for the face.
template <class R>
struct Result {
    using Plain = std::remove_cvref_t<R>;
    static ValueType type() {
        if constexpr (Described<Plain>) return {Form::value, &type_of<Plain>(), nullptr};
        else return {Form::handle, nullptr, &handle_info<Plain>()};
    }
    static void put(void* at, R&& value) {
        if constexpr (Described<Plain>) *static_cast<Plain*>(at) = std::forward<R>(value);
        else *static_cast<Handle*>(at) = make_handle(std::make_shared<Plain>(std::forward<R>(value)));
    }
};
template <class T>
struct Result<std::shared_ptr<T>> {
    static ValueType type() { return {Form::handle, nullptr, &handle_info<std::remove_const_t<T>>()}; }
    static void put(void* at, std::shared_ptr<T> object) { *static_cast<Handle*>(at) = make_handle(std::move(object)); }
};
/// What may be absent, by pointer.
template <class T>
    requires Described<T>
struct Result<const T*> : Result<std::optional<T>> {
    static void put(void* at, const T* value) {
        auto& into = *static_cast<std::optional<T>*>(at);
        if (value != nullptr) into = *value;
        else into.reset();
    }
};
template <class T>
    requires Described<T>
struct Result<std::span<const T>> : Result<std::vector<T>> {
    static void put(void* at, std::span<const T> values) {
        static_cast<std::vector<T>*>(at)->assign(values.begin(), values.end());
    }
};
template <>
struct Result<std::string_view> : Result<std::string> {
    static void put(void* at, std::string_view value) { static_cast<std::string*>(at)->assign(value); }
};
template <>
struct Result<std::size_t> : Result<std::int64_t> {
    static void put(void* at, std::size_t value) {
        *static_cast<std::int64_t*>(at) = narrow(static_cast<int128>(value));
    }
};
/// A column that a function returns; a list of integers is `std::vector<std::int64_t>` by `Result` above.
struct ColumnResult {
    NewColumn values;
};
template <>
struct Result<ColumnResult> {
    static ValueType type() { return {Form::column, nullptr, nullptr}; }
    static void put(void* at, ColumnResult&& value) { *static_cast<NewColumn*>(at) = std::move(value.values); }
};
template <>
struct Result<NewColumns> {
    static ValueType type() { return {Form::columns, nullptr, nullptr}; }
    static void put(void* at, NewColumns&& value) { *static_cast<NewColumns*>(at) = std::move(value); }
};

}  // namespace detail

using detail::ColumnResult;

/// The name of a parameter and, for one that may be left out, its default.
struct Name {
    std::string name;
    std::shared_ptr<void> fallback;
    const TypeInfo* fallback_type = nullptr;

    Name(const char* text) : name(text) {}  // NOLINT: a name alone is the common case
    template <class T>
    Name(const char* text, T value)
        : name(text), fallback(std::make_shared<T>(std::move(value))), fallback_type(&type_of<T>()) {}
};

/// Everything that the faces offer, in the order of registration.
class Registry {
public:
    [[nodiscard]] const std::deque<FunctionInfo>& functions() const noexcept { return functions_; }
    [[nodiscard]] const std::vector<const TypeInfo*>& types() const noexcept { return types_; }
    [[nodiscard]] const std::vector<const HandleInfo*>& handles() const noexcept { return handles_; }
    /// "money.allocate", "ledger.Book.post"; throws `not_found`.
    [[nodiscard]] const FunctionInfo& find(std::string_view full_name) const;
    /// A record or enumeration by qualified name, "marketplace::Money"; throws `not_found`.
    [[nodiscard]] const TypeInfo& find_type(std::string_view qualified_name) const;

    FunctionInfo& add(FunctionInfo function);
    /// Adds a type with all that it is made of.
    void add_type(const TypeInfo& type);
    void add_handle(const HandleInfo& handle) { handles_.push_back(&handle); }

private:
    std::deque<FunctionInfo> functions_;
    std::vector<const TypeInfo*> types_;
    std::vector<const HandleInfo*> handles_;
    std::map<std::string, const TypeInfo*, std::less<>> type_by_name_;
    std::map<std::string, const FunctionInfo*, std::less<>> function_by_name_;
};

/// The whole surface; built on first use.
[[nodiscard]] const Registry& registry();

/// "marketplace::affiliate::Share" of a record or an enumeration.
[[nodiscard]] std::string qualified_name(const TypeInfo& type);
/// "money.allocate" or "ledger.Book.post".
[[nodiscard]] std::string full_name(const FunctionInfo& function);
/// The surface as JSON: types with defaults, handles, functions, errors. For the generator and the tests.
[[nodiscard]] std::string describe(const Registry& registry);

/// One function being registered.
class Registered {
public:
    explicit Registered(FunctionInfo& function) : function_(&function) {}
    /// The C++ function it stands for, where that has another name or overloads: "to_string(Money)".
    Registered& cpp(const char* name) { return function_->cpp = name, *this; }
    /// It calls that C++ function many times, so that the border is crossed once.
    Registered& in_bulk(const char* name) { return function_->in_bulk = true, cpp(name); }
    /// It may take more than a millisecond.
    Registered& takes_long() { return function_->takes_long = true, *this; }
    /// The first `count` parameters are given by their position, the others by their names.
    Registered& named_after(std::size_t count) { return function_->named_from = count, *this; }
    /// What the faces say behind the doc text of the header.
    Registered& note(const char* text) { return function_->note = text, *this; }

private:
    FunctionInfo* function_;
};

namespace detail {

template <class R, class... P, std::size_t... I>
void bind(FunctionInfo& info, std::function<R(P...)> function, std::index_sequence<I...>) {
    info.parameters = {Parameter{"", Argument<P>::type(), nullptr}...};
    if constexpr (!std::is_void_v<R>) info.result = Result<R>::type();
    info.invoke = [function = std::move(function)]([[maybe_unused]] void* const* arguments,
                                                   [[maybe_unused]] void* result) {
        if constexpr (std::is_void_v<R>) function(Argument<P>::get(arguments[I])...);
        else Result<R>::put(result, function(Argument<P>::get(arguments[I])...));
    };
}

template <class R, class... P>
FunctionInfo describe_function(std::function<R(P...)> function) {
    FunctionInfo info;
    bind(info, std::move(function), std::index_sequence_for<P...>{});
    return info;
}

/// A callable as a function whose first parameter is the object.
template <class F>
auto free_form(F&& callable) {
    return std::function{std::forward<F>(callable)};
}
template <class R, class T, class... P>
std::function<R(const T&, P...)> free_form(R (T::*member)(P...) const) {
    return [member](const T& self, P... arguments) -> R { return (self.*member)(std::forward<P>(arguments)...); };
}
template <class R, class T, class... P>
std::function<R(T&, P...)> free_form(R (T::*member)(P...)) {
    return [member](T& self, P... arguments) -> R { return (self.*member)(std::forward<P>(arguments)...); };
}

/// Throws `internal` when names and parameters do not fit together.
void name_parameters(FunctionInfo& info, std::span<const Name> names);

}  // namespace detail

template <class T>
class HandleClass;

/// Registers the functions of one module.
class Module {
public:
    Module(Registry& into, std::string name) : registry_(&into), name_(std::move(name)) {}

    template <class F>
    Registered function(const char* name, std::initializer_list<Name> names, F&& callable) {
        FunctionInfo info = detail::describe_function(std::function{std::forward<F>(callable)});
        return add(std::move(info), name, names);
    }
    /// A record that no function mentions.
    template <class T>
    Module& record() {
        return registry_->add_type(type_of<T>()), *this;
    }
    /// A class whose objects are handles. `stateful`: calls on one object are made one after the other.
    template <class T>
    HandleClass<T> handle(const char* name, bool stateful) {
        handle_info<T>() = {name_, name, stateful};
        registry_->add_handle(handle_info<T>());
        return HandleClass<T>{*this};
    }

    Registered add(FunctionInfo info, const char* name, std::initializer_list<Name> names);

private:
    Registry* registry_;
    std::string name_;
};

/// Registers constructor and methods of a handle class.
template <class T>
class HandleClass {
public:
    explicit HandleClass(Module& module) : module_(&module) {}

    template <class F>
    Registered constructor(std::initializer_list<Name> names, F&& callable) {
        FunctionInfo info = detail::describe_function(std::function{std::forward<F>(callable)});
        info.role = FunctionInfo::Role::constructor;
        info.owner = &handle_info<T>();
        return module_->add(std::move(info), "constructor", names);
    }
    /// `callable` takes the object as its first parameter, which has no name in `names`, or is a member function.
    template <class F>
    Registered method(const char* name, std::initializer_list<Name> names, F&& callable) {
        FunctionInfo info = detail::describe_function(detail::free_form(std::forward<F>(callable)));
        info.role = FunctionInfo::Role::method;
        info.owner = &handle_info<T>();
        return module_->add(std::move(info), name, names);
    }

private:
    Module* module_;
};

// One of these for each file beside this one.
void register_core(Registry& registry);
void register_money(Registry& registry);
void register_order(Registry& registry);
void register_ledger(Registry& registry);
void register_affiliate(Registry& registry);
void register_loyalty(Registry& registry);
void register_vendors(Registry& registry);
void register_payments(Registry& registry);
void register_catalog(Registry& registry);
void register_prices(Registry& registry);
void register_feeds(Registry& registry);
void register_catalog_sync(Registry& registry);
void register_catalog_matching(Registry& registry);
void register_catalog_engine(Registry& registry);
void register_routing(Registry& registry);
void register_roads(Registry& registry);
void register_adapters(Registry& registry);
void register_engine(Registry& registry);

}  // namespace marketplace::surface
