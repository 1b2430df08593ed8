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

bool holds_integers(const Py_buffer& view, py::ssize_t bytes) {
    std::string_view format = view.format == nullptr ? "B" : view.format;
    const bool is_little = std::endian::native == std::endian::little;
    if (format.starts_with('=') || format.starts_with('@') || (is_little && format.starts_with('<'))) {
        format.remove_prefix(1);
    }
    return (format == "q" || format == "l" || format == "i") && view.itemsize == bytes;
}

/// What an array must be: of items of so many bytes, with so many dimensions, in one piece.
struct Shape {
    py::ssize_t bytes;
    int dimensions;
    std::string_view text;
};
constexpr Shape column_shape{8, 1, "a one-dimensional, contiguous array of int64"};
constexpr Shape matrix_shape{4, 2, "a two-dimensional, contiguous array of int32"};

std::shared_ptr<BorrowedBuffer> borrow(py::handle object, const Shape& shape) {
    auto buffer = std::make_shared<BorrowedBuffer>();
    const auto refuse = [&](const std::string& found) { fail(ErrorCode::wrong_type, "", found, shape.text); };
    if (PyObject_GetBuffer(object.ptr(), &buffer->view, PyBUF_STRIDES | PyBUF_FORMAT) != 0) {
        PyErr_Clear();
        refuse(Py_TYPE(object.ptr())->tp_name);
    }
    const Py_buffer& view = buffer->view;
    if (!holds_integers(view, shape.bytes)) {
        refuse("items of format " + std::string{view.format == nullptr ? "B" : view.format});
    }
    if (view.ndim != shape.dimensions) refuse(std::to_string(view.ndim) + " dimensions");
    if (!PyBuffer_IsContiguous(&view, 'C')) refuse("a view with gaps");
    return buffer;
}

surface::Matrix matrix_from_python(py::handle object) {
    auto buffer = borrow(object, matrix_shape);
    const Py_buffer& view = buffer->view;
    surface::Matrix out;
    out.values = {static_cast<const std::int32_t*>(view.buf), static_cast<std::size_t>(view.len) / 4};
    out.columns = static_cast<std::size_t>(view.shape[1]);
    out.owner = std::move(buffer);
    return out;
}

}  // namespace

void column_from_python(py::handle object, surface::Column& into) {
    auto buffer = borrow(object, column_shape);
    const Py_buffer& view = buffer->view;
    into.values = {static_cast<const std::int64_t*>(view.buf), static_cast<std::size_t>(view.len) / 8};
    into.owner = std::move(buffer);
}

void matrices_from_python(py::handle object, surface::Matrices& into) {
    into.clear();
    if (object.is_none()) return;
    if (!PyList_Check(object.ptr()) && !PyTuple_Check(object.ptr())) return into.push_back(matrix_from_python(object));
    for (const py::handle each : py::reinterpret_borrow<py::sequence>(object)) {
        at_path("[" + std::to_string(into.size()) + "]", [&] { into.push_back(matrix_from_python(each)); });
    }
}

void bytes_from_python(py::handle object, surface::Bytes& into) {
    auto buffer = std::make_shared<BorrowedBuffer>();
    if (PyUnicode_Check(object.ptr())) {
        Py_ssize_t size = 0;
        const char* text = PyUnicode_AsUTF8AndSize(object.ptr(), &size);
        if (text == nullptr) throw py::error_already_set{};
        // The text lives in the object, which only a thread with the GIL may let go: so it is copied.
        auto copy = std::make_shared<std::string>(text, static_cast<std::size_t>(size));
        into = {*copy, copy};
        return;
    }
    if (PyObject_GetBuffer(object.ptr(), &buffer->view, PyBUF_SIMPLE) != 0) {
        PyErr_Clear();
        fail(ErrorCode::wrong_type, "", Py_TYPE(object.ptr())->tp_name, "bytes or a text");
    }
    into.values = {static_cast<const char*>(buffer->view.buf), static_cast<std::size_t>(buffer->view.len)};
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
