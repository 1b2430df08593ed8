#include "paths.hpp"

#include "convert.hpp"

#include <algorithm>
#include <set>

namespace marketplace::node {
namespace {

/// The names of all fields and parameters.
std::set<std::string, std::less<>> known_names() {
    std::set<std::string, std::less<>> names;
    for (const TypeInfo* type : surface::registry().types()) {
        for (const FieldInfo& field : type->fields) names.emplace(field.name);
    }
    for (const surface::FunctionInfo& function : surface::registry().functions()) {
        for (const surface::Parameter& parameter : function.parameters) names.emplace(parameter.name);
    }
    return names;
}

bool reads_json(const surface::FunctionInfo& function) {
    return std::any_of(function.parameters.begin(), function.parameters.end(),
                       [](const surface::Parameter& parameter) { return parameter.name == "json"; });
}

}  // namespace

std::string camel_path(std::string_view path) {
    static const std::set<std::string, std::less<>> names = known_names();
    std::string out;
    while (true) {
        const std::string_view name = path.substr(0, path.find_first_of(".["));
        out += names.contains(name) ? camel_case(name) : std::string{name};
        path.remove_prefix(name.size());
        const std::size_t next = path.find('.');  // behind an index, if there is one
        if (next == std::string_view::npos) return out.append(path);
        out.append(path.substr(0, next + 1));
        path.remove_prefix(next + 1);
    }
}

Error in_names_of_caller(const Error& error, const surface::FunctionInfo& function) {
    if (reads_json(function)) return error;
    return Error{error.code(), camel_path(error.field()), error.value(), error.expected()};
}

}  // namespace marketplace::node
