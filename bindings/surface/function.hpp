#pragma once
// Functions, described once.
//
// What core/record.hpp does for records, this does for functions: a run-time description that the Python
// module, the Node addon, the stubs and `surface.txt` are all made from. A face walks the description; it
// is compiled once, not once for each function, and it computes nothing.

#include <marketplace/core/record.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::surface {

/// A class that crosses the border as an opaque object: `CompiledPlan`, `Book`.
struct HandleInfo {
    std::string module;
    std::string name;
    bool stateful = false;  ///< calls on one object are made one after the other
};

/// An opaque object of a face. Copies share the object.
struct Handle {
    const HandleInfo* info = nullptr;
    std::shared_ptr<void> object;
    std::shared_ptr<std::mutex> lock;  ///< only of stateful objects
};

/// 64 bit integers in one piece of memory of the caller: a numpy array, a BigInt64Array. Never copied.
struct Column {
    std::span<const std::int64_t> values;
    std::shared_ptr<void> owner;  ///< keeps the memory where it is
};
using Columns = std::map<std::string, Column>;

/// Columns that a function returns; their memory becomes the caller's.
using NewColumn = std::vector<std::int64_t>;
struct NewColumns {
    std::vector<std::pair<std::string, NewColumn>> named;
};

/// 32 bit integers row by row in one piece of memory of the caller: a numpy array, an Int32Array. Never copied.
struct Matrix {
    std::span<const std::int32_t> values;
    std::size_t columns = 0;      ///< 0: the memory does not say where a row ends
    std::shared_ptr<void> owner;  ///< keeps the memory where it is
};
using Matrices = std::vector<Matrix>;

/// A file's content in memory of the caller: bytes, a Uint8Array, or a text as UTF-8. Never copied but for texts.
struct Bytes {
    std::string_view values;
    std::shared_ptr<void> owner;  ///< keeps the memory where it is
};

/// How the caller of a long function follows it and ends it early.
struct Watch {
    std::function<bool(const void* record)> report;  ///< null: nobody listens; false: it shall end
    std::stop_token stop;
};

/// How a value crosses the border.
enum class Form : std::uint8_t {
    nothing,
    value,     ///< anything that core/record.hpp describes
    handle,
    column,
    columns,   ///< columns by name
    matrices,  ///< none, one, or a list
    bytes,     ///< only taken
    watch,     ///< a callback with records of `type`, and the face's own way to end a call
};

struct ValueType {
    Form form = Form::nothing;
    const TypeInfo* type = nullptr;      ///< of a value, or of what a watch reports
    const HandleInfo* handle = nullptr;  ///< of a handle
};

struct Parameter {
    std::string name;
    ValueType type;
    std::shared_ptr<void> fallback;  ///< the value if it is left out; null when it may not be, or is none

    [[nodiscard]] bool may_be_left_out() const {
        return fallback != nullptr || type.form == Form::matrices || type.form == Form::watch;
    }
};

/// One function of the library as its faces see it.
struct FunctionInfo {
    enum class Role : std::uint8_t { free, constructor, method };

    std::string module;
    std::string name;
    std::string cpp;  ///< the C++ function it stands for: "allocate", "to_string(Money)", "Book::post"
    Role role = Role::free;
    const HandleInfo* owner = nullptr;  ///< of constructors and methods; a method's object is its first argument
    std::string note;  ///< what its doc text in the header does not say, as the faces have more to offer
    bool in_bulk = false;     ///< does for many what the C++ function does for one, so its parameters differ
    bool takes_long = false;            ///< may take more than a millisecond: no GIL, a Promise
    std::vector<Parameter> parameters;
    std::size_t named_from = ~std::size_t{};  ///< parameters from here on are given by their names
    ValueType result;
    /// `arguments` are addresses of what `Slot::argument` made, `result` of what `Slot::result` made.
    std::function<void(void* const* arguments, void* result)> invoke;
};

/// Owns the storage of one argument or result.
class Slot {
public:
    [[nodiscard]] static Slot argument(const ValueType& type);
    [[nodiscard]] static Slot result(const ValueType& type);
    [[nodiscard]] void* get() const noexcept { return value_.get(); }

private:
    explicit Slot(std::shared_ptr<void> value) : value_(std::move(value)) {}

    std::shared_ptr<void> value_;
};

/// All that a face needs for a call beside the values themselves: storage for each argument, and the locks.
class Call {
public:
    explicit Call(const FunctionInfo& function);

    [[nodiscard]] const FunctionInfo& function() const noexcept { return *function_; }
    [[nodiscard]] void* argument(std::size_t index) const noexcept { return arguments_[index]; }
    [[nodiscard]] void* result() const noexcept { return result_.get(); }
    /// Takes the default of a parameter, or throws `missing_field` naming it.
    void leave_out(std::size_t index);
    /// Runs the function, holding the locks of stateful objects. Touches nothing of a face.
    void run();

private:
    const FunctionInfo* function_;
    std::vector<Slot> slots_;
    std::vector<void*> arguments_;
    Slot result_;
};

}  // namespace marketplace::surface
