#include "record_difference.hpp"

namespace marketplace::routing::detail {
namespace {

std::string joined(std::string_view outer, const std::string& inner) {
    std::string out{outer};
    if (!inner.empty() && inner.front() != '[') out += '.';
    return out += inner;
}

std::optional<std::string> in_record(const TypeInfo& type, const void* a, const void* b) {
    for (const FieldInfo& field : type.fields) {
        const auto found = first_difference({field.type(), field.get(const_cast<void*>(a))},
                                            {field.type(), field.get(const_cast<void*>(b))});
        if (found) return found->empty() ? std::string{field.name} : joined(field.name, *found);
    }
    return std::nullopt;
}

std::optional<std::string> in_list(const TypeInfo& type, const void* a, const void* b) {
    if (type.size(a) != type.size(b)) return "";
    for (std::size_t i = 0; i < type.size(a); ++i) {
        const auto found = first_difference({type.element(), type.at(a, i)}, {type.element(), type.at(b, i)});
        if (!found) continue;
        const std::string index = "[" + std::to_string(i) + "]";
        return found->empty() ? index : joined(index, *found);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> first_difference(ConstRef a, ConstRef b) {
    if (a.type->kind == Kind::record) return in_record(*a.type, a.value, b.value);
    if (a.type->kind == Kind::list) return in_list(*a.type, a.value, b.value);
    std::string left;
    std::string right;
    write_json(left, a);
    write_json(right, b);
    if (left != right) return "";
    return std::nullopt;
}

}  // namespace marketplace::routing::detail
