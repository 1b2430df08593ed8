// The native part of the package: calls by description. Everything that a person sees is generated around it.

#include "convert.hpp"
#include "errors.hpp"
#include "watch.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/version.hpp>

#include <optional>

namespace marketplace::python {
namespace {

using surface::Call;
using surface::Form;
using surface::FunctionInfo;

void convert_argument(py::handle object, const surface::ValueType& type, void* into) {
    switch (type.form) {
        case Form::nothing: return;
        case Form::value: return from_python(object, *type.type, into);
        case Form::handle: return handle_from_python(object, *type.handle, *static_cast<surface::Handle*>(into));
        case Form::column: return column_from_python(object, *static_cast<surface::Column*>(into));
        case Form::columns: return columns_from_python(object, *static_cast<surface::Columns*>(into));
        case Form::matrices: return matrices_from_python(object, *static_cast<surface::Matrices*>(into));
        case Form::bytes: return bytes_from_python(object, *static_cast<surface::Bytes*>(into));
        case Form::watch: return;  // see Watcher
    }
}

py::object convert_result(const surface::ValueType& type, void* result) {
    switch (type.form) {
        case Form::nothing: return py::none();
        case Form::value: return to_python(*type.type, result);
        case Form::handle: return handle_to_python(*static_cast<surface::Handle*>(result));
        case Form::column: return column_to_python(std::move(*static_cast<surface::NewColumn*>(result)));
        case Form::columns: {
            py::dict out;
            for (auto& [name, column] : static_cast<surface::NewColumns*>(result)->named) {
                out[py::str(name)] = column_to_python(std::move(column));
            }
            return out;
        }
        case Form::matrices:
        case Form::bytes:
        case Form::watch: break;  // are only taken
    }
    return py::none();
}

void run(Call& made, PyObject* const* arguments, Py_ssize_t count) {
    const FunctionInfo& function = made.function();
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
        const surface::Parameter& parameter = function.parameters[i];
        if (parameter.type.form != Form::watch) continue;
        const py::handle callback = static_cast<Py_ssize_t>(i) < count ? py::handle{arguments[i]} : py::none();
        Watcher watcher{callback, *parameter.type.type, parameter.name};
        *static_cast<surface::Watch*>(made.argument(i)) = watcher.watch();
        return watcher.run(made);
    }
    if (function.takes_long || function.owner != nullptr) {
        // Methods too: another thread may hold the lock of the object while it waits for the GIL.
        const py::gil_scoped_release released;
        made.run();
    } else {
        made.run();
    }
}

py::object call(const FunctionInfo& function, PyObject* const* arguments, Py_ssize_t count) {
    Call made{function};
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
        const surface::Parameter& parameter = function.parameters[i];
        if (static_cast<Py_ssize_t>(i) >= count) made.leave_out(i);
        else at_path(parameter.name, [&] { convert_argument(arguments[i], parameter.type, made.argument(i)); });
    }
    run(made, arguments, count);
    return convert_result(function.result, made.result());
}

/// Turns what C++ throws into a Python exception and the null result that announces it.
template <class F>
PyObject* guarded(F&& body) {
    try {
        return body().release().ptr();
    } catch (const Error& error) {
        raise(error);
    } catch (py::error_already_set& raised) {
        raised.restore();
    } catch (const std::bad_alloc&) {
        PyErr_NoMemory();
    } catch (const std::exception& unexpected) {
        raise(Error{ErrorCode::internal, "", unexpected.what(), "no failure inside the library"});
    }
    return nullptr;
}

PyObject* call_described(PyObject* self, PyObject* const* arguments, Py_ssize_t count) {
    const auto* function = static_cast<const FunctionInfo*>(PyCapsule_GetPointer(self, nullptr));
    return guarded([&] { return call(*function, arguments, count); });
}

/// A callable for a function of the registry, about as fast as a function of C Python itself.
py::object function_named(const std::string& full_name) {
    static PyMethodDef definition{"marketplace_function",
                                  reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(&call_described)),
                                  METH_FASTCALL, nullptr};
    const FunctionInfo& function = surface::registry().find(full_name);
    const py::capsule self{&function};
    return py::reinterpret_steal<py::object>(PyCFunction_NewEx(&definition, self.ptr(), nullptr));
}

/// A fresh native object of a handle class; the constructor's generated code keeps it.
py::object native_of(py::handle constructed) { return constructed.attr("_native"); }

const TypeInfo& type_of_class(py::handle type) {
    const auto found = library().types.find(type.ptr());
    if (found == library().types.end()) {
        fail(ErrorCode::wrong_type, "", py::repr(type).cast<std::string>(), "a record of marketplace");
    }
    return *found->second;
}

py::str json_of(py::handle record, bool pretty) {
    const TypeInfo& type = type_of_class(py::type::handle_of(record));
    const std::shared_ptr<void> value{type.create(), type.destroy};
    from_python(record, type, value.get());
    if (pretty) return pretty_json({&type, value.get()});
    std::string out;
    write_json(out, {&type, value.get()});
    return out;
}

py::object from_json_text(py::handle record_class, const std::string& text) {
    const TypeInfo& type = type_of_class(record_class);
    const std::shared_ptr<void> value{type.create(), type.destroy};
    read_json(text, {&type, value.get()});
    return to_python(type, value.get());
}

void bind_library(const py::object& frozen_dict) {
    Library& into = library();
    into.frozen_dict = frozen_dict;
    into.fraction = py::module_::import("fractions").attr("Fraction");
    into.exact_numbers = py::make_tuple(into.fraction, py::module_::import("decimal").attr("Decimal"),
                                        py::reinterpret_borrow<py::object>(reinterpret_cast<PyObject*>(&PyLong_Type)));
    into.empty_tuple = py::tuple(0);
}

}  // namespace

PYBIND11_MODULE(_native, module) {
    module.doc() = "Calls into Marketplace Engine; use the modules of the package instead.";
    py::register_exception_translator([](std::exception_ptr thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const Error& error) {
            raise(error);
        }
    });
    py::class_<NativeHandle>(module, "NativeHandle", "An object of the library.");
    bind_columns(module);
    module.attr("version") = std::string{version};
    module.def("bind_library", &bind_library);
    module.def("bind_errors", &bind_errors);
    module.def("bind_class", &bind_class);
    module.def("bind_handle", &bind_handle);
    module.def("function", &function_named);
    module.def("native_of", &native_of);
    module.def("to_json", &json_of, py::arg("record"), py::arg("pretty") = false);
    module.def("from_json", &from_json_text);
    module.def("description", [] { return surface::describe(surface::registry()); });
}

}  // namespace marketplace::python
