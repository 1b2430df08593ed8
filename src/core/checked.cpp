#include <marketplace/core/checked.hpp>

namespace marketplace::detail {

void overflowed(std::string_view operation, std::int64_t a, std::int64_t b) {
    std::string expression = std::to_string(a);
    expression.append(" ").append(operation).append(" ").append(std::to_string(b));
    fail(ErrorCode::overflow, "", expression, "a result within 64 bits");
}

}  // namespace marketplace::detail
