#pragma once
// Calls of described functions: at once, or on a worker thread with a Promise.

#include "../../surface/module.hpp"

#include <napi.h>

namespace marketplace::node {

/// At once, or as a Promise if the function takes long.
[[nodiscard]] Napi::Value call(const Napi::CallbackInfo& info, const surface::FunctionInfo& function);
/// At once, however long the function takes.
[[nodiscard]] Napi::Value call_at_once(const Napi::CallbackInfo& info, const surface::FunctionInfo& function);
/// Whether a function tells how far it is.
[[nodiscard]] bool has_watch(const surface::FunctionInfo& function);

}  // namespace marketplace::node
