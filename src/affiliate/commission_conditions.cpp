#include <marketplace/affiliate/commission_conditions.hpp>

#include <set>

namespace marketplace::affiliate {
namespace {

std::string text_of(const TypeInfo& type, const void* value) {
    if (type.kind == Kind::text) return type.get_text(value);
    if (type.kind == Kind::scalar) return type.format(value);
    for (const EnumeratorInfo& each : type.enumerators) {
        if (each.value == type.get_integer(value)) return std::string{each.name};
    }
    fail(ErrorCode::internal, type.name, "", "a condition of texts, values or words");
}

void validate_values(const std::vector<std::string>& values, std::string_view name) {
    if (values.empty()) {
        fail(ErrorCode::invalid_plan, name, "[]", "at least one value; leave the condition out to mean any");
    }
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i].empty() || !seen.insert(values[i]).second) {
            fail(ErrorCode::invalid_plan, std::string{name} + "[" + std::to_string(i) + "]", values[i],
                 "a value that is not empty and not repeated");
        }
    }
}

void validate_range(std::optional<std::int64_t> ge, std::optional<std::int64_t> lt, std::string_view name) {
    if (!ge && !lt) fail(ErrorCode::invalid_plan, name, "{}", "a lower or an upper end");
    if (ge && lt && *ge >= *lt) {
        fail(ErrorCode::invalid_plan, name, "[" + std::to_string(*ge) + ", " + std::to_string(*lt) + ")",
             "a range that contains something");
    }
}

void validate_range(const std::optional<AmountRange>& range, std::string_view name) {
    if (!range) return;
    const auto value_of = [](const std::optional<Amount>& end) {
        return end ? std::optional<std::int64_t>{end->value} : std::nullopt;
    };
    validate_range(value_of(range->ge_minor), value_of(range->lt_minor), name);
}

}  // namespace

std::optional<std::vector<std::string>> condition_values(const Conditions& conditions, Dimension dimension) {
    const FieldInfo* field = find_field(type_of<Conditions>(), name_of(dimension));
    if (field == nullptr) fail(ErrorCode::internal, name_of(dimension), "", "a field of Conditions");
    const TypeInfo& optional = *field->type();
    const void* held = optional.optional_get(field->get(const_cast<Conditions*>(&conditions)));
    if (held == nullptr) return std::nullopt;
    const TypeInfo& list = *optional.element();
    std::vector<std::string> out;
    for (std::size_t i = 0; i < list.size(held); ++i) out.push_back(text_of(*list.element(), list.at(held, i)));
    return out;
}

void validate(const Conditions& conditions) {
    for (const EnumeratorInfo& each : type_of<Dimension>().enumerators) {
        const auto values = condition_values(conditions, static_cast<Dimension>(each.value));
        if (values) validate_values(*values, each.name);
    }
    validate_range(conditions.line_amount, "line_amount");
    validate_range(conditions.unit_price, "unit_price");
    validate_range(conditions.order_amount, "order_amount");
    if (conditions.quantity) validate_range(conditions.quantity->ge, conditions.quantity->lt, "quantity");
    if (conditions.order_ordinal) {
        validate_range(conditions.order_ordinal->ge, conditions.order_ordinal->lt, "order_ordinal");
    }
}

}  // namespace marketplace::affiliate
