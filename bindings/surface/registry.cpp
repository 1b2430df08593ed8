#include "module.hpp"

#include <algorithm>

namespace marketplace::surface {

Slot Slot::argument(const ValueType& type) {
    switch (type.form) {
        case Form::nothing: break;
        case Form::value: return Slot{{type.type->create(), type.type->destroy}};
        case Form::handle: return Slot{std::make_shared<Handle>()};
        case Form::column: return Slot{std::make_shared<Column>()};
        case Form::columns: return Slot{std::make_shared<Columns>()};
        case Form::matrices: return Slot{std::make_shared<Matrices>()};
        case Form::bytes: return Slot{std::make_shared<Bytes>()};
        case Form::watch: return Slot{std::make_shared<Watch>()};
    }
    return Slot{nullptr};
}

Slot Slot::result(const ValueType& type) {
    switch (type.form) {
        case Form::column: return Slot{std::make_shared<NewColumn>()};
        case Form::columns: return Slot{std::make_shared<NewColumns>()};
        default: return argument(type);
    }
}

Call::Call(const FunctionInfo& function) : function_(&function), result_(Slot::result(function.result)) {
    for (const Parameter& parameter : function.parameters) {
        slots_.push_back(Slot::argument(parameter.type));
        arguments_.push_back(slots_.back().get());
    }
}

void Call::leave_out(std::size_t index) {
    const Parameter& parameter = function_->parameters[index];
    if (!parameter.may_be_left_out()) fail(ErrorCode::missing_field, parameter.name, "", "an argument");
    if (parameter.fallback == nullptr) return;
    parameter.type.type->copy(arguments_[index], parameter.fallback.get());
}

void Call::run() {
    // Locked in the order of their addresses, so that two calls with the same objects cannot wait for each other.
    std::vector<std::mutex*> mutexes;
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
        if (function_->parameters[i].type.form != Form::handle) continue;
        std::mutex* mutex = static_cast<Handle*>(arguments_[i])->lock.get();
        if (mutex != nullptr && std::ranges::find(mutexes, mutex) == mutexes.end()) mutexes.push_back(mutex);
    }
    std::ranges::sort(mutexes, std::less<>{});
    std::vector<std::unique_lock<std::mutex>> held;
    for (std::mutex* mutex : mutexes) held.emplace_back(*mutex);
    function_->invoke(arguments_.data(), result_.get());
}

const FunctionInfo& Registry::find(std::string_view name) const {
    const auto found = function_by_name_.find(name);
    if (found == function_by_name_.end()) fail(ErrorCode::not_found, "function", name, "a function of the library");
    return *found->second;
}

const TypeInfo& Registry::find_type(std::string_view name) const {
    const auto found = type_by_name_.find(name);
    if (found == type_by_name_.end())
        fail(ErrorCode::not_found, "type", name, "a record or enumeration of the library");
    return *found->second;
}

FunctionInfo& Registry::add(FunctionInfo function) {
    for (const Parameter& parameter : function.parameters) {
        if (parameter.type.type != nullptr) add_type(*parameter.type.type);
    }
    if (function.result.type != nullptr) add_type(*function.result.type);
    FunctionInfo& added = functions_.emplace_back(std::move(function));
    if (!function_by_name_.emplace(full_name(added), &added).second) {
        fail(ErrorCode::internal, "function", full_name(added), "a name of its own");
    }
    return added;
}

void Registry::add_type(const TypeInfo& type) {
    switch (type.kind) {
        case Kind::optional:
        case Kind::list:
        case Kind::dictionary: return add_type(*type.element());
        case Kind::choice:
            for (const auto alternative : type.alternatives) add_type(*alternative());
            return;
        case Kind::record:
        case Kind::enumeration: break;
        default: return;
    }
    if (!type_by_name_.emplace(qualified_name(type), &type).second) return;
    for (const FieldInfo& field : type.fields) add_type(*field.type());
    types_.push_back(&type);  // after what it is made of, so that a generated file can be read from the top
}

std::string qualified_name(const TypeInfo& type) {
    // `name` of a record or enumeration is the end of its qualified name inside a compiler's function
    // signature, which is there as long as the program; see type_name() of core/detail/record_type.hpp.
    const char* begin = type.name.data();
    while (begin[-1] != ' ') --begin;
    return {begin, type.name.data() + type.name.size()};
}

std::string full_name(const FunctionInfo& function) {
    const std::string owner = function.owner == nullptr ? "" : function.owner->name + ".";
    return function.module + "." + owner + function.name;
}

namespace detail {

void name_parameters(FunctionInfo& info, std::span<const Name> names) {
    std::size_t next = 0;
    if (info.role == FunctionInfo::Role::method) info.parameters.at(next++).name = "self";
    if (names.size() + next != info.parameters.size()) {
        fail(ErrorCode::internal, info.name, std::to_string(names.size()), "a name for each parameter");
    }
    for (const Name& each : names) {
        Parameter& parameter = info.parameters[next++];
        if (each.fallback != nullptr && each.fallback_type != parameter.type.type) {
            fail(ErrorCode::internal, info.name, each.name, "a default of the type of the parameter");
        }
        parameter.name = each.name;
        parameter.fallback = each.fallback;
    }
}

}  // namespace detail

Registered Module::add(FunctionInfo info, const char* name, std::initializer_list<Name> names) {
    info.module = name_;
    info.name = name;
    const bool is_constructor = info.role == FunctionInfo::Role::constructor;
    info.cpp = info.owner == nullptr ? name : info.owner->name + "::" + (is_constructor ? info.owner->name : name);
    detail::name_parameters(info, names);
    return Registered{registry_->add(std::move(info))};
}

const Registry& registry() {
    static const Registry all = [] {
        Registry made;
        register_core(made);
        register_money(made);
        register_order(made);
        register_ledger(made);
        register_affiliate(made);
        register_loyalty(made);
        register_vendors(made);
        register_payments(made);
        register_catalog(made);
        register_prices(made);
        register_feeds(made);
        register_catalog_sync(made);
        register_catalog_matching(made);
        register_catalog_engine(made);
        register_routing(made);
        register_roads(made);
        register_adapters(made);
        register_engine(made);
        return made;
    }();
    return all;
}

}  // namespace marketplace::surface
