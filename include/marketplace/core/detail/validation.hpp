#pragma once
// What the validation of plans, policies and programs shares. For the library itself.

#include <marketplace/core/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace marketplace::detail {

/// Runs a check and, if it fails, says inside of what.
template <class F>
void at_path(const std::string& where, F&& check) {
    try {
        check();
    } catch (const Error& error) {
        throw error.within(where);
    }
}

/// "rules[3]"
[[nodiscard]] inline std::string indexed(std::string_view list, std::size_t index) {
    return std::string{list} + "[" + std::to_string(index) + "]";
}

inline void require_between(std::int64_t value, std::int64_t low, std::int64_t high, std::string_view field) {
    if (value >= low && value <= high) return;
    fail(ErrorCode::out_of_range, field, std::to_string(value), std::to_string(low) + " to " + std::to_string(high));
}

}  // namespace marketplace::detail
