#include "call.hpp"

#include "convert.hpp"
#include "errors.hpp"
#include "paths.hpp"
#include "watch.hpp"

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
        case Form::matrices: return matrices_from_node(value, *static_cast<surface::Matrices*>(into));
        case Form::bytes: return bytes_from_node(value, *static_cast<surface::Bytes*>(into));
        case Form::watch: return;  // see Follower
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
        case Form::matrices:
        case Form::bytes:
        case Form::watch: break;  // are only taken
    }
    return env.Undefined();
}

bool may_be_left_out(const surface::Parameter& parameter) {
    return parameter.type.form == Form::value && parameter.type.type->kind == Kind::optional;
}

const surface::Parameter* parameter_named(const FunctionInfo& function, std::string_view camel) {
    for (std::size_t i = function.named_from; i < function.parameters.size(); ++i) {
        const surface::Parameter& parameter = function.parameters[i];
        const bool is_watch = parameter.type.form == Form::watch;
        if (is_watch ? Follower::is_option(camel) : camel_case(parameter.name) == camel) return &parameter;
    }
    return nullptr;
}

/// The object with the named parameters, or undefined.
Napi::Value options_of(const Napi::CallbackInfo& info, const FunctionInfo& function) {
    if (function.named_from >= function.parameters.size()) return info.Env().Undefined();
    const Napi::Value given = info[function.named_from];
    if (given.IsUndefined() || given.IsNull()) return info.Env().Undefined();
    if (!given.IsObject() || given.IsArray() || given.IsFunction()) {
        fail(ErrorCode::wrong_type, "options", "", "an object");
    }
    const Napi::Array keys = given.As<Napi::Object>().GetPropertyNames();
    for (std::uint32_t i = 0; i < keys.Length(); ++i) {
        const std::string name = keys.Get(i).ToString().Utf8Value();
        if (parameter_named(function, name) == nullptr) {
            fail(ErrorCode::unknown_field, name, "", "an option of " + camel_case(function.name));
        }
    }
    return given;
}

/// A call with its arguments, and who follows it.
struct Prepared {
    std::unique_ptr<Call> call;
    std::unique_ptr<Follower> follower;
    surface::Watch* watch = nullptr;
};

Prepared prepare(const Napi::CallbackInfo& info, const FunctionInfo& function) {
    Prepared made{std::make_unique<Call>(function), nullptr, nullptr};
    const Napi::Value options = options_of(info, function);
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
        const surface::Parameter& parameter = function.parameters[i];
        if (parameter.type.form == Form::watch) {
            made.follower = std::make_unique<Follower>(info.Env(), options, *parameter.type.type);
            made.watch = static_cast<surface::Watch*>(made.call->argument(i));
            made.watch->stop = made.follower->stop();
            continue;
        }
        const std::string name = camel_case(parameter.name);
        Napi::Value value = i < function.named_from ? info[i] : options;
        if (i >= function.named_from && options.IsObject()) value = options.As<Napi::Object>().Get(name);
        if (value.IsUndefined()) {
            if (!may_be_left_out(parameter)) made.call->leave_out(i);
            continue;
        }
        at_path(name, [&] { convert_argument(value, parameter.type, made.call->argument(i)); });
    }
    return made;
}

/// A call on another thread, and the promise of its result.
class Task {
public:
    Task(Napi::Env env, Prepared prepared) : prepared_(std::move(prepared)), deferred_(env) {}

    [[nodiscard]] Napi::Promise promise() const { return deferred_.Promise(); }
    [[nodiscard]] Prepared& prepared() { return prepared_; }

    void run() {
        try {
            prepared_.call->run();
        } catch (const Error& error) {
            failure_ = in_names_of_caller(error, prepared_.call->function());
        } catch (const std::exception& unexpected) {
            failure_ = Error{ErrorCode::internal, "", unexpected.what(), "no failure inside the library"};
        }
    }

