#include <marketplace/core/record.hpp>

namespace marketplace {

std::string choices_of(const TypeInfo& enumeration) {
    std::string text = "one of ";
    for (std::size_t i = 0; i < enumeration.enumerators.size(); ++i) {
        if (i > 0) text += ", ";
        text += enumeration.enumerators[i].name;
    }
    return text;
}

const FieldInfo* find_field(const TypeInfo& record, std::string_view name) {
    for (const FieldInfo& field : record.fields) {
        if (field.name == name) return &field;
    }
    return nullptr;
}

}  // namespace marketplace
