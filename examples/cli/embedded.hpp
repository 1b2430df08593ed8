#pragma once
// Files of the tree that the program carries inside; see CMakeLists.txt.

#include <string_view>

namespace embedded {

extern const std::string_view commission_plan;
extern const std::string_view tier_policy;
extern const std::string_view loyalty_program;
extern const std::string_view report_page;
extern const std::string_view chart_library;

}  // namespace embedded