    /// On the thread of the environment.
    void settle(Napi::Env env) {
        try {
            if (prepared_.follower && prepared_.follower->failure()) throw *prepared_.follower->failure();
            if (failure_) return deferred_.Reject(error_to_node(env, *failure_));
            deferred_.Resolve(convert_result(env, prepared_.call->function().result, prepared_.call->result()));
        } catch (const Napi::Error& error) {
            deferred_.Reject(error.Value());
        } catch (const Error& error) {
            deferred_.Reject(error_to_node(env, error));
        }
    }

private:
    Prepared prepared_;
    Napi::Promise::Deferred deferred_;
    std::optional<Error> failure_;
};

/// Runs a task on a thread of the pool.
class Worker : public Napi::AsyncWorker {
public:
    Worker(Napi::Env env, Prepared prepared) : Napi::AsyncWorker(env, "marketplace"), task_(env, std::move(prepared)) {}

    [[nodiscard]] Task& task() { return task_; }
    void Execute() override { task_.run(); }
    void OnOK() override { task_.settle(Env()); }

private:
    Task task_;
};

/// The same for a task that reports. It does not wait for the caller to listen.
class WatchedWorker : public Napi::AsyncProgressQueueWorker<std::shared_ptr<void>> {
public:
    WatchedWorker(Napi::Env env, Prepared prepared)
        : Napi::AsyncProgressQueueWorker<std::shared_ptr<void>>(env, "marketplace"), task_(env, std::move(prepared)) {}

    [[nodiscard]] Task& task() { return task_; }

    void Execute(const ExecutionProgress& progress) override {
        Follower& follower = *task_.prepared().follower;
        if (follower.is_heard()) {
            task_.prepared().watch->report = [&progress, &follower](const void* record) {
                const TypeInfo& type = follower.report_type();
                const std::shared_ptr<void> copy{type.create(), type.destroy};
                type.copy(copy.get(), record);
                progress.Send(&copy, 1);
                return true;
            };
        }
        task_.run();
    }
    void OnProgress(const std::shared_ptr<void>* records, std::size_t count) override {
        for (std::size_t i = 0; i < count; ++i) task_.prepared().follower->tell(Env(), records[i].get());
    }
    void OnOK() override { task_.settle(Env()); }

private:
    Task task_;
};

template <class W>
Napi::Value start(Napi::Env env, Prepared prepared) {
    auto* worker = new W{env, std::move(prepared)};
    const Napi::Promise promise = worker->task().promise();
    worker->Queue();
    return promise;
}

/// Bad arguments reject the promise: a function that returns one never throws.
Napi::Value call_later(const Napi::CallbackInfo& info, const FunctionInfo& function) {
    const Napi::Env env = info.Env();
    try {
        Prepared prepared = prepare(info, function);
        if (prepared.follower) return start<WatchedWorker>(env, std::move(prepared));
        return start<Worker>(env, std::move(prepared));
    } catch (const Error& error) {
        const auto deferred = Napi::Promise::Deferred::New(env);
        deferred.Reject(error_to_node(env, error));
        return deferred.Promise();
    }
}

}  // namespace

Napi::Value call(const Napi::CallbackInfo& info, const FunctionInfo& function) {
    return function.takes_long ? call_later(info, function) : call_at_once(info, function);
}

Napi::Value call_at_once(const Napi::CallbackInfo& info, const FunctionInfo& function) {
    return guarded(info.Env(), [&] {
        const Prepared made = prepare(info, function);
        if (made.follower && made.follower->is_heard()) {
            made.watch->report = [&](const void* record) {
                made.follower->tell(info.Env(), record);
                return !made.follower->stop().stop_requested();
            };
        }
        try {
            made.call->run();
        } catch (const Error& error) {
            throw in_names_of_caller(error, function);
        }
        if (made.follower && made.follower->failure()) throw *made.follower->failure();
        return convert_result(info.Env(), function.result, made.call->result());
    });
}

bool has_watch(const FunctionInfo& function) {
    for (const surface::Parameter& parameter : function.parameters) {
        if (parameter.type.form == Form::watch) return true;
    }
    return false;
}

}  // namespace marketplace::node
