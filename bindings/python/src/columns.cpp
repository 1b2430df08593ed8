#include "convert.hpp"

#include <bit>

namespace marketplace::python {
namespace {

/// A buffer of another object, released with the GIL held.
struct BorrowedBuffer {
    Py_buffer view{};
    ~BorrowedBuffer() { PyBuffer_Release(&view); }
};

/// A column that C++ made, offered to Python as a buffer.
struct OwnedColumn {
    surface::NewColumn values;
};

bool holds_int64(const Py_buffer& view) {
    const std::string_view format = view.format == nullptr ? "B" : view.format;
    const bool is_little = std::endian::native == std::endian::little;
    const bool is_signed = format == "q" || format == "=q" || format == "l" || format == "@l" || format == "@q" ||
                           (is_little && (format == "<q" || format == "<l"));
    return is_signed && view.itemsize == 8;
}

constexpr std::string_view expected = "a one-dimensional, contiguous array of int64";

}  // namespace

void column_from_python(py::handle object, surface::Column& into) {
    auto buffer = std::make_shared<BorrowedBuffer>();
    if (PyObject_GetBuffer(object.ptr(), &buffer->view, PyBUF_STRIDES | PyBUF_FORMAT) != 0) {
        PyErr_Clear();
        fail(ErrorCode::wrong_type, "", Py_TYPE(object.ptr())->tp_name, expected);
    }
    const Py_buffer& view = buffer->view;
    if (!holds_int64(view)) {
        fail(ErrorCode::wrong_type, "", "items of format " + std::string{view.format == nullptr ? "B" : view.format},
             expected);
    }
    if (view.ndim != 1) fail(ErrorCode::wrong_type, "", std::to_string(view.ndim) + " dimensions", expected);
    if (!PyBuffer_IsContiguous(&view, 'C')) fail(ErrorCode::wrong_type, "", "a view with gaps", expected);
    into.values = {static_cast<const std::int64_t*>(view.buf), static_cast<std::size_t>(view.len) / 8};
    into.owner = std::move(buffer);
}

void columns_from_python(py::handle object, surface::Columns& into) {
    if (!PyMapping_Check(object.ptr()) || !py::hasattr(object, "items")) {
        fail(ErrorCode::wrong_type, "", Py_TYPE(object.ptr())->tp_name, "columns by name");
    }
    into.clear();
    for (const py::handle item : py::list(object.attr("items")())) {
        const auto pair = py::reinterpret_borrow<py::tuple>(item);
        if (!py::isinstance<py::str>(pair[0]))
            fail(ErrorCode::wrong_type, "", "a key that is no text", "columns by name");
        const auto name = pair[0].cast<std::string>();
        at_path(name, [&] { column_from_python(pair[1], into[name]); });
    }
}

py::object column_to_python(surface::NewColumn&& column) {
    const py::object owner = py::cast(OwnedColumn{std::move(column)});
    try {
        return py::module_::import("numpy").attr("asarray")(owner);
    } catch (py::error_already_set& missing) {
        if (!missing.matches(PyExc_ImportError)) throw;
        return py::reinterpret_steal<py::object>(PyMemoryView_FromObject(owner.ptr()));
    }
}

void bind_columns(py::module_& module) {
    py::class_<OwnedColumn>(module, "Column", py::buffer_protocol(), "A column of 64 bit integers.")
        .def_buffer([](OwnedColumn& column) {
            return py::buffer_info(column.values.data(), static_cast<py::ssize_t>(column.values.size()));
        });
}

}  // namespace marketplace::python
