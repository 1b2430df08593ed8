#include "errors.hpp"

#include <string>

namespace marketplace::node {

Napi::Value error_to_node(Napi::Env env, const Error& error) {
    const auto* environment = env.GetInstanceData<Environment>();
    if (environment == nullptr || environment->error_class.IsEmpty())
        return Napi::Error::New(env, error.what()).Value();
    Napi::Object details = Napi::Object::New(env);
    details.Set("code", std::string{name_of(error.code())});
    details.Set("number", static_cast<std::uint32_t>(error.code()));
    details.Set("field", error.field());
    details.Set("value", error.value());
    details.Set("expected", error.expected());
    return environment->error_class.New({Napi::String::New(env, error.what()), details});
}

}  // namespace marketplace::node
