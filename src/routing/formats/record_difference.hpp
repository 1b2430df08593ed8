#pragma once
// Where two records differ.

#include <marketplace/core/json.hpp>

#include <optional>
#include <string>

namespace marketplace::routing::detail {

/// The path of the first field that differs, such as "problem.jobs[3].stop.windows"; nothing if none does.
[[nodiscard]] std::optional<std::string> first_difference(ConstRef a, ConstRef b);

}  // namespace marketplace::routing::detail
