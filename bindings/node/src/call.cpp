#include "call.hpp"

#include "convert.hpp"
#include "errors.hpp"

#include <optional>

namespace marketplace::node {
namespace {

using surface::Call;
using surface::Form;
using surface::FunctionInfo;

void convert_argument(const Napi::Value& value, const surface::ValueType& type, void* into) {
    switch (type.form) {
        case Form::nothing: return;
        case Form::value: return from_node(value, *type.type, into);
        case Form::handle: return handle_from_node(value, *type.handle, *static_cast<surface::Handle*>(into));
        case Form::column: return column_from_node(value, *static_cast<surface::Column*>(into));
        case Form::columns: return columns_from_node(value, *static_cast<surface::Columns*>(into));
    }
}

Napi::Value convert_result(Napi::Env env, const surface::ValueType& type, void* result) {
    switch (type.form) {
        case Form::nothing: return env.Undefined();
        case Form::value: return to_node(env, *type.type, result);
        case Form::handle: return handle_to_node(env, *static_cast<surface::Handle*>(result));
        case Form::column: return column_to_node(env, *static_cast<surface::NewColumn*>(result));
        case Form::columns: {
            Napi::Object out = Napi::Object::New(env);
            for (const auto& [name, column] : static_cast<surface::NewColumns*>(result)->named) {
                out.Set(camel_case(name), column_to_node(env, column));
            }
            return out;
        }
    }
    return env.Undefined();
}

bool may_be_left_out(const surface::Parameter& parameter) {
    return parameter.type.form == Form::value && parameter.type.type->kind == Kind::optional;
}

std::unique_ptr<Call> prepare(const Napi::CallbackInfo& info, const FunctionInfo& function) {
    auto made = std::make_unique<Call>(function);
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
        const surface::Parameter& parameter = function.parameters[i];
        if (info[i].IsUndefined()) {
            if (!may_be_left_out(parameter)) made->leave_out(i);
            continue;
        }
        at_path(camel_case(parameter.name), [&] { convert_argument(info[i], parameter.type, made->argument(i)); });
    }
    return made;
}

/// Runs a call on a thread of the pool; the promise is settled on the thread of the environment.
class Worker : public Napi::AsyncWorker {
public:
    Worker(Napi::Env env, std::unique_ptr<Call> call)
        : Napi::AsyncWorker(env, "marketplace"), call_(std::move(call)), deferred_(env) {}

    [[nodiscard]] Napi::Promise promise() const { return deferred_.Promise(); }

    void Execute() override {
        try {
            call_->run();
        } catch (const Error& error) {
            failure_ = error;
        } catch (const std::exception& unexpected) {
            failure_ = Error{ErrorCode::internal, "", unexpected.what(), "no failure inside the library"};
        }
    }

    void OnOK() override {
        const Napi::Env env = Env();
        try {
            if (failure_) return deferred_.Reject(error_to_node(env, *failure_));
            deferred_.Resolve(convert_result(env, call_->function().result, call_->result()));
        } catch (const Napi::Error& error) {
            deferred_.Reject(error.Value());
        } catch (const Error& error) {
            deferred_.Reject(error_to_node(env, error));
        }
    }

private:
    std::unique_ptr<Call> call_;
    Napi::Promise::Deferred deferred_;
    std::optional<Error> failure_;
};

/// Bad arguments reject the promise: a function that returns one never throws.
Napi::Value call_later(const Napi::CallbackInfo& info, const FunctionInfo& function) {
    const Napi::Env env = info.Env();
    try {
        auto* worker = new Worker{env, prepare(info, function)};
        const Napi::Promise promise = worker->promise();
        worker->Queue();
        return promise;
    } catch (const Error& error) {
        const auto deferred = Napi::Promise::Deferred::New(env);
        deferred.Reject(error_to_node(env, error));
        return deferred.Promise();
    }
}

}  // namespace

Napi::Value call(const Napi::CallbackInfo& info, const FunctionInfo& function) {
    if (function.takes_long) return call_later(info, function);
    return guarded(info.Env(), [&] {
        const std::unique_ptr<Call> made = prepare(info, function);
        made->run();
        return convert_result(info.Env(), function.result, made->result());
    });
}

}  // namespace marketplace::node
