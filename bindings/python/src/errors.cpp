#include "errors.hpp"

namespace marketplace::python {
namespace {

py::dict& error_classes() {
    static py::dict* const classes = new py::dict;
    return *classes;
}

}  // namespace

void bind_errors(const py::dict& classes) { error_classes() = classes; }

void raise(const Error& error) {
    const std::string name{name_of(error.code())};
    if (!error_classes().contains(name)) {
        PyErr_SetString(PyExc_RuntimeError, error.what());
        return;
    }
    try {
        const py::object type = error_classes()[name.c_str()];
        const py::object made = type(std::string{error.what()}, error.field(), error.value(), error.expected());
        PyErr_SetObject(type.ptr(), made.ptr());
    } catch (py::error_already_set& failed) {
        failed.restore();
    }
}

}  // namespace marketplace::python
