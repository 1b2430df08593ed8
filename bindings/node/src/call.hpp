#pragma once
// Calls of described functions: at once, or on a worker thread with a Promise.

#include "../../surface/module.hpp"

#include <napi.h>

namespace marketplace::node {

[[nodiscard]] Napi::Value call(const Napi::CallbackInfo& info, const surface::FunctionInfo& function);

}  // namespace marketplace::node
