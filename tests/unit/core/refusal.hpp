#pragma once
// What a call was refused for, as one text that a test can compare.

#include <marketplace/core/error.hpp>

#include <string>

namespace marketplace {

/// "code" or "code at field", or "not refused".
template <class F>
std::string refusal(F&& call) {
    try {
        static_cast<void>(call());
    } catch (const Error& error) {
        const std::string code{name_of(error.code())};
        return error.field().empty() ? code : code + " at " + error.field();
    }
    return "not refused";
}

}  // namespace marketplace
