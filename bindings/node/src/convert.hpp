#pragma once
// Values across the border to JavaScript, by their description. Only on the thread of the environment.

#include "../../surface/module.hpp"

#include <napi.h>

namespace marketplace::node {

/// A frozen JavaScript value. Fields are camelCase; 64 bit integers are bigint; texts of instants, days and rates.
[[nodiscard]] Napi::Value to_node(Napi::Env env, const TypeInfo& type, const void* value);
/// An opaque object; index.js puts it into an object of its class.
[[nodiscard]] Napi::Value handle_to_node(Napi::Env env, const surface::Handle& handle);
[[nodiscard]] Napi::Value column_to_node(Napi::Env env, const surface::NewColumn& column);

/// Overwrites `into`. Throws `Error` with the path of the field.
void from_node(const Napi::Value& value, const TypeInfo& type, void* into);
void handle_from_node(const Napi::Value& value, const surface::HandleInfo& info, surface::Handle& into);
/// A view of the memory of a BigInt64Array, which is kept alive.
void column_from_node(const Napi::Value& value, surface::Column& into);
/// Views of the memory of an Int32Array, or of each in an array.
void matrices_from_node(const Napi::Value& value, surface::Matrices& into);
void bytes_from_node(const Napi::Value& value, surface::Bytes& into);
void columns_from_node(const Napi::Value& value, surface::Columns& into);

/// "unit_price_minor" to "unitPriceMinor".
[[nodiscard]] std::string camel_case(std::string_view name);

/// Runs `convert` and, if it fails, says where that was.
template <class F>
void at_path(std::string_view where, F&& convert) {
    try {
        convert();
    } catch (const Error& error) {
        throw error.within(where);
    }
}

}  // namespace marketplace::node
