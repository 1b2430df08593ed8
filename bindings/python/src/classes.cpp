#include "classes.hpp"

#include <array>

namespace marketplace::python {

Library& library() {
    static Library* const instance = new Library;
    return *instance;
}

std::string python_name(std::string_view name) {
    constexpr std::array keywords = {"from", "in", "is", "lambda", "def", "del", "pass", "with", "global", "import",
                                     "raise", "yield", "as", "assert", "except", "finally", "elif", "nonlocal",
                                     "async", "await"};
    for (const std::string_view keyword : keywords) {
        if (keyword == name) return std::string{name} + "_";
    }
    return std::string{name};
}

namespace {

py::object interned(const std::string& text) {
    PyObject* made = PyUnicode_InternFromString(text.c_str());
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(made);
}

}  // namespace

void bind_class(const std::string& qualified_name, const py::object& type) {
    const TypeInfo& info = surface::registry().find_type(qualified_name);
    BoundClass bound;
    bound.type = type;
    for (const FieldInfo& field : info.fields) bound.field_names.push_back(interned(python_name(field.name)));
    for (const EnumeratorInfo& each : info.enumerators) {
        bound.enumerators[each.value] = type.attr(python_name(each.name).c_str());
    }
    library().types[type.ptr()] = &info;
    library().classes[&info] = std::move(bound);
}

void bind_handle(const std::string& full_name, const py::object& type) { library().handles[full_name] = type; }

const BoundClass& class_of(const TypeInfo& type) {
    const auto found = library().classes.find(&type);
    if (found == library().classes.end()) fail(ErrorCode::internal, "", type.name, "an imported module with the class");
    return found->second;
}

}  // namespace marketplace::python
