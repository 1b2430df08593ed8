#pragma once
// The Python classes that stand for records and enumerations, bound once by the generated modules.

#include "../../surface/module.hpp"

#include <pybind11/pybind11.h>

#include <unordered_map>
#include <vector>

namespace marketplace::python {

namespace py = pybind11;

/// A record or enumeration in Python.
struct BoundClass {
    py::object type;
    std::vector<py::object> field_names;  ///< interned, in the order of the description
    std::unordered_map<std::int64_t, py::object> enumerators;
};

/// What the module needs of Python itself.
struct Library {
    py::object fraction;       ///< fractions.Fraction
    py::object exact_numbers;  ///< (Fraction, Decimal, int): what a rate is accepted from, beside text
    py::object frozen_dict;    ///< marketplace._support.FrozenDict
    py::object empty_tuple;
    std::unordered_map<const TypeInfo*, BoundClass> classes;
    std::unordered_map<PyObject*, const TypeInfo*> types;  ///< by class
    std::unordered_map<std::string, py::object> handles;   ///< "affiliate.CompiledPlan" to its class
};

/// Lives until the interpreter ends; its objects are never released, as at exit there is nobody to do it.
[[nodiscard]] Library& library();

/// Binds the class of a record or enumeration; called by the generated modules when they are imported.
void bind_class(const std::string& qualified_name, const py::object& type);
void bind_handle(const std::string& full_name, const py::object& type);

/// The class of a type; throws `internal` if its module was not imported.
[[nodiscard]] const BoundClass& class_of(const TypeInfo& type);

/// A field's name in Python: itself, or with an underscore where it is a keyword.
[[nodiscard]] std::string python_name(std::string_view name);

/// The opaque object inside a handle class.
struct NativeHandle {
    surface::Handle handle;
};

}  // namespace marketplace::python
