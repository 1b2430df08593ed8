#include "convert.hpp"

#include <marketplace/core/checked.hpp>
#include <marketplace/core/json.hpp>
#include <marketplace/core/time.hpp>
#include <marketplace/money/rate.hpp>

#include <datetime.h>

#include <cmath>
#include <limits>

namespace marketplace::python {
namespace {

std::string shown(py::handle object) {
    std::string text = py::repr(object).cast<std::string>();
    if (text.size() > 80) text = text.substr(0, 77) + "...";
    return text;
}

[[noreturn]] void wrong_type(py::handle object, std::string_view expected) {
    fail(ErrorCode::wrong_type, "", shown(object) + " (" + Py_TYPE(object.ptr())->tp_name + ")", expected);
}

std::string_view text_of(py::handle object, std::string_view expected) {
    if (!PyUnicode_Check(object.ptr())) wrong_type(object, expected);
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(object.ptr(), &size);
    if (text == nullptr) {
        PyErr_Clear();
        fail(ErrorCode::invalid_value, "", shown(object), "a text that can be written as UTF-8");
    }
    return {text, static_cast<std::size_t>(size)};
}

/// An integer, or what can stand for one without loss (numpy integers); never a bool and never a float.
std::int64_t integer_of(py::handle object) {
    if (PyBool_Check(object.ptr()) || !PyIndex_Check(object.ptr())) wrong_type(object, "an integer");
    const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(object.ptr()));
    if (!index) {
        PyErr_Clear();
        wrong_type(object, "an integer");
    }
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
    if (overflow != 0) fail(ErrorCode::overflow, "", shown(object), "an integer within 64 bits");
    return value;
}

void int32_from(py::handle object, void* into) {
    const std::int64_t value = integer_of(object);
    if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max()) {
        fail(ErrorCode::out_of_range, "", std::to_string(value), "an integer within 32 bits");
    }
    *static_cast<std::int32_t*>(into) = static_cast<std::int32_t>(value);
}

/// A float, or whatever turns itself into one, such as an int or a number of numpy.
void real_from(py::handle object, void* into) {
    const PyNumberMethods* const methods = Py_TYPE(object.ptr())->tp_as_number;
    const bool is_number = methods != nullptr && (methods->nb_float != nullptr || methods->nb_index != nullptr);
    if (!is_number || PyBool_Check(object.ptr())) wrong_type(object, "a number");
    const double value = PyFloat_AsDouble(object.ptr());
    if (PyErr_Occurred() != nullptr) {
        PyErr_Clear();
        fail(ErrorCode::invalid_value, "", shown(object), "a finite number");
    }
    if (!std::isfinite(value)) fail(ErrorCode::invalid_value, "", shown(object), "a finite number");
    *static_cast<double*>(into) = value;
}

void load_datetime() {
    if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
    if (PyDateTimeAPI == nullptr) throw py::error_already_set();
}

int128 micros_of(py::handle delta) {
    constexpr std::int64_t day_micros = 86'400'000'000;
    return wide_multiply(PyDateTime_DELTA_GET_DAYS(delta.ptr()), day_micros) +
           PyDateTime_DELTA_GET_SECONDS(delta.ptr()) * std::int64_t{1'000'000} +
           PyDateTime_DELTA_GET_MICROSECONDS(delta.ptr());
}

