#pragma once
// `marketplace::Error` as the Python class of its code.

#include "classes.hpp"

namespace marketplace::python {

/// Binds the classes: a dict from the name of a code to its class.
void bind_errors(const py::dict& classes);

/// Sets the Python exception for an error.
void raise(const Error& error);

}  // namespace marketplace::python
