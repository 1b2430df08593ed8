#include "watch.hpp"

#include "convert.hpp"
#include "errors.hpp"

namespace marketplace::node {
namespace {

bool is_missing(const Napi::Value& value) { return value.IsUndefined() || value.IsNull(); }

bool is_signal(const Napi::Value& value) {
    return value.IsObject() && value.As<Napi::Object>().Get("addEventListener").IsFunction() &&
           value.As<Napi::Object>().Get("removeEventListener").IsFunction();
}

void call_method(const Napi::Object& object, const char* name, const Napi::Value& listener) {
    const Napi::Value event = Napi::String::New(object.Env(), "abort");
    object.Get(name).As<Napi::Function>().Call(object, {event, listener});
}

}  // namespace

Follower::Follower(Napi::Env env, const Napi::Value& options, const TypeInfo& report_type)
    : env_(env), report_type_(&report_type) {
    if (options.IsObject()) {
        const Napi::Value callback = options.As<Napi::Object>().Get("onProgress");
        if (!is_missing(callback)) {
            if (!callback.IsFunction()) fail(ErrorCode::wrong_type, "onProgress", "", "a function");
            callback_ = Napi::Persistent(callback.As<Napi::Function>());
        }
        listen(options.As<Napi::Object>().Get("signal"));
    }
    env_.GetInstanceData<Environment>()->followers.insert(this);
}

void Follower::listen(const Napi::Value& signal) {
    if (is_missing(signal)) return;
    if (!is_signal(signal)) fail(ErrorCode::wrong_type, "signal", "", "an AbortSignal");
    const auto object = signal.As<Napi::Object>();
    const auto request_stop = [stop = stop_](const Napi::CallbackInfo&) mutable { stop.request_stop(); };
    const auto listener = Napi::Function::New(signal.Env(), request_stop, "stop");
    call_method(object, "addEventListener", listener);
    signal_ = Napi::Persistent(object);
    listener_ = Napi::Persistent(listener);
    if (object.Get("aborted").ToBoolean()) stop_.request_stop();
}

Follower::~Follower() {
    if (auto* environment = env_.GetInstanceData<Environment>()) environment->followers.erase(this);
    if (signal_.IsEmpty()) return;
    const Napi::HandleScope scope{env_};
    try {
        call_method(signal_.Value(), "removeEventListener", listener_.Value());
    } catch (const Napi::Error&) {
        // A listener that stays does no harm: it stops what has ended.
    }
}

void Follower::tell(Napi::Env env, const void* record) {
    if (failure_ || stop_.stop_requested()) return;
    const Napi::HandleScope scope{env};
    try {
        const Napi::Value answer = callback_.Call({to_node(env, *report_type_, record)});
        if (answer.IsBoolean() && !answer.As<Napi::Boolean>().Value()) stop_.request_stop();
    } catch (const Napi::Error& error) {
        failure_ = error;
        stop_.request_stop();
    }
}

}  // namespace marketplace::node
