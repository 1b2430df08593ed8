#include "convert.hpp"

#include <marketplace/core/time.hpp>
#include <marketplace/money/rate.hpp>

#include <datetime.h>

namespace marketplace::python {
namespace {

py::object steal(PyObject* object) {
    if (object == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(object);
}

void load_datetime() {
    if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
    if (PyDateTimeAPI == nullptr) throw py::error_already_set();
}

py::object text_to_python(std::string_view text) {
    return steal(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape"));
}

/// Instants before the year 1 and after 9999 are the ends of what a datetime can say; that is how the
/// bounds "since ever" and "for ever" arrive.
py::object timestamp_to_python(Timestamp at) {
    load_datetime();
    constexpr std::int64_t day_micros = 86'400'000'000;
    constexpr std::int64_t first = -62'135'596'800'000'000;  // 0001-01-01T00:00:00Z
    constexpr std::int64_t last = 253'402'300'799'999'999;   // 9999-12-31T23:59:59.999999Z
    const std::int64_t micros = std::clamp(at.micros, first, last);
    std::int64_t days = micros / day_micros;
    std::int64_t rest = micros % day_micros;
    if (rest < 0) rest += day_micros, --days;
    const Date date = add_days(Date{}, days);
    const auto seconds = static_cast<int>(rest / 1'000'000);
    return steal(PyDateTimeAPI->DateTime_FromDateAndTime(
        date.year, date.month, date.day, seconds / 3600, seconds / 60 % 60, seconds % 60,
        static_cast<int>(rest % 1'000'000), PyDateTime_TimeZone_UTC, PyDateTimeAPI->DateTimeType));
}

py::object date_to_python(const Date& date) {
    load_datetime();
    return steal(PyDate_FromDate(date.year, date.month, date.day));
}

py::object duration_to_python(std::int64_t micros) {
    load_datetime();
    constexpr std::int64_t day_micros = 86'400'000'000;
    const std::int64_t days = micros / day_micros;
    const std::int64_t rest = micros % day_micros;
    return steal(PyDelta_FromDSU(static_cast<int>(days), static_cast<int>(rest / 1'000'000),
                                 static_cast<int>(rest % 1'000'000)));
}

py::object integer_to_python(const TypeInfo& type, const void* value) {
    const std::int64_t number = type.get_integer(value);
    if (&type == &type_of<Duration>()) return duration_to_python(number);
    return steal(PyLong_FromLongLong(number));
}

py::object scalar_to_python(const TypeInfo& type, const void* value) {
    if (&type != &type_of<Rate>()) return text_to_python(type.format(value));
    const auto& rate = *static_cast<const Rate*>(value);
    return library().fraction(rate.numerator(), rate.denominator());
}

/// Makes the object without its constructor and sets the fields past the guard of frozen dataclasses:
/// the values come from a record and need no second look.
py::object record_to_python(const TypeInfo& type, const void* value) {
    const BoundClass& bound = class_of(type);
    auto* const python_type = reinterpret_cast<PyTypeObject*>(bound.type.ptr());
    py::object out = steal(python_type->tp_new(python_type, library().empty_tuple.ptr(), nullptr));
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const FieldInfo& field = type.fields[i];
        const py::object member = to_python(*field.type(), field.get(const_cast<void*>(value)));
        if (PyObject_GenericSetAttr(out.ptr(), bound.field_names[i].ptr(), member.ptr()) != 0)
            throw py::error_already_set();
    }
    return out;
}

py::object list_to_python(const TypeInfo& type, const void* value) {
    const std::size_t size = type.size(value);
    py::tuple out(size);
    for (std::size_t i = 0; i < size; ++i) {
        PyTuple_SET_ITEM(out.ptr(), static_cast<Py_ssize_t>(i),
                         to_python(*type.element(), type.at(value, i)).release().ptr());
    }
    return out;
}

py::object dictionary_to_python(const TypeInfo& type, const void* value) {
    struct Context {
        const TypeInfo* element;
        py::dict out;
    } context{type.element(), {}};
    type.dictionary_visit(value, &context, [](void* at, const std::string& key, const void* element) {
        auto& into = *static_cast<Context*>(at);
        into.out[text_to_python(key)] = to_python(*into.element, element);
    });
    return library().frozen_dict(context.out);
}

}  // namespace

py::object to_python(const TypeInfo& type, const void* value) {
    switch (type.kind) {
        case Kind::boolean: return py::bool_(*static_cast<const bool*>(value));
        case Kind::int32: return steal(PyLong_FromLong(*static_cast<const std::int32_t*>(value)));
        case Kind::int64: return integer_to_python(type, value);
        case Kind::real: return steal(PyFloat_FromDouble(*static_cast<const double*>(value)));
        case Kind::text: return text_to_python(type.get_text(value));
        case Kind::timestamp: return timestamp_to_python(*static_cast<const Timestamp*>(value));
        case Kind::date: return date_to_python(*static_cast<const Date*>(value));
        case Kind::scalar: return scalar_to_python(type, value);
        case Kind::enumeration: return class_of(type).enumerators.at(type.get_integer(value));
        case Kind::record: return record_to_python(type, value);
        case Kind::optional: {
            const void* held = type.optional_get(value);
            return held == nullptr ? py::object(py::none()) : to_python(*type.element(), held);
        }
        case Kind::list: return list_to_python(type, value);
        case Kind::dictionary: return dictionary_to_python(type, value);
        case Kind::choice: return to_python(*type.alternatives[type.choice_index(value)](), type.choice_get(value));
    }
    return py::none();
}

py::object handle_to_python(const surface::Handle& handle) {
    const auto found = library().handles.find(handle.info->module + "." + handle.info->name);
    if (found == library().handles.end())
        fail(ErrorCode::internal, "", handle.info->name, "an imported module with the class");
    auto* const python_type = reinterpret_cast<PyTypeObject*>(found->second.ptr());
    py::object out = steal(python_type->tp_new(python_type, library().empty_tuple.ptr(), nullptr));
    out.attr("_native") = py::cast(NativeHandle{handle});
    return out;
}

}  // namespace marketplace::python
