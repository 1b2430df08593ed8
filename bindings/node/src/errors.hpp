#pragma once
// `marketplace::Error` as the JavaScript class MarketplaceError of index.js.

#include <marketplace/core/error.hpp>

#include <napi.h>

#include <set>

namespace marketplace::node {

class Follower;

/// What each environment (the main thread, every worker) has for itself.
struct Environment {
    Napi::FunctionReference error_class;
    std::set<Follower*> followers;  ///< of the calls that run
};

/// The error as a JavaScript value.
[[nodiscard]] Napi::Value error_to_node(Napi::Env env, const Error& error);

/// Runs `body` and turns what C++ throws into a JavaScript exception.
template <class F>
Napi::Value guarded(Napi::Env env, F&& body) {
    try {
        return body();
    } catch (const Error& error) {
        napi_throw(env, error_to_node(env, error));
    } catch (const Napi::Error&) {
        throw;
    } catch (const std::exception& unexpected) {
        napi_throw(env, error_to_node(
                            env, Error{ErrorCode::internal, "", unexpected.what(), "no failure inside the library"}));
    }
    return {};
}

}  // namespace marketplace::node
