#pragma once
// Values across the border, by their description. Needs the GIL.

#include "classes.hpp"

namespace marketplace::python {

/// A new Python object of a value.
[[nodiscard]] py::object to_python(const TypeInfo& type, const void* value);
[[nodiscard]] py::object handle_to_python(const surface::Handle& handle);

/// Overwrites `into`. Throws `Error` with the path of the field.
void from_python(py::handle object, const TypeInfo& type, void* into);
void handle_from_python(py::handle object, const surface::HandleInfo& info, surface::Handle& into);

/// A view of the caller's memory; refuses anything but 64 bit integers in one piece.
void column_from_python(py::handle object, surface::Column& into);
void columns_from_python(py::handle object, surface::Columns& into);
/// None, a two-dimensional array of 32 bit integers, or a list of such; views of the caller's memory.
void matrices_from_python(py::handle object, surface::Matrices& into);
void bytes_from_python(py::handle object, surface::Bytes& into);
/// A numpy array that owns the column, or a memoryview where there is no numpy.
[[nodiscard]] py::object column_to_python(surface::NewColumn&& column);
void bind_columns(py::module_& module);

/// Runs `convert` and, if it fails, says where that was.
template <class F>
void at_path(std::string_view where, F&& convert) {
    try {
        convert();
    } catch (const Error& error) {
        throw error.within(where);
    }
}

}  // namespace marketplace::python
