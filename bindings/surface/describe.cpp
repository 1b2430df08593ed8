#include "module.hpp"

#include <marketplace/core/json.hpp>

#include <boost/json.hpp>

namespace marketplace::surface {
namespace {

namespace bj = boost::json;

std::string_view name_of_kind(Kind kind) {
    constexpr std::string_view names[] = {"boolean", "int32",       "int64",  "real",     "text", "timestamp",
                                          "date",    "scalar",      "enumeration", "record", "optional", "list",
                                          "dictionary", "choice"};
    return names[static_cast<std::size_t>(kind)];
}

bj::object reference_to(const TypeInfo& type) {
    bj::object out{{"kind", name_of_kind(type.kind)}};
    if (type.kind == Kind::record || type.kind == Kind::enumeration) out["name"] = qualified_name(type);
    else out["name"] = type.name;
    if (type.element != nullptr) out["element"] = reference_to(*type.element());
    bj::array alternatives;
    for (const auto alternative : type.alternatives) alternatives.push_back(reference_to(*alternative()));
    if (!alternatives.empty()) out["alternatives"] = std::move(alternatives);
    return out;
}

bj::value json_of(const TypeInfo& type, const void* value) {
    std::string text;
    write_json(text, {&type, value});
    return bj::parse(text);
}

bj::object describe_type(const TypeInfo& type) {
    bj::object out = reference_to(type);
    if (type.kind == Kind::enumeration) {
        bj::array names;
        for (const EnumeratorInfo& each : type.enumerators) names.push_back(bj::string(each.name));
        out["enumerators"] = std::move(names);
        return out;
    }
    bj::array fields;
    const std::shared_ptr<void> defaults{type.create(), type.destroy};
    for (const FieldInfo& field : type.fields) {
        bj::object described{{"name", field.name}, {"type", reference_to(*field.type())}};
        // An optional that is empty by default has no member "default".
        const void* value = field.get(defaults.get());
        const bool is_empty = field.type()->kind == Kind::optional && field.type()->optional_get(value) == nullptr;
        if (!is_empty) described["default"] = json_of(*field.type(), value);
        fields.push_back(std::move(described));
    }
    out["fields"] = std::move(fields);
    return out;
}

bj::object describe_value(const ValueType& type) {
    switch (type.form) {
        case Form::nothing: return {{"form", "nothing"}};
        case Form::value: return {{"form", "value"}, {"type", reference_to(*type.type)}};
        case Form::handle: return {{"form", "handle"}, {"name", type.handle->module + "." + type.handle->name}};
        case Form::column: return {{"form", "column"}};
        case Form::columns: return {{"form", "columns"}};
        case Form::matrices: return {{"form", "matrices"}};
        case Form::bytes: return {{"form", "bytes"}};
        case Form::watch: return {{"form", "watch"}, {"type", reference_to(*type.type)}};
    }
    return {};
}

bj::object describe_function(const FunctionInfo& function) {
    constexpr std::string_view roles[] = {"free", "constructor", "method"};
    bj::array parameters;
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
        const Parameter& each = function.parameters[i];
        bj::object described{{"name", each.name}, {"type", describe_value(each.type)},
                             {"optional", each.may_be_left_out()}, {"named", i >= function.named_from}};
        if (each.fallback != nullptr) described["default"] = json_of(*each.type.type, each.fallback.get());
        parameters.push_back(std::move(described));
    }
    return {{"module", function.module},
            {"name", function.name},
            {"full_name", full_name(function)},
            {"cpp", function.cpp},
            {"role", roles[static_cast<std::size_t>(function.role)]},
            {"owner", function.owner == nullptr ? "" : function.owner->name},
            {"note", function.note},
            {"in_bulk", function.in_bulk},
            {"takes_long", function.takes_long},
            {"parameters", std::move(parameters)},
            {"result", describe_value(function.result)}};
}

}  // namespace

std::string describe(const Registry& registry) {
    bj::array types;
    bj::array handles;
    bj::array functions;
    bj::array errors;
    for (const TypeInfo* type : registry.types()) types.push_back(describe_type(*type));
    for (const HandleInfo* handle : registry.handles()) {
        handles.push_back({{"module", handle->module}, {"name", handle->name}, {"stateful", handle->stateful}});
    }
    for (const FunctionInfo& function : registry.functions()) functions.push_back(describe_function(function));
    for (const ErrorInfo& error : error_table()) {
        errors.push_back({{"code", error.name}, {"number", static_cast<int>(error.code)}, {"summary", error.summary}});
    }
    return bj::serialize(bj::object{{"types", std::move(types)},
                                    {"handles", std::move(handles)},
                                    {"functions", std::move(functions)},
                                    {"errors", std::move(errors)}});
}

}  // namespace marketplace::surface
