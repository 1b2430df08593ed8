#pragma once
// How JavaScript follows a long call and ends it: options.onProgress and options.signal.

#include "../../surface/module.hpp"

#include <napi.h>

#include <optional>

namespace marketplace::node {

/// The caller's side of a `surface::Watch`. Lives on the thread of the environment; `stop` may be asked by any.
class Follower {
public:
    /// Without options nobody listens. Throws `wrong_type` for what is no function or no AbortSignal.
    Follower(Napi::Env env, const Napi::Value& options, const TypeInfo& report_type);
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;
    ~Follower();

    /// The names of its options.
    [[nodiscard]] static bool is_option(std::string_view name) { return name == "onProgress" || name == "signal"; }

    [[nodiscard]] std::stop_token stop() const { return stop_.get_token(); }
    void request_stop() { stop_.request_stop(); }
    [[nodiscard]] bool is_heard() const { return !callback_.IsEmpty(); }
    [[nodiscard]] const TypeInfo& report_type() const { return *report_type_; }
    /// Calls onProgress. If that throws or returns false, the call shall end.
    void tell(Napi::Env env, const void* record);
    /// What onProgress threw.
    [[nodiscard]] const std::optional<Napi::Error>& failure() const { return failure_; }

private:
    void listen(const Napi::Value& signal);

    Napi::Env env_;
    const TypeInfo* report_type_;
    std::stop_source stop_;
    Napi::FunctionReference callback_;
    Napi::ObjectReference signal_;
    Napi::FunctionReference listener_;
    std::optional<Napi::Error> failure_;
};

}  // namespace marketplace::node