Timestamp timestamp_of(py::handle object) {
    if (PyUnicode_Check(object.ptr())) return parse_timestamp(text_of(object, "a time"));
    load_datetime();
    PyObject* const at = object.ptr();
    if (!PyDateTime_Check(at)) wrong_type(object, "a datetime with a time zone");
    const py::object offset = object.attr("utcoffset")();
    if (offset.is_none()) fail(ErrorCode::invalid_time, "", shown(object), "a datetime with a time zone");
    const Date date{PyDateTime_GET_YEAR(at), PyDateTime_GET_MONTH(at), PyDateTime_GET_DAY(at)};
    const std::int64_t seconds = PyDateTime_DATE_GET_HOUR(at) * 3600 + PyDateTime_DATE_GET_MINUTE(at) * 60 +
                                 PyDateTime_DATE_GET_SECOND(at);
    const std::int64_t micros = days_between(Date{}, date) * 86'400'000'000 + seconds * 1'000'000 +
                                PyDateTime_DATE_GET_MICROSECOND(at);
    // The ends of what a datetime can say stand for the bounds "since ever" and "for ever".
    if (micros == 253'402'300'799'999'999) return timestamp_max;
    if (micros == -62'135'596'800'000'000) return timestamp_min;
    return {narrow(micros - micros_of(offset))};
}

Date date_of(py::handle object) {
    if (PyUnicode_Check(object.ptr())) return parse_date(text_of(object, "a day"));
    load_datetime();
    PyObject* const date = object.ptr();
    if (!PyDate_Check(date) || PyDateTime_Check(date)) wrong_type(object, "a datetime.date");
    return {PyDateTime_GET_YEAR(date), PyDateTime_GET_MONTH(date), PyDateTime_GET_DAY(date)};
}

void integer_from(py::handle object, const TypeInfo& type, void* into) {
    if (&type != &type_of<Duration>()) return type.set_integer(into, integer_of(object));
    load_datetime();
    if (!PyDelta_Check(object.ptr())) wrong_type(object, "a datetime.timedelta");
    type.set_integer(into, narrow(micros_of(object)));
}

/// A Fraction, an int, a Decimal or a text: everything that is exact.
void rate_from(py::handle object, void* into) {
    auto& rate = *static_cast<Rate*>(into);
    if (PyUnicode_Check(object.ptr())) {
        rate = Rate::parse(text_of(object, "a rate"));
        return;
    }
    if (PyFloat_Check(object.ptr()) || PyBool_Check(object.ptr()) || !py::isinstance(object, library().exact_numbers)) {
        wrong_type(object, "a Fraction, Decimal, int or text, which are exact");
    }
    const py::tuple ratio = object.attr("as_integer_ratio")();
    rate = Rate{integer_of(ratio[0]), integer_of(ratio[1])};
}

void scalar_from(py::handle object, const TypeInfo& type, void* into) {
    if (&type == &type_of<Rate>()) return rate_from(object, into);
    type.parse(into, text_of(object, "a text"));
}

void enumeration_from(py::handle object, const TypeInfo& type, void* into) {
    py::object text = py::reinterpret_borrow<py::object>(object);
    if (!PyUnicode_Check(object.ptr())) {
        if (!py::isinstance(object, class_of(type).type)) wrong_type(object, choices_of(type));
        text = object.attr("value");
    }
    const std::string_view name = text_of(text, choices_of(type));
    for (const EnumeratorInfo& each : type.enumerators) {
        if (each.name == name) return type.set_integer(into, each.value);
    }
    fail(ErrorCode::unknown_choice, "", name, choices_of(type));
}

void fields_from_object(py::handle object, const TypeInfo& type, void* into) {
    const BoundClass& bound = class_of(type);
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const FieldInfo& field = type.fields[i];
        const auto member =
            py::reinterpret_steal<py::object>(PyObject_GetAttr(object.ptr(), bound.field_names[i].ptr()));
        if (!member) {
            PyErr_Clear();
            fail(ErrorCode::missing_field, field.name, "", "a field of " + std::string{type.name});
        }
        at_path(field.name, [&] { from_python(member, *field.type(), field.get(into)); });
    }
}

void fields_from_dict(py::handle object, const TypeInfo& type, void* into, bool is_choice) {
    for (const auto& [key, member] : py::reinterpret_borrow<py::dict>(object)) {
        const std::string_view name = text_of(key, "a field name");
        if (is_choice && name == "kind") continue;
        const FieldInfo* field = find_field(type, name);
        if (field == nullptr) fail(ErrorCode::unknown_field, name, name, "a field of " + std::string{type.name});
        at_path(name, [&, value = member] { from_python(value, *field->type(), field->get(into)); });
    }
}

/// The class of the record, a class derived from it, or a dict of its fields.
void record_from(py::handle object, const TypeInfo& type, void* into) {
    if (py::isinstance(object, class_of(type).type)) return fields_from_object(object, type, into);
    if (!PyDict_Check(object.ptr())) wrong_type(object, type.name);
    fields_from_dict(object, type, into, false);
}

void choice_from(py::handle object, const TypeInfo& type, void* into) {
    std::string known = "one of";
    for (const auto alternative : type.alternatives) known.append(" ").append(alternative()->name);
    std::string_view kind;
    if (PyDict_Check(object.ptr())) {
        PyObject* const found = PyDict_GetItemString(object.ptr(), "kind");
        if (found == nullptr) fail(ErrorCode::missing_field, "kind", "", known);
        kind = text_of(found, known);
    }
    for (std::size_t i = 0; i < type.alternatives.size(); ++i) {
        const TypeInfo& alternative = *type.alternatives[i]();
        if (!kind.empty() && snake_case(alternative.name) == kind) {
            return fields_from_dict(object, alternative, type.choice_emplace(into, i), true);
        }
        if (kind.empty() && py::isinstance(object, class_of(alternative).type)) {
            return fields_from_object(object, alternative, type.choice_emplace(into, i));
        }
    }
    if (!kind.empty()) fail(ErrorCode::unknown_choice, "kind", kind, known);
    wrong_type(object, known);
}

void list_from(py::handle object, const TypeInfo& type, void* into) {
    if (PyUnicode_Check(object.ptr()) || PyBytes_Check(object.ptr()) || PyDict_Check(object.ptr())) {
        wrong_type(object, "a list");
    }
    const auto items = py::reinterpret_steal<py::object>(PySequence_Fast(object.ptr(), ""));
    if (!items) {
        PyErr_Clear();
        wrong_type(object, "a list");
    }
    type.clear(into);
    // Asked anew each time: converting an element may run Python code that changes the list.
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items.ptr()); ++i) {
        const auto item = py::reinterpret_borrow<py::object>(PySequence_Fast_GET_ITEM(items.ptr(), i));
        void* const element = type.append(into);
        try {
            from_python(item, *type.element(), element);
        } catch (const Error& error) {
            throw error.within("[" + std::to_string(i) + "]");
        }
    }
}

