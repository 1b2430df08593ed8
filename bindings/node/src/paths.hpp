#pragma once
// The path of an error as a JavaScript user knows it: "order.lines[2].unitPriceMinor".

#include "../../surface/module.hpp"

#include <string>
#include <string_view>

namespace marketplace::node {

/// A path of the library, "lines[2].unit_price_minor", with the names of fields and parameters in camelCase. Keys that
/// the caller made up, and what is no path, such as a place in a file, stay as they are.
[[nodiscard]] std::string camel_path(std::string_view path);

/// The error of a call, as its caller knows the names. The fields of a JSON text are snake_case there, too: the error
/// of a function that reads one stays as it is.
[[nodiscard]] Error in_names_of_caller(const Error& error, const surface::FunctionInfo& function);

}  // namespace marketplace::node
