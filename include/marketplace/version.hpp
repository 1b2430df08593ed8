#pragma once
// The version of the library, as in CMakeLists.txt; tests/tidy compares the two.

#include <string_view>

namespace marketplace {

inline constexpr int version_major = 0;
inline constexpr int version_minor = 1;
inline constexpr int version_patch = 0;
inline constexpr std::string_view version = "0.1.0";

}  // namespace marketplace