void dictionary_from(py::handle object, const TypeInfo& type, void* into) {
    if (!PyDict_Check(object.ptr())) wrong_type(object, "a dict with text keys");
    type.clear(into);
    for (const auto& [key, element] : py::reinterpret_borrow<py::dict>(object)) {
        const std::string_view name = text_of(key, "a text key");
        at_path(name,
                [&, value = element] { from_python(value, *type.element(), type.dictionary_emplace(into, name)); });
    }
}

}  // namespace

void from_python(py::handle object, const TypeInfo& type, void* into) {
    switch (type.kind) {
        case Kind::boolean:
            if (!PyBool_Check(object.ptr())) wrong_type(object, "True or False");
            *static_cast<bool*>(into) = object.ptr() == Py_True;
            return;
        case Kind::int32: return int32_from(object, into);
        case Kind::int64: return integer_from(object, type, into);
        case Kind::real: return real_from(object, into);
        case Kind::text: return type.set_text(into, text_of(object, "a text"));
        case Kind::timestamp: *static_cast<Timestamp*>(into) = timestamp_of(object); return;
        case Kind::date: *static_cast<Date*>(into) = date_of(object); return;
        case Kind::scalar: return scalar_from(object, type, into);
        case Kind::enumeration: return enumeration_from(object, type, into);
        case Kind::record: return record_from(object, type, into);
        case Kind::optional:
            if (object.is_none()) return type.clear(into);
            return from_python(object, *type.element(), type.optional_emplace(into));
        case Kind::list: return list_from(object, type, into);
        case Kind::dictionary: return dictionary_from(object, type, into);
        case Kind::choice: return choice_from(object, type, into);
    }
}

void handle_from_python(py::handle object, const surface::HandleInfo& info, surface::Handle& into) {
    const py::object native = py::getattr(object, "_native", py::none());
    if (!py::isinstance<NativeHandle>(native)) wrong_type(object, info.name);
    into = native.cast<NativeHandle&>().handle;
    if (into.info != &info) wrong_type(object, info.name);
}

}  // namespace marketplace::python
