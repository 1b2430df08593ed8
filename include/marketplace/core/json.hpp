#pragma once
// Records to JSON and back, from their description.
//
// Field names are the record's; enumerations are their names; instants RFC 3339; rates and currencies
// their text form; 64 bit integers are JSON integers; reals are JSON numbers in the shortest text that
// reads as the same; an empty optional is left out; a choice is its record with a first member "kind"
// naming the alternative in snake_case. Reading is strict: an unknown field or a wrong type is an
// `Error` with the path to it; a field that is absent keeps its default, and what must not be absent is
// said by the `validate` of the record. Writing follows the order of the description, so equal records
// give equal bytes.

#include <marketplace/core/record.hpp>

#include <string>
#include <string_view>

namespace marketplace {

/// A description and the address of a value of that type.
struct ConstRef {
    const TypeInfo* type;
    const void* value;
};
struct Ref {
    const TypeInfo* type;
    void* value;
};

/// Appends compact JSON.
void write_json(std::string& out, ConstRef value);
/// Two spaces of indent, for people.
[[nodiscard]] std::string pretty_json(ConstRef value);
/// Overwrites `into`; fields that the text does not mention keep the value they have.
void read_json(std::string_view text, Ref into);

/// Compact JSON of a record.
template <class T>
[[nodiscard]] std::string to_json(const T& value) {
    std::string out;
    write_json(out, {&type_of<T>(), &value});
    return out;
}

/// A record from JSON. Throws `parse_error`, `unknown_field`, `wrong_type`, `unknown_choice` or
/// whatever the value type throws, with the path of the field.
template <class T>
[[nodiscard]] T from_json(std::string_view text) {
    T value{};
    read_json(text, {&type_of<T>(), &value});
    return value;
}

/// "PercentPlusFixed" to "percent_plus_fixed": how an alternative of a choice is named.
[[nodiscard]] std::string snake_case(std::string_view type_name);

/// Appends a JSON string literal with its quotes.
void write_json_string(std::string& out, std::string_view text);

}  // namespace marketplace
