// The addon: one function for each of the registry, by its full name. Everything that a person sees is index.js.

#include "call.hpp"
#include "convert.hpp"
#include "errors.hpp"
#include "watch.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/version.hpp>

namespace marketplace::node {
namespace {

/// "affiliate.CommissionPlan" to its description: the last part is the name, the first the namespace, if it has one.
const TypeInfo& record_named(const std::string& name) {
    const std::size_t dot = name.find('.');
    const std::string module = name.substr(0, dot);
    const std::string record = dot == std::string::npos ? "" : name.substr(dot + 1);
    for (const std::string& each : {"marketplace::" + module + "::" + record, "marketplace::" + record}) {
        for (const TypeInfo* type : surface::registry().types()) {
            if (surface::qualified_name(*type) == each) return *type;
        }
    }
    fail(ErrorCode::not_found, "name", name, "a record, such as order.Order");
}

std::string text_argument(const Napi::CallbackInfo& info, std::size_t index, std::string_view name) {
    if (!info[index].IsString()) fail(ErrorCode::wrong_type, name, "", "a text");
    return info[index].As<Napi::String>().Utf8Value();
}

Napi::Value from_json_text(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&]() -> Napi::Value {
        const TypeInfo& type = record_named(text_argument(info, 0, "name"));
        const std::shared_ptr<void> value{type.create(), type.destroy};
        read_json(text_argument(info, 1, "text"), {&type, value.get()});
        return to_node(info.Env(), type, value.get());
    });
}

Napi::Value to_json_text(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&]() -> Napi::Value {
        const TypeInfo& type = record_named(text_argument(info, 0, "name"));
        const std::shared_ptr<void> value{type.create(), type.destroy};
        from_node(info[1], type, value.get());
        std::string out;
        write_json(out, {&type, value.get()});
        return Napi::String::New(info.Env(), out);
    });
}

Napi::Value set_error_class(const Napi::CallbackInfo& info) {
    info.Env().GetInstanceData<Environment>()->error_class = Napi::Persistent(info[0].As<Napi::Function>());
    return info.Env().Undefined();
}

/// A process that exits waits for the threads of its pool.
Napi::Value stop_all(const Napi::CallbackInfo& info) {
    for (Follower* follower : info.Env().GetInstanceData<Environment>()->followers) follower->request_stop();
    return info.Env().Undefined();
}

Napi::Value description(const Napi::CallbackInfo& info) {
    return Napi::String::New(info.Env(), surface::describe(surface::registry()));
}

Napi::Value call_described(const Napi::CallbackInfo& info) {
    return call(info, *static_cast<const surface::FunctionInfo*>(info.Data()));
}

Napi::Value call_described_at_once(const Napi::CallbackInfo& info) {
    return call_at_once(info, *static_cast<const surface::FunctionInfo*>(info.Data()));
}

Napi::Object start(Napi::Env env, Napi::Object exports) {
    env.SetInstanceData(new Environment);
    for (const surface::FunctionInfo& function : surface::registry().functions()) {
        const std::string name = surface::full_name(function);
        exports.Set(name, Napi::Function::New(env, call_described, name.c_str(),
                                              const_cast<surface::FunctionInfo*>(&function)));
        if (!has_watch(function)) continue;
        const std::string at_once = name + ".sync";
        exports.Set(at_once, Napi::Function::New(env, call_described_at_once, at_once.c_str(),
                                                 const_cast<surface::FunctionInfo*>(&function)));
    }
    exports.Set("fromJson", Napi::Function::New(env, from_json_text, "fromJson"));
    exports.Set("toJson", Napi::Function::New(env, to_json_text, "toJson"));
    exports.Set("setErrorClass", Napi::Function::New(env, set_error_class, "setErrorClass"));
    exports.Set("stopAll", Napi::Function::New(env, stop_all, "stopAll"));
    exports.Set("description", Napi::Function::New(env, description, "description"));
    exports.Set("version", std::string{version});
    return exports;
}

Napi::Object start_addon(Napi::Env env, Napi::Object exports) { return start(env, exports); }

}  // namespace

NODE_API_MODULE(marketplace, start_addon)

}  // namespace marketplace::node
